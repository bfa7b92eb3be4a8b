import { type ChatFormat, sse } from './chat-protocol.ts';
import type { Completion } from './completion.ts';
import { chatEvents, chatWhole, readChatCompletion, usageOf } from './openai.ts';
import type { Refusal } from './protocol.ts';

/** What a token costs here, in USD; any figure serves, as long as it is reported. */
const inputUsd = 1e-6;
const outputUsd = 4e-6;

const messages: Record<Refusal['reason'], string> = {
  'rate-limit': 'Rate limit exceeded: requests-per-minute',
  quota: 'Insufficient credits',
  invalid: 'Invalid request',
  key: 'No auth credentials found',
  payment: 'Insufficient credits. Add more using the credits page.',
  forbidden: 'Your chosen model requires moderation and your input was flagged',
  model: 'No endpoints found for the model',
  path: 'Not Found',
  'too-large': 'Request entity too large',
  server: 'Internal Server Error',
  overloaded: 'Provider returned error',
};

/** OpenRouter (https://openrouter.ai/docs/api-reference/overview): OpenAI's format, and the cost with the usage. */
export const openrouter: ChatFormat = {
  operationOf(method, path) {
    if (method === 'POST' && path === '/chat/completions') return 'chat';
    return method === 'GET' && path === '/models' ? 'models' : 'unknown';
  },
  read: (asked) => ({ ...readChatCompletion(asked), includeUsage: true }),
  whole: (completion) => chatWhole(completion, costedUsage(completion), { provider: 'Simulated' }),
  events: (completion) => [
    ': OPENROUTER PROCESSING\n\n',
    ...chatEvents(completion, costedUsage(completion), { provider: 'Simulated' }),
  ],
  refuse: ({ status, reason, message, retryAtMs }) => ({
    error: {
      code: status,
      message: message ?? messages[reason],
      ...(retryAtMs === undefined ? {} : { metadata: { headers: waitHeaders(retryAtMs) } }),
    },
  }),
  failInStream(question) {
    const error = {
      code: 502,
      message: 'Provider returned error',
      metadata: { provider_name: 'Simulated', raw: 'upstream failed' },
    };
    if (!question.stream) return JSON.stringify({ error });
    return sse({
      id: 'gen-sim',
      object: 'chat.completion.chunk',
      created: 0,
      model: question.model,
      provider: 'Simulated',
      error,
      choices: [{ index: 0, delta: { content: '' }, finish_reason: 'error' }],
    });
  },
  costUsd,
  models: () => ({ data: [{ id: 'simulated/simulated', name: 'Simulated' }] }),
};

function waitHeaders(retryAtMs: number): Record<string, string> {
  return {
    'X-RateLimit-Limit': '60',
    'X-RateLimit-Remaining': '0',
    'X-RateLimit-Reset': String(Math.ceil(retryAtMs)),
  };
}

function costUsd({ usage }: Completion): number {
  if (usage === undefined) return 0;
  return Number((usage.inputTokens * inputUsd + usage.outputTokens * outputUsd).toFixed(9));
}

function costedUsage(completion: Completion): object | undefined {
  const usage = usageOf(completion);
  if (usage === undefined) return undefined;
  return {
    ...usage,
    cost: costUsd(completion),
    is_byok: false,
    cost_details: { upstream_inference_cost: null },
  };
}

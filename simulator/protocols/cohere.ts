import { isSchema } from '../answers/json-schema.ts';
import { type ChatFormat, sse } from './chat-protocol.ts';
import { type ChatQuestion, type Completion, piecesOf, positive, textOf } from './completion.ts';
import { type Asked, BadQuestion, parseJson, type Refusal } from './protocol.ts';

const messages: Record<Refusal['reason'], string> = {
  'rate-limit': 'You are past the per minute request limit, please wait and try again later.',
  quota: 'You are past your monthly usage limit.',
  invalid: 'invalid request',
  key: 'invalid api token',
  payment: 'billing limit reached',
  forbidden: 'you do not have permission to use this model',
  model: 'model not found, make sure the correct model ID was used and that you have access to the model.',
  path: 'not found',
  'too-large': 'request too large',
  server: 'internal server error, this has been reported to our developers.',
  overloaded: 'the service is overloaded, please try again later',
};

/** Cohere's chat, version 2 (https://docs.cohere.com/v2/reference/chat). */
export const cohere: ChatFormat = {
  operationOf(method, path) {
    if (method === 'POST' && path === '/chat') return 'chat';
    return method === 'GET' && path === '/models' ? 'models' : 'unknown';
  },
  read,
  whole(completion) {
    const usage = usageOf(completion);
    return {
      id: completion.id,
      message: {
        role: 'assistant',
        content: completion.text === '' ? [] : [{ type: 'text', text: completion.text }],
      },
      finish_reason: finishReason(completion),
      ...(usage === undefined ? {} : { usage }),
    };
  },
  events(completion) {
    const usage = usageOf(completion);
    const content = (text: string) => ({ message: { content: { type: 'text', text } } });
    return [
      event({
        type: 'message-start',
        id: completion.id,
        delta: { message: { role: 'assistant', content: [], tool_plan: '', tool_calls: [], citations: [] } },
      }),
      event({ type: 'content-start', index: 0, delta: content('') }),
      ...piecesOf(completion.text).map((text) =>
        event({ type: 'content-delta', index: 0, delta: content(text) }),
      ),
      event({ type: 'content-end', index: 0 }),
      event({
        type: 'message-end',
        id: completion.id,
        delta: { finish_reason: finishReason(completion), ...(usage === undefined ? {} : { usage }) },
      }),
    ];
  },
  refuse: ({ reason, message, retryDelayS }) => ({
    message: message ?? messages[reason],
    ...(retryDelayS === undefined ? {} : { retryDelay: `${retryDelayS}s` }),
  }),
  failInStream: () =>
    event({
      type: 'message-end',
      delta: {
        finish_reason: 'ERROR',
        error: 'internal server error',
        usage: {
          billed_units: { input_tokens: 0, output_tokens: 0 },
          tokens: { input_tokens: 0, output_tokens: 0 },
        },
      },
    }),
  reportable: ({ inputTokens, outputTokens, cacheReadTokens }) => ({
    inputTokens,
    outputTokens,
    cacheReadTokens,
  }),
  models: () => ({ models: [{ name: 'simulated', endpoints: ['chat'] }] }),
};

function event(data: { type: string; [name: string]: unknown }): string {
  return sse(data, data.type);
}

function read({ body }: Asked): ChatQuestion {
  const request = parseJson(body);
  const { model, messages: asked } = request;
  if (typeof model !== 'string' || model === '') throw new BadQuestion('invalid request: model is required');
  if (!Array.isArray(asked) || asked.length === 0)
    throw new BadQuestion('invalid request: messages is required');
  const texts = asked.map((message: { role?: unknown; content?: unknown }) => ({
    role: message?.role,
    text: textOf(message?.content),
  }));
  const format = request.response_format as
    | { type?: unknown; json_schema?: unknown; schema?: unknown }
    | undefined;
  const schema = format?.json_schema ?? format?.schema;
  const most = positive(request.max_tokens);
  return {
    operation: 'chat',
    model,
    stream: request.stream === true,
    includeUsage: true,
    prompt: texts
      .filter(({ role }) => role === 'user')
      .map(({ text }) => text)
      .join('\n'),
    inputBytes:
      Buffer.byteLength(texts.map(({ text }) => text).join('')) +
      (schema === undefined ? 0 : JSON.stringify(schema).length),
    json: format?.type === 'json_object',
    ...(isSchema(schema) ? { schema } : {}),
    ...(most === undefined ? {} : { maxOutputTokens: most }),
  };
}

function finishReason({ finish }: Completion): string {
  return finish === 'length' ? 'MAX_TOKENS' : 'COMPLETE';
}

function usageOf({ usage }: Completion): object | undefined {
  if (usage === undefined) return undefined;
  const counted = { input_tokens: usage.inputTokens, output_tokens: usage.outputTokens };
  return {
    billed_units: counted,
    tokens: counted,
    ...(usage.cacheReadTokens === 0 ? {} : { cached_tokens: usage.cacheReadTokens }),
  };
}

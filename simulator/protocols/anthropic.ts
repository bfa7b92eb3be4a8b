import { isSchema } from '../answers/json-schema.ts';
import { type ChatFormat, sse } from './chat-protocol.ts';
import {
  type ChatQuestion,
  type Completion,
  piecesOf,
  positive,
  type TokenUsage,
  textOf,
} from './completion.ts';
import { retryDetails } from './openai.ts';
import { type Asked, BadQuestion, parseJson, type Refusal } from './protocol.ts';

const errors: Record<Refusal['reason'], { type: string; message: string }> = {
  'rate-limit': {
    type: 'rate_limit_error',
    message: "This request would exceed your organization's rate limit.",
  },
  quota: { type: 'rate_limit_error', message: 'You have reached your specified API usage limits.' },
  invalid: { type: 'invalid_request_error', message: 'Invalid request.' },
  key: { type: 'authentication_error', message: 'invalid x-api-key' },
  payment: { type: 'billing_error', message: 'Your credit balance is too low to access the API.' },
  forbidden: { type: 'permission_error', message: 'Your API key does not have permission for this.' },
  model: { type: 'not_found_error', message: 'model: not found' },
  path: { type: 'not_found_error', message: 'Not found' },
  'too-large': { type: 'request_too_large', message: 'Request exceeds the maximum size' },
  server: { type: 'api_error', message: 'Internal server error' },
  overloaded: { type: 'overloaded_error', message: 'Overloaded' },
};

/** Anthropic's messages (https://docs.anthropic.com/en/api/messages), structured by `output_config` or by a tool. */
export const anthropic: ChatFormat = {
  operationOf(method, path) {
    if (method === 'POST' && path === '/messages') return 'chat';
    return method === 'GET' && path === '/models' ? 'models' : 'unknown';
  },
  read,
  whole(completion, { tool }) {
    const { id, model, text } = completion;
    const content =
      text === ''
        ? []
        : [
            tool === undefined
              ? { type: 'text', text }
              : { type: 'tool_use', id: `toolu_${id}`, name: tool, input: parsed(text) },
          ];
    return {
      id: `msg_${id}`,
      type: 'message',
      role: 'assistant',
      model,
      content,
      stop_reason: stopReason(completion, tool),
      stop_sequence: null,
      ...(completion.usage === undefined ? {} : { usage: usageOf(completion) }),
    };
  },
  events(completion, { tool }) {
    const { id, model, text, usage } = completion;
    const input = usage === undefined ? {} : { usage: { ...usageOf(completion), output_tokens: 1 } };
    const message = { id: `msg_${id}`, type: 'message', role: 'assistant', model, content: [], ...input };
    const block =
      tool === undefined
        ? { type: 'text', text: '' }
        : { type: 'tool_use', id: `toolu_${id}`, name: tool, input: {} };
    const delta = (piece: string) =>
      tool === undefined
        ? { type: 'text_delta', text: piece }
        : { type: 'input_json_delta', partial_json: piece };
    const ending =
      usage === undefined ? {} : { usage: { output_tokens: usage.outputTokens, ...thinking(completion) } };
    return [
      event({ type: 'message_start', message: { ...message, stop_reason: null, stop_sequence: null } }),
      event({ type: 'content_block_start', index: 0, content_block: block }),
      event({ type: 'ping' }),
      ...piecesOf(text).map((piece) => event({ type: 'content_block_delta', index: 0, delta: delta(piece) })),
      event({ type: 'content_block_stop', index: 0 }),
      event({
        type: 'message_delta',
        delta: { stop_reason: stopReason(completion, tool), stop_sequence: null },
        ...ending,
      }),
      event({ type: 'message_stop' }),
    ];
  },
  refuse({ reason, message, retryDelayS }) {
    const error = errors[reason];
    return {
      type: 'error',
      error: { type: error.type, message: message ?? error.message, ...retryDetails(retryDelayS) },
      request_id: 'req_simulated',
    };
  },
  failInStream: () => event({ type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } }),
  // What is cached is added to the input here, so that it cannot be more than the total.
  reportable: (usage) => (isOverTotal(usage) ? { ...usage, cacheReadTokens: 0 } : usage),
  models: () => ({
    data: [{ type: 'model', id: 'simulated', display_name: 'Simulated', created_at: '2026-01-01T00:00:00Z' }],
    has_more: false,
    first_id: 'simulated',
    last_id: 'simulated',
  }),
};

function event(data: { type: string; [name: string]: unknown }): string {
  return sse(data, data.type);
}

function read({ body }: Asked): ChatQuestion {
  const request = parseJson(body);
  const { model, messages, system, max_tokens: most, tools, tool_choice: choice } = request;
  if (typeof model !== 'string' || model === '') throw new BadQuestion('model: Field required');
  if (!Array.isArray(messages) || messages.length === 0) throw new BadQuestion('messages: Field required');
  const maxOutputTokens = positive(most);
  if (maxOutputTokens === undefined) throw new BadQuestion('max_tokens: Field required');
  const prompt = messages.map((message: { content?: unknown }) => textOf(message?.content)).join('\n');
  const config = request.output_config as { format?: { schema?: unknown } } | undefined;
  const format = config?.format ?? (request.output_format as { schema?: unknown } | undefined);
  const tool = forcedTool(tools, choice);
  const schema = tool?.input_schema ?? format?.schema;
  return {
    operation: 'chat',
    model,
    stream: request.stream === true,
    includeUsage: true,
    prompt,
    inputBytes:
      Buffer.byteLength(textOf(system) + prompt) + (schema === undefined ? 0 : JSON.stringify(schema).length),
    json: schema !== undefined,
    maxOutputTokens,
    ...(isSchema(schema) ? { schema } : {}),
    ...(tool === undefined ? {} : { tool: tool.name }),
  };
}

function forcedTool(tools: unknown, choice: unknown): { name: string; input_schema?: unknown } | undefined {
  if (!Array.isArray(tools) || !isSchema(choice)) return undefined;
  const { type, name } = choice as { type?: unknown; name?: unknown };
  if (type === 'tool') return tools.find((tool: { name?: unknown }) => tool?.name === name);
  return type === 'any' ? tools[0] : undefined;
}

/** The input of a tool is JSON by its format, so that a spoilt text can only come as another kind of value. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function stopReason({ finish }: Completion, tool: string | undefined): string {
  if (finish === 'length') return 'max_tokens';
  if (finish === 'refused') return 'refusal';
  return tool === undefined ? 'end_turn' : 'tool_use';
}

/** Anthropic's input tokens leave the cached and the cache-written ones out. */
function usageOf(completion: Completion): object {
  const { usage } = completion;
  if (usage === undefined) return {};
  const { inputTokens, cacheReadTokens, cacheWriteTokens, outputTokens } = usage;
  const overTotal = isOverTotal(usage);
  return {
    input_tokens: overTotal ? inputTokens : inputTokens - cacheReadTokens - cacheWriteTokens,
    cache_creation_input_tokens: cacheWriteTokens,
    cache_read_input_tokens: overTotal ? 0 : cacheReadTokens,
    output_tokens: outputTokens,
    ...thinking(completion),
  };
}

function isOverTotal({ cacheReadTokens, inputTokens }: TokenUsage): boolean {
  return cacheReadTokens > Math.abs(inputTokens);
}

function thinking({ usage }: Completion): object {
  if (usage === undefined || usage.reasoningTokens === 0) return {};
  return { output_tokens_details: { thinking_tokens: usage.reasoningTokens } };
}

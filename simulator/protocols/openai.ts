import { isSchema, type JsonSchema } from '../answers/json-schema.ts';
import { type ChatFormat, sse } from './chat-protocol.ts';
import { type ChatQuestion, type Completion, piecesOf, positive, textOf } from './completion.ts';
import { responsesEvents, responsesWhole } from './openai-responses.ts';
import { type Asked, BadQuestion, parseJson, type Refusal } from './protocol.ts';

const errors: Record<Refusal['reason'], { type: string; code: string | null; message: string }> = {
  'rate-limit': {
    type: 'requests',
    code: 'rate_limit_exceeded',
    message: 'Rate limit reached for requests per min (RPM).',
  },
  quota: {
    type: 'insufficient_quota',
    code: 'insufficient_quota',
    message: 'You exceeded your current quota, please check your plan and billing details.',
  },
  invalid: { type: 'invalid_request_error', code: null, message: 'Invalid request.' },
  key: { type: 'invalid_request_error', code: 'invalid_api_key', message: 'Incorrect API key provided.' },
  payment: { type: 'insufficient_quota', code: 'billing_not_active', message: 'Your account is not active.' },
  forbidden: {
    type: 'invalid_request_error',
    code: 'unsupported_country_region_territory',
    message: 'Country, region, or territory not supported.',
  },
  model: {
    type: 'invalid_request_error',
    code: 'model_not_found',
    message: 'The model does not exist or you do not have access to it.',
  },
  path: { type: 'invalid_request_error', code: 'unknown_url', message: 'Unknown request URL.' },
  'too-large': {
    type: 'invalid_request_error',
    code: 'request_too_large',
    message: 'The request is too large.',
  },
  server: {
    type: 'server_error',
    code: null,
    message: 'The server had an error while processing your request.',
  },
  overloaded: { type: 'server_error', code: 'overloaded', message: 'The engine is currently overloaded.' },
};

/** OpenAI's chat completions (https://platform.openai.com/docs/api-reference/chat) and, in short, responses. */
export const openai: ChatFormat = {
  operationOf(method, path) {
    if (method === 'POST' && (path === '/chat/completions' || path === '/responses')) return 'chat';
    return method === 'GET' && path === '/models' ? 'models' : 'unknown';
  },
  read: readChatCompletion,
  whole: (completion, question) =>
    question.responsesApi === true ? responsesWhole(completion) : chatWhole(completion, usageOf(completion)),
  events: (completion, question) =>
    question.responsesApi === true
      ? responsesEvents(completion)
      : chatEvents(completion, question.includeUsage ? usageOf(completion) : undefined),
  refuse({ reason, message, retryDelayS }) {
    const error = errors[reason];
    return {
      error: {
        message: message ?? error.message,
        type: error.type,
        param: null,
        code: error.code,
        ...retryDetails(retryDelayS),
      },
    };
  },
  failInStream: () =>
    sse({
      error: { message: errors.server.message, type: 'server_error', param: null, code: 'server_error' },
    }),
  models: () => ({
    object: 'list',
    data: [{ id: 'simulated', object: 'model', created: 0, owned_by: 'strata-simulator' }],
  }),
};

/** Google's way to say when to come again, which gateways pass on. */
export function retryDetails(retryDelayS: number | undefined): object {
  if (retryDelayS === undefined) return {};
  return {
    details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryDelayS}s` }],
  };
}

export function readChatCompletion({ body, path }: Asked): ChatQuestion {
  const request = parseJson(body);
  const { model, messages, input, instructions } = request;
  const responsesApi = path === '/responses';
  if (typeof model !== 'string' || model === '') throw new BadQuestion('you must provide a model parameter');
  const asked = responsesApi
    ? typeof input === 'string'
      ? [{ role: 'user', content: input }]
      : input
    : messages;
  if (!Array.isArray(asked) || asked.length === 0) {
    throw new BadQuestion(`Missing required parameter: '${responsesApi ? 'input' : 'messages'}'.`);
  }
  const texts = asked.map((message: { role?: unknown; content?: unknown }) => ({
    role: message?.role,
    text: textOf(message?.content),
  }));
  const format = responsesApi
    ? (request.text as { format?: unknown } | undefined)?.format
    : request.response_format;
  const { type, schema } = readFormat(format);
  const system = [
    typeof instructions === 'string' ? instructions : '',
    ...texts.map(({ text }) => text),
  ].join('');
  const most =
    positive(request.max_completion_tokens) ??
    positive(request.max_tokens) ??
    positive(request.max_output_tokens);
  const streamOptions = request.stream_options as { include_usage?: unknown } | undefined;
  return {
    operation: 'chat',
    model,
    stream: request.stream === true,
    includeUsage: responsesApi || streamOptions?.include_usage === true,
    prompt: texts
      .filter(({ role }) => role === 'user')
      .map(({ text }) => text)
      .join('\n'),
    inputBytes: Buffer.byteLength(system) + (schema === undefined ? 0 : JSON.stringify(schema).length),
    json: type === 'json_object' || type === 'json_schema',
    ...(schema === undefined ? {} : { schema }),
    ...(most === undefined ? {} : { maxOutputTokens: most }),
    ...(responsesApi ? { responsesApi } : {}),
  };
}

function readFormat(format: unknown): { type?: unknown; schema?: JsonSchema } {
  if (!isSchema(format)) return {};
  const { type, json_schema: nested, schema } = format as Record<string, unknown>;
  const found = isSchema(nested) ? (nested as { schema?: unknown }).schema : schema;
  if (type === 'json_schema' && !isSchema(found))
    throw new BadQuestion("Missing required parameter: 'schema'.");
  return { type, ...(isSchema(found) ? { schema: found } : {}) };
}

export function chatWhole(completion: Completion, usage: object | undefined, more: object = {}): object {
  const { id, model, createdS, text } = completion;
  return {
    id: `chatcmpl-${id}`,
    object: 'chat.completion',
    created: createdS,
    model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: text, ...refusalOf(completion) },
        logprobs: null,
        finish_reason: finishReason(completion),
      },
    ],
    ...(usage === undefined ? {} : { usage }),
    ...more,
  };
}

export function chatEvents(completion: Completion, usage: object | undefined, more: object = {}): string[] {
  const { id, model, createdS, text } = completion;
  const base = { id: `chatcmpl-${id}`, object: 'chat.completion.chunk', created: createdS, model, ...more };
  const event = (delta: object, reason: string | null = null) =>
    sse({ ...base, choices: [{ index: 0, delta, logprobs: null, finish_reason: reason }] });
  return [
    event({ role: 'assistant', content: '', ...refusalOf(completion) }),
    ...piecesOf(text).map((content) => event({ content })),
    event({}, finishReason(completion)),
    ...(usage === undefined ? [] : [sse({ ...base, choices: [], usage })]),
    'data: [DONE]\n\n',
  ];
}

function finishReason({ finish }: Completion): string {
  return finish === 'refused' ? 'content_filter' : finish;
}

function refusalOf({ finish }: Completion): object {
  return finish === 'refused' ? { refusal: 'I cannot help with that.' } : {};
}

export function usageOf({ usage }: Completion): object | undefined {
  if (usage === undefined) return undefined;
  return {
    prompt_tokens: usage.inputTokens,
    completion_tokens: usage.outputTokens,
    total_tokens: usage.inputTokens + usage.outputTokens,
    prompt_tokens_details: {
      cached_tokens: usage.cacheReadTokens,
      cache_write_tokens: usage.cacheWriteTokens,
      audio_tokens: 0,
    },
    completion_tokens_details: {
      reasoning_tokens: usage.reasoningTokens,
      accepted_prediction_tokens: 0,
      rejected_prediction_tokens: 0,
    },
  };
}

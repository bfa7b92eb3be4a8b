import type { LlmProviderName } from '../../../src/providers/provider-name.ts';

/** What an invented answer says of itself. */
export interface VendorAnswer {
  text: string;
  /** The provider's word for its end; the usual one unless told. */
  finish?: string;
  usage?: unknown;
  model?: string;
}

/** A provider's wire format, as far as answers go. */
export interface Vendor {
  provider: LlmProviderName;
  path: string;
  model: string;
  /** Its word for an end by the limit of tokens, and by refusal where it has one. */
  lengthFinish: string;
  refusalFinish?: string;
  /** 1,000 tokens in, 400 of them cached where it says so; 50 out. */
  usage: unknown;
  answer(answer: VendorAnswer): unknown;
  stream(answer: VendorAnswer & { pieces: string[] }): unknown[];
  /** An error event within a stream that says "overloaded". */
  streamError: unknown;
  /** The body of an error. */
  error(code: string, message: string): unknown;
  settingPrefix: string;
}

function chatChunks(vendor: { model: string; id: string }, answer: VendorAnswer & { pieces: string[] }) {
  const chunk = (delta: unknown, finish: string | null = null) => ({
    id: vendor.id,
    object: 'chat.completion.chunk',
    created: 1,
    model: answer.model ?? vendor.model,
    choices: [{ index: 0, delta, finish_reason: finish }],
  });
  return [
    chunk({ role: 'assistant', content: '' }),
    ...answer.pieces.map((content) => chunk({ content })),
    chunk({}, answer.finish ?? 'stop'),
    ...(answer.usage === undefined ? [] : [{ ...chunk({}), choices: [], usage: answer.usage }]),
    '[DONE]',
  ];
}

function chatCompletion(vendor: { model: string }, answer: VendorAnswer) {
  return {
    id: 'chat-1',
    object: 'chat.completion',
    created: 1,
    model: answer.model ?? vendor.model,
    choices: [
      {
        index: 0,
        message: { role: 'assistant', content: answer.text },
        finish_reason: answer.finish ?? 'stop',
      },
    ],
    ...(answer.usage === undefined ? {} : { usage: answer.usage }),
  };
}

const openaiUsage = {
  prompt_tokens: 1000,
  completion_tokens: 50,
  total_tokens: 1050,
  prompt_tokens_details: { cached_tokens: 400 },
  completion_tokens_details: { reasoning_tokens: 20 },
};

export const openai: Vendor = {
  provider: 'openai',
  path: '/v1/chat/completions',
  model: 'gpt-4.1-mini',
  lengthFinish: 'length',
  refusalFinish: 'content_filter',
  usage: openaiUsage,
  answer: (answer) => chatCompletion(openai, answer),
  stream: (answer) => chatChunks({ model: openai.model, id: 'chat-1' }, answer),
  streamError: { error: { message: 'The server is overloaded', type: 'server_error', code: null } },
  error: (code, message) => ({ error: { message, type: code, param: null, code } }),
  settingPrefix: 'OPENAI',
};

export const openrouter: Vendor = {
  provider: 'openrouter',
  path: '/api/v1/chat/completions',
  model: 'meta-llama/llama-4-maverick',
  lengthFinish: 'length',
  refusalFinish: 'content_filter',
  usage: { ...openaiUsage, cost: 0.00123 },
  answer: (answer) => ({ ...chatCompletion(openrouter, answer), provider: 'Somebody' }),
  stream: (answer) => chatChunks({ model: openrouter.model, id: 'gen-1' }, answer),
  streamError: { error: { code: 502, message: 'Provider disconnected' } },
  error: (_code, message) => ({ error: { code: 0, message } }),
  settingPrefix: 'OPENROUTER',
};

export const anthropic: Vendor = {
  provider: 'anthropic',
  path: '/v1/messages',
  model: 'claude-sonnet-4-5',
  lengthFinish: 'max_tokens',
  refusalFinish: 'refusal',
  // Its input_tokens leave out what was cached: 500 + 400 + 100.
  usage: {
    input_tokens: 500,
    cache_read_input_tokens: 400,
    cache_creation_input_tokens: 100,
    output_tokens: 50,
  },
  answer: ({ text, finish = 'end_turn', usage, model }) => ({
    type: 'message',
    id: 'msg-1',
    model: model ?? anthropic.model,
    role: 'assistant',
    content: text === '' ? [] : [{ type: 'text', text }],
    stop_reason: finish,
    stop_sequence: null,
    ...(usage === undefined ? {} : { usage }),
  }),
  stream: ({ pieces, finish = 'end_turn', usage, model }) => {
    const { output_tokens, ...input } = (usage ?? {}) as { output_tokens?: number };
    return [
      {
        type: 'message_start',
        message: {
          id: 'msg-1',
          type: 'message',
          role: 'assistant',
          model: model ?? anthropic.model,
          content: [],
          stop_reason: null,
          stop_sequence: null,
          ...(usage === undefined ? {} : { usage: { ...input, output_tokens: 1 } }),
        },
      },
      { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
      { type: 'ping' },
      ...pieces.map((text) => ({
        type: 'content_block_delta',
        index: 0,
        delta: { type: 'text_delta', text },
      })),
      { type: 'content_block_stop', index: 0 },
      {
        type: 'message_delta',
        delta: { stop_reason: finish, stop_sequence: null },
        ...(usage === undefined ? {} : { usage: { output_tokens } }),
      },
      { type: 'message_stop' },
    ];
  },
  streamError: { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  error: (type, message) => ({ type: 'error', error: { type, message } }),
  settingPrefix: 'ANTHROPIC',
};

export const cohere: Vendor = {
  provider: 'cohere',
  path: '/v2/chat',
  model: 'command-a-03-2025',
  lengthFinish: 'MAX_TOKENS',
  // Its own template adds 66 tokens that are not billed.
  usage: {
    billed_units: { input_tokens: 1000, output_tokens: 50 },
    tokens: { input_tokens: 1066, output_tokens: 50 },
  },
  answer: ({ text, finish = 'COMPLETE', usage }) => ({
    id: 'c-1',
    finish_reason: finish,
    message: { role: 'assistant', content: text === '' ? [] : [{ type: 'text', text }] },
    ...(usage === undefined ? {} : { usage }),
  }),
  stream: ({ pieces, finish = 'COMPLETE', usage }) => [
    { type: 'message-start', id: 'c-1', delta: { message: { role: 'assistant', content: [] } } },
    { type: 'content-start', index: 0, delta: { message: { content: { type: 'text', text: '' } } } },
    ...pieces.map((text) => ({ type: 'content-delta', index: 0, delta: { message: { content: { text } } } })),
    { type: 'content-end', index: 0 },
    { type: 'message-end', delta: { finish_reason: finish, ...(usage === undefined ? {} : { usage }) } },
  ],
  streamError: { type: 'message-end', delta: { finish_reason: 'ERROR' } },
  error: (_code, message) => ({ message }),
  settingPrefix: 'COHERE',
};

export const vendors: readonly Vendor[] = [openai, anthropic, openrouter, cohere];

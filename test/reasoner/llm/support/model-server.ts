import http from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Guard } from '../../../../src/guardrails/guard.ts';
import { GuardedLanguageModel } from '../../../../src/guardrails/guarded-language-model.ts';
import { createLanguageModel } from '../../../../src/providers/create-language-model.ts';
import type { LlmProviderName } from '../../../../src/providers/provider-name.ts';

/** What the model was asked: the instructions, the question, and the name of the schema. */
export interface Asked {
  question: string;
  system: string;
  prompt: string;
  streamed: boolean;
}

/** Says what the model answers: a value becomes JSON, a number the status of a failure. */
export type Script = (asked: Asked) => unknown;

/** A server that speaks chat completions and answers by a script. */
export class ModelServer {
  readonly asked: Asked[] = [];
  script: Script = () => 500;
  readonly #server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = JSON.parse(Buffer.concat(chunks).toString('utf8')) as ChatRequest;
    const asked: Asked = {
      question: body.response_format.json_schema.name,
      system: textOf(body.messages[0]?.content),
      prompt: textOf(body.messages[1]?.content),
      streamed: body.stream === true,
    };
    this.asked.push(asked);
    const answer = this.script(asked);
    if (typeof answer === 'number') {
      response.writeHead(answer, { 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: { message: 'refused', type: 'test', code: 'refused' } }));
      return;
    }
    const text = JSON.stringify(answer);
    const usage = {
      prompt_tokens: Math.ceil((asked.system.length + asked.prompt.length) / 4),
      completion_tokens: Math.ceil(text.length / 4),
    };
    const frame = { id: 'chat-1', created: 1, model: body.model };
    if (!asked.streamed) {
      response.writeHead(200, { 'content-type': 'application/json' });
      const message = { role: 'assistant', content: text };
      response.end(
        JSON.stringify({
          ...frame,
          object: 'chat.completion',
          choices: [{ index: 0, message, finish_reason: 'stop' }],
          usage,
        }),
      );
      return;
    }
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    const event = (choices: unknown[], more = {}) =>
      response.write(
        `data: ${JSON.stringify({ ...frame, object: 'chat.completion.chunk', choices, ...more })}\n\n`,
      );
    const half = Math.floor(text.length / 2);
    for (const content of [text.slice(0, half), text.slice(half)]) {
      event([{ index: 0, delta: { content }, finish_reason: null }]);
    }
    event([{ index: 0, delta: {}, finish_reason: 'stop' }]);
    event([], { usage });
    response.end('data: [DONE]\n\n');
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** A guarded model that asks this server, by a guard that lets everything through once. */
  async model(provider: LlmProviderName = 'openai'): Promise<GuardedLanguageModel> {
    const { port } = this.#server.address() as AddressInfo;
    const client = await createLanguageModel({
      provider,
      apiKey: 'key-of-a-test',
      baseUrl: `http://127.0.0.1:${port}`,
    });
    return new GuardedLanguageModel({
      client,
      model: `${provider}-model`,
      guard: openGuard,
      prices: {
        costOf: () => 0,
        costOfAnswer: () => 0,
        worstCostOf: () => 0,
        highestPriceOf: () => ({ inputUsdPerMillion: 0, outputUsdPerMillion: 0, requestUsd: 0 }),
        knows: () => false,
      },
      timeoutMs: 30_000,
    });
  }

  /** What was asked under a name, in order. */
  prompts(question: string): string[] {
    return this.asked.filter((one) => one.question === question).map(({ prompt }) => prompt);
  }
}

const openGuard: Guard = {
  async call(call, signal) {
    const { value } = await call.attempt(signal);
    return value;
  },
};

interface ChatRequest {
  model: string;
  stream?: boolean;
  messages: { content: string | { text: string }[] }[];
  response_format: { json_schema: { name: string } };
}

function textOf(content: string | { text: string }[] | undefined): string {
  return typeof content === 'string' ? content : (content ?? []).map(({ text }) => text).join('');
}

import type { LlmProviderName } from './provider-name.ts';

type Json = Record<string, unknown>;

/**
 * Puts zeros in the place of a usage that a vendor's library would refuse the whole answer for: an answer that was
 * paid for is not thrown away because its bill is missing. Zeros are read as "unknown" later on.
 *
 * @returns a `fetch` whose JSON answers and event streams are mended on their way
 */
export function mendUsage(
  provider: LlmProviderName,
  fetch: typeof globalThis.fetch,
): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.body === null) return response;
    const { status, headers } = response;
    if (headers.get('content-type')?.includes('text/event-stream')) {
      const body = response.body.pipeThrough(mendedLines(provider));
      return new Response(body, { status, headers });
    }
    return new Response(mendedText(provider, await response.text()), { status, headers });
  };
}

function mendedLines(provider: LlmProviderName): TransformStream<Uint8Array, Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let rest = '';
  const mendedLine = (line: string): string =>
    line.startsWith('data:') && /usage|message[-_](?:start|delta|end)/.test(line)
      ? `data: ${mendedText(provider, line.slice(5).trim())}`
      : line;
  return new TransformStream({
    transform(chunk, controller) {
      const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
      rest = lines.pop() ?? '';
      if (lines.length > 0) controller.enqueue(encoder.encode(`${lines.map(mendedLine).join('\n')}\n`));
    },
    flush(controller) {
      rest += decoder.decode();
      if (rest !== '') controller.enqueue(encoder.encode(mendedLine(rest)));
    },
  });
}

function mendedText(provider: LlmProviderName, text: string): string {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text;
  }
  return isObject(value) && mend[provider](value) ? JSON.stringify(value) : text;
}

/** Each mends in place and tells whether it did. */
const mend: Readonly<Record<LlmProviderName, (answer: Json) => boolean>> = {
  openai: dropOddUsage,
  openrouter: dropOddUsage,
  anthropic(answer) {
    if (answer.type === 'message') return fill(answer, 'usage', ['input_tokens', 'output_tokens']);
    if (answer.type === 'message_delta') return fill(answer, 'usage', ['output_tokens']);
    const { message } = answer;
    return answer.type === 'message_start' && isObject(message) && fill(message, 'usage', ['input_tokens']);
  },
  cohere(answer) {
    const holder = answer.type === 'message-end' ? answer.delta : answer;
    const isAnswer = isObject(holder) && holder.finish_reason !== undefined;
    if (!isAnswer) return false;
    const mended = fill(holder, 'usage', []);
    const usage = holder.usage as Json;
    return fill(usage, 'tokens', ['input_tokens', 'output_tokens']) || mended;
  },
};

function dropOddUsage(answer: Json): boolean {
  const { usage } = answer;
  if (usage === undefined || usage === null) return false;
  if (isObject(usage) && [usage.prompt_tokens, usage.completion_tokens].every(isCountOrAbsent)) return false;
  delete answer.usage;
  return true;
}

/** Sees to it that `holder[key]` is an object with a number under each of the names. */
function fill(holder: Json, key: string, names: readonly string[]): boolean {
  const value = holder[key];
  if (isObject(value) && names.every((name) => typeof value[name] === 'number')) return false;
  holder[key] = Object.fromEntries(names.map((name) => [name, 0]));
  return true;
}

function isCountOrAbsent(value: unknown): boolean {
  return value === undefined || value === null || typeof value === 'number';
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

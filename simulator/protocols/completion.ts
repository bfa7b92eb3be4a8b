import type { JsonSchema } from '../answers/json-schema.ts';
import { breakShape, modelAnswer } from '../answers/model-answer.ts';
import type { AnswerContext, Question } from './protocol.ts';

/** A question to a model, whatever the wire format. */
export interface ChatQuestion extends Question {
  model: string;
  /** What the user's messages say. */
  prompt: string;
  /** Of everything that the model reads: instructions, prompt, schema. */
  inputBytes: number;
  schema?: JsonSchema;
  json?: boolean;
  /** The answer is to come as the input of this tool. */
  tool?: string;
  maxOutputTokens?: number;
  /** Streams report usage at their end. */
  includeUsage: boolean;
  responsesApi?: boolean;
}

export interface TokenUsage {
  inputTokens: number;
  outputTokens: number;
  cacheReadTokens: number;
  cacheWriteTokens: number;
  reasoningTokens: number;
}

export interface Completion {
  id: string;
  model: string;
  createdS: number;
  text: string;
  finish: 'stop' | 'length' | 'refused';
  /** Absent: not reported. */
  usage?: TokenUsage;
  billed: TokenUsage;
}

const bytesPerToken = 4;

/** What the pretended model says, spoilt as the fault has it. Tokens are bytes / 4, rounded up. */
export function complete(question: ChatQuestion, context: AnswerContext): Completion {
  const { fault } = context;
  const good = modelAnswer(question, context.seed);
  let text = good;
  let finish: Completion['finish'] = 'stop';
  if (fault?.fault === 'malformed-answer') text = `Certainly: {${good.replaceAll('"', '')}`;
  else if (fault?.fault === 'truncated-answer') text = good.slice(0, Math.ceil(good.length / 2));
  else if (fault?.fault === 'schema-break') text = breakShape(good);
  else if (fault?.fault === 'empty') text = '';
  else if (fault?.fault === 'refusal') [text, finish] = ['', 'refused'];
  else if (fault?.fault === 'length') [text, finish] = [good.slice(0, Math.ceil(good.length / 2)), 'length'];

  const most = question.maxOutputTokens ?? Number.POSITIVE_INFINITY;
  if (tokens(Buffer.byteLength(text)) > most) {
    text = Buffer.from(text)
      .subarray(0, most * bytesPerToken)
      .toString('utf8')
      .replace(/\uFFFD+$/, '');
    finish = 'length';
  }
  const outputTokens = finish === 'length' && Number.isFinite(most) ? most : tokens(Buffer.byteLength(text));
  const billed = usageOf(tokens(question.inputBytes), outputTokens, context);
  const usage = reported(billed, context);
  return {
    id: `sim-${context.seed}-${context.sequence}`,
    model: question.model,
    createdS: Math.floor(context.nowMs / 1000),
    text,
    finish,
    billed,
    ...(usage === undefined ? {} : { usage }),
  };
}

function tokens(bytes: number): number {
  return Math.ceil(bytes / bytesPerToken);
}

function usageOf(inputTokens: number, outputTokens: number, { fault }: AnswerContext): TokenUsage {
  const plain = { inputTokens, outputTokens, cacheReadTokens: 0, cacheWriteTokens: 0, reasoningTokens: 0 };
  if (fault?.fault !== 'usage-parts') return plain;
  if (fault.usage !== undefined) return Object.assign(plain, fault.usage);
  return {
    ...plain,
    cacheReadTokens: Math.floor(inputTokens / 2),
    cacheWriteTokens: Math.floor(inputTokens / 4),
    reasoningTokens: Math.floor(outputTokens / 2),
  };
}

function reported(billed: TokenUsage, { fault }: AnswerContext): TokenUsage | undefined {
  const { inputTokens, outputTokens } = billed;
  switch (fault?.fault) {
    case 'usage-missing':
      return undefined;
    case 'usage-high':
      return { ...billed, inputTokens: inputTokens * 1000, outputTokens: (outputTokens || 1) * 1000 };
    case 'usage-negative':
      return { ...billed, inputTokens: -inputTokens, outputTokens: -(outputTokens || 1) };
    case 'usage-part-over-total':
      return { ...billed, cacheReadTokens: inputTokens + 1000, reasoningTokens: outputTokens + 1000 };
    default:
      return billed;
  }
}

/** A text in the pieces that a stream sends it in; no character is torn. */
export function piecesOf(text: string): string[] {
  const length = Math.max(24, Math.ceil(text.length / 40));
  const pieces: string[] = [];
  for (let from = 0; from < text.length; ) {
    let to = Math.min(text.length, from + length);
    const last = text.charCodeAt(to - 1);
    if (last >= 0xd800 && last <= 0xdbff) to += 1;
    pieces.push(text.slice(from, to));
    from = to;
  }
  return pieces;
}

/** All text of a message's content, be it a string or parts. */
export function textOf(content: unknown): string {
  if (typeof content === 'string') return content;
  if (!Array.isArray(content)) return '';
  return content
    .map((part: { text?: unknown }) => (typeof part?.text === 'string' ? part.text : ''))
    .join('\n');
}

export function positive(value: unknown): number | undefined {
  return typeof value === 'number' && value > 0 ? Math.floor(value) : undefined;
}

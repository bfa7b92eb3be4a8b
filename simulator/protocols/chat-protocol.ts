import type { Usage } from '../../src/providers/usage.ts';
import type { Operation } from '../simulated-provider.ts';
import { type ChatQuestion, type Completion, complete, type TokenUsage } from './completion.ts';
import type { AnswerContext, Asked, Protocol, Refusal } from './protocol.ts';

/** What one wire format of a model's API adds to the rest. */
export interface ChatFormat {
  operationOf(method: string, path: string): Operation;
  read(asked: Asked): ChatQuestion;
  whole(completion: Completion, question: ChatQuestion): object;
  /** Events in the order of the stream, each with its line ends. */
  events(completion: Completion, question: ChatQuestion): string[];
  refuse(refusal: Refusal): object;
  failInStream(question: ChatQuestion): string;
  costUsd?(completion: Completion): number;
  /** The parts of a usage that the format has a place for; default: all. */
  reportable?(usage: TokenUsage): Usage;
  models(): object;
}

const filling = 'and so on ';

export function chatProtocol(format: ChatFormat): Protocol<ChatQuestion> {
  const render = (completion: Completion, question: ChatQuestion): string[] =>
    question.stream
      ? format.events(completion, question)
      : [JSON.stringify(format.whole(completion, question))];
  return {
    operationOf: format.operationOf,
    read: format.read,
    answer(question, context) {
      const completion = complete(question, context);
      const usage =
        completion.usage === undefined
          ? undefined
          : (format.reportable?.(completion.usage) ?? completion.usage);
      const billed =
        context.fault?.fault === 'usage-parts' && usage !== undefined ? usage : completion.billed;
      const costUsd = usage === undefined ? undefined : format.costUsd?.(completion);
      return {
        contentType: typeOf(question),
        pieces: render(completion, question),
        billed,
        ...(usage === undefined || (question.stream && !question.includeUsage) ? {} : { usage }),
        ...(costUsd === undefined ? {} : { reportedCostUsd: costUsd }),
      };
    },
    refuse: (refusal) => ({ contentType: 'application/json', body: JSON.stringify(format.refuse(refusal)) }),
    failInStream: format.failInStream,
    garble: (question, whole) =>
      question.stream ? 'data: {"id":"sim","choices":[{"delta":}\n\n' : `${String(whole).slice(0, -1)}]`,
    endless(question, context) {
      const mark = 'strata-simulator-endless';
      const completion = { ...complete(question, withoutFault(context)), text: mark };
      const pieces = render(completion, question);
      const at = pieces.findIndex((piece) => piece.includes(mark));
      const marked = pieces[at] ?? mark;
      if (question.stream) {
        const event = marked.replace(mark, filling.repeat(100));
        return {
          contentType: typeOf(question),
          head: pieces.slice(0, at).join(''),
          filler: event.repeat(20),
        };
      }
      return {
        contentType: typeOf(question),
        head: marked.slice(0, marked.indexOf(mark)),
        filler: filling.repeat(6000),
      };
    },
    listModels: () => JSON.stringify(format.models()),
  };
}

function typeOf({ stream }: ChatQuestion): string {
  return stream ? 'text/event-stream' : 'application/json';
}

function withoutFault({ seed, nowMs, sequence }: AnswerContext): AnswerContext {
  return { seed, nowMs, sequence };
}

export function sse(data: object, event?: string): string {
  return `${event === undefined ? '' : `event: ${event}\n`}data: ${JSON.stringify(data)}\n\n`;
}

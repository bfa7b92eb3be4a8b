import type { IncomingHttpHeaders } from 'node:http';
import type { Usage } from '../../src/providers/usage.ts';
import type { FaultRule } from '../faults/fault-rule.ts';
import type { Operation } from '../simulated-provider.ts';

/** A request whose body has arrived; `path` begins after the provider's base path. */
export interface Asked {
  operation: Operation;
  path: string;
  headers: IncomingHttpHeaders;
  body: Buffer;
}

/** What every protocol can tell of a request; each keeps more for itself. */
export interface Question {
  operation: Operation;
  model?: string;
  stream: boolean;
}

/** An answer ready to be sent: the body is its pieces, one after the other. */
export interface Reply {
  contentType: string;
  pieces: (string | Uint8Array)[];
  /** As reported to the client. */
  usage?: Usage;
  /** True usage. */
  billed: Usage;
  reportedCostUsd?: number;
}

export interface Refusal {
  status: number;
  reason: RefusalReason;
  /** Instead of what the provider says by default. */
  message?: string;
  /** Put into the body, Google's way or the provider's own. */
  retryDelayS?: number;
  /** The same as epoch ms. */
  retryAtMs?: number;
}

export type RefusalReason =
  | 'rate-limit'
  | 'quota'
  | 'invalid'
  | 'key'
  | 'payment'
  | 'forbidden'
  | 'model'
  | 'path'
  | 'too-large'
  | 'server'
  | 'overloaded';

/** How one service is spoken to. Faults of content are the protocol's; those of the connection are not. */
export interface Protocol<Q extends Question = Question> {
  operationOf(method: string, path: string): Operation;
  /** @throws BadQuestion */
  read(asked: Asked): Q | Promise<Q>;
  answer(question: Q, context: AnswerContext): Reply | Promise<Reply>;
  /** The body of an error in the provider's own format. */
  refuse(refusal: Refusal): { contentType: string; body: string };
  /** Stands in a stream (or, without one, for the body) where the provider fails after it began. */
  failInStream(question: Q): string;
  /** A piece of a stream, or the start of a body, that is not what it says. */
  garble(question: Q, whole: string | Uint8Array): string | Uint8Array;
  /** What begins a body without end, and what it goes on with. */
  endless(question: Q, context: AnswerContext): { contentType: string; head: string; filler: string };
  /** Asked for a list of models. */
  listModels?(): string;
}

export interface AnswerContext {
  seed: number;
  nowMs: number;
  /** Counts up; makes ids that differ. */
  sequence: number;
  fault?: FaultRule;
}

/** The provider would refuse the request as invalid. */
export class BadQuestion extends Error {
  override readonly name = 'BadQuestion';
}

export function parseJson(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw new BadQuestion('We could not parse the JSON body of your request.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadQuestion('The body must be a JSON object.');
  }
  return value as Record<string, unknown>;
}

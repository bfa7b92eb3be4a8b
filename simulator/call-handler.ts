import { createHash } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import type { CallJournal } from './call-journal.ts';
import { deliver, simulatorHeader } from './deliver.ts';
import { Exchange } from './exchange.ts';
import type { FaultBook } from './faults/fault-book.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import { type RefusalOnTheWire, refusalOf } from './faults/refusal-of.ts';
import { BadQuestion, type Protocol, type Question } from './protocols/protocol.ts';
import { protocols } from './protocols/protocol-of.ts';
import type { SimulatedProvider } from './simulated-provider.ts';

export interface CallHandlerParts {
  journal: CallJournal;
  faults: FaultBook;
  seed: number;
  /** Epoch ms. */
  now(): number;
  isStopping(): boolean;
}

const mostBodyBytes = 64 * 1024 * 1024;

/** Takes a request to a provider from its first line to its entry in the journal. */
export class CallHandler {
  readonly #parts: CallHandlerParts;
  readonly #keyHashes = new Map<string, string>();

  constructor(parts: CallHandlerParts) {
    this.#parts = parts;
  }

  async handle(
    provider: SimulatedProvider,
    path: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const { journal, faults, now } = this.#parts;
    const protocol = protocols[provider];
    const operation = protocol.operationOf(request.method ?? 'GET', path);
    const key = keyOf(request.headers);
    const call = journal.begin({
      provider,
      operation,
      stream: false,
      at: now(),
      ...(key === undefined ? {} : { keyHash: this.#hash(key) }),
    });
    const exchange = new Exchange({ ...this.#parts, request, response, call });

    const early = faults.takeBeforeReading({ provider, operation });
    if (early !== undefined) {
      call.faultApplied = early.fault;
      exchange.reset();
      return;
    }
    const body = await readBody(request);
    if (body === 'gone' || exchange.gone) return;
    if (body === 'too-large') {
      refuse(exchange, protocol, { status: 413, reason: 'too-large', headers: { connection: 'close' } });
      return;
    }
    if (operation === 'unknown') {
      refuse(exchange, protocol, { status: 404, reason: 'path', headers: {} });
      return;
    }

    let question: Question | undefined;
    let bad: BadQuestion | undefined;
    try {
      question =
        operation === 'models'
          ? { operation, stream: false }
          : await protocol.read({ operation, path, headers: request.headers, body });
    } catch (error) {
      if (!(error instanceof BadQuestion)) throw error;
      bad = error;
    }
    if (question?.model !== undefined) call.model = question.model;
    call.stream = question?.stream ?? false;
    const fault = faults.takeAfterReading({ provider, ...(question ?? { operation }) });
    if (fault !== undefined) call.faultApplied = fault.fault;
    const refusal =
      (fault && refusalOf(fault, provider, now())) ?? ownRefusal(provider, key, question, bad, fault);
    if (refusal !== undefined || question === undefined) {
      refuse(exchange, protocol, refusal ?? { status: 400, reason: 'invalid', headers: {} });
      return;
    }
    await this.#answer(exchange, protocol, question, fault);
  }

  async #answer(
    exchange: Exchange,
    protocol: Protocol,
    question: Question,
    fault: FaultRule | undefined,
  ): Promise<void> {
    const { seed, now } = this.#parts;
    const { call } = exchange;
    const context = {
      seed,
      nowMs: now(),
      sequence: call.sequence,
      ...(fault === undefined ? {} : { fault }),
    };
    const spoilers = {
      garble: (whole: string | Uint8Array) => protocol.garble(question, whole),
      failInStream: () => protocol.failInStream(question),
      endless: () => protocol.endless(question, context),
    };
    if (question.operation === 'models') {
      const pieces = [protocol.listModels?.() ?? '{}'];
      deliver(exchange, { contentType: 'application/json', pieces, billed: {} }, fault, spoilers);
      return;
    }
    const reply = await protocol.answer(question, context);
    if (exchange.gone) return;
    call.billed = reply.billed;
    if (tellsUsage(fault, question)) {
      if (reply.usage !== undefined) call.usage = reply.usage;
      if (reply.reportedCostUsd !== undefined) call.reportedCostUsd = reply.reportedCostUsd;
    }
    deliver(exchange, reply, fault, spoilers);
  }

  #hash(key: string): string {
    const known = this.#keyHashes.get(key);
    if (known !== undefined) return known;
    const hash = createHash('sha256').update(key).digest('hex').slice(0, 16);
    if (this.#keyHashes.size < 10_000) this.#keyHashes.set(key, hash);
    return hash;
  }
}

/** Whether the part of the answer that holds the usage gets to the client. */
function tellsUsage(fault: FaultRule | undefined, { stream }: Question): boolean {
  switch (fault?.fault) {
    case 'hang':
    case 'stall':
    case 'break':
    case 'huge':
    case 'truncated-body':
    case 'error-event':
    case 'reset-after':
      return false;
    case 'malformed-body':
      return stream;
    default:
      return true;
  }
}

/** What a provider refuses by itself: a wrong key, or none where it needs one, a request that makes no sense, a model it has not. */
function ownRefusal(
  provider: SimulatedProvider,
  key: string | undefined,
  question: Question | undefined,
  bad: BadQuestion | undefined,
  fault: FaultRule | undefined,
): RefusalOnTheWire | undefined {
  // What happens to the connection happens to every request.
  if (fault !== undefined && ['hang', 'reset-after'].includes(fault.fault)) return undefined;
  // Where OpenAI's protocol is spoken it is often by a local server, and such a one asks for no key.
  const needsKey = provider !== 'pdf_service' && provider !== 'openai';
  if (key?.startsWith('wrong-key') || (needsKey && key === undefined)) {
    return { status: 401, reason: 'key', headers: {} };
  }
  if (bad !== undefined) return { status: 400, reason: 'invalid', message: bad.message, headers: {} };
  if (question?.model?.startsWith('unknown-model')) return { status: 404, reason: 'model', headers: {} };
  return undefined;
}

function refuse(exchange: Exchange, protocol: Protocol, refusal: RefusalOnTheWire): void {
  const { contentType, body } =
    refusal.html === undefined ? protocol.refuse(refusal) : { contentType: 'text/html', body: refusal.html };
  exchange.begin(refusal.status, {
    ...simulatorHeader,
    ...refusal.headers,
    'content-type': contentType,
    'content-length': Buffer.byteLength(body),
  });
  exchange.response.end(body);
}

function keyOf(headers: IncomingHttpHeaders): string | undefined {
  const own = headers['x-api-key'];
  if (typeof own === 'string' && own !== '') return own;
  const [scheme = '', credentials = ''] = (headers.authorization ?? '').split(' ');
  if (credentials === '') return undefined;
  if (scheme.toLowerCase() !== 'basic') return credentials;
  return Buffer.from(credentials, 'base64').toString('utf8').split(':').at(-1);
}

function readBody(request: IncomingMessage): Promise<Buffer | 'too-large' | 'gone'> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > mostBodyBytes) resolve('too-large');
      else chunks.push(chunk);
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => resolve('gone'));
    request.on('close', () => resolve('gone'));
  });
}

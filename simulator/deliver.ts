import type { Exchange } from './exchange.ts';
import type { FaultRule } from './faults/fault-rule.ts';
import type { Reply } from './protocols/protocol.ts';

/** Names the simulator in every answer, so that none is ever mistaken for a provider's. */
export const simulatorHeader = { 'x-strata-simulator': '1' } as const;

const slowMs = 1000;
const dripMs = 100;
const drips = 12;

/** What the protocol adds for faults that need its wording. */
export interface Spoilers {
  garble(whole: string | Uint8Array): string | Uint8Array;
  failInStream(): string;
  endless(): { contentType: string; head: string; filler: string };
}

/** Sends a good answer, or does to it on its way what the fault has it. */
export function deliver(
  exchange: Exchange,
  reply: Reply,
  fault: FaultRule | undefined,
  spoilers: Spoilers,
): void {
  const { contentType } = reply;
  const streams = contentType === 'text/event-stream';
  // A body in one piece is cut by bytes, a stream by events.
  const pieces = streams ? reply.pieces : sliced(whole(reply.pieces), fault === undefined ? 1 : drips);
  const cutAt = Math.min(fault?.pieces ?? Math.ceil(pieces.length / 2), pieces.length);
  const before = () => whole(pieces.slice(0, cutAt));
  const headers = { ...simulatorHeader, 'content-type': contentType };
  const withLength = streams ? headers : { ...headers, 'content-length': whole(pieces).length };
  switch (fault?.fault) {
    case 'slow':
      exchange.later(fault.delayMs ?? slowMs, () => send(exchange, headers, pieces, streams));
      return;
    case 'drip':
      exchange.begin(200, withLength);
      drip(exchange, pieces, fault.delayMs ?? dripMs);
      return;
    case 'hang':
      return;
    case 'reset-after':
      exchange.reset();
      return;
    case 'stall':
      exchange.begin(200, withLength);
      exchange.response.flushHeaders();
      exchange.response.write(before());
      return;
    case 'break':
      exchange.begin(200, withLength);
      exchange.cutAfter(before());
      return;
    case 'truncated-body':
      send(exchange, headers, [before()], streams);
      return;
    case 'malformed-body':
      send(
        exchange,
        headers,
        streams ? garbled(pieces, cutAt, spoilers) : [spoilers.garble(whole(pieces))],
        streams,
      );
      return;
    case 'error-event': {
      const failed = streams
        ? [...pieces.slice(0, cutAt), spoilers.failInStream()]
        : [spoilers.failInStream()];
      send(exchange, headers, failed, streams);
      return;
    }
    case 'huge':
      pour(exchange, spoilers.endless(), fault.sizeBytes ?? Number.POSITIVE_INFINITY);
      return;
    default:
      send(exchange, headers, pieces, streams);
  }
}

function garbled(pieces: readonly (string | Uint8Array)[], at: number, { garble }: Spoilers) {
  return [...pieces.slice(0, at), garble(''), ...pieces.slice(at + 1)];
}

function send(
  exchange: Exchange,
  headers: Record<string, string>,
  pieces: readonly (string | Uint8Array)[],
  streams: boolean,
): void {
  const { response } = exchange;
  if (!streams) {
    const body = whole(pieces);
    exchange.begin(200, { ...headers, 'content-length': body.length });
    response.end(body);
    return;
  }
  // The first event goes out alone, so that a client can tell its time from the rest's.
  exchange.begin(200, { ...headers, 'cache-control': 'no-cache' });
  response.write(pieces[0] ?? '');
  setImmediate(() => {
    if (!exchange.gone) response.end(whole(pieces.slice(1)));
  });
}

function drip(exchange: Exchange, pieces: readonly (string | Uint8Array)[], delayMs: number, from = 0): void {
  const piece = pieces[from];
  if (piece === undefined) {
    exchange.response.end();
    return;
  }
  exchange.response.write(piece);
  exchange.later(delayMs, () => drip(exchange, pieces, delayMs, from + 1));
}

/** Writes as fast as the client reads, until it goes. */
function pour(
  exchange: Exchange,
  { contentType, head, filler }: ReturnType<Spoilers['endless']>,
  sizeBytes: number,
): void {
  const { response } = exchange;
  exchange.begin(200, { ...simulatorHeader, 'content-type': contentType });
  response.write(head);
  let written = head.length;
  const more = () => {
    while (!exchange.gone && written < sizeBytes) {
      written += filler.length;
      if (!response.write(filler)) {
        response.once('drain', more);
        return;
      }
    }
    if (!exchange.gone) response.end();
  };
  more();
}

function sliced(body: Buffer, count: number): Buffer[] {
  if (count === 1 || body.length === 0) return [body];
  const size = Math.ceil(body.length / count);
  return Array.from({ length: Math.ceil(body.length / size) }, (_, index) =>
    body.subarray(index * size, (index + 1) * size),
  );
}

function whole(pieces: readonly (string | Uint8Array)[]): Buffer {
  const [only] = pieces;
  if (pieces.length === 1 && only !== undefined)
    return typeof only === 'string' ? Buffer.from(only) : Buffer.from(only);
  if (pieces.every((piece) => typeof piece === 'string')) return Buffer.from(pieces.join(''));
  return Buffer.concat(pieces.map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)));
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import type { CallJournal, CallOutcome, SimulatedCall } from './call-journal.ts';

export interface ExchangeParts {
  request: IncomingMessage;
  response: ServerResponse;
  call: SimulatedCall;
  journal: CallJournal;
  now(): number;
  /** Whether it is the simulator that closes the connections. */
  isStopping(): boolean;
}

/** One request and its answer, each end of which is written into the journal exactly once. */
export class Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly call: SimulatedCall;
  readonly #journal: CallJournal;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #gone = false;

  constructor({ request, response, call, journal, now, isStopping }: ExchangeParts) {
    this.request = request;
    this.response = response;
    this.call = call;
    this.#journal = journal;
    this.#now = now;
    // Told when the last byte has left, and, for a client that went, when its connection has closed.
    response.once('finish', () => this.#end(response.statusCode < 400 ? 'answered' : 'refused'));
    response.once('close', () => {
      this.#gone = true;
      clearTimeout(this.#timer);
      this.#end(response.headersSent ? 'cut' : 'hung', !isStopping());
    });
    response.on('error', () => {});
  }

  /** The client is no longer there to be answered. */
  get gone(): boolean {
    return this.#gone;
  }

  /** Runs later unless the client goes first. At most one at a time. */
  later(delayMs: number, run: () => void): void {
    if (this.#gone) return;
    this.#timer = setTimeout(() => {
      if (!this.#gone) run();
    }, delayMs);
  }

  begin(status: number, headers: Record<string, string | number>): void {
    this.call.status = status;
    this.response.writeHead(status, headers);
  }

  /** Resets the connection: the client sees ECONNRESET. */
  reset(): void {
    this.#end('reset');
    this.request.socket.resetAndDestroy();
  }

  /** Closes the connection once what was written has left, in the middle of the answer. */
  cutAfter(piece: string | Uint8Array): void {
    const cut = () => {
      this.#end('cut');
      this.request.socket.destroy();
    };
    if (piece.length === 0) {
      this.response.flushHeaders();
      setImmediate(cut);
    } else {
      this.response.write(piece, cut);
    }
  }

  #end(outcome: Exclude<CallOutcome, 'pending'>, clientLeft = false): void {
    this.#journal.end(this.call, outcome, this.#now(), clientLeft);
  }
}

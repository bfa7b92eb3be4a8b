import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CallHandler } from './call-handler.ts';
import { CallJournal, type CallTotals, type SimulatedCall } from './call-journal.ts';
import { control, controlPrefix } from './control-routes.ts';
import { simulatorHeader } from './deliver.ts';
import { FaultBook, type SetFault } from './faults/fault-book.ts';
import { type FaultRule, faultRuleSchema, faultsInWords } from './faults/fault-rule.ts';
import { basePaths, isSimulatedProvider, type SimulatedProvider } from './simulated-provider.ts';

export interface SimulatorOptions {
  /** Default 0: any free one. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Answers and the dice of faults follow from it. Default 1. */
  seed?: number;
  /** Epoch ms, for dates in headers and the journal. */
  now?(): number;
  /** Calls kept for `calls()`; the totals count all. Default 100,000. */
  keptCalls?: number;
}

export interface Simulator {
  /** Without a slash at its end. */
  readonly url: string;
  /** What to configure as the provider's base URL. */
  urlFor(provider: SimulatedProvider): string;
  /** Sets a fault; gives its id. @throws Error that says what is wrong with the rule */
  fault(rule: FaultRule): number;
  /** Rules in force with their counts. */
  faults(): SetFault[];
  clearFaults(): void;
  /** Copies of the calls in order of arrival. */
  calls(provider?: SimulatedProvider): SimulatedCall[];
  totals(): CallTotals;
  /** Resolves when no call is pending. */
  idle(): Promise<void>;
  /** No faults, no calls, the dice as at the start. */
  reset(): void;
  /** Closes every connection, also of calls that hang. */
  stop(): Promise<void>;
}

/** Starts a server that stands in for every provider on one port. A fake for tests, demos and drills only. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
  const simulator = new SimulatorServer(options);
  await simulator.listen();
  return simulator;
}

class SimulatorServer implements Simulator {
  readonly #options: Required<Pick<SimulatorOptions, 'port' | 'host' | 'now'>>;
  readonly #journal: CallJournal;
  readonly #handler: CallHandler;
  readonly #server: Server;
  readonly #faults: FaultBook;
  #stopping = false;
  #url = '';

  constructor({ port = 0, host = '127.0.0.1', seed = 1, now, keptCalls }: SimulatorOptions) {
    this.#options = { port, host, now: now ?? (() => performance.timeOrigin + performance.now()) };
    this.#journal = new CallJournal(keptCalls === undefined ? {} : { capacity: keptCalls });
    this.#faults = new FaultBook(seed);
    this.#handler = new CallHandler({
      journal: this.#journal,
      faults: this.#faults,
      seed,
      now: this.#options.now,
      isStopping: () => this.#stopping,
    });
    this.#server = createServer((request, response) => {
      this.#serve(request, response).catch((error: unknown) => fail(response, error));
    });
    // Clients keep connections; the one who closes an idle one first must not be the server in the middle of a test.
    this.#server.keepAliveTimeout = 120_000;
    this.#server.requestTimeout = 0;
  }

  async listen(): Promise<void> {
    const { port, host } = this.#options;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen({ port, host, backlog: 4096 }, resolve);
    });
    const { port: listening } = this.#server.address() as AddressInfo;
    this.#url = `http://${host.includes(':') ? `[${host}]` : host}:${listening}`;
  }

  get url(): string {
    return this.#url;
  }

  urlFor(provider: SimulatedProvider): string {
    return `${this.#url}${basePaths[provider]}`;
  }

  fault(rule: FaultRule): number {
    const read = faultRuleSchema.safeParse(rule);
    if (!read.success) throw new Error(`this fault cannot be: ${faultsInWords(read.error)}`);
    return this.#faults.add(read.data);
  }

  faults(): SetFault[] {
    return this.#faults.list();
  }

  clearFaults(): void {
    this.#faults.clear();
  }

  calls(provider?: SimulatedProvider): SimulatedCall[] {
    return this.#journal.list(provider);
  }

  totals(): CallTotals {
    return this.#journal.totals();
  }

  idle(): Promise<void> {
    return this.#journal.idle();
  }

  reset(): void {
    this.#faults.reset();
    this.#journal.clear();
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    const closed = new Promise<void>((resolve) => this.#server.close(() => resolve()));
    this.#server.closeAllConnections();
    await closed;
    // The last entries are written when the connections say that they are closed.
    await this.#journal.idle();
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const target = request.url ?? '/';
    if (target.startsWith(controlPrefix)) {
      await control(this, new URL(target, 'http://simulator'), request, response);
      return;
    }
    const [, name = ''] = target.split('/', 2);
    if (!isSimulatedProvider(name)) {
      response.writeHead(404, { ...simulatorHeader, 'content-type': 'application/json' });
      response.end(JSON.stringify({ error: `the simulator knows no ${target}; see ${controlPrefix}` }));
      return;
    }
    const [path = ''] = target.split('?', 1);
    const base = basePaths[name];
    const below = path.startsWith(`${base}/`) ? path.slice(base.length) : path;
    await this.#handler.handle(name, below, request, response);
  }
}

function fail(response: ServerResponse, error: unknown): void {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  if (!response.headersSent) response.writeHead(599, { ...simulatorHeader, 'content-type': 'text/plain' });
  // 599 is nobody's status: a fault of the simulator must not look like one that was asked for.
  response.end(`strata simulator: ${message}`);
}

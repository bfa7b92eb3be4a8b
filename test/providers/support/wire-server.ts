import http from 'node:http';
import type { AddressInfo } from 'node:net';

export interface WireRequest {
  method: string;
  path: string;
  headers: http.IncomingHttpHeaders;
  body: string;
  /** The body as JSON; empty where it is none. */
  json: Record<string, unknown>;
}

export type WireAnswer = (
  request: WireRequest,
  response: http.ServerResponse,
  socket: import('node:net').Socket,
) => void | Promise<void>;

/** A real HTTP server that answers as it is told and remembers what it was asked. */
export class WireServer {
  readonly requests: WireRequest[] = [];
  answer: WireAnswer = (_request, response) => void response.writeHead(500).end();
  /** Connections that ended, however they did. */
  closed = 0;
  readonly #server = http.createServer(async (incoming, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString('utf8');
    const { method = '', url = '', headers } = incoming;
    const request = { method, path: url, headers, body, json: jsonOf(body) };
    this.requests.push(request);
    response.on('close', () => this.closed++);
    await this.answer(request, response, incoming.socket);
  });

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
  }

  async stop(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get last(): WireRequest {
    const last = this.requests.at(-1);
    if (last === undefined) throw new Error('nothing was asked');
    return last;
  }
}

function jsonOf(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}

export function json(value: unknown, status = 200, headers: Record<string, string> = {}): WireAnswer {
  return (_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(JSON.stringify(value));
  };
}

/** Server-sent events: strings go out as they are, everything else as `data:` with its `type` as the event. */
export function events(parts: readonly unknown[]): WireAnswer {
  return (_request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' });
    for (const part of parts) response.write(event(part));
    response.end();
  };
}

export function event(part: unknown): string {
  if (typeof part === 'string') return `data: ${part}\n\n`;
  const type = (part as { type?: unknown }).type;
  return `${typeof type === 'string' ? `event: ${type}\n` : ''}data: ${JSON.stringify(part)}\n\n`;
}

import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** Knows which answers are still owed on which connection. */
export class ConnectionTracker {
  /** Per connection, oldest first: with pipelining there can be several. */
  readonly #owed = new Map<Duplex, ServerResponse[]>();
  #closing = false;

  constructor(server: Server) {
    server.on('request', (request: IncomingMessage, response: ServerResponse) => {
      this.#add(request.socket, response);
    });
  }

  /** The answer that a fault on the connection would interrupt. */
  newestResponse(socket: Duplex): ServerResponse | undefined {
    return this.#owed.get(socket)?.at(-1);
  }

  /** From now on each connection closes once everything owed on it has been sent. */
  closeWhenAnswered(): void {
    this.#closing = true;
    for (const owed of this.#owed.values()) announceClose(owed.at(-1));
  }

  #add(socket: Duplex, response: ServerResponse): void {
    const owed = this.#owed.get(socket) ?? [];
    this.#owed.set(socket, [...owed, response]);
    if (this.#closing) announceClose(response);
    response.once('close', () => {
      const left = (this.#owed.get(socket) ?? []).filter((other) => other !== response);
      if (left.length > 0) {
        this.#owed.set(socket, left);
        return;
      }
      this.#owed.delete(socket);
      // The headers may have been on their way already when the close was decided.
      if (this.#closing) socket.end();
    });
  }
}

function announceClose(response: ServerResponse | undefined): void {
  if (response !== undefined && !response.headersSent) response.setHeader('Connection', 'close');
}

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { App } from './app-environment.ts';
import { answerBrokenRequest } from './broken-request.ts';
import { ConnectionTracker } from './connection-tracker.ts';
import { listenError } from './listen-error.ts';
import { problemResponse } from './problem.ts';
import { RequestError } from './request-error.ts';

export interface ServerOptions {
  app: App;
  host: string;
  /** 0: any free port. */
  port: number;
  telemetry: Telemetry;
  /** How long a whole request, body included, may take to arrive. */
  requestTimeoutMs?: number;
}

export interface RunningServer {
  url: string;
  port: number;
  /**
   * Takes no new connection, closes idle ones at once, lets requests in flight finish, and closes what is
   * left after the grace.
   */
  stop(graceMs: number): Promise<void>;
}

/** Large enough for a few megabytes over a slow line. */
const defaultRequestTimeoutMs = 60_000;
const keepAliveTimeoutMs = 5_000;

/**
 * Serves the application over HTTP/1.1.
 * @throws StrataError `PORT_IN_USE`, `PORT_FORBIDDEN`, `HOST_UNAVAILABLE`, `LISTEN_FAILED` (kind `unavailable`),
 *   `PORT_INVALID` (kind `configuration`)
 */
export async function startServer(options: ServerOptions): Promise<RunningServer> {
  const { app, host, port, telemetry, requestTimeoutMs = defaultRequestTimeoutMs } = options;
  const server = createServer(
    {
      requestTimeout: requestTimeoutMs,
      headersTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      connectionsCheckingInterval: Math.min(requestTimeoutMs, 5_000),
    },
    listenerFor(app, telemetry),
  );
  const connections = new ConnectionTracker(server);
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    answerBrokenRequest(error, socket, connections.newestResponse(socket));
  });

  await listen(server, host, port);
  server.on('error', (error) => telemetry.log.error({ err: error }, 'HTTP server failed'));
  const bound = (server.address() as AddressInfo).port;
  let stopped: Promise<void> | undefined;
  return {
    url: urlOf(host, bound),
    port: bound,
    stop: (graceMs) => {
      stopped ??= stop(server, connections, graceMs);
      return stopped;
    },
  };
}

/** Faults outside the application: addresses that cannot be read, and whatever it could not catch. */
function listenerFor(app: App, telemetry: Telemetry) {
  return getRequestListener((request, env) => app.fetch(request, env), {
    // Other code in this process keeps the platform's own Request and Response.
    overrideGlobalObjects: false,
    errorHandler: (error) => {
      const requestId = crypto.randomUUID();
      if (error instanceof Error && error.name === 'RequestError') {
        const malformed = new RequestError(
          400,
          'REQUEST_MALFORMED',
          'the address or its host cannot be read',
        );
        return problemResponse(malformed, { requestId });
      }
      telemetry.log.error({ err: error, request_id: requestId }, 'request failed');
      return problemResponse(error, { requestId });
    },
  }) as (request: IncomingMessage, response: ServerResponse) => Promise<void>;
}

function listen(server: Server, host: string, port: number): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  const onError = (cause: NodeJS.ErrnoException) => reject(listenError(cause, host, port));
  server.once('error', onError);
  try {
    server.listen({ host, port }, () => {
      server.off('error', onError);
      resolve();
    });
  } catch (cause) {
    onError(cause as NodeJS.ErrnoException);
  }
  return promise;
}

async function stop(server: Server, connections: ConnectionTracker, graceMs: number): Promise<void> {
  const closed = Promise.withResolvers<void>();
  // Closes idle connections too; those with a request in flight close when it has been answered.
  server.close(() => closed.resolve());
  connections.closeWhenAnswered();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed.promise;
  clearTimeout(timer);
}

function urlOf(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

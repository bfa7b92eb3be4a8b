import { type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { problemOf } from './problem.ts';
import { RequestError } from './request-error.ts';

/** Answers what was no HTTP request at all, so that even this gets a problem document, and hangs up. */
export function answerBrokenRequest(
  error: NodeJS.ErrnoException,
  socket: Duplex,
  owed: ServerResponse | undefined,
): void {
  if (!socket.writable || error.code === 'ECONNRESET' || owed?.headersSent) {
    socket.destroy();
    return;
  }
  const requestId = crypto.randomUUID();
  const { problem } = problemOf(requestErrorOf(error), { requestId });
  const body = JSON.stringify(problem);
  const head = [
    `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Cache-Control: no-store',
    'X-Content-Type-Options: nosniff',
    `X-Request-Id: ${requestId}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

function requestErrorOf({ code }: NodeJS.ErrnoException): RequestError {
  switch (code) {
    case 'HPE_HEADER_OVERFLOW':
      return new RequestError(431, 'HEADERS_TOO_LARGE', 'the headers are too large', {
        action: 'send fewer or shorter headers',
      });
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new RequestError(408, 'REQUEST_TIMEOUT', 'the request took too long to arrive', {
        action: 'send it again, faster',
      });
    default:
      return new RequestError(400, 'REQUEST_MALFORMED', 'this is not a valid HTTP request');
  }
}

import { RequestError } from '../request-error.ts';

/**
 * The body's bytes, never holding more than the limit however much is sent.
 * @throws RequestError `BODY_TOO_LARGE` (413), `BODY_EMPTY`, `REQUEST_ABORTED` (400),
 *   `CONTENT_TYPE_UNSUPPORTED` (415) for an encoded body
 */
export async function readBody(request: Request, maxBytes: number): Promise<Uint8Array> {
  refuseEncoded(request.headers);
  if (Number(request.headers.get('content-length') ?? 0) > maxBytes) throw tooLarge(maxBytes);

  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of chunksOf(request)) {
    sizeBytes += chunk.byteLength;
    if (sizeBytes > maxBytes) throw tooLarge(maxBytes);
    chunks.push(chunk);
  }
  if (sizeBytes === 0) {
    throw new RequestError(400, 'BODY_EMPTY', 'the request has no body', { action: 'send one' });
  }
  return Buffer.concat(chunks);
}

async function* chunksOf(request: Request): AsyncGenerator<Uint8Array> {
  const reader = request.body?.getReader();
  if (reader === undefined) return;
  for (;;) {
    const { done, value } = await reader.read().catch(rethrowAborted);
    if (done) return;
    yield value;
  }
}

function rethrowAborted(cause: unknown): never {
  throw new RequestError(400, 'REQUEST_ABORTED', 'the connection closed before the whole body had arrived', {
    action: 'send it again',
    retryable: true,
    cause,
  });
}

function refuseEncoded(headers: Headers): void {
  const encoding = headers.get('content-encoding')?.trim().toLowerCase() ?? 'identity';
  if (encoding === 'identity') return;
  throw new RequestError(415, 'CONTENT_TYPE_UNSUPPORTED', 'bodies with a content encoding are not read', {
    where: 'Content-Encoding',
    action: 'send the body as it is',
    headers: { 'Accept-Encoding': 'identity' },
  });
}

function tooLarge(maxBytes: number): RequestError {
  return new RequestError(413, 'BODY_TOO_LARGE', `the body has more than ${maxBytes} bytes`, {
    action: 'send less',
  });
}

import { RequestError } from '../request-error.ts';
import { parseJson } from './parse-json.ts';
import { readBody } from './read-body.ts';

/** `application/json`, without its parameters; empty where the request names none. */
export function mediaTypeOf({ headers }: Request): string {
  return (headers.get('content-type') ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}

/**
 * The JSON in a request's body.
 * @throws RequestError `CONTENT_TYPE_UNSUPPORTED` (415), `BODY_NOT_UTF8`, `JSON_MALFORMED` (400), and those of readBody
 */
export async function readJson(request: Request, maxBytes: number): Promise<unknown> {
  if (mediaTypeOf(request) !== 'application/json') throw unsupportedType(request, ['application/json']);
  return parseJson(decodeUtf8(await readBody(request, maxBytes)), 'body');
}

/** @param supported media types that the route takes */
export function unsupportedType(request: Request, supported: readonly string[]): RequestError {
  const message =
    mediaTypeOf(request) === '' ? 'the request names no content type' : 'the content type is not supported';
  return new RequestError(415, 'CONTENT_TYPE_UNSUPPORTED', message, {
    where: 'Content-Type',
    action: `send ${supported.join(' or ')}`,
    headers: { 'Accept-Post': supported.join(', ') },
  });
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new RequestError(400, 'BODY_NOT_UTF8', 'the body is not UTF-8', {
      where: 'body',
      action: 'send JSON in UTF-8',
      cause,
    });
  }
}

import { connect } from 'node:net';
import type { Problem } from '../../../src/http/problem.ts';

export const posting = '# Ward nurse\n\nSt Example Hospital\n\nYou will look after 24 beds at night.';
export const cv = { basics: { name: 'Ada Example' }, work: [{ name: 'City Clinic', position: 'Nurse' }] };
export const submission = { pipeline: 'application', input: { posting, cv } };

export function postJson(url: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${url}/api/jobs`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });
}

/** A problem document, after checking what every one of them must have. */
export async function problemIn(response: Response): Promise<Problem> {
  const contentType = response.headers.get('content-type');
  if (contentType !== 'application/problem+json') throw new Error(`no problem document: ${contentType}`);
  const problem = (await response.json()) as Problem;
  if (problem.status !== response.status) throw new Error('the status differs from the one in the document');
  if (problem.requestId !== response.headers.get('x-request-id')) throw new Error('another request id');
  return problem;
}

/** Sends bytes as they are and gives back everything that comes until the other side hangs up. */
export function rawRequest(port: number, ...pieces: string[]): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const socket = connect(port, '127.0.0.1');
  const received: Buffer[] = [];
  socket.on('data', (data) => received.push(Buffer.from(data)));
  socket.on('error', reject);
  socket.on('close', () => resolve(Buffer.concat(received).toString()));
  for (const piece of pieces) socket.write(piece);
  return promise;
}

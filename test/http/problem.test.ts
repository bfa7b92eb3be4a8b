import { describe, expect, it } from 'vitest';
import { type ErrorKind, StrataError, type StrataErrorOptions } from '../../src/error.ts';
import { problemOf, problemResponse } from '../../src/http/problem.ts';
import { RequestError } from '../../src/http/request-error.ts';

const context = { requestId: 'r1', instance: '/api/jobs' };
const strataError = (kind: ErrorKind, options: Partial<StrataErrorOptions> = {}) =>
  new StrataError('SOME_CODE', 'it broke', { kind, ...options });

describe('problems', () => {
  it.each([
    ['usage', 400],
    ['input', 422],
    ['configuration', 500],
    ['not-found', 404],
    ['conflict', 409],
    ['unavailable', 503],
    ['timeout', 504],
    ['cancelled', 409],
    ['failed', 500],
  ] as const)('turn an error of kind %s into %i', (kind, status) => {
    const { problem } = problemOf(strataError(kind), context);
    expect(problem).toMatchObject({ status, code: 'SOME_CODE', detail: 'it broke', type: 'about:blank' });
  });

  it('say where and what to do for faults of the caller', () => {
    const error = strataError('input', { where: 'cv.yaml:3', action: 'add a name' });
    expect(problemOf(error, context).problem).toMatchObject({ where: 'cv.yaml:3', action: 'add a name' });
  });

  it('do not say where for faults of the service', () => {
    const error = strataError('unavailable', { where: '/var/lib/strata/strata.db', cause: new Error('EIO') });
    expect(JSON.stringify(problemOf(error, context).problem)).not.toMatch(/strata\.db|EIO/);
  });

  it('say nothing of an unknown error', async () => {
    const response = problemResponse(new Error('password hunter2 in /home/ada'), context);
    expect(response.status).toBe(500);
    const text = await response.text();
    expect(text).not.toMatch(/hunter2|ada/);
    expect(JSON.parse(text)).toMatchObject({ code: 'INTERNAL', requestId: 'r1', instance: '/api/jobs' });
  });

  it.each([
    [strataError('unavailable', { retryAfterMs: 1_200 }), '2'],
    [strataError('unavailable'), '5'],
    [strataError('timeout', { retryAfterMs: 60_000 }), '60'],
    [strataError('input'), null],
  ])('tell when to try again: %#', (error, seconds) => {
    expect(problemResponse(error, context).headers.get('retry-after')).toBe(seconds);
  });

  it('carry the status, headers and fields of a request error', () => {
    const fields = [{ in: 'body' as const, field: 'a', message: 'is wrong' }];
    const response = problemResponse(
      new RequestError(405, 'METHOD_NOT_ALLOWED', 'no', { headers: { Allow: 'GET' }, fields }),
      context,
    );
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET']);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
  });
});

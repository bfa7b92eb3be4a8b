import { describe, expect, test } from 'vitest';
import { failureOfNetwork, failureOfStatus } from '../../src/providers/provider-failure.ts';

/** As `fetch` throws it. */
function fetchFailed(fault: object, cause: Error = new Error('a fault of the network')): TypeError {
  return new TypeError('fetch failed', { cause: Object.assign(cause, fault) });
}

const chargeOf = (error: unknown) => failureOfNetwork('openai', error).charge.kind;

describe('a fault of the network', () => {
  test.each(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ETIMEDOUT', 'EADDRNOTAVAIL', 'EACCES'])(
    '%s costs nothing while the connection was being made, and may have cost all once it stood',
    (code) => {
      expect(chargeOf(fetchFailed({ code, syscall: 'connect' }))).toBe('none');
      for (const syscall of ['read', 'write', undefined]) {
        expect(chargeOf(fetchFailed({ code, syscall }))).toBe('unknown');
      }
    },
  );

  test.each(['ENOTFOUND', 'EAI_AGAIN'])('%s of looking the name up costs nothing', (code) => {
    expect(chargeOf(fetchFailed({ code, syscall: 'getaddrinfo' }))).toBe('none');
  });

  test('of every address that a name has costs nothing, if none was connected to', () => {
    const of = (...syscalls: string[]) => {
      const errors = syscalls.map((syscall) => Object.assign(new Error(), { code: 'ECONNREFUSED', syscall }));
      return chargeOf(fetchFailed({ code: 'ECONNREFUSED' }, new AggregateError(errors)));
    };
    expect(of('connect', 'connect')).toBe('none');
    expect(of('connect', 'read')).toBe('unknown');
    expect(of()).toBe('unknown');
  });

  test.each([
    'CERT_HAS_EXPIRED',
    'ERR_TLS_CERT_ALTNAME_INVALID',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UND_ERR_CONNECT_TIMEOUT',
  ])('%s comes before anything is sent', (code) => {
    expect(chargeOf(fetchFailed({ code }))).toBe('none');
  });

  test.each(['EPROTO', 'ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', 'ECONNRESET', 'UND_ERR_SOCKET'])(
    '%s may come afterwards',
    (code) => {
      expect(chargeOf(fetchFailed({ code, syscall: 'write' }))).toBe('unknown');
    },
  );
});

describe('a gateway’s word', () => {
  const failed = (status: number, body: string) => failureOfStatus('openai', { status, body }, 0).charge.kind;
  const own = JSON.stringify({ error: { message: 'The server had an error', type: 'server_error' } });

  test.each([408, 502, 504, 520, 522, 524, 527])('HTTP %i never says that nothing was done', (status) => {
    expect(failed(status, own)).toBe('unknown');
  });

  test.each([500, 501, 503, 507, 530])('HTTP %i does only in the provider’s own words', (status) => {
    expect(failed(status, own)).toBe('none');
    for (const body of ['', '<html></html>', '{}', '[]', 'null', '{"error":"down"}', '{"message":"down"}']) {
      expect(failed(status, body)).toBe('unknown');
    }
  });

  test.each([400, 401, 404, 409, 413, 429, 529])('HTTP %i is a refusal, whoever says it', (status) => {
    expect(failed(status, '')).toBe('none');
  });
});

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { scrub, scrubLine } from '../../src/telemetry/scrub.ts';

describe('scrub', () => {
  test.each([
    ['write to jan.kowalski+jobs@firma.example.pl today', 'jan.kowalski+jobs'],
    ['łucja@żabka.example', 'łucja'],
    ['key sk-proj-abc123DEF456ghi', 'abc123DEF456ghi'],
    ['ghp_abcdefghijklmnopqrstuvwxyz0123456789', 'abcdefghij'],
    ['AKIAIOSFODNN7EXAMPLE', 'IOSFODNN7'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc', 'eyJzdWIi'],
    ['Authorization: Bearer abcdef123456', 'abcdef123456'],
    ['authorization=Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
    ['connect mongodb://strata:hunter2@db:27017/x failed', 'hunter2'],
    ['mongodb+srv://strata:hu/nt@er2@db/x', 'er2'],
    ['password=hunter2&x=1', 'hunter2'],
    ['{"password": "hunter2"}', 'hunter2'],
    ['call +48 600 123 456 now', '600 123'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE', 'MIIE'],
  ])('takes the secret out of %j', (text, secret) => {
    expect(scrub(text)).not.toContain(secret);
  });

  test.each([
    'connect ECONNREFUSED 127.0.0.1:27017',
    'GET https://example.org/jobs/42?page=2 took 12 ms',
    '2026-11-22T23:03:57.137+02:00',
    'inputTokens=812, budget +12.50 USD',
    'the task-oriented desk-based layer sk-ip',
    'C++ 20, C#, .NET 8',
  ])('leaves %j as it is', (text) => {
    expect(scrub(text)).toBe(text);
  });
});

describe('scrubLine', () => {
  test('masks what is named like a secret, whatever it holds', () => {
    const line = JSON.stringify({
      headers: { Authorization: 'x', cookie: ['y'] },
      apiKey: 7,
      'db.password': 'z',
    });
    expect(JSON.parse(scrubLine(line))).toEqual({
      headers: { Authorization: '[secret]', cookie: '[secret]' },
      apiKey: '[secret]',
      'db.password': '[secret]',
    });
  });

  test('an address after an escaped line break is found, and the line stays JSON', () => {
    const line = JSON.stringify({ message: 'first\nbob@example.org\u001bann@example.org' });
    expect(JSON.parse(scrubLine(line))).toEqual({ message: 'first\n[email]\u001b[email]' });
  });

  test('any line of JSON stays one, with nothing left that the text form would still take out', () => {
    const words = fc.constantFrom('bob@example.org', 'sk-abcdefgh12345678', 'pwd=x', 'ł');
    const gaps = fc.constantFrom(' ', '\n', '"', '\\', '\t=', '<');
    const texts = fc
      .array(fc.tuple(gaps, fc.oneof(words, fc.string())), { maxLength: 8 })
      .map((parts) => parts.flat().join(''));
    fc.assert(
      fc.property(fc.dictionary(texts, texts), (fields) => {
        const clean = Object.values(JSON.parse(scrubLine(JSON.stringify(fields)))) as string[];
        expect(clean).toHaveLength(Object.keys(fields).length);
        for (const value of clean) expect(value).not.toMatch(/bob@example\.org|sk-abcdefgh12345678/);
      }),
    );
  });
});

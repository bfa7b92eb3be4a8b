import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postJson, problemIn, rawRequest, submission } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

const statusUnder = async (host: string, path = '/api/health') => {
  const request = `GET ${path} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;
  return Number((await rawRequest(service.port, request)).split(' ')[1]);
};

describe('the loopback guard', () => {
  it.each([
    'localhost',
    'LOCALHOST:3000',
    'localhost.',
    'strata.localhost:80',
    '127.0.0.1',
    '127.8.9.10:9',
    '[::1]:3000',
  ])('answers under %s', async (host) => {
    expect(await statusUnder(host)).toBe(200);
  });

  it.each([
    'evil.example',
    'localhost.evil.example',
    'evil-localhost',
    '127.0.0.1.nip.io',
    '192.168.0.5',
    '0.0.0.0',
    '[fe80::1]',
    '10.0.0.1:3000',
  ])('refuses to answer under %s', async (host) => {
    expect(await statusUnder(host)).toBe(403);
    expect(await statusUnder(host, '/metrics')).toBe(403);
    expect(await statusUnder(host, '/nowhere')).toBe(403);
  });

  it.each(['localhost@evil.example', 'evil.example/localhost', 'localhost:99999', 'a b', ''])(
    'refuses the host %j, which is none',
    async (host) => {
      expect([400, 403]).toContain(await statusUnder(host));
    },
  );

  it('lets probes in under any name', async () => {
    expect(await statusUnder('10.0.0.1:3000', '/livez')).toBe(200);
    expect(await statusUnder('strata.internal', '/readyz')).toBe(200);
  });

  it('does not take the name from an address in absolute form', async () => {
    const request =
      'GET http://localhost/api/health HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n';
    expect(await rawRequest(service.port, request)).toMatch(/^HTTP\/1\.1 403 /);
  });
});

describe('the guard against other sites', () => {
  it.each([
    [{ 'sec-fetch-site': 'cross-site' }],
    [{ 'sec-fetch-site': 'same-site' }],
    [{ origin: 'https://evil.example' }],
    [{ origin: 'http://127.0.0.1:1' }],
    [{ origin: 'null' }],
  ])('refuses a submission with %j', async (headers) => {
    const before = (await service.jobs.list({ limit: 200 })).jobs.length;
    const response = await postJson(service.url, submission, headers as Record<string, string>);
    expect([response.status, (await problemIn(response)).code]).toEqual([403, 'CROSS_SITE_REFUSED']);
    expect((await service.jobs.list({ limit: 200 })).jobs).toHaveLength(before);
  });

  it('lets the same origin, programs and plain links through', async () => {
    const own = { origin: service.url, 'sec-fetch-site': 'same-origin' };
    expect((await postJson(service.url, submission, own)).status).toBe(202);
    expect((await postJson(service.url, submission, { 'sec-fetch-site': 'none' })).status).toBe(202);
    const link = await fetch(`${service.url}/api/docs`, { headers: { 'sec-fetch-site': 'cross-site' } });
    expect(link.status).toBe(200);
  });
});

describe('every answer', () => {
  const answers: [string, string, RequestInit?][] = [
    ['success', '/api/health'],
    ['an unknown route', '/nowhere'],
    ['a wrong method', '/api/jobs', { method: 'DELETE' }],
    ['an invalid request', '/api/jobs?limit=x'],
    ['the docs', '/api/docs'],
  ];
  it.each(answers)('carries careful headers and a request id: %s', async (_what, path, init) => {
    const { headers } = await fetch(`${service.url}${path}`, init);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    expect(headers.get('cache-control')).toBeTruthy();
    expect(headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    for (const told of ['server', 'x-powered-by', 'access-control-allow-origin']) {
      expect(headers.get(told)).toBeNull();
    }
  });

  it.each([
    ['abc-DEF_123', true],
    ['a'.repeat(128), true],
    ['a'.repeat(129), false],
    ['a b', false],
    ['<script>', false],
    ['{"a":1}', false],
  ])('echoes the request id %j only when it is a sane one', async (requestId, echoed) => {
    const response = await fetch(`${service.url}/nowhere`, { headers: { 'x-request-id': requestId } });
    expect((await problemIn(response)).requestId === requestId).toBe(echoed);
  });
});

describe('routes and methods', () => {
  it('answer an unknown path with 404', async () => {
    for (const path of ['/nowhere', '/api', '/api/jobs/', '/API/jobs', '//api/jobs', '/api/jobs/a/b/c/d']) {
      const response = await fetch(`${service.url}${path}`);
      expect([path, response.status, (await problemIn(response)).code]).toEqual([path, 404, 'ROUTE_UNKNOWN']);
    }
  });

  it.each([
    ['DELETE', '/api/jobs', ['GET', 'HEAD', 'POST']],
    ['PUT', '/api/jobs/01930000-0000-7000-8000-000000000001', ['GET', 'HEAD']],
    ['POST', '/metrics', ['GET', 'HEAD']],
    ['OPTIONS', '/api/stats', ['GET', 'HEAD']],
    ['PATCH', '/', ['GET', 'HEAD']],
  ])('answer %s %s with 405 and the methods there are', async (method, path, methods) => {
    const response = await fetch(`${service.url}${path}`, { method });
    expect([response.status, (await problemIn(response)).code]).toEqual([405, 'METHOD_NOT_ALLOWED']);
    expect(response.headers.get('allow')?.split(', ').sort()).toEqual(methods);
  });

  it.each(['/api/jobs', '/api/health', '/metrics', '/api/docs', '/api/openapi.json', '/livez'])(
    'answer HEAD %s as GET, without a body',
    async (path) => {
      const response = await fetch(`${service.url}${path}`, { method: 'HEAD' });
      expect(response.status).toBe(200);
      expect(await response.text()).toBe('');
    },
  );
});

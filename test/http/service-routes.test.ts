import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { problemIn } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());
const get = (path: string, init?: RequestInit) => fetch(`${service.url}${path}`, init);

describe('health', () => {
  it.each([
    ['healthy', 200],
    ['degraded', 200],
    ['unhealthy', 503],
  ] as const)('answers %s with %i and the whole report', async (status, expected) => {
    service.health.report = { ...service.health.report, status, reasons: ['the store is slow'] };
    const response = await get('/api/health');
    expect(response.status).toBe(expected);
    expect(await response.json()).toEqual(service.health.report);
  });

  it('is alive even when it is not ready', async () => {
    service.health.ready = { ready: false, reason: 'the service is draining' };
    expect((await get('/livez')).status).toBe(200);
    const notReady = await get('/readyz');
    expect(notReady.status).toBe(503);
    expect(notReady.headers.get('retry-after')).toMatch(/^\d+$/);
    expect(await problemIn(notReady)).toMatchObject({ code: 'NOT_READY', detail: 'the service is draining' });

    service.health.ready = { ready: true };
    expect((await get('/readyz')).status).toBe(200);
  });
});

describe('metrics', () => {
  it("are in Prometheus' text format, with requests by route and never by path", async () => {
    await get('/api/jobs/01930000-0000-7000-8000-00000000abcd');
    await get('/wp-admin/setup.php');
    await get('/api/jobs', { method: 'DELETE' });
    const response = await get('/metrics');
    expect(response.headers.get('content-type')).toBe('text/plain; version=0.0.4; charset=utf-8');
    const text = await response.text();
    expect(text).toMatch(
      /^http_server_request_duration_seconds_count\{method="GET",route="\/api\/jobs\/\{id\}",status="404"\} 1$/m,
    );
    expect(text).toMatch(/_count\{method="GET",route="unmatched",status="404"\} 1$/m);
    expect(text).toMatch(/_count\{method="DELETE",route="unmatched",status="405"\} 1$/m);
    expect(text).not.toMatch(/wp-admin|abcd/);
  });
});

describe('documentation', () => {
  it('is one page without scripts or anything from elsewhere, under a strict policy', async () => {
    const response = await get('/api/docs');
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    const page = await response.text();
    expect(page).not.toMatch(/<script|<link|<img|<iframe|\son\w+=|style="|https?:\/\//);
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toMatch(/unsafe|\*/);

    const style = /<style>([\s\S]*)<\/style>/.exec(page)?.[1] ?? '';
    const digest = await crypto.subtle.digest('SHA-256', Buffer.from(style));
    expect(policy).toContain(`style-src 'sha256-${Buffer.from(digest).toString('base64')}'`);
  });

  it('shows every operation, and every link in it leads somewhere', async () => {
    const page = await (await get('/api/docs')).text();
    const ids = new Set([...page.matchAll(/ id="([^"]+)"/g)].map((match) => match[1]));
    const targets = [...page.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
    expect(targets.length).toBeGreaterThan(10);
    expect(targets.filter((target) => !ids.has(target))).toEqual([]);
    const { paths } = (await (await get('/api/openapi.json')).json()) as { paths: Record<string, object> };
    for (const path of Object.keys(paths)) expect(page).toContain(`<code>${path}</code>`);
  });

  it('is where the root leads, and where problems point to', async () => {
    const root = await get('/', { redirect: 'manual' });
    expect([root.status, root.headers.get('location')]).toEqual([302, '/api/docs']);
    const { type } = await problemIn(await get('/nowhere'));
    const [path, anchor] = type.split('#');
    expect(await (await get(path ?? '')).text()).toContain(`id="${anchor}"`);
  });
});

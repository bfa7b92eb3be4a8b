import { SpanKind } from '@opentelemetry/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { postJson, problemIn, submission } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

const caller = { traceId: '4bf92f3577b34da6a3ce929d0e0e4736', spanId: '00f067aa0ba902b7' };
const traceparent = `00-${caller.traceId}-${caller.spanId}-01`;
/** As OTLP counts kinds: one more than the API does. */
const server = SpanKind.SERVER + 1;

let service: TestService;
beforeAll(async () => {
  service = await startTestService();
});
afterAll(() => service.stop());

/** Every request takes a trace of its own, so that its spans can be told apart. */
async function spansOf(response: Response) {
  const traceId = response.headers.get('traceparent')?.split('-')[1];
  return (await service.telemetry.spans()).filter((span) => span.traceId === traceId);
}

describe('a request', () => {
  it('gets a SERVER span named after its route, without the query string', async () => {
    const response = await fetch(`${service.url}/api/jobs?status=failed&limit=3`);
    const [span] = await spansOf(response);
    expect(span).toMatchObject({ name: 'GET /api/jobs', kind: server });
    expect(span?.attributes).toEqual({
      'http.request.method': 'GET',
      'http.route': '/api/jobs',
      'http.response.status_code': 200,
      'url.path': '/api/jobs',
    });
    expect(response.headers.get('traceparent')).toBe(`00-${span?.traceId}-${span?.spanId}-01`);
  });

  it('continues the trace of its caller, and so does the job that it submits', async () => {
    const response = await postJson(service.url, submission, { traceparent });
    const { jobId, traceId } = (await response.json()) as { jobId: string; traceId: string };
    await service.jobs.finished(jobId);
    expect(traceId).toBe(caller.traceId);
    const spans = await spansOf(response);
    const ofRequest = spans.find(({ kind }) => kind === server);
    expect(ofRequest).toMatchObject({ name: 'POST /api/jobs', parentSpanId: caller.spanId });
    const ofSubmission = spans.find(({ name }) => name === 'job submit');
    expect(ofSubmission?.parentSpanId).toBe(ofRequest?.spanId);
  });

  it.each([
    'garbage',
    '00-0-0-01',
    `00-${'0'.repeat(32)}-${caller.spanId}-01`,
    `${traceparent}, ${traceparent}`,
  ])('starts a trace of its own when its caller sends %j', async (malformed) => {
    const response = await fetch(`${service.url}/api/health`, { headers: { traceparent: malformed } });
    const [span] = await spansOf(response);
    expect(span?.traceId).toMatch(/^[0-9a-f]{32}$/);
    expect(span?.traceId).not.toBe(caller.traceId);
    expect(span?.parentSpanId).toBeUndefined();
  });

  it('is named by its method alone where there is no route', async () => {
    const [span] = await spansOf(await fetch(`${service.url}/wp-login.php`));
    expect(span?.name).toBe('GET');
    expect(span?.attributes).not.toHaveProperty('http.route');
    const made = await fetch(`${service.url}/api/health`, { method: 'PROPFIND' });
    expect((await spansOf(made))[0]).toMatchObject({
      name: 'HTTP',
      attributes: { 'http.request.method': '_OTHER' },
    });
  });

  it('is an error only when the service is at fault', async () => {
    const [missing] = await spansOf(await fetch(`${service.url}/api/jobs/x`));
    expect(missing?.attributes['http.response.status_code']).toBe(404);
    expect([missing?.status.code ?? 0, missing?.attributes['error.type']]).toEqual([0, undefined]);

    service.health.ready = { ready: false };
    const response = await fetch(`${service.url}/readyz`);
    await problemIn(response.clone());
    const [failed] = await spansOf(response);
    expect([failed?.status.code, failed?.attributes['error.type']]).toEqual([2, 'NOT_READY']);
  });

  it('is not traced when it only asks for a sign of life or for metrics', async () => {
    for (const path of ['/livez', '/metrics']) {
      const response = await fetch(`${service.url}${path}`, { headers: { traceparent } });
      expect(response.headers.get('traceparent')).toBeNull();
    }
    const names = (await service.telemetry.spans()).map(({ name }) => name);
    expect(names.filter((name) => /livez|metrics/.test(name))).toEqual([]);
    expect(await service.telemetry.metricsText()).toMatch(
      /_count\{method="GET",route="\/livez",status="200"\} 1/,
    );
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { StrataError } from '../../src/error.ts';
import type { JobService } from '../../src/jobs/job-service.ts';
import { postJson, problemIn, submission } from './support/requests.ts';
import { startTestService, type TestService } from './support/test-service.ts';

let service: TestService | undefined;
afterEach(async () => {
  await service?.stop();
  service = undefined;
});

async function failingWith(error: unknown): Promise<TestService> {
  const fail = () => Promise.reject(error);
  const wrap = (jobs: JobService) => new Proxy(jobs, { get: () => fail });
  service = await startTestService({ wrap });
  return service;
}

describe('when something fails inside', () => {
  it('an unknown error is a problem without details, and the log has them under its request id', async () => {
    const { url, telemetry } = await failingWith(new Error('the disk is made of cheese'));
    const response = await fetch(`${url}/api/jobs`, { headers: { 'x-request-id': 'look-here_1' } });
    expect(response.status).toBe(500);
    const problem = await problemIn(response);
    expect(problem).toMatchObject({ code: 'INTERNAL', requestId: 'look-here_1', instance: '/api/jobs' });
    expect(JSON.stringify(problem)).not.toContain('cheese');
    const line = telemetry
      .logText()
      .split('\n')
      .find((text) => text.includes('look-here_1'));
    expect(line).toContain('cheese');
  });

  it('what is no error at all is a problem too', async () => {
    const { url } = await failingWith('just a string');
    const response = await fetch(`${url}/api/jobs`);
    expect([response.status, (await problemIn(response)).code]).toEqual([500, 'INTERNAL']);
  });

  it('a store that is down is 503 and says when to try again', async () => {
    const down = new StrataError('STORE_UNAVAILABLE', 'the store cannot be reached', {
      kind: 'unavailable',
      where: '/secret/place/strata.db',
      retryAfterMs: 2_000,
    });
    const { url } = await failingWith(down);
    for (const response of [await postJson(url, submission), await fetch(`${url}/api/stats`)]) {
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '2']);
      const problem = await problemIn(response);
      expect(problem.code).toBe('STORE_UNAVAILABLE');
      expect(JSON.stringify(problem)).not.toContain('secret');
    }
  });

  it('a real store that has gone is 503', async () => {
    service = await startTestService();
    await service.store.stop();
    const response = await fetch(`${service.url}/api/jobs`);
    expect(response.status).toBe(503);
    expect(response.headers.get('retry-after')).toMatch(/^\d+$/);
    expect((await problemIn(response)).code).toBe('STORE_UNAVAILABLE');
  });

  it('new jobs are refused while the service drains, and those there are can still be read', async () => {
    service = await startTestService();
    const { jobId } = (await (await postJson(service.url, submission)).json()) as { jobId: string };
    await service.jobs.finished(jobId);
    await service.jobs.stop();
    const response = await postJson(service.url, submission);
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '10']);
    expect((await problemIn(response)).code).toBe('SERVICE_STOPPING');
    expect((await fetch(`${service.url}/api/jobs/${jobId}`)).status).toBe(200);
  });
});

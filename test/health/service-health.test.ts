import { join } from 'node:path';
import { expect, it } from 'vitest';
import { observeHealth } from '../../src/health/health-gauges.ts';
import { ServiceHealth, type ServiceHealthParts } from '../../src/health/service-health.ts';
import type { JobStore } from '../../src/store/job-store.ts';
import { SqliteJobStore } from '../../src/store/sqlite/sqlite-job-store.ts';
import { temporaryFolder } from '../support/cli.ts';
import { started } from '../telemetry/support/started.ts';

function healthOf(store: Pick<JobStore, 'ping'>, parts: Partial<ServiceHealthParts> = {}): ServiceHealth {
  const health = new ServiceHealth({
    store: store as JobStore,
    storeName: 'sqlite',
    version: '1.2.3',
    jobs: { activeRuns: 1, draining: false },
    maxRuns: 4,
    clock: () => performance.now(),
    ...parts,
  });
  health.markStarted();
  return health;
}

const silent = { ping: () => new Promise<void>(() => undefined) };

it('is healthy and ready with a store that answers', async () => {
  const folder = await temporaryFolder();
  const store = new SqliteJobStore({ file: join(folder.path, 'test.db') });
  await store.start();
  const health = healthOf(store);
  expect(await health.ready()).toEqual({ ready: true });
  expect(await health.report()).toMatchObject({
    status: 'healthy',
    reasons: [],
    components: [{ name: 'sqlite', status: 'up' }],
    capacity: { activeRuns: 1, maxRuns: 4, percent: 25, acceptsMore: 3 },
  });
  await store.stop();
  expect(await health.report()).toMatchObject({ status: 'unhealthy', capacity: { acceptsMore: 0 } });
  await folder.remove();
});

it('is not ready while it starts or stops', async () => {
  const answering = { ping: async () => undefined };
  const starting = new ServiceHealth({
    store: answering as unknown as JobStore,
    storeName: 'sqlite',
    version: '1.2.3',
    jobs: { activeRuns: 0, draining: false },
    maxRuns: 4,
    clock: () => 0,
  });
  expect(await starting.ready()).toEqual({ ready: false, reason: 'the service is starting' });
  const stopping = healthOf(answering, { jobs: { activeRuns: 0, draining: true } });
  expect(await stopping.ready()).toMatchObject({ ready: false, reason: 'the service is stopping' });
});

it('takes a store that says nothing for down, and does not wait for it', async () => {
  const health = healthOf(silent);
  expect(await health.ready()).toMatchObject({ ready: false });
  expect(await health.report()).toMatchObject({
    status: 'unhealthy',
    components: [{ name: 'sqlite', status: 'down', detail: expect.stringContaining('did not answer') }],
  });
});

it('a scrape while the store is down says so, instead of leaving the series out', async () => {
  const { telemetry } = await started();
  observeHealth(telemetry, healthOf(silent), () => performance.now());
  const metrics = await telemetry.metricsText();
  expect(metrics).toMatch(/^strata_component_up\{component="sqlite"\} 0$/m);
  expect(metrics).toMatch(/^strata_health_status\{status="unhealthy"\} 1$/m);
});

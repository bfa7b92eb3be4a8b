import { spawnSync } from 'node:child_process';
import { hostname, userInfo } from 'node:os';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { counters, type GaugeName, gauges, histograms, runtimeMetrics } from '../../src/telemetry/names.ts';
import type { Telemetry } from '../../src/telemetry/telemetry.ts';
import { requireTool } from '../support/real-tools.ts';
import { started } from './support/started.ts';

/** Makes every metric that there is, with all of its labels. */
function exercise({ instruments, observeGauge }: Telemetry): void {
  const labels = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, 'x']));
  instruments.httpRequestDuration.record(0.004, { method: 'GET', route: '/api/jobs/{id}', status: 200 });
  instruments.jobs.add(1, labels(counters.strata_jobs_total.labels));
  instruments.jobDuration.record(2, labels(histograms.strata_job_duration_seconds.labels));
  instruments.jobQueueWait.record(0, labels(histograms.strata_job_queue_wait_seconds.labels));
  instruments.layerDuration.record(0.2, labels(histograms.strata_layer_duration_seconds.labels));
  instruments.layerFailures.add(1, labels(counters.strata_layer_failures_total.labels));
  instruments.checkpointBytes.record(5000, labels(histograms.strata_checkpoint_bytes.labels));
  const attributes = labels(
    [...Object.values(histograms), ...Object.values(counters)].flatMap(({ labels }) => labels),
  );
  for (const metric of Object.values(instruments)) {
    if (!('bind' in metric)) continue;
    const series = metric.bind(attributes);
    if ('add' in series) series.add(1);
    else series.record(0.3);
  }
  for (const name of Object.keys(gauges) as GaugeName[]) {
    observeGauge(name, () => [{ value: 1, attributes: labels(gauges[name].labels) }]);
  }
}

/** Types by name, as the text declares them. */
function typesIn(text: string): Record<string, string> {
  return Object.fromEntries(
    [...text.matchAll(/^# TYPE (\S+) (\S+)$/gm)].map(([, name, type]) => [name, type]),
  );
}

describe('/metrics', () => {
  test('has every metric under its exact name and of its type', async () => {
    const { telemetry } = await started();
    exercise(telemetry);
    expect(typesIn(await telemetry.metricsText())).toEqual({
      target_info: 'gauge',
      ...Object.fromEntries(Object.keys(histograms).map((name) => [name, 'histogram'])),
      ...Object.fromEntries(Object.keys(counters).map((name) => [name, 'counter'])),
      ...Object.fromEntries(Object.keys(gauges).map((name) => [name, 'gauge'])),
    });
  });

  test.runIf(requireTool('promtool', 'Debian package prometheus'))('passes promtool', async () => {
    const { telemetry } = await started({ mode: 'serve' });
    exercise(telemetry);
    const checked = spawnSync('promtool', ['check', 'metrics'], {
      input: await telemetry.metricsText(),
      encoding: 'utf8',
    });
    expect(`${checked.stdout}${checked.stderr}`).toBe('');
    expect(checked.status).toBe(0);
  });

  test('has the runtime’s metrics while serving', async () => {
    const { telemetry } = await started({ mode: 'serve' });
    // Delays and collections are there once the loop has turned and garbage has been collected.
    await vi.waitFor(async () => {
      Array.from({ length: 100_000 }, () => ({}));
      const types = typesIn(await telemetry.metricsText());
      for (const name of runtimeMetrics) expect(types).toHaveProperty(name);
    });
  });

  test('tells nothing of the machine, its user or the libraries', async () => {
    const { telemetry } = await started({ mode: 'serve' });
    exercise(telemetry);
    const text = await telemetry.metricsText();
    const target = text.split('\n').filter((line) => line.startsWith('target_info'));
    expect(target).toHaveLength(1);
    expect([...(target[0] ?? '').matchAll(/(\w+)="/g)].map(([, label]) => label)).toEqual([
      'service_name',
      'service_version',
      'service_instance_id',
      'deployment_environment_name',
    ]);
    expect(text).not.toMatch(/otel_scope|process_|host_/);
    expect(text).not.toContain(`"${hostname()}"`);
    expect(text).not.toContain(`"${userInfo().username}"`);
  });

  test('has no label that is not listed, whatever is recorded', async () => {
    const { telemetry } = await started();
    telemetry.instruments.jobs.add(1, { pipeline: 'application', outcome: 'failed', 'job.id': 'secret' });
    telemetry.observeGauge('strata_jobs', () => [
      { value: 2, attributes: { state: 'queued', owner: 'secret' } },
    ]);
    const text = await telemetry.metricsText();
    expect(text).toContain('strata_jobs_total{pipeline="application",outcome="failed"} 1');
    expect(text).toContain('strata_jobs{state="queued"} 2');
    expect(text).not.toContain('secret');
  });

  test('sorts values into buckets of the metric’s own unit', async () => {
    const { telemetry } = await started();
    telemetry.instruments.layerDuration.record(0.02, { layer: 'fit' });
    telemetry.instruments.checkpointBytes.record(300, { pipeline: 'application' });
    const text = await telemetry.metricsText();
    expect(text).toContain('strata_layer_duration_seconds_bucket{layer="fit",le="0.01"} 0');
    expect(text).toContain('strata_layer_duration_seconds_bucket{layer="fit",le="0.03"} 1');
    expect(text).toContain('strata_layer_duration_seconds_bucket{layer="fit",le="300"} 1');
    expect(text).toContain('strata_checkpoint_bytes_bucket{pipeline="application",le="256"} 0');
    expect(text).toContain('strata_checkpoint_bytes_bucket{pipeline="application",le="1048576"} 1');
  });
});

test('a service whose SDK is switched off by the standard variable has no metrics and works', async () => {
  vi.stubEnv('OTEL_SDK_DISABLED', 'true');
  onTestFinished(() => void vi.unstubAllEnvs());
  const { telemetry } = await started({ mode: 'serve' });
  exercise(telemetry);
  expect(await telemetry.metricsText()).toBe('');
});

describe('gauges', () => {
  test('are asked anew at each collection', async () => {
    const { telemetry } = await started();
    let value = 1;
    telemetry.observeGauge('strata_capacity_active_runs', () => [{ value: value++ }]);
    expect(await telemetry.metricsText()).toContain('strata_capacity_active_runs 1');
    expect(await telemetry.metricsText()).toContain('strata_capacity_active_runs 2');
  });

  test('drop a series as soon as it is no longer observed', async () => {
    const { telemetry } = await started();
    let states = ['queued', 'running'];
    telemetry.observeGauge('strata_jobs', () => states.map((state) => ({ value: 1, attributes: { state } })));
    expect(await telemetry.metricsText()).toContain('strata_jobs{state="queued"} 1');
    states = ['running'];
    const text = await telemetry.metricsText();
    expect(text).toContain('strata_jobs{state="running"} 1');
    expect(text).not.toContain('queued');
  });

  test('that fail are left out and told once, until they fail anew', async () => {
    const { telemetry, lines } = await started();
    let broken = true;
    telemetry.observeGauge('strata_jobs', async () => {
      if (broken) throw new Error('store is away');
      return [{ value: 3 }];
    });
    telemetry.observeGauge('strata_capacity_max_runs', () => [{ value: 4 }]);
    for (let scrape = 0; scrape < 3; scrape++) {
      const text = await telemetry.metricsText();
      expect(text).not.toMatch(/^strata_jobs /m);
      expect(text).toContain('strata_capacity_max_runs 4');
    }
    expect(lines()).toEqual([
      expect.objectContaining({
        level: 'warn',
        metric: 'strata_jobs',
        message: 'a gauge could not be observed',
      }),
    ]);
    broken = false;
    expect(await telemetry.metricsText()).toContain('strata_jobs 3');
    broken = true;
    expect(await telemetry.metricsText()).not.toMatch(/^strata_jobs /m);
    expect(lines()).toHaveLength(2);
  });

  test('that hang do not hold up the others for more than two seconds', async () => {
    const { telemetry, lines } = await started();
    telemetry.observeGauge('strata_jobs', () => new Promise(() => undefined));
    telemetry.observeGauge('strata_capacity_max_runs', () => [{ value: 4 }]);
    expect(await telemetry.metricsText()).toContain('strata_capacity_max_runs 4');
    expect(lines()).toHaveLength(1);
  });
});

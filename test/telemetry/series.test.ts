import { expect, test } from 'vitest';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { started } from './support/started.ts';

test('series of the same attributes are one, and keys that are not listed are left out', async () => {
  const { telemetry } = await started();
  const { retries } = telemetry.instruments;
  retries.bind({ provider: 'openai', 'job.id': 'secret' }).add(2);
  retries.bind({ provider: 'openai' }).add(1);
  retries.bind({ provider: 'cohere' }).add(-1);
  const text = await telemetry.metricsText();
  expect(text).toContain('strata_retries_total{provider="openai"} 3');
  // Never recorded: no series.
  expect(text).not.toContain('cohere');
  expect(text).not.toContain('secret');
});

test('histograms count a value on a boundary below it, and what is beyond the last one', async () => {
  const { telemetry } = await started();
  const series = telemetry.instruments.limiterWait.bind({ provider: 'openai' });
  for (const value of [0.01, 0.02, 500]) series.record(value);
  const text = await telemetry.metricsText();
  const bucket = (le: string) => `strata_limiter_wait_seconds_bucket{provider="openai",le="${le}"}`;
  expect(text).toContain(`${bucket('0.001')} 0`);
  expect(text).toContain(`${bucket('0.01')} 1`);
  expect(text).toContain(`${bucket('0.1')} 2`);
  expect(text).toContain(`${bucket('120')} 2`);
  expect(text).toContain(`${bucket('+Inf')} 3`);
  expect(text).toContain('strata_limiter_wait_seconds_sum{provider="openai"} 500.03');
});

test('more than two thousand series fold into one', async () => {
  const { telemetry } = await started();
  for (let index = 0; index < 2100; index += 1) {
    telemetry.instruments.retries.bind({ provider: `p${index}` }).add(1);
  }
  const text = await telemetry.metricsText();
  expect(text).toContain('strata_retries_total{otel_metric_overflow="true"} 100');
  expect(text.match(/^strata_retries_total\{/gm)).toHaveLength(2001);
});

test('a run pushes them with the others', async () => {
  const receiver = await startOtlpReceiver();
  try {
    const { telemetry } = await started({ mode: 'run', endpoint: receiver.url });
    telemetry.instruments.retries.bind({ provider: 'openai' }).add(1);
    await telemetry.stop();
    expect(receiver.metricNames()).toContain('strata.retries');
  } finally {
    await receiver.stop();
  }
});

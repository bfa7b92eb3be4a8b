import { describe, expect, onTestFinished, test } from 'vitest';
import { startOtlpReceiver } from '../support/otlp-receiver.ts';
import { started } from './support/started.ts';

async function receiver(answer?: () => number | 'never') {
  const receiver = await startOtlpReceiver(answer);
  onTestFinished(() => receiver.stop());
  return receiver;
}

describe('metrics', () => {
  test('of a run are pushed at its end under the conventional names', async () => {
    const { url, metricNames } = await receiver();
    const { telemetry } = await started({ endpoint: url });
    telemetry.instruments.httpRequestDuration.record(1, { route: '/' });
    telemetry.instruments.jobs.add(1, { pipeline: 'application' });
    await telemetry.stop();
    expect(metricNames()).toEqual(
      expect.arrayContaining(['http.server.request.duration', 'strata.jobs.total']),
    );
  });

  test('of a service are left to be scraped', async () => {
    const { url, metricNames, spans } = await receiver();
    const { telemetry } = await started({ mode: 'serve', endpoint: url });
    telemetry.instruments.jobs.add(1, { pipeline: 'application' });
    telemetry.tracer.startSpan('one').end();
    await telemetry.stop();
    expect(spans()).toHaveLength(1);
    expect(metricNames()).toEqual([]);
  });
});

describe('a receiver that', () => {
  test.each([
    ['is away', async () => 'http://127.0.0.1:9'],
    ['never answers', async () => (await receiver(() => 'never')).url],
    ['refuses', async () => (await receiver(() => 403)).url],
    ['is overloaded', async () => (await receiver(() => 503)).url],
  ])(
    '%s neither fails nor delays a stop by more than two seconds, and is told once',
    async (_, endpointOf) => {
      const { telemetry, lines } = await started({ endpoint: await endpointOf() });
      telemetry.tracer.startSpan('one').end();
      telemetry.instruments.jobs.add(1, { pipeline: 'application' });
      const before = performance.now();
      await telemetry.stop();
      expect(performance.now() - before).toBeLessThan(2300);
      const told = lines().filter(({ message }) => String(message).startsWith('telemetry cannot be pushed'));
      expect(told).toHaveLength(1);
      expect(told[0]).toMatchObject({ level: 'warn', endpoint: expect.stringMatching(/^127\.0\.0\.1:\d+$/) });
    },
  );

  test('stopping twice is stopping once', async () => {
    const { telemetry } = await started();
    expect(telemetry.stop()).toBe(telemetry.stop());
  });
});

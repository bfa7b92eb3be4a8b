import { describe, expect, test } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';
import { StrataError } from '../../src/error.ts';
import { startTelemetry } from '../../src/telemetry/start.ts';
import { withSpan } from '../../src/telemetry/with-span.ts';
import { started } from './support/started.ts';

describe('log lines', () => {
  test('are JSON with the level as a word, the time in ISO form, and nothing of the machine', async () => {
    const { telemetry, lines } = await started();
    telemetry.log.warn({ layer: 'fit', duration_ms: 12 }, 'layer finished');
    expect(lines()).toEqual([
      {
        level: 'warn',
        time: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
        service: 'strata',
        layer: 'fit',
        duration_ms: 12,
        message: 'layer finished',
      },
    ]);
  });

  test('carry trace, span, job and layer of the active span, also below the layer', async () => {
    const { telemetry, lines } = await started();
    const ids: { traceId: string; spanId: string }[] = [];
    await withSpan(telemetry, 'job attempt', { attributes: { 'job.id': 'j1' } }, () =>
      withSpan(telemetry, 'layer fit', { attributes: { 'layer.name': 'fit' } }, async (span) => {
        ids.push(span.spanContext());
        await Promise.resolve();
        telemetry.log.info('in the layer');
        await withSpan(telemetry, 'step', {}, () => telemetry.log.info('below the layer'));
      }),
    );
    telemetry.log.info('outside');
    const [inLayer, below, outside] = lines();
    expect(inLayer).toMatchObject({
      trace_id: ids[0]?.traceId,
      span_id: ids[0]?.spanId,
      job_id: 'j1',
      layer: 'fit',
    });
    expect(below).toMatchObject({ trace_id: ids[0]?.traceId, job_id: 'j1', layer: 'fit' });
    expect(below?.span_id).not.toBe(ids[0]?.spanId);
    expect(outside).not.toHaveProperty('trace_id');
    expect(outside).not.toHaveProperty('job_id');
  });

  test('keep two jobs that run at the same time apart', async () => {
    const { telemetry, lines } = await started();
    const job = (id: string) =>
      withSpan(telemetry, 'job attempt', { root: true, attributes: { 'job.id': id } }, async () => {
        for (let turn = 0; turn < 5; turn++) {
          await Promise.resolve();
          telemetry.log.info({ id }, 'turn');
        }
      });
    await Promise.all([job('a'), job('b')]);
    expect(lines()).toHaveLength(10);
    for (const line of lines()) expect(line.job_id).toBe(line.id);
  });

  test('never hold addresses, keys or passwords, wherever they were put', async () => {
    const { telemetry, text } = await started({ level: 'trace' });
    const canaries = ['ann.canary@example.org', 'sk-canary0123456789abcdef', 'canaryPassw0rd'];
    const [address, key, password] = canaries;
    const url = `mongodb://strata:${password}@db.example/strata`;
    const cause = new Error(`cannot connect to ${url} for ${address} with ${key}`);
    const wrapped = new StrataError('STORE_UNAVAILABLE', `store at ${url} is away`, {
      kind: 'unavailable',
      where: url,
      cause,
    });
    telemetry.log.error({ err: cause }, 'failed');
    telemetry.log.error(cause);
    telemetry.log.error({ err: wrapped }, `mail to ${address}`);
    telemetry.log.info({ deep: { list: [{ contact: address, url }], apiKey: password } }, `key ${key}`);
    telemetry.log.child({ owner: address }).info('child');
    expect(text().split('\n')).toHaveLength(6);
    for (const canary of canaries) expect(text()).not.toContain(canary);
    expect(text()).toContain('STORE_UNAVAILABLE');
    expect(text()).toContain('mongodb://***@db.example/strata');
  });

  test('tell stacks at debug only', async () => {
    const quiet = await started();
    quiet.telemetry.log.error({ err: new Error('x') }, 'failed');
    expect(quiet.text()).not.toContain('stack');
    const loud = await started({ level: 'debug' });
    loud.telemetry.log.error({ err: new Error('x') }, 'failed');
    expect(loud.text()).toContain('stack');
  });

  test('begin with what is doubtful about the environment', async () => {
    const lines: string[] = [];
    const config = loadConfig({ MAX_CONCURENCY: '8' });
    const telemetry = await startTelemetry(config, {
      mode: 'run',
      logTo: { write: (line) => lines.push(line) },
    });
    await telemetry.stop();
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('did you mean MAX_CONCURRENCY?');
  });

  test('below the level are left out', async () => {
    const { telemetry, text } = await started({ level: 'warn' });
    telemetry.log.info('nothing');
    expect(text()).toBe('');
  });
});

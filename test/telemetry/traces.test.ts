import { metrics, SpanKind, trace } from '@opentelemetry/api';
import { describe, expect, onTestFinished, test } from 'vitest';
import { StrataError } from '../../src/error.ts';
import { contextFromTraceparent, linkTo, traceparentOf } from '../../src/telemetry/trace-context.ts';
import { withSpan } from '../../src/telemetry/with-span.ts';
import { type ReceivedSpan, spansOf, startOtlpReceiver } from '../support/otlp-receiver.ts';
import { started } from './support/started.ts';

async function receiver(answer?: () => number | 'never') {
  const receiver = await startOtlpReceiver(answer);
  onTestFinished(() => receiver.stop());
  return receiver;
}

function named(spans: ReceivedSpan[], name: string): ReceivedSpan {
  const span = spans.find((span) => span.name === name);
  if (!span) throw new Error(`no span ${name} among ${spans.map((span) => span.name)}`);
  return span;
}

describe.each(['run', 'serve'] as const)('spans pushed over OTLP in mode %s', (mode) => {
  test('arrive with their parents, links, identity and resource', async () => {
    const { url, spans, headers } = await receiver();
    const { telemetry } = await started({ mode, endpoint: `${url}/`, headers: 'x-key=a%20b' });
    const submitted = await withSpan(telemetry, 'job submit', { kind: SpanKind.PRODUCER }, traceparentOf);
    const link = linkTo(submitted);
    const attempt = {
      kind: SpanKind.CONSUMER,
      root: true,
      links: link ? [link] : [],
      attributes: { 'job.id': 'j1', 'job.pipeline': 'application', 'job.attempt': 2 },
    };
    await withSpan(telemetry, 'job attempt', attempt, () =>
      withSpan(telemetry, 'layer fit', { attributes: { 'layer.name': 'fit' } }, () =>
        withSpan(telemetry, 'step', {}, () => undefined),
      ),
    );
    await telemetry.stop();

    const submit = named(spans(), 'job submit');
    const root = named(spans(), 'job attempt');
    const layer = named(spans(), 'layer fit');
    expect(spans()).toHaveLength(4);
    expect(submitted).toBe(`00-${submit.traceId}-${submit.spanId}-01`);
    expect(root.parentSpanId ?? '').toBe('');
    expect(root.traceId).not.toBe(submit.traceId);
    expect(root.links).toEqual([expect.objectContaining({ traceId: submit.traceId, spanId: submit.spanId })]);
    expect(layer).toMatchObject({ traceId: root.traceId, parentSpanId: root.spanId });
    expect(named(spans(), 'step')).toMatchObject({
      parentSpanId: layer.spanId,
      attributes: { 'job.id': 'j1', 'job.pipeline': 'application', 'job.attempt': 2 },
    });
    expect(root.resource).toEqual({
      'service.name': 'strata',
      'service.version': expect.any(String),
      'service.instance.id': expect.stringMatching(/^[0-9a-f-]{36}$/),
      'deployment.environment.name': 'test',
    });
    expect(headers()[0]).toMatchObject({ 'x-key': 'a b' });
  });
});

describe('a span', () => {
  test('of work that fails ends as an error with its type and without its message', async () => {
    const { telemetry } = await started();
    const failing = withSpan(telemetry, 'layer fit', {}, (span) => {
      span.recordException(new Error('Maria Nowak'));
      span.setStatus({ code: 2, message: 'Maria Nowak' });
      throw new StrataError('LAYER_TIMED_OUT', 'Maria Nowak', { kind: 'timeout' });
    });
    await expect(failing).rejects.toMatchObject({ code: 'LAYER_TIMED_OUT' });
    const json = (await telemetry.traceJson()) ?? '';
    const [span] = spansOf(JSON.parse(json));
    expect(span).toMatchObject({ statusCode: 2, attributes: { 'error.type': 'LAYER_TIMED_OUT' } });
    expect(json).not.toContain('Maria');
  });

  test('carries listed attributes alone, without addresses and cut to a length', async () => {
    const { telemetry, lines } = await started({ level: 'debug' });
    const attributes = {
      'cv.text': 'Maria Nowak',
      'url.path': '/x/maria@example.org',
      'error.type': 'x'.repeat(999),
    };
    const link = { context: { traceId: 'a'.repeat(32), spanId: 'b'.repeat(16), traceFlags: 1 } };
    for (let turn = 0; turn < 2; turn++) {
      const links = [{ ...link, attributes: { name: 'Maria' } }];
      telemetry.tracer.startSpan('s', { attributes, links }).addEvent('e', { text: 'Maria Nowak' }).end();
    }
    const json = (await telemetry.traceJson()) ?? '';
    expect(spansOf(JSON.parse(json))[0]?.attributes).toEqual({
      'url.path': '/x/[email]',
      'error.type': 'x'.repeat(256),
    });
    expect(json).not.toContain('Maria');
    expect(lines().map(({ key }) => key)).toEqual(['cv.text', 'text', 'name']);
  });

  test('continues the trace that a header names, and begins one where the header is malformed', async () => {
    const { telemetry } = await started();
    const header = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
    const inside = (parent: string | undefined) =>
      withSpan(
        telemetry,
        'GET /',
        { parent: contextFromTraceparent(parent) },
        (span) => span.spanContext().traceId,
      );
    expect(await inside(header)).toBe('a'.repeat(32));
    for (const malformed of [
      undefined,
      '',
      'x',
      `00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`,
      `${header}-x`,
    ]) {
      expect(await inside(malformed)).toMatch(/^(?!a{32})[0-9a-f]{32}$/);
      expect(linkTo(malformed)).toBeUndefined();
    }
  });
});

describe('the trace as a file', () => {
  test('is OTLP/JSON that a receiver takes, of one trace or of all, also after the stop', async () => {
    const { telemetry } = await started();
    const traceId = await withSpan(telemetry, 'one', {}, (span) => span.spanContext().traceId);
    await withSpan(telemetry, 'two', {}, () => undefined);
    await telemetry.stop();
    const one = (await telemetry.traceJson(traceId)) ?? '';
    expect(spansOf(JSON.parse(one)).map(({ name }) => name)).toEqual(['one']);
    expect(spansOf(JSON.parse((await telemetry.traceJson()) ?? ''))).toHaveLength(2);
    expect(await telemetry.traceJson('f'.repeat(32))).toBeUndefined();

    const { url, spans } = await receiver();
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${url}/v1/traces`, { method: 'POST', headers, body: one });
    expect(answer.status).toBe(200);
    expect(spans()[0]).toMatchObject({ traceId, name: 'one' });
    expect(one).toMatch(/"startTimeUnixNano":"\d{19}"/);
  });

  test('is not kept while serving, unless asked for', async () => {
    const { telemetry } = await started({ mode: 'serve' });
    await withSpan(telemetry, 'one', {}, () => undefined);
    expect(await telemetry.traceJson()).toBeUndefined();
  });
});

describe('the service’s SDK', () => {
  test('is registered for libraries while it runs, and a second one works beside it', async () => {
    const first = await started({ mode: 'serve', keepSpans: true });
    const second = await started({ mode: 'serve', keepSpans: true });
    trace.getTracer('library').startSpan('of a library').end();
    second.telemetry.tracer.startSpan('of the second').end();
    metrics.getMeter('library').createCounter('library.calls').add(1);
    expect(await first.telemetry.traceJson()).toContain('of a library');
    expect(await first.telemetry.traceJson()).not.toContain('of the second');
    expect(await second.telemetry.traceJson()).toContain('of the second');
    expect(await first.telemetry.metricsText()).toContain('library_calls_total 1');
    await first.telemetry.stop();
    expect(trace.getTracer('library').startSpan('late').isRecording()).toBe(false);
  });
});

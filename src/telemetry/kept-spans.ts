import type { ReadableSpan, SpanProcessor } from '@opentelemetry/sdk-trace';

/** Far more than a job has; a bound all the same, so that nothing can grow without one. */
const mostSpans = 20_000;

/** Keeps ended spans, so that a run can leave its trace in a file without any server. */
export class KeptSpans implements SpanProcessor {
  readonly #spans: ReadableSpan[] = [];

  onStart(): void {}

  onEnd(span: ReadableSpan): void {
    if (this.#spans.length < mostSpans) this.#spans.push(span);
  }

  /** One OTLP/JSON `ExportTraceServiceRequest`, as receivers and collectors take it; undefined without spans. */
  async json(traceId?: string): Promise<string | undefined> {
    const wanted = this.#spans.filter(
      (span) => traceId === undefined || span.spanContext().traceId === traceId,
    );
    if (wanted.length === 0) return undefined;
    const { JsonTraceSerializer } = await import('@opentelemetry/otlp-transformer');
    return new TextDecoder().decode(JsonTraceSerializer.serializeRequest(wanted));
  }

  async forceFlush(): Promise<void> {}
  async shutdown(): Promise<void> {}
}

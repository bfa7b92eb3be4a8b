import type { Config } from '../../../src/config/config.ts';
import { startTelemetry } from '../../../src/telemetry/start.ts';
import type { Telemetry } from '../../../src/telemetry/telemetry.ts';

interface RecordedSpan {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  status: { code?: number };
  attributes: Record<string, string | number | boolean>;
}

export interface RecordingTelemetry extends Telemetry {
  spans(): Promise<RecordedSpan[]>;
  logText(): string;
}

/** The service's own telemetry, with spans and log lines kept where a test can read them. */
export async function recordingTelemetry(
  config: Pick<Config, 'telemetry' | 'log'>,
): Promise<RecordingTelemetry> {
  const lines: string[] = [];
  const telemetry = await startTelemetry(config, {
    mode: 'serve',
    keepSpans: true,
    logTo: { write: (line) => lines.push(line) },
  });
  return {
    ...telemetry,
    logText: () => lines.join(''),
    spans: async () => spansIn(await telemetry.traceJson()),
  };
}

interface OtlpSpan extends Omit<RecordedSpan, 'attributes'> {
  attributes: { key: string; value: Record<string, string | number | boolean> }[];
}

function spansIn(otlpJson = '{"resourceSpans":[]}'): RecordedSpan[] {
  const { resourceSpans } = JSON.parse(otlpJson) as {
    resourceSpans: { scopeSpans: { spans: OtlpSpan[] }[] }[];
  };
  return resourceSpans
    .flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
    .map((span) => ({
      ...span,
      attributes: Object.fromEntries(
        span.attributes.map(({ key, value }) => [key, Object.values(value)[0] ?? '']),
      ),
    }));
}

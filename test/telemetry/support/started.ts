import { onTestFinished } from 'vitest';
import type { LogLevel } from '../../../src/config/config.ts';
import { startTelemetry } from '../../../src/telemetry/start.ts';
import type { Telemetry } from '../../../src/telemetry/telemetry.ts';

export interface Started {
  telemetry: Telemetry;
  /** Log lines so far, as they were written. */
  text(): string;
  lines(): Record<string, unknown>[];
}

/** The real telemetry with its log in memory; stopped when the test is over. */
export async function started(
  options: {
    mode?: 'run' | 'serve';
    endpoint?: string;
    headers?: string;
    level?: LogLevel;
    keepSpans?: boolean;
  } = {},
): Promise<Started> {
  const { mode = 'run', endpoint, headers, level = 'info', keepSpans } = options;
  let text = '';
  const telemetry = await startTelemetry(
    {
      telemetry: {
        serviceName: 'strata',
        environment: 'test',
        ...(endpoint === undefined ? {} : { otlpEndpoint: endpoint }),
        ...(headers === undefined ? {} : { otlpHeaders: headers }),
      },
      log: { level },
    },
    {
      mode,
      ...(keepSpans === undefined ? {} : { keepSpans }),
      logTo: {
        write: (line) => {
          text += line;
        },
      },
    },
  );
  onTestFinished(() => telemetry.stop());
  return {
    telemetry,
    text: () => text,
    lines: () =>
      text
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
  };
}

import type { HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import type { Config } from '../config/config.ts';
import type { Health } from '../health/health.ts';
import type { JobService } from '../jobs/job-service.ts';
import type { Operations } from '../operations/operations.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** What the HTTP side works with; built by the composition root. */
export interface AppParts {
  jobs: JobService;
  health: Health;
  operations: Operations;
  telemetry: Telemetry;
  config: Config;
  version: string;
  /** Told the status of each answer to a caller, for the rate of errors; probes left out. */
  onAnswer?: (status: number) => void;
  /** Milliseconds since the epoch; for "the last three hours". */
  clock?: () => number;
}

/** What hono's context carries in this application. */
export interface AppEnvironment {
  Bindings: Partial<HttpBindings>;
  Variables: {
    requestId: string;
  };
}

export type App = OpenAPIHono<AppEnvironment>;

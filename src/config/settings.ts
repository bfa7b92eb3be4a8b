import type { z } from 'zod';
import {
  duration,
  folder,
  headerList,
  httpUrl,
  loopbackHost,
  mongodbUrl,
  oneOf,
  shortText,
  timeZone,
  wholeNumber,
} from './values.ts';

/** One environment variable that takes effect now. */
export interface Setting<Schema extends z.ZodType = z.ZodType> {
  schema: Schema;
  /** What it does, as a sentence. */
  description: string;
  /** As one would write it in the environment; absent: the thing it configures is off. */
  default?: string;
  /** Computed default, with what to call it in the documentation. */
  computedDefault?: { of: () => string; label: string };
  unit?: string;
  /** Never shown, and may also be given as `NAME_FILE`, the path of a file that holds the value. */
  secret?: true;
  example: string;
}

function setting<Schema extends z.ZodType>(given: Setting<Schema>): Setting<Schema> {
  return given;
}

/** Every setting, in the order in which people read about them. */
export const settings = {
  STRATA_DATA_DIR: setting({
    schema: folder(),
    description: 'Folder of the embedded store and of artifacts; it belongs to one process.',
    default: './data',
    example: '/var/lib/strata',
  }),
  // Not `HOST`: some shells and package managers set that to the machine's own name.
  STRATA_HOST: setting({
    schema: loopbackHost(),
    description: 'Address the service listens on.',
    default: '127.0.0.1',
    example: '::1',
  }),
  PORT: setting({
    schema: wholeNumber(0, 65_535),
    description: 'Port the service listens on; 0 takes any free one.',
    default: '3000',
    example: '8080',
  }),
  MONGODB_URL: setting({
    schema: mongodbUrl(),
    description: 'Keeps jobs in this MongoDB instead of the embedded store.',
    secret: true,
    example: 'mongodb://strata:…@db.example.net/strata',
  }),
  MAX_CONCURRENCY: setting({
    schema: wholeNumber(1, 256),
    description: 'Jobs that run at the same time in one process.',
    default: '4',
    unit: 'jobs',
    example: '8',
  }),
  JOB_TIMEOUT_MINUTES: setting({
    schema: duration(0.001, 1440),
    description: 'A job that runs longer than this fails as timed out.',
    default: '30',
    unit: 'minutes',
    example: '60',
  }),
  LAYER_TIMEOUT_SECONDS: setting({
    schema: duration(0.001, 86_400),
    description: 'A layer that runs longer than this fails.',
    default: '300',
    unit: 'seconds',
    example: '600',
  }),
  // Container runtimes kill ten seconds after the request to stop.
  SHUTDOWN_GRACE_SECONDS: setting({
    schema: duration(0, 600),
    description:
      'On a stop, how long running layers may take to finish; what is not finished by then goes on from its ' +
      'checkpoint at the next start.',
    default: '6',
    unit: 'seconds',
    example: '25',
  }),
  CV_MIN_WORDS: setting({
    schema: wholeNumber(50, 5000),
    description: 'Least length of a tailored CV, where the master CV holds that much.',
    default: '550',
    unit: 'words',
    example: '400',
  }),
  CV_MAX_WORDS: setting({
    schema: wholeNumber(50, 5000),
    description: 'Greatest length of a tailored CV; must be more than CV_MIN_WORDS.',
    default: '650',
    unit: 'words',
    example: '750',
  }),
  MAX_POSTING_KB: setting({
    schema: wholeNumber(1, 102_400),
    description: 'Largest job posting that is accepted.',
    default: '2048',
    unit: 'KiB',
    example: '512',
  }),
  MAX_CV_KB: setting({
    schema: wholeNumber(1, 102_400),
    description: 'Largest master CV that is accepted.',
    default: '2048',
    unit: 'KiB',
    example: '512',
  }),
  LOG_LEVEL: setting({
    schema: oneOf(['trace', 'debug', 'info', 'warn', 'error', 'silent']),
    description:
      'Least severity of the log lines on standard error: unset, info while serving and warn in a run, which shows ' +
      'its progress there. Stacks of errors are told at debug.',
    example: 'debug',
  }),
  STRATA_TIME_ZONE: setting({
    schema: timeZone(),
    description: 'Zone in which days, weeks and months begin in statistics, unless a request names one.',
    computedDefault: {
      of: () => Intl.DateTimeFormat().resolvedOptions().timeZone,
      label: "the system's time zone",
    },
    example: 'Europe/Warsaw',
  }),
  OTEL_EXPORTER_OTLP_ENDPOINT: setting({
    schema: httpUrl(),
    description:
      'Base address of an OTLP/HTTP receiver for traces; a short-lived run pushes its metrics there too. ' +
      '`/v1/traces` and `/v1/metrics` are appended.',
    example: 'http://127.0.0.1:4318',
  }),
  OTEL_EXPORTER_OTLP_HEADERS: setting({
    schema: headerList(),
    description: 'HTTP headers for the OTLP receiver.',
    secret: true,
    example: 'Authorization=Bearer%20TOKEN',
  }),
  OTEL_SERVICE_NAME: setting({
    schema: shortText(100),
    description: 'Name of the service in traces and metrics (`service.name`).',
    default: 'strata',
    example: 'strata-night-shift',
  }),
  STRATA_ENVIRONMENT: setting({
    schema: shortText(100),
    description: 'Name of the deployment in traces and metrics (`deployment.environment.name`).',
    default: 'local',
    example: 'production',
  }),
} as const satisfies Record<string, Setting>;

export type SettingName = keyof typeof settings;

export const settingNames = Object.keys(settings) as SettingName[];

/** Values by name; absent where nothing is set and there is no default. */
export type SettingValues = {
  [Name in SettingName]?: z.output<(typeof settings)[Name]['schema']>;
};

/** The same table with each entry's optional parts in reach. */
export function settingOf(name: SettingName): Setting {
  return settings[name];
}

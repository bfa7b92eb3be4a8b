import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import { guardConfigOf, providersConfigOf } from './provider-config.ts';
import { type Environment, type Overrides, readSettings } from './read-settings.ts';
import type { SettingName, SettingValues } from './settings.ts';

const bytesPerKib = 1024;

/**
 * The effective configuration, frozen through and through.
 * @throws ConfigError `CONFIG_INVALID` (kind `configuration`) with every fault at once
 */
export function loadConfig(environment: Environment = process.env, overrides: Overrides = {}): Config {
  const { values, faults, warnings } = readSettings(environment, overrides);
  if (faults.length > 0) throw new ConfigError(faults);
  return deepFreeze(configOf(values, warnings));
}

function configOf(values: SettingValues, warnings: string[]): Config {
  const endpoint = values.OTEL_EXPORTER_OTLP_ENDPOINT;
  const headers = values.OTEL_EXPORTER_OTLP_HEADERS;
  return {
    dataDir: required(values, 'STRATA_DATA_DIR'),
    http: { host: required(values, 'STRATA_HOST'), port: required(values, 'PORT') },
    store:
      values.MONGODB_URL === undefined ? { kind: 'sqlite' } : { kind: 'mongodb', url: values.MONGODB_URL },
    ...(values.REDIS_URL === undefined ? {} : { redis: { url: values.REDIS_URL } }),
    providers: providersConfigOf(values),
    guard: guardConfigOf(values),
    jobs: {
      maxConcurrency: required(values, 'MAX_CONCURRENCY'),
      timeoutMs: required(values, 'JOB_TIMEOUT_MINUTES') * 60_000,
      layerTimeoutMs: required(values, 'LAYER_TIMEOUT_SECONDS') * 1000,
      shutdownGraceMs: required(values, 'SHUTDOWN_GRACE_SECONDS') * 1000,
    },
    cv: { minWords: required(values, 'CV_MIN_WORDS'), maxWords: required(values, 'CV_MAX_WORDS') },
    input: {
      maxPostingBytes: required(values, 'MAX_POSTING_KB') * bytesPerKib,
      maxCvBytes: required(values, 'MAX_CV_KB') * bytesPerKib,
    },
    log: values.LOG_LEVEL === undefined ? {} : { level: values.LOG_LEVEL },
    telemetry: {
      serviceName: required(values, 'OTEL_SERVICE_NAME'),
      environment: required(values, 'STRATA_ENVIRONMENT'),
      ...(endpoint === undefined ? {} : { otlpEndpoint: endpoint }),
      ...(headers === undefined ? {} : { otlpHeaders: headers }),
    },
    timeZone: required(values, 'STRATA_TIME_ZONE'),
    warnings,
  };
}

function required<Name extends SettingName>(
  values: SettingValues,
  name: Name,
): NonNullable<SettingValues[Name]> {
  const value = values[name];
  if (value === undefined || value === null) throw new Error(`${name} has neither a value nor a default`);
  return value;
}

function deepFreeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) {
    for (const part of Object.values(value)) deepFreeze(part);
    Object.freeze(value);
  }
  return value;
}

/** The effective configuration: validated once, frozen, handed to whoever needs a part of it. */
export interface Config {
  /** Folder of the embedded store and of artifacts. */
  dataDir: string;
  /** `host` is a loopback address: without API keys nobody else may reach the service. */
  http: { host: string; port: number };
  store: { kind: 'sqlite' } | { kind: 'mongodb'; url: string };
  jobs: {
    maxConcurrency: number;
    /** A job that runs longer than this fails as timed out. */
    timeoutMs: number;
    /** A single layer that runs longer than this fails. */
    layerTimeoutMs: number;
    /** On a stop, how long running layers may take to finish before they are saved as they stand. */
    shutdownGraceMs: number;
  };
  cv: { minWords: number; maxWords: number };
  input: { maxPostingBytes: number; maxCvBytes: number };
  /** Absent: `info` while serving, `warn` in a run, whose standard error shows progress. */
  log: { level?: LogLevel };
  telemetry: {
    serviceName: string;
    /** `deployment.environment.name` */
    environment: string;
    /** Base address of an OTLP/HTTP receiver; absent: nothing is pushed. */
    otlpEndpoint?: string;
    /** `name=value` pairs, comma-separated, values percent-encoded. Secret. */
    otlpHeaders?: string;
  };
  /** IANA zone for statistics when a caller names none. */
  timeZone: string;
  /** Doubts about the environment that do not stop the start, for people ("… is not a setting; did you mean …"). */
  warnings: string[];
}

export type LogLevel = 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent';

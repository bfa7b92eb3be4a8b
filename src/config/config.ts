/** The effective configuration: validated once, frozen, handed to whoever needs a part of it. */
export interface Config {
  /** Folder of the embedded store and of artifacts. */
  dataDir: string;
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
  log: { level: 'trace' | 'debug' | 'info' | 'warn' | 'error' | 'silent' };
  telemetry: {
    serviceName: string;
    /** `deployment.environment.name` */
    environment: string;
    /** Base address of an OTLP/HTTP receiver; absent: nothing is pushed. */
    otlpEndpoint?: string;
    otlpHeaders?: string;
  };
  /** IANA zone for statistics when a caller names none. */
  timeZone: string;
}

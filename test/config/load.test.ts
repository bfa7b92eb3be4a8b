import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { loadConfig } from '../../src/config/load.ts';

const folder = mkdtempSync(join(tmpdir(), 'strata-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

function faultsOf(environment: Record<string, string>): ConfigError {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
  throw new Error('the environment was accepted');
}

function file(name: string, text: string): string {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
}

describe('defaults', () => {
  test('an empty environment gives a complete configuration for one machine', () => {
    const { providers, guard, ...rest } = loadConfig({});
    expect(rest).toEqual({
      dataDir: './data',
      http: { host: '127.0.0.1', port: 3000 },
      store: { kind: 'sqlite' },
      jobs: { maxConcurrency: 4, timeoutMs: 1_800_000, layerTimeoutMs: 300_000, shutdownGraceMs: 6000 },
      cv: { minWords: 550, maxWords: 650 },
      input: { maxPostingBytes: 2_097_152, maxCvBytes: 2_097_152 },
      log: {},
      telemetry: { serviceName: 'strata', environment: 'local' },
      timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone,
      warnings: [],
    });
    // Without a key nothing is set up, and nothing can cost anything.
    expect(providers).toMatchObject({ llm: {}, critical: ['llm'] });
    expect(Object.values(providers.layers).flat()).toEqual([]);
    expect(providers).not.toHaveProperty('firecrawl');
    expect(providers).not.toHaveProperty('pdfService');
    expect(guard).toMatchObject({
      maxAttempts: 3,
      limits: { enabled: true, maxWaitMs: 60_000 },
      budget: { limitUsd: 100, action: 'skip', enforce: true, warnAt: 0.8, alerts: {} },
    });
  });

  test('limits and breakers of each provider are those of the manual', () => {
    const { limits, breakers } = loadConfig({}).guard;
    expect(limits.rules).toEqual({
      openai: { requestsPerMinute: 3500 },
      anthropic: { requestsPerMinute: 50_000 },
      openrouter: { requestsPerMinute: 60 },
      cohere: { requestsPerMinute: 60 },
      firecrawl: { requestsPerMinute: 10, requestsPerDay: 600 },
      pdf_service: { requestsPerMinute: 60 },
    });
    expect(breakers).toEqual({
      openai: { consecutiveFailures: 5, openMs: 120_000 },
      anthropic: { consecutiveFailures: 5, openMs: 120_000 },
      openrouter: { consecutiveFailures: 5, openMs: 120_000 },
      cohere: { consecutiveFailures: 5, openMs: 120_000 },
      firecrawl: { consecutiveFailures: 3, openMs: 300_000 },
      pdf_service: { consecutiveFailures: 3, openMs: 60_000 },
    });
  });

  test('a variable that is empty or blank counts as unset', () => {
    expect(loadConfig({ PORT: '', MONGODB_URL: '  ', LOG_LEVEL: '\t' })).toEqual(loadConfig({}));
  });

  test('the configuration cannot be changed afterwards, at any depth', () => {
    const config = loadConfig({});
    expect(() => Object.assign(config.http, { port: 1 })).toThrow(TypeError);
    expect(() => config.warnings.push('x')).toThrow(TypeError);
  });
});

describe('values', () => {
  test('settings are taken from the environment in their own units', () => {
    const config = loadConfig({
      PORT: ' 0 ',
      JOB_TIMEOUT_MINUTES: '0.5',
      LAYER_TIMEOUT_SECONDS: '2',
      MAX_POSTING_KB: '1',
      STRATA_TIME_ZONE: 'Europe/Warsaw',
      STRATA_HOST: '::1',
      LOG_LEVEL: 'WARN',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector.example:4318',
    });
    expect(config.http).toEqual({ host: '::1', port: 0 });
    expect(config.jobs).toMatchObject({ timeoutMs: 30_000, layerTimeoutMs: 2000 });
    expect(config.input.maxPostingBytes).toBe(1024);
    expect(config.timeZone).toBe('Europe/Warsaw');
    expect(config.log.level).toBe('warn');
    expect(config.telemetry.otlpEndpoint).toBe('http://collector.example:4318');
  });

  test('a MongoDB address switches the store, with several hosts too', () => {
    const url = 'mongodb://u:p@a.example:27017,b.example:27017/strata?replicaSet=rs0';
    expect(loadConfig({ MONGODB_URL: url }).store).toEqual({ kind: 'mongodb', url });
  });

  test('what the command line says wins over the environment and is checked alike', () => {
    expect(loadConfig({ PORT: '1' }, { PORT: '2' }).http.port).toBe(2);
    expect(() => loadConfig({ PORT: '1' }, { PORT: 'two' })).toThrow('PORT is "two"');
  });

  test.each([
    ['PORT', '65536'],
    ['PORT', '-1'],
    ['PORT', '3000.5'],
    ['PORT', '0x10'],
    ['MAX_CONCURRENCY', '0'],
    ['JOB_TIMEOUT_MINUTES', 'Infinity'],
    ['JOB_TIMEOUT_MINUTES', '0'],
    ['LAYER_TIMEOUT_SECONDS', '1e9'],
    ['LOG_LEVEL', 'loud'],
    ['STRATA_TIME_ZONE', 'Mars/Olympus'],
    ['STRATA_ENVIRONMENT', 'two\nlines'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'collector:4318'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'ftp://collector'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'no equals sign'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'a=%zz'],
    ['MONGODB_URL', 'http://db.example'],
    ['MONGODB_URL', 'mongodb://'],
  ])('%s does not take %j', (name, value) => {
    expect(faultsOf({ [name]: value }).faults.map(({ variable }) => variable)).toEqual([name]);
  });

  test.each(['0.0.0.0', '192.168.1.5', 'example.org', '::', '127.0.0.1.example.org'])(
    'the service does not listen on %s while there are no keys, and says why',
    (host) => {
      expect(faultsOf({ STRATA_HOST: host }).toLine()).toMatch(/no API keys yet/);
    },
  );
});

describe('faults', () => {
  test('all faults are told at once, one line for each with what is allowed and what to do', () => {
    const error = faultsOf({ PORT: 'http', CV_MIN_WORDS: '650', CV_MAX_WORDS: '650', LOG_LEVEL: 'loud' });
    expect(error.toLine().split('\n')).toEqual([
      'PORT is "http"; allowed is a whole number from 0 to 65535; change it (for example 8080) or unset it',
      expect.stringMatching(/^LOG_LEVEL is "loud"; allowed is one of trace, .*; change it/),
      'CV_MAX_WORDS is 650 and CV_MIN_WORDS 650; allowed is only more words at most than at least; ' +
        'raise CV_MAX_WORDS or lower CV_MIN_WORDS',
    ]);
    expect(error).toMatchObject({ code: 'CONFIG_INVALID', kind: 'configuration' });
    expect(exitCodeOf(error.kind)).toBe(78);
  });

  test('a faulty secret is named but not shown', () => {
    const error = faultsOf({ MONGODB_URL: 'mysql://root:hunter2@db', OTEL_EXPORTER_OTLP_HEADERS: 'tok en' });
    expect(error.faults).toHaveLength(2);
    expect(JSON.stringify([error.toLine(), error.message, error.faults])).not.toMatch(/hunter2|tok en/);
  });
});

describe('secrets in files', () => {
  test('a secret is read from its file without the line break at the end', () => {
    const path = file('url', 'mongodb://db.example/strata\r\n');
    expect(loadConfig({ MONGODB_URL_FILE: path }).store).toMatchObject({
      url: 'mongodb://db.example/strata',
    });
  });

  test.each([
    ['is missing', () => join(folder, 'none'), /there is none/],
    ['is empty', () => file('empty', '\n'), /empty file/],
    ['is a folder', () => folder, /it is a folder/],
  ])('a file that %s is a fault naming variable and path', (_, path, reason) => {
    const [fault] = faultsOf({ MONGODB_URL_FILE: path() }).faults;
    expect(fault?.variable).toBe('MONGODB_URL_FILE');
    expect(fault?.problem).toContain(path());
    expect(fault?.problem).toMatch(reason);
  });

  test('a secret and its file together are a fault', () => {
    const environment = { MONGODB_URL: 'mongodb://a', MONGODB_URL_FILE: file('other', 'mongodb://b') };
    expect(faultsOf(environment).toLine()).toMatch('MONGODB_URL and MONGODB_URL_FILE are both set');
  });

  test('a faulty value in a file is told under the name of the file’s variable', () => {
    const error = faultsOf({ MONGODB_URL_FILE: file('wrong', 'postgres://secret@x') });
    expect(error.faults[0]?.variable).toBe('MONGODB_URL_FILE');
    expect(error.toLine()).not.toContain('secret');
  });
});

describe('names that are nearly right', () => {
  test.each([
    ['STRATA_DATADIR', 'STRATA_DATA_DIR'],
    ['STRATA_DATA_DIRECTORY', 'STRATA_DATA_DIR'],
    ['STRATA_TIMEZONE', 'STRATA_TIME_ZONE'],
    ['STRATA_ENVIROMENT', 'STRATA_ENVIRONMENT'],
  ])('%s is a fault that suggests %s', (wrong, right) => {
    expect(faultsOf({ [wrong]: 'x' }).toLine()).toContain(`${wrong} is not a setting`);
    expect(faultsOf({ [wrong]: 'x' }).toLine()).toContain(`did you mean ${right}?`);
  });

  test('an unknown STRATA_ variable that is near nothing gives a warning', () => {
    expect(loadConfig({ STRATA_SOMETHING_ELSE_ALTOGETHER: 'x' }).warnings).toEqual([
      'STRATA_SOMETHING_ELSE_ALTOGETHER has no effect: it is not a setting',
    ]);
  });

  test('other names give a warning when they are very near', () => {
    const { warnings } = loadConfig({ MAX_CONCURENCY: '8', MONGO_URL: 'x', PATH: '/bin', HOST: 'laptop' });
    expect(warnings).toEqual([
      'MAX_CONCURENCY has no effect: did you mean MAX_CONCURRENCY?',
      'MONGO_URL has no effect: did you mean MONGODB_URL?',
    ]);
  });

  test('a plain setting given as a file gives a warning', () => {
    expect(loadConfig({ STRATA_DATA_DIR_FILE: '/x' }).warnings).toHaveLength(1);
  });

  test('the test suite’s own variables are nobody’s business', () => {
    expect(loadConfig({ STRATA_TEST_REQUIRE: 'all' }).warnings).toEqual([]);
  });
});

describe('providers', () => {
  const keys = { OPENAI_API_KEY: 'one', ANTHROPIC_API_KEY: 'two', OPENROUTER_API_KEY: 'three' };

  test('a key sets a provider up, and layers ask those that are set up in the usual order', () => {
    const { llm, layers } = loadConfig(keys).providers;
    expect(Object.keys(llm)).toEqual(['openai', 'anthropic', 'openrouter']);
    expect(layers.fit.map(({ provider }) => provider)).toEqual(['openai', 'anthropic', 'openrouter']);
    expect(layers.cv.map(({ provider }) => provider)).toEqual(['anthropic', 'openai', 'openrouter']);
    expect(layers.fit[0]).toEqual({ provider: 'openai', model: 'gpt-5.4-mini' });
  });

  test('an address alone sets a provider up, as local servers ask for no key', () => {
    const { llm } = loadConfig({
      OPENAI_BASE_URL: 'http://127.0.0.1:11434/v1',
      OPENAI_MODEL: 'qwen3:8b',
    }).providers;
    expect(llm).toEqual({ openai: { baseUrl: 'http://127.0.0.1:11434/v1', model: 'qwen3:8b' } });
  });

  test('a layer names its models, also such with a slash in their names, or none', () => {
    const { layers } = loadConfig({
      ...keys,
      CV_MODELS: 'openrouter/meta/llama-4, openai',
      FIT_MODELS: 'none',
    }).providers;
    expect(layers.cv).toEqual([
      { provider: 'openrouter', model: 'meta/llama-4' },
      { provider: 'openai', model: 'gpt-5.4-mini' },
    ]);
    expect(layers.fit).toEqual([]);
  });

  test('a layer that names a provider which is not set up is refused with what to set', () => {
    expect(() => loadConfig({ CV_MODELS: 'cohere' })).toThrow(/CV_MODELS names cohere, which is not set up/);
  });

  test('negative limits and budgets are refused', () => {
    expect(() => loadConfig({ OPENAI_RATE_LIMIT_PER_MIN: '-1' })).toThrow(
      /OPENAI_RATE_LIMIT_PER_MIN is "-1"/,
    );
    expect(() => loadConfig({ TOKEN_BUDGET_USD: '-5' })).toThrow(/TOKEN_BUDGET_USD is "-5"/);
  });
});

test('a key that no header could carry is refused at the start, without being shown', () => {
  for (const key of ['CANARYké→', 'two words', `line${String.fromCharCode(10)}break`]) {
    const refused = () => loadConfig({ OPENAI_API_KEY: key });
    expect(refused).toThrow(/OPENAI_API_KEY holds something that is not allowed/);
    expect(refused).not.toThrow(/CANARY/);
  }
});

test('a secret in an address that is refused is not repeated', () => {
  for (const address of ['http://127.0.0.1:9/v1?key=CANARY', 'ftp://me:CANARY@host/x', 'http://h/#CANARY']) {
    const refused = () => loadConfig({ OPENAI_BASE_URL: address });
    expect(refused).toThrow(/OPENAI_BASE_URL/);
    expect(refused).not.toThrow(/CANARY/);
  }
});

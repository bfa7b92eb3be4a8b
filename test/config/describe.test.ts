import { describe, expect, test } from 'vitest';
import { configCommand } from '../../src/cli/config.ts';
import { ConfigError } from '../../src/config/config-error.ts';
import { effectiveConfig } from '../../src/config/describe.ts';
import { settingNames } from '../../src/config/settings.ts';

function shown(name: string, environment: Record<string, string>) {
  return effectiveConfig(environment).find((setting) => setting.name === name);
}

async function printed(environment: Record<string, string>, ...options: string[]): Promise<string> {
  let text = '';
  const command = configCommand(environment).configureOutput({
    writeOut: (part) => {
      text += part;
    },
  });
  await command.parseAsync(options, { from: 'user' });
  return text;
}

describe('the effective configuration', () => {
  test('tells every setting with its value and where that came from', () => {
    expect(effectiveConfig({}).map(({ name }) => name)).toEqual(settingNames);
    expect(shown('PORT', {})).toMatchObject({ value: '3000', source: 'default' });
    expect(shown('PORT', { PORT: '80' })).toMatchObject({ value: '80', source: 'environment' });
    expect(shown('MONGODB_URL', {})).not.toHaveProperty('value');
    expect(effectiveConfig({}, { PORT: '1' }).find(({ name }) => name === 'PORT')?.source).toBe(
      'command line',
    );
  });

  test.each([
    [
      'MONGODB_URL',
      'mongodb://u:pa%2Fss@db.example/strata?tlsCertificateKeyFilePassword=k',
      'mongodb://***@db.example/strata',
    ],
    ['MONGODB_URL', 'mongodb://u:p@ss/wo@a:1,b:2/strata', 'mongodb://***@a:1,b:2/strata'],
    ['MONGODB_URL', 'mongodb://db.example/strata', 'mongodb://db.example/strata'],
    ['OTEL_EXPORTER_OTLP_HEADERS', 'Authorization=Bearer%20abc', '********'],
    ['OTEL_EXPORTER_OTLP_ENDPOINT', 'https://user:pw@otlp.example/x', 'https://***@otlp.example/x'],
  ])('masks %s', (name, value, masked) => {
    expect(shown(name, { [name]: value })?.value).toBe(masked);
  });
});

describe('strata config', () => {
  test('prints an aligned table', async () => {
    const lines = (await printed({ CV_MAX_WORDS: '700' })).trimEnd().split('\n');
    expect(lines).toHaveLength(settingNames.length + 1);
    const row = lines.find((line) => line.startsWith('CV_MAX_WORDS'));
    expect(row).toMatch(/^CV_MAX_WORDS +700 words +environment$/);
    expect(row?.indexOf('700')).toBe(lines[0]?.indexOf('value'));
  });

  test('prints JSON on request', async () => {
    const { settings } = JSON.parse(await printed({ MONGODB_URL: 'mongodb://u:hunter2@db' }, '--json'));
    expect(settings).toHaveLength(settingNames.length);
    expect(JSON.stringify(settings)).not.toContain('hunter2');
  });

  test('prints nothing and throws every fault when the environment is wrong', async () => {
    const failing = printed({ PORT: 'x', LOG_LEVEL: 'y' });
    await expect(failing).rejects.toBeInstanceOf(ConfigError);
    await expect(failing).rejects.toMatchObject({ faults: { length: 2 } });
  });
});

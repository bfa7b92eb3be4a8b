import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { configurationPage } from '../../scripts/generate-docs.ts';
import { loadConfig } from '../../src/config/load.ts';
import { settingNames, settingOf } from '../../src/config/settings.ts';

test('docs/configuration.md is what the table of settings gives', () => {
  const page = readFileSync(join(import.meta.dirname, '../../docs/configuration.md'), 'utf8');
  expect(page).toBe(configurationPage());
});

test.each(settingNames)('the example given for %s is allowed', (name) => {
  // Lists of models may name only providers that are set up.
  const keys = { OPENAI_API_KEY: 'one', ANTHROPIC_API_KEY: 'two' };
  expect(() => loadConfig({ ...keys, [name]: settingOf(name).example })).not.toThrow();
});

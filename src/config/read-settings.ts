import { readFileSync } from 'node:fs';
import type { ConfigFault } from './config-error.ts';
import { contradictions } from './contradictions.ts';
import { providerFaults } from './provider-config.ts';
import { type SettingName, type SettingValues, settingNames, settingOf } from './settings.ts';
import { doubtfulNames } from './unknown-names.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** Settings given on the command line, by the variable's name and as text: they win over the environment. */
export type Overrides = Readonly<Partial<Record<SettingName, string>>>;

export type SettingSource = 'default' | 'environment' | 'file' | 'command line' | 'not set';

export interface SettingsReading {
  values: SettingValues;
  /** The text each value was made of, and where it came from. */
  origins: Record<SettingName, { text: string | undefined; source: SettingSource }>;
  faults: ConfigFault[];
  warnings: string[];
}

/** Reads every setting and says everything that is wrong with them. Throws nothing. */
export function readSettings(environment: Environment, overrides: Overrides = {}): SettingsReading {
  const doubts = doubtfulNames(environment);
  const faults = [...doubts.faults];
  const values: Record<string, unknown> = {};
  const origins: Record<string, SettingsReading['origins'][SettingName]> = {};
  for (const name of settingNames) {
    const found = textOf(name, environment, overrides);
    if ('fault' in found) {
      faults.push(found.fault);
      origins[name] = { text: undefined, source: 'not set' };
      continue;
    }
    origins[name] = found;
    if (found.text === undefined) continue;
    const parsed = settingOf(name).schema.safeParse(found.text);
    if (parsed.success) values[name] = parsed.data;
    else faults.push(notAllowed(name, found));
  }
  const isGiven = (name: SettingName) => !['default', 'not set'].includes(origins[name]?.source ?? 'not set');
  faults.push(...contradictions(values, isGiven), ...providerFaults(values));
  return {
    values,
    origins: origins as SettingsReading['origins'],
    faults,
    warnings: doubts.warnings,
  };
}

type Found = { text: string | undefined; source: SettingSource };

function textOf(
  name: SettingName,
  environment: Environment,
  overrides: Overrides,
): Found | { fault: ConfigFault } {
  const { secret, default: fixedDefault, computedDefault } = settingOf(name);
  const override = given(overrides[name]);
  if (override !== undefined) return { text: override, source: 'command line' };
  const direct = given(environment[name]);
  const path = secret ? given(environment[`${name}_FILE`]) : undefined;
  if (direct !== undefined && path !== undefined) {
    return {
      fault: { variable: name, problem: `and ${name}_FILE are both set`, action: 'unset one of them' },
    };
  }
  if (path !== undefined) return textOfFile(`${name}_FILE`, path);
  if (direct !== undefined) return { text: direct, source: 'environment' };
  const text = fixedDefault ?? computedDefault?.of();
  return { text, source: text === undefined ? 'not set' : 'default' };
}

/** An empty variable counts as unset, as compose files and unit files give it for lack of a value. */
function given(text: string | undefined): string | undefined {
  const trimmed = text?.trim();
  return trimmed === '' ? undefined : trimmed;
}

function textOfFile(variable: string, path: string): Found | { fault: ConfigFault } {
  const action = 'give the path of a file that this process can read and that holds the value';
  try {
    const text = readFileSync(path, 'utf8').trimEnd();
    if (text !== '') return { text, source: 'file' };
    return { fault: { variable, problem: `names an empty file (${path})`, action } };
  } catch (cause) {
    const problem = `names a file that cannot be read (${path}: ${reasonOf(cause)})`;
    return { fault: { variable, problem, action } };
  }
}

function reasonOf(cause: unknown): string {
  const code = (cause as NodeJS.ErrnoException).code;
  if (code === 'ENOENT') return 'there is none';
  if (code === 'EISDIR') return 'it is a folder';
  if (code === 'EACCES') return 'permission denied';
  return code ?? 'unknown reason';
}

function notAllowed(name: SettingName, { text, source }: Found): ConfigFault {
  const { secret, schema, example } = settingOf(name);
  const variable = source === 'file' ? `${name}_FILE` : name;
  const is = secret ? 'holds something that is not allowed' : `is ${quoted(text ?? '')}`;
  return {
    variable,
    problem: `${is}; allowed is ${schema.description ?? 'something else'}`,
    action: `change it (for example ${example}) or unset it`,
  };
}

/** Of addresses without what may be a secret: credentials and everything after the path. */
function quoted(text: string): string {
  const shown = /^[a-z][a-z0-9+.-]*:\/\//i.test(text)
    ? text.replace(/:\/\/[^/?#]*@/, '://…@').replace(/[?#].*$/, (rest) => `${rest[0]}…`)
    : text;
  return JSON.stringify(shown.length > 80 ? `${shown.slice(0, 80)}…` : shown);
}

import { ConfigError } from './config-error.ts';
import { type Environment, type Overrides, readSettings, type SettingSource } from './read-settings.ts';
import { type SettingName, settingNames, settingOf } from './settings.ts';

export interface EffectiveSetting {
  name: SettingName;
  /** As text; secrets masked. Absent: not set, and there is no default. */
  value?: string;
  source: SettingSource;
  unit?: string;
  description: string;
}

/**
 * Every setting with its value and where that came from, fit to be shown to anybody.
 * @throws ConfigError `CONFIG_INVALID` (kind `configuration`) with every fault at once
 */
export function effectiveConfig(
  environment: Environment = process.env,
  overrides: Overrides = {},
): EffectiveSetting[] {
  const { origins, faults } = readSettings(environment, overrides);
  if (faults.length > 0) throw new ConfigError(faults);
  return settingNames.map((name) => {
    const { unit, description } = settingOf(name);
    const { text, source } = origins[name];
    return {
      name,
      ...(text === undefined ? {} : { value: masked(name, text) }),
      source,
      ...(unit === undefined ? {} : { unit }),
      description,
    };
  });
}

/** Addresses keep scheme, host and path, which tell where things go; of other secrets not even the length shows. */
function masked(name: SettingName, text: string): string {
  const address = /^([a-z][a-z0-9+.-]*:\/\/)(?:.*@)?([^/?@]*)([^?#@]*)/i.exec(text);
  if (address) {
    const [, scheme, host, path] = address;
    const credentials = text.includes('@') ? '***@' : '';
    return `${scheme}${credentials}${host}${path}`;
  }
  return settingOf(name).secret ? '********' : text;
}

import { closestMatch } from 'leven';
import type { ConfigFault } from './config-error.ts';
import type { Environment } from './read-settings.ts';
import { settingNames, settingOf } from './settings.ts';

const ourPrefix = 'STRATA_';

/** Names of this prefix belong to the test suite. */
const testPrefix = 'STRATA_TEST_';

/** Below this length, names of other programs are likely to be near one of ours by chance. */
const leastLengthForDoubt = 9;

/**
 * Variables that look like ours and are not. A misspelt `STRATA_…` is a fault, since whoever set it believes
 * in an effect that it does not have; other names may belong to other programs and give a warning.
 */
export function doubtfulNames(environment: Environment): { faults: ConfigFault[]; warnings: string[] } {
  const faults: ConfigFault[] = [];
  const warnings: string[] = [];
  const known = new Set(
    settingNames.flatMap((name) => (settingOf(name).secret ? [name, `${name}_FILE`] : [name])),
  );
  for (const [variable, value] of Object.entries(environment)) {
    if (!value?.trim() || known.has(variable) || variable.startsWith(testPrefix)) continue;
    const plain = settingNames.find((name) => variable === `${name}_FILE`);
    if (plain) {
      warnings.push(`${variable} has no effect: only secrets are read from files; set ${plain} itself`);
      continue;
    }
    const ours = variable.startsWith(ourPrefix);
    const nearest = closestMatch(variable.toUpperCase(), [...known], {
      maxDistance: ours ? Math.ceil((variable.length - ourPrefix.length) / 2) : 2,
    });
    if (ours && nearest) {
      faults.push({
        variable,
        problem: 'is not a setting',
        action: `unset it, or did you mean ${nearest}?`,
      });
    } else if (ours) {
      warnings.push(`${variable} has no effect: it is not a setting`);
    } else if (nearest && variable.length >= leastLengthForDoubt) {
      warnings.push(`${variable} has no effect: did you mean ${nearest}?`);
    }
  }
  return { faults, warnings };
}

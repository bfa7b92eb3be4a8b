import { Command } from 'commander';
import { type EffectiveSetting, effectiveConfig } from '../config/describe.ts';
import type { Environment } from '../config/read-settings.ts';

/** `strata config`: the effective configuration. Faults are thrown, all at once, for the command line to print. */
export function configCommand(environment?: Environment): Command {
  return new Command('config')
    .description('show the effective configuration, secrets masked')
    .option('--json', 'print it as JSON')
    .action((options: { json?: boolean }, command: Command) => {
      const effective = effectiveConfig(environment);
      const text = options.json ? `${JSON.stringify({ settings: effective }, null, 2)}\n` : table(effective);
      command.configureOutput().writeOut?.(text);
    });
}

function table(effective: EffectiveSetting[]): string {
  const rows = effective.map(({ name, value, unit, source }) => [
    name,
    value === undefined ? '–' : unit ? `${value} ${unit}` : value,
    source,
  ]);
  return aligned([['setting', 'value', 'source'], ...rows]);
}

function aligned(rows: string[][]): string {
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => [...(row[column] ?? '')].length)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}

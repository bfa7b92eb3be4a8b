import { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import { type BreakerCommand, type BreakerView, breakerCommands } from '../operations/operations.ts';
import { refuseOthers } from './default-command.ts';
import { parseServer } from './server-option.ts';
import { table } from './table.ts';
import { timeText } from './time-text.ts';
import { withOperations } from './with-operations.ts';

interface Options {
  server?: string;
  json?: boolean;
}

const meanings: Record<BreakerCommand, string> = {
  open: 'let no call through to a provider, until it is closed or reset',
  close: 'go on as if the provider had recovered',
  reset: 'the same, and forget every call seen so far',
  disable: 'let every call through whatever happens, until it is closed or reset',
};

export function breakersCommand(): Command {
  const command = new Command('breakers').description('see and set the circuit breakers of the providers');
  command
    .command('list', { isDefault: true })
    .allowExcessArguments()
    .description('state, failures and next trial of each')
    .option('--server <url>', 'of this running service', parseServer)
    .option('--json', 'as JSON')
    .action((options: Options, own: Command) => {
      refuseOthers(own);
      return list(options);
    });
  for (const name of breakerCommands) {
    command
      .command(`${name} <provider>`)
      .description(meanings[name])
      .option('--server <url>', 'of this running service', parseServer)
      .option('--json', 'as JSON')
      .action((provider: string, options: Options) => control(provider, name, options));
  }
  return command;
}

async function list(options: Options): Promise<void> {
  const config = loadConfig();
  const breakers = await withOperations(config, options.server, (operations) => operations.breakers());
  process.stdout.write(
    options.json ? `${JSON.stringify({ breakers }, null, 2)}\n` : breakerTable(breakers, config.timeZone),
  );
}

async function control(provider: string, name: BreakerCommand, options: Options): Promise<void> {
  const config = loadConfig();
  const breaker = await withOperations(config, options.server, (operations) =>
    operations.controlBreaker(provider, name),
  );
  process.stdout.write(
    options.json ? `${JSON.stringify(breaker, null, 2)}\n` : breakerTable([breaker], config.timeZone),
  );
}

function breakerTable(breakers: readonly BreakerView[], timeZone: string): string {
  return table([
    ['provider', 'state', 'since', 'in a row', 'failed', 'slow', 'calls', 'next trial'],
    ...breakers.map((one) => [
      one.provider,
      stateText(one),
      timeText(one.since, timeZone),
      String(one.failuresInARow),
      String(one.failures),
      String(one.slowCalls),
      String(one.calls),
      one.retryAfterMs === undefined ? '–' : `in ${Math.ceil(one.retryAfterMs / 1000)} s`,
    ]),
  ]);
}

function stateText({ state, configured }: BreakerView): string {
  const words = state === 'forced_open' ? 'open by hand' : state.replace('_', '-');
  return configured ? words : `${words} (not set up)`;
}

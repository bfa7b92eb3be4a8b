import { Command, InvalidArgumentError, Option } from 'commander';
import { loadConfig } from '../config/load.ts';
import { StrataError } from '../error.ts';
import type { BudgetOrder, BudgetView, ForecastView } from '../operations/operations.ts';
import { refuseOthers } from './default-command.ts';
import { parseServer } from './server-option.ts';
import { table, usdText } from './table.ts';
import { timeText } from './time-text.ts';
import { withOperations } from './with-operations.ts';

interface Options {
  server?: string;
  json?: boolean;
}

interface SetOptions extends Options {
  usd?: number;
  tokens?: number;
  action?: BudgetOrder['action'];
  warnAt?: number;
}

export function budgetCommand(): Command {
  const command = new Command('budget').description('see and set what calls to providers may cost');
  command
    .command('show', { isDefault: true })
    .allowExcessArguments()
    .description('every budget, what is used of it, and how long it lasts')
    .option('--server <url>', 'of this running service', parseServer)
    .option('--json', 'as JSON')
    .action((options: Options, own: Command) => {
      refuseOthers(own);
      return show(options);
    });
  command
    .command('set <budget>')
    .description('set a budget, or change a part of one')
    .option('--usd <amount>', 'most that may be spent, in USD', parseAmount)
    .option('--tokens <number>', 'most tokens, in and out', parseAmount)
    .addOption(
      new Option(
        '--action <action>',
        'what happens when it is used up (of a new one: TOKEN_BUDGET_ACTION)',
      ).choices(['fail', 'warn', 'skip', 'park']),
    )
    .option('--warn-at <part>', 'part of it from which on it is told, 0 to 1', parseAmount)
    .option('--server <url>', 'of this running service', parseServer)
    .option('--json', 'as JSON')
    .addHelpText(
      'after',
      `
A budget is named by scope and period (day, month, total):
  all/day  provider:openai/month  user:anna/month  user:*/month (each user)  layer:cv/day  job:*/total (each job)
The budget all/month is TOKEN_BUDGET_USD's. Of a budget that is set already, what is left out stays as it is.

Example: strata budget set provider:openai/day --usd 5 --action park`,
    )
    .action((id: string, options: SetOptions) => set(id, options));
  command
    .command('remove <budget>')
    .description('remove a budget; what was spent stays on record')
    .option('--server <url>', 'of this running service', parseServer)
    .option('--json', 'as JSON')
    .action((id: string, options: Options) => remove(id, options));
  return command;
}

async function show(options: Options): Promise<void> {
  const config = loadConfig();
  const [budgets, forecast] = await withOperations(config, options.server, async (operations) => [
    await operations.budgets(),
    await operations.forecast(config.timeZone),
  ]);
  if (options.json) {
    process.stdout.write(`${JSON.stringify({ budgets, forecast }, null, 2)}\n`);
    return;
  }
  const { month, usdPerHour } = forecast;
  process.stdout.write(
    `${budgetTable(budgets, config.timeZone, forecast)}\n` +
      `This month: ${usdText(month.spentUsd)} USD so far, about ${usdText(month.projectedUsd)} USD by its end ` +
      `(${usdText(month.lowUsd)} to ${usdText(month.highUsd)}); ${usdText(usdPerHour)} USD an hour in the last 24 hours.\n`,
  );
}

async function set(id: string, options: SetOptions): Promise<void> {
  const order: BudgetOrder = {
    id,
    ...(options.usd === undefined ? {} : { limitUsd: options.usd }),
    ...(options.tokens === undefined ? {} : { limitTokens: options.tokens }),
    ...(options.action === undefined ? {} : { action: options.action }),
    ...(options.warnAt === undefined ? {} : { warnAt: options.warnAt }),
  };
  const config = loadConfig();
  const budgets = await withOperations(config, options.server, (operations) =>
    operations.setBudget(order).catch((cause) => {
      throw inOptions(cause);
    }),
  );
  process.stdout.write(
    options.json ? `${JSON.stringify({ budgets }, null, 2)}\n` : budgetTable(budgets, config.timeZone),
  );
}

async function remove(id: string, options: Options): Promise<void> {
  await withOperations(loadConfig(), options.server, (operations) => operations.removeBudget(id));
  process.stdout.write(options.json ? `${JSON.stringify({ removed: id }, null, 2)}\n` : `Removed ${id}.\n`);
}

function budgetTable(budgets: readonly BudgetView[], timeZone: string, forecast?: ForecastView): string {
  if (budgets.length === 0) return 'No budgets.\n';
  return table([
    ['budget', 'limit', 'spent', 'reserved', 'used', 'then', 'lasts', 'ends'],
    ...budgets.map((one) => [
      one.id.includes('*') ? `${one.id} (${one.account})` : one.id,
      [
        one.limitUsd === undefined ? [] : `${usdText(one.limitUsd)} USD`,
        one.limitTokens === undefined ? [] : `${one.limitTokens} tokens`,
      ]
        .flat()
        .join(', '),
      one.limitUsd === undefined ? `${one.spentTokens} tokens` : `${usdText(one.spentUsd)} USD`,
      one.limitUsd === undefined ? `${one.reservedTokens} tokens` : `${usdText(one.reservedUsd)} USD`,
      `${Math.round(one.usedRatio * 100)} %`,
      one.action,
      lasts(forecast?.budgets.find(({ account }) => account === one.account)?.hoursLeft),
      one.periodEndsAt === undefined ? '–' : timeText(one.periodEndsAt, timeZone).slice(0, 16),
    ]),
  ]);
}

const optionOf = { limitUsd: '--usd', limitTokens: '--tokens', warnAt: '--warn-at' } as const;

/** A fault of a budget in the words of the command line: the API's fields are options here. */
function inOptions(cause: unknown): unknown {
  if (!(cause instanceof StrataError) || cause.code !== 'BUDGET_INVALID') return cause;
  const message = cause.message.replaceAll(
    /\b(limitUsd|limitTokens|warnAt)\b/g,
    (field) => optionOf[field as keyof typeof optionOf],
  );
  const { code, kind, where, action } = cause;
  return new StrataError(code, message, {
    kind,
    ...(where === undefined ? {} : { where }),
    ...(action === undefined ? {} : { action }),
    cause,
  });
}

function lasts(hours: number | undefined): string {
  if (hours === undefined) return '–';
  return hours >= 48 ? `${Math.floor(hours / 24)} days` : `${Math.floor(hours)} h`;
}

/** Signs and ranges are looked at where budgets are, so that every fault is told in one place. */
function parseAmount(value: string): number {
  const amount = Number(value);
  if (value.trim() === '' || Number.isNaN(amount)) throw new InvalidArgumentError('A number is wanted.');
  return amount;
}

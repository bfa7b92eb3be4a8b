import { Command } from 'commander';
import { loadConfig } from '../config/load.ts';
import type { QuoteView } from '../operations/operations.ts';
import { readJobInput } from './job-input.ts';
import { budgetOption, type JobFlags, jobOptionsOf } from './job-options.ts';
import { parseServer } from './server-option.ts';
import { table, usdText } from './table.ts';
import { withOperations } from './with-operations.ts';

interface Options extends Pick<JobFlags, 'budgetUsd'> {
  posting: string;
  cv: string;
  server?: string;
  json?: boolean;
}

export function quoteCommand(): Command {
  return new Command('quote')
    .description('what a job would cost, without starting it')
    .requiredOption('--posting <file>', 'the job posting: text, Markdown or HTML; - for standard input')
    .requiredOption('--cv <file>', 'the master CV: JSON Resume, Markdown or YAML; - for standard input')
    .addOption(budgetOption())
    .option('--server <url>', 'asks this running service', parseServer)
    .option('--json', 'as JSON')
    .action(quote);
}

async function quote(options: Options): Promise<void> {
  const config = loadConfig();
  const input = await readJobInput(options, config.input);
  const view = await withOperations(config, options.server, (operations) =>
    operations.quote(input, jobOptionsOf(options)),
  );
  process.stdout.write(options.json ? `${JSON.stringify(view, null, 2)}\n` : quoteText(view));
}

function quoteText(view: QuoteView): string {
  const rows = view.layers.map((layer) => [
    layer.layer,
    layer.by,
    String(layer.calls),
    String(layer.expectedTokens),
    `${usdText(layer.expectedUsd)} USD`,
    `${usdText(layer.worstUsd)} USD`,
  ]);
  const sum = ['in all', '', '', '', `${usdText(view.expectedUsd)} USD`, `${usdText(view.worstUsd)} USD`];
  const heads = ['layer', 'by', 'calls', 'tokens', 'expected', 'largest calls'];
  const figures = rows.length === 0 ? '' : table([heads, ...rows, sum]);
  return `${figures}${view.notes.map((note) => `${note}\n`).join('')}`;
}

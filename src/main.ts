#!/usr/bin/env node
import { enableCompileCache } from 'node:module';
import { Command, CommanderError } from 'commander';
import { exitCodeOf, exitCodes } from './cli/exit-code.ts';
import { StrataError } from './error.ts';
import { version } from './version.ts';

// Halves the time from the command to its work; the cache lives in the system's folder for temporary files.
enableCompileCache();

/** Each command's module is loaded only when it is asked for, or when all are listed. */
const commands: Record<string, () => Promise<Command>> = {
  run: async () => (await import('./cli/run.ts')).runCommand(),
  serve: async () => (await import('./cli/serve.ts')).serveCommand(),
  jobs: async () => (await import('./cli/jobs.ts')).jobsCommand(),
  verify: async () => (await import('./cli/verify.ts')).verifyCommand(),
  breakers: async () => (await import('./cli/breakers.ts')).breakersCommand(),
  budget: async () => (await import('./cli/budget.ts')).budgetCommand(),
  quote: async () => (await import('./cli/quote.ts')).quoteCommand(),
  config: async () => (await import('./cli/config.ts')).configCommand(),
};

async function main(argv: readonly string[]): Promise<void> {
  const program = new Command('strata')
    .description('Runs layered LLM pipelines as durable, guarded, visible jobs.')
    .version(version)
    .addHelpText(
      'after',
      `
Exit codes: 0 done (degraded too, and says so), 1 a claim is not covered (verify), 2 wrong usage, 65 bad input,
            70 job failed, 75 parked or to be tried later (in use, disk full, server away), 78 bad configuration

Settings come from the environment; docs/configuration.md lists them, "strata config" shows those in force.`,
    );
  const wanted = commands[argv[0] ?? ''];
  const loading = wanted ? [wanted()] : Object.values(commands).map((load) => load());
  for (const command of await Promise.all(loading)) program.addCommand(command);
  for (const command of [program, ...program.commands, ...program.commands.flatMap((one) => one.commands)]) {
    command.exitOverride().configureOutput({ outputError: (text, write) => write(oneLine(text)) });
  }
  await program.parseAsync(argv, { from: 'user' });
}

/** What Commander says of wrong usage, in the form of every other error. */
function oneLine(text: string): string {
  const message = text
    .replace(/^error: /, '')
    .replaceAll(/\s*\n\s*/g, ' ')
    .trim();
  return `strata: ${message.replace(/\.$/, '')}; --help shows what there is\n`;
}

function report(cause: unknown): number {
  // Commander has already printed its own message, or the help that was asked for.
  if (cause instanceof CommanderError) return cause.exitCode === 0 ? exitCodes.done : exitCodes.wrongUsage;
  if (cause instanceof StrataError) {
    process.stderr.write(`strata: ${cause.toLine()}\n`);
    return exitCodeOf(cause.kind);
  }
  const detail = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  process.stderr.write(
    `strata: an unexpected error, which is a fault of strata itself; please report it:\n${detail}\n`,
  );
  return exitCodes.jobFailed;
}

// Whoever reads may stop reading ("| head"): what is under way goes on, and ends with its own exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

try {
  await main(process.argv.slice(2));
} catch (cause) {
  process.exitCode = report(cause);
}

import { join } from 'node:path';
import { Command, InvalidArgumentError } from 'commander';
import { loadConfig } from '../config/load.ts';
import type { JobInput, JobOptions } from '../jobs/job.ts';
import { readJobInput } from './job-input.ts';
import { budgetOption, type JobFlags, jobOptionsOf, onUnavailableOption } from './job-options.ts';
import { OutputFolder } from './output-folder.ts';
import { summaryOf } from './run-result.ts';
import { parseServer } from './server-option.ts';

interface RunOptions extends JobFlags {
  posting: string;
  cv: string;
  out?: string;
  json?: boolean;
  server?: string;
}

const defaultFolder = 'out';

export interface WantedJob {
  input: JobInput;
  options: Partial<JobOptions>;
}

/** Gives the folder for a job's results, prepared for writing. */
export type FolderOf = (jobId: string) => Promise<OutputFolder>;

export function runCommand(): Command {
  return new Command('run')
    .description('tailor a CV to a posting, in this process and to the end')
    .requiredOption('--posting <file>', 'the job posting: text, Markdown or HTML; - for standard input')
    .requiredOption('--cv <file>', 'the master CV: JSON Resume, Markdown or YAML; - for standard input')
    .option('--out <folder>', 'where the results go (default: out/<job id>)', parseFolder)
    .option('--json', 'print the result as JSON, and nothing else on standard output')
    .addOption(budgetOption())
    .addOption(onUnavailableOption())
    .option('--server <url>', 'hand the job to a running service instead', parseServer)
    .addHelpText(
      'after',
      `
Results: cv.pdf, cv.md, cv.json (JSON Resume), report.md (fit, quotes, ATS coverage), outreach.md, dossier.json;
         a run in this process also leaves trace.json (OTLP) and metrics.prom.

Example: strata run --posting posting.html --cv me.resume.json --out applications/acme`,
    )
    .action(run);
}

async function run(options: RunOptions): Promise<void> {
  const config = loadConfig();
  const input = await readJobInput(options, config.input);
  await new OutputFolder(options.out ?? defaultFolder).prepare();
  const folderOf: FolderOf = async (jobId) => {
    const folder = new OutputFolder(options.out ?? join(defaultFolder, jobId));
    await folder.prepare();
    return folder;
  };
  const result =
    options.server === undefined
      ? await (await import('./run-here.ts')).runHere(
          config,
          { input, options: jobOptionsOf(options) },
          folderOf,
        )
      : await (await import('./run-on-server.ts')).runOnServer(
          options.server,
          { input, options: jobOptionsOf(options) },
          folderOf,
        );
  process.stdout.write(options.json ? `${JSON.stringify(result, null, 2)}\n` : summaryOf(result));
}

function parseFolder(value: string): string {
  if (value === '' || value.startsWith('-')) {
    throw new InvalidArgumentError('The path of a folder is wanted; one that begins with - is written ./-…');
  }
  return value;
}

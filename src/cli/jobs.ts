import { stat } from 'node:fs/promises';
import { Command, InvalidArgumentError, Option } from 'commander';
import { openJobStore } from '../composition/open-store.ts';
import { loadConfig } from '../config/load.ts';
import { StrataError } from '../error.ts';
import { toJobView } from '../http/job-view.ts';
import { type JobState, jobStates } from '../jobs/job.ts';
import { parseTimeRange } from '../jobs/time-range.ts';
import type { JobQuery, JobStore } from '../store/job-store.ts';
import { describeJob, jobTable } from './job-text.ts';

interface ListOptions {
  since?: string;
  from?: string;
  to?: string;
  status?: JobState[];
  limit: number;
  json?: boolean;
}

/** Reads the store beside a running service: nothing here writes. */
export function jobsCommand(): Command {
  const command = new Command('jobs').description('list jobs, look at one');
  command
    .command('list')
    .description('jobs by time of submission, newest first')
    .addOption(new Option('--since <span>', 'only the last').choices(['1h', '3h', '6h', '12h', '24h', '7d']))
    .option('--from <time>', 'from this date or date-time on, with any zone')
    .option('--to <time>', 'until just before this date or date-time')
    .option('--status <states>', `one or several of ${jobStates.join(', ')}, with commas`, parseStates)
    .option('--limit <number>', 'at most so many', parseLimit, 50)
    .option('--json', 'print JSON')
    .action(list);
  command
    .command('show')
    .description('one job: layers, artifacts, attempts, why it failed')
    .argument('<id>', 'the job, as listed')
    .option('--json', 'print JSON')
    .action(show);
  return command;
}

async function list(options: ListOptions): Promise<void> {
  const config = loadConfig();
  const query: JobQuery = {
    submitted: parseTimeRange(options, Date.now(), config.timeZone),
    limit: options.limit,
    ...(options.status === undefined ? {} : { states: options.status }),
  };
  const { jobs, nextCursor } = await reading(config, (store) => store.list(query));
  if (options.json) {
    process.stdout.write(`${JSON.stringify(jobs.map(toJobView), null, 2)}\n`);
    return;
  }
  process.stdout.write(jobTable(jobs, config.timeZone));
  if (nextCursor !== undefined) process.stdout.write(`… and more; raise --limit or narrow the time\n`);
}

async function show(id: string, options: { json?: boolean }): Promise<void> {
  const config = loadConfig();
  const job = await reading(config, (store) => store.get(id));
  if (job === undefined) {
    throw new StrataError('JOB_UNKNOWN', `there is no job ${id}`, {
      kind: 'not-found',
      action: 'strata jobs list shows those that exist',
    });
  }
  process.stdout.write(
    options.json ? `${JSON.stringify(toJobView(job), null, 2)}\n` : describeJob(job, config.timeZone),
  );
}

async function reading<T>(
  config: ReturnType<typeof loadConfig>,
  work: (store: JobStore) => Promise<T>,
): Promise<T> {
  if (config.store.kind === 'sqlite') await assertDataFolder(config.dataDir);
  const store = await openJobStore(config, { readOnly: true });
  await store.start();
  try {
    return await work(store);
  } finally {
    await store.stop();
  }
}

/** A folder that is not there holds no jobs, but most often it is the wrong one: that must not look the same. */
async function assertDataFolder(folder: string): Promise<void> {
  const found = await stat(folder).catch(() => undefined);
  if (found?.isDirectory()) return;
  throw new StrataError('DATA_FOLDER_MISSING', found ? 'this is no folder' : 'there is no data folder yet', {
    kind: 'configuration',
    where: folder,
    action: 'run a job first, or set STRATA_DATA_DIR to the folder that holds your jobs',
  });
}

function parseStates(value: string): JobState[] {
  return value.split(',').map((state) => {
    const known = jobStates.find((name) => name === state.trim());
    if (known === undefined) throw new InvalidArgumentError(`Allowed are ${jobStates.join(', ')}.`);
    return known;
  });
}

function parseLimit(value: string): number {
  const limit = Number(value);
  if (!/^\d+$/.test(value) || limit < 1 || limit > 500)
    throw new InvalidArgumentError('A number from 1 to 500 is wanted.');
  return limit;
}

import type { Job } from '../jobs/job.ts';
import { timeText } from './time-text.ts';

/** Jobs as a table, one a line. */
export function jobTable(jobs: readonly Job[], timeZone: string): string {
  if (jobs.length === 0) return 'No jobs.\n';
  const rows = jobs.map((job) => [
    job.id,
    timeText(job.createdAt, timeZone),
    job.state,
    `${job.progress} %`,
    job.title,
  ]);
  const table = [['job', 'submitted', 'state', 'done', 'title'], ...rows];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  return table
    .map((row, index) => {
      const line = `${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  ')}\n`;
      return line + parkedLine(jobs[index - 1], timeZone);
    })
    .join('');
}

/** Why and until when a job waits, below its line. */
function parkedLine(job: Job | undefined, timeZone: string): string {
  if (job?.state !== 'parked' || job.parked === undefined) return '';
  return `  until ${timeText(job.parked.until, timeZone)}: ${job.parked.message}\n`;
}

/** Everything about one job, for people. */
export function describeJob(job: Job, timeZone: string): string {
  const time = (at: number | undefined) => (at === undefined ? '–' : timeText(at, timeZone));
  const lines = [
    job.title,
    `  job        ${job.id} (${job.pipeline}, ${job.user})`,
    `  state      ${job.state}, ${job.progress} %${job.currentLayer ? `, in ${job.currentLayer}` : ''}`,
    `  submitted  ${time(job.createdAt)}, started ${time(job.startedAt)}, ended ${time(job.endedAt)}`,
    ...(job.error
      ? [
          `  failed     ${job.error.code}: ${job.error.message}${job.error.action ? `; ${job.error.action}` : ''}`,
        ]
      : []),
    ...(job.state === 'parked' && job.parked
      ? [`  parked     in ${job.parked.layer} until ${time(job.parked.until)}: ${job.parked.message}`]
      : []),
    ...job.degradedReasons.map(({ layer, message }) => `  degraded   in ${layer}: ${message}`),
    `  cost       ${job.tokenUsage.totalCost.toFixed(6)} USD, ${job.tokenUsage.inputTokens} tokens in, ${job.tokenUsage.outputTokens} out`,
    '  layers',
    ...job.layers.map(({ name, status, durationMs, reasoner }) =>
      `    ${name.padEnd(18)}${status.padEnd(9)}${durationMs === undefined ? '' : `${durationMs} ms`.padEnd(10)}${reasoner ?? ''}`.trimEnd(),
    ),
    '  attempts',
    ...job.attempts.map(
      ({ number, startedAt, outcome, traceId }) =>
        `    ${number}  ${time(startedAt)}  ${outcome ?? 'running'}${traceId ? `  trace ${traceId}` : ''}`,
    ),
    '  artifacts',
    ...job.artifacts.map(
      ({ name, mediaType, sizeBytes }) => `    ${name.padEnd(14)}${mediaType}, ${sizeBytes} bytes`,
    ),
  ];
  return `${lines.join('\n')}\n`;
}

import type { JobStore } from '../store/job-store.ts';
import type { Observation, Telemetry } from '../telemetry/telemetry.ts';
import { type JobState, jobStates, type PipelineName } from './job.ts';
import { applicationPeriods } from './time-range.ts';

const pipelines = ['application'] as const satisfies PipelineName[];

/** Gauges of the jobs in the store; every process that shares the store reports the same figures. */
export function observeJobs(
  telemetry: Pick<Telemetry, 'observeGauge'>,
  parts: { store: JobStore; now(): number; timeZone: string },
): void {
  const { store, now, timeZone } = parts;
  telemetry.observeGauge('strata_jobs', async () => {
    const counts = await store.countByState();
    // Zeros too: an alert cannot compare with a series that is not there.
    return pipelines.flatMap((pipeline) =>
      jobStates.map((state) => ({
        value: counts.find((one) => one.pipeline === pipeline && one.state === state)?.count ?? 0,
        attributes: { pipeline, state },
      })),
    );
  });
  telemetry.observeGauge('strata_oldest_queued_job_age_seconds', () => ages('queued'));
  telemetry.observeGauge('strata_oldest_running_job_age_seconds', () => ages('running'));
  telemetry.observeGauge('strata_applications', async () => {
    const periods = Object.entries(applicationPeriods(now(), timeZone));
    const counts = await store.countApplications(periods.map(([, range]) => range));
    return periods.map(([period], index) => ({ value: counts[index] ?? 0, attributes: { period } }));
  });

  async function ages(state: JobState): Promise<Observation[]> {
    const observations = pipelines.map(async (pipeline) => {
      const since = await store.oldestSubmission(pipeline, state);
      return { value: since === undefined ? 0 : Math.max(0, now() - since) / 1000, attributes: { pipeline } };
    });
    return Promise.all(observations);
  }
}

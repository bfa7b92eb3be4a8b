import type { Telemetry } from '../telemetry/telemetry.ts';
import { commit, version } from '../version.ts';
import type { Health, HealthReport, HealthStatus } from './health.ts';

const statuses = ['healthy', 'degraded', 'unhealthy'] as const satisfies HealthStatus[];

/** How long a report serves: all gauges of one scrape are of the same one. */
const reportServesMs = 500;

/** Gauges of this process's health and capacity. */
export function observeHealth(
  telemetry: Pick<Telemetry, 'observeGauge'>,
  health: Health,
  clock: () => number,
): void {
  let newest: { at: number; report: Promise<HealthReport> } | undefined;
  const reported = () => {
    if (newest === undefined || clock() - newest.at > reportServesMs) {
      newest = { at: clock(), report: health.report() };
    }
    return newest.report;
  };
  telemetry.observeGauge('strata_build_info', () => [
    { value: 1, attributes: { version, commit: commit(), node: process.version } },
  ]);
  telemetry.observeGauge('strata_health_status', async () => {
    const { status } = await reported();
    return statuses.map((name) => ({ value: name === status ? 1 : 0, attributes: { status: name } }));
  });
  telemetry.observeGauge('strata_component_up', async () =>
    (await reported()).components.map(({ name, status }) => ({
      value: status === 'up' ? 1 : 0,
      attributes: { component: name },
    })),
  );
  telemetry.observeGauge('strata_component_latency_seconds', async () =>
    (await reported()).components.flatMap(({ name, latencyMs }) =>
      latencyMs === undefined ? [] : [{ value: latencyMs / 1000, attributes: { component: name } }],
    ),
  );
  telemetry.observeGauge('strata_capacity_active_runs', async () => [
    { value: (await reported()).capacity.activeRuns },
  ]);
  telemetry.observeGauge('strata_capacity_max_runs', async () => [
    { value: (await reported()).capacity.maxRuns },
  ]);
}

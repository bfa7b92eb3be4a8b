import type { Telemetry } from '../telemetry/telemetry.ts';
import { commit, version } from '../version.ts';
import type { Health, HealthStatus } from './health.ts';

const statuses = ['healthy', 'degraded', 'unhealthy'] as const satisfies HealthStatus[];

/** Gauges of this process's health and capacity. */
export function observeHealth(telemetry: Telemetry, health: Health): void {
  telemetry.observeGauge('strata_build_info', () => [
    { value: 1, attributes: { version, commit: commit(), node: process.version } },
  ]);
  telemetry.observeGauge('strata_health_status', async () => {
    const { status } = await health.report();
    return statuses.map((name) => ({ value: name === status ? 1 : 0, attributes: { status: name } }));
  });
  telemetry.observeGauge('strata_component_up', async () =>
    (await health.report()).components.map(({ name, status }) => ({
      value: status === 'up' ? 1 : 0,
      attributes: { component: name },
    })),
  );
  telemetry.observeGauge('strata_component_latency_seconds', async () =>
    (await health.report()).components.flatMap(({ name, latencyMs }) =>
      latencyMs === undefined ? [] : [{ value: latencyMs / 1000, attributes: { component: name } }],
    ),
  );
  telemetry.observeGauge('strata_capacity_active_runs', async () => [
    { value: (await health.report()).capacity.activeRuns },
  ]);
  telemetry.observeGauge('strata_capacity_max_runs', async () => [
    { value: (await health.report()).capacity.maxRuns },
  ]);
}

export type HealthStatus = 'healthy' | 'degraded' | 'unhealthy';

export interface HealthReport {
  status: HealthStatus;
  /** Why it is not healthy, in words for people; empty when it is. */
  reasons: string[];
  version: string;
  uptimeSeconds: number;
  components: { name: string; status: 'up' | 'down'; latencyMs?: number; detail?: string }[];
  capacity: { activeRuns: number; maxRuns: number; percent: number; acceptsMore: number };
}

export interface Health {
  report(): Promise<HealthReport>;
  /** Not while starting, draining or without a store. */
  ready(): Promise<{ ready: boolean; reason?: string }>;
}

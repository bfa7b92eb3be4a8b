import { quantile } from '../figures.ts';

export interface Latency {
  p50Us: number;
  p99Us: number;
}

/** Times calls of each kind in turn, so that whatever else the machine does falls on all alike. */
export async function latencies(
  kinds: readonly (() => Promise<unknown>)[],
  options: { concurrency: number; rounds: number; callsPerRound: number },
): Promise<Latency[]> {
  const timesUs: number[][] = kinds.map(() => []);
  for (let round = 0; round <= options.rounds; round += 1) {
    for (const [index, call] of kinds.entries()) {
      const times = await burst(call, options.concurrency, options.callsPerRound);
      // The first round warms up.
      if (round > 0) timesUs[index]?.push(...times);
    }
  }
  return timesUs.map((times) => ({ p50Us: quantile(times, 0.5), p99Us: quantile(times, 0.99) }));
}

async function burst(call: () => Promise<unknown>, concurrency: number, calls: number): Promise<number[]> {
  const timesUs: number[] = [];
  let left = calls;
  const worker = async () => {
    while (left > 0) {
      left -= 1;
      const startMs = performance.now();
      await call();
      timesUs.push((performance.now() - startMs) * 1000);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return timesUs;
}

/**
 * A limit per minute kept by processes that share one Redis, through the whole guard and over real HTTP, in real
 * minutes.
 *
 *   node bench/soak/limits.ts [--processes 4] [--callers 8] [--limit 60] [--minutes 3]
 *
 * Grants are read from Redis, by its own clock; arrivals from the simulator's journal, by its clock. Exit code 1
 * where more calls than the limit were granted in any 60 s.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { mostInAnyWindow } from '../../test/guardrails/limiter/support/limited-processes.ts';
import { CallingProcess } from '../../test/integration/support/guard-proof/calling-processes.ts';
import { writePrices } from '../../test/integration/support/guard-proof/proof-setup.ts';
import { WatchedWindows } from '../../test/integration/support/guard-proof/watched-windows.ts';
import { startRedisServer } from '../../test/support/redis-server.ts';
import { startSimulatorProcess } from '../../test/support/simulator.ts';
import { quantile, table } from '../figures.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '4' },
    callers: { type: 'string', default: '8' },
    limit: { type: 'string', default: '60' },
    minutes: { type: 'string', default: '3' },
  },
});

const minuteMs = 60_000;
const limit = Number(values.limit);
const folder = await mkdtemp(join(tmpdir(), 'strata-soak-'));
const [simulator, redis] = await Promise.all([startSimulatorProcess(), startRedisServer()]);
const pricesFile = await writePrices(folder);
const watched = await WatchedWindows.start(redis.url, 'openai');
const fleet = await Promise.all(
  Array.from({ length: Number(values.processes) }, (_, index) =>
    CallingProcess.start({
      simulatorUrl: simulator.url,
      redisUrl: redis.url,
      dataDir: join(folder, String(index)),
      pricesFile,
      budgetUsd: 100_000,
      name: `p${index}`,
      seed: index,
      timeoutMs: 20_000,
      more: { OPENAI_RATE_LIMIT_PER_MIN: values.limit },
    }),
  ),
);
await Promise.all(fleet.map((process) => process.loop(Number(values.callers))));
// A little more than so many minutes, so that the last window is whole.
await pause(Number(values.minutes) * minuteMs + 2_000);
const arrived = (await simulator.calls('openai')).map(({ at }) => at).sort((a, b) => a - b);
await Promise.all(fleet.map((process) => process.kill()));
const { grants } = await watched.end();
await Promise.all([simulator.stop(), redis.stop()]);
await rm(folder, { recursive: true, force: true });

const lags = arrived.map((at, index) => at - (grants[index] ?? Number.NaN));
const most = mostInAnyWindow(grants, minuteMs);
console.log(
  table(
    ['figure', 'value'],
    [
      ['processes × callers', `${values.processes} × ${values.callers}`],
      ['limit per minute', values.limit],
      ['minutes', values.minutes],
      ['grants / arrivals', `${grants.length} / ${arrived.length}`],
      ['most grants in any 60 s, by Redis', String(most)],
      ['most arrivals in any 60 s, by the simulator', String(mostInAnyWindow(arrived, minuteMs))],
      [
        'arrival after its grant, ms, p50 / max',
        `${quantile(lags, 0.5).toFixed(1)} / ${Math.max(...lags).toFixed(1)}`,
      ],
      [
        'budget of the limit used',
        `${((100 * grants.length) / (limit * (Number(values.minutes) + 1))).toFixed(1)} %`,
      ],
    ],
  ),
);
if (most > limit) process.exitCode = 1;

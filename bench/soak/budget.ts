/**
 * One budget of 5 USD spent to its end through the whole guard, over real HTTP, by processes that share MongoDB and
 * Redis, with faults of every kind; some processes are killed with -9 in mid-call, and Redis dies on the way.
 *
 *   node bench/soak/budget.ts [--processes 4] [--calls 500] [--budget 5] [--kills 2] [--url mongodb://…] [--seed 1]
 *
 * `--calls` is how many callers each process has at once. Without --url it runs on the test suites' MongoDB-wire
 * server, which reads all entries for every write and takes several minutes for the whole. Exit code 1 where the
 * budget was exceeded or figures disagree.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { fleetProof } from '../../test/integration/support/guard-proof/fleet-proof.ts';
import { startMongoServer } from '../../test/support/mongodb-server.ts';
import { table } from '../figures.ts';

const { values } = parseArgs({
  options: {
    processes: { type: 'string', default: '4' },
    calls: { type: 'string', default: '500' },
    budget: { type: 'string', default: '5' },
    kills: { type: 'string', default: '2' },
    url: { type: 'string' },
    seed: { type: 'string', default: '1' },
  },
});

const budgetUsd = Number(values.budget);
const folder = await mkdtemp(join(tmpdir(), 'strata-soak-'));
const own = values.url === undefined ? await startMongoServer() : undefined;
if (own !== undefined && 'missing' in own) throw new Error(own.missing);

const { found, again, fleet, redisDeaths, seconds } = await fleetProof({
  folder,
  mongodbUrl: values.url ?? `${own?.url}/soak_${Date.now()}`,
  budgetUsd,
  processes: Number(values.processes),
  callersEach: Number(values.calls),
  killAfter: Array.from({ length: Number(values.kills) }, (_, index) =>
    Math.round(budgetUsd * 5 * (index + 1)),
  ),
  redisDiesAfter: [Math.round(budgetUsd * 8)],
  seed: Number(values.seed),
  onSent: (sent) => process.stderr.write(`\r${sent} calls sent `),
}).finally(async () => {
  await own?.stop();
  await rm(folder, { recursive: true, force: true });
});

const usd = (nano: number) => (nano / 1e9).toFixed(9);
const percent = (nano: number) => `${((nano / budgetUsd / 1e9) * 100).toFixed(2)} %`;
const agree = found.entriesCost === found.spent && found.reportedCost === found.spent;
const holds = found.spent <= budgetUsd * 1e9 && found.trueBill <= found.spent && found.reserved === 0;
const same = JSON.stringify({ ...again, orphans: 0 }) === JSON.stringify({ ...found, orphans: 0 });
const refused = fleet.reports.reduce((sum, report) => sum + report.refused, 0);
process.stderr.write('\n');
console.log(
  table(
    ['figure', 'value'],
    [
      ['processes × callers', `${values.processes} × ${values.calls}`],
      ['budget, USD', budgetUsd.toFixed(2)],
      ['recorded spend, USD', `${usd(found.spent)} (${percent(found.spent)})`],
      ['of it unknown, in full', `${usd(found.unknownCost)} (${percent(found.unknownCost)})`],
      ['true bill, USD', `${usd(found.trueBill)} (${percent(found.trueBill)})`],
      ['given back after kills, USD', usd(found.givenBack)],
      ['largest reservation, USD', usd(found.largestReservation)],
      ['reservation by cost, mean', found.reservedByCost.toFixed(1)],
      ['attempts sent / arrived', `${found.sent} / ${found.arrived}`],
      ['never arrived', JSON.stringify(found.neverArrived)],
      ['by state', JSON.stringify(found.byState)],
      ['prices compared to the nano-dollar', String(found.pricedEntries)],
      ['refusals by the budget', String(refused)],
      ['kill -9 / calls under way then', `${fleet.kills} / ${fleet.killedUnderWay}`],
      ['orphans found', String(found.orphans)],
      ['deaths of Redis', String(redisDeaths)],
      ['sums agree, same when read again', agree && same ? 'yes' : 'NO'],
      ['budget held', holds ? 'yes' : 'NO'],
      ['disagreements', found.faultsFound.join('; ') || 'none'],
      ['seconds', seconds.toFixed(0)],
    ],
  ),
);
if (!agree || !holds || !same || found.faultsFound.length > 0) process.exitCode = 1;

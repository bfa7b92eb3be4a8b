import { afterEach, beforeEach, expect, it } from 'vitest';
import { startStrata, strata, temporaryFolder } from '../support/cli.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;
beforeEach(async () => {
  folder = await temporaryFolder();
  env = { STRATA_DATA_DIR: folder.path, TOKEN_BUDGET_USD: '20', STRATA_TIME_ZONE: 'Asia/Kathmandu' };
});
afterEach(() => folder.remove());

const budget = (...args: string[]) => strata(['budget', ...args], { env });

it('shows, sets and removes budgets on the store itself, with tables and no log lines', async () => {
  const first = await budget();
  expect(first).toMatchObject({ code: 0, stderr: '' });
  const [heads, all, blank, month] = first.stdout.split('\n');
  expect(heads).toMatch(/^budget +limit +spent +reserved +used +then +lasts +ends$/);
  // The month ends where its clocks say so.
  expect(all).toMatch(/^all\/month +20.00 USD +0.00 USD +0.00 USD +0 % +skip +– +\d{4}-\d\d-01 00:00$/);
  expect(blank).toBe('');
  expect(month).toMatch(/^This month: 0.00 USD so far, about 0.00 USD by its end/);

  const set = await budget(
    'set',
    'provider:openai/day',
    '--usd',
    '5',
    '--action',
    'park',
    '--warn-at',
    '0.5',
  );
  expect(set).toMatchObject({ code: 0, stderr: '' });
  expect(set.stdout).toMatch(/^provider:openai\/day +5.00 USD .* park /m);
  const tokens = await budget('set', 'layer:cv/day', '--tokens', '1000', '--json');
  expect(JSON.parse(tokens.stdout)).toMatchObject({
    budgets: [{ id: 'layer:cv/day', limitTokens: 1000, action: 'skip', warnAt: 0.8, source: 'stored' }],
  });
  const each = await budget('set', 'user:*/month', '--usd', '3');
  expect(each.stdout).toMatch(/^user:\*\/month \(each user\) +3.00 USD +0.00 USD +0.00 USD +0 % +skip/m);

  const shown = await budget('show', '--json');
  expect(shown.stderr).toBe('');
  const { budgets, forecast } = JSON.parse(shown.stdout) as {
    budgets: { id: string; warnAt: number }[];
    forecast: { timeZone: string };
  };
  expect(budgets.map(({ id }) => id).toSorted()).toEqual([
    'all/month',
    'layer:cv/day',
    'provider:openai/day',
    'user:*/month',
  ]);
  expect(budgets.find(({ id }) => id === 'provider:openai/day')?.warnAt).toBe(0.5);
  expect(forecast.timeZone).toBe('Asia/Kathmandu');

  expect(await budget('remove', 'provider:openai/day')).toMatchObject({
    code: 0,
    stdout: 'Removed provider:openai/day.\n',
    stderr: '',
  });
  const again = await budget('remove', 'provider:openai/day');
  expect(again).toMatchObject({ code: 2, stdout: '' });
  expect(again.stderr).toMatch(/^strata: there is no stored budget provider:openai\/day; .*\n$/);
});

it.each([
  [['set', 'provider:openai/day', '--usd', '-5'], 65, /: --usd is -5;/],
  [
    ['set', 'provider:openai/month', '--usd', '50'],
    65,
    /provider:openai\/month allows 50.00 USD and all\/month/,
  ],
  [['set', 'nonsense/day', '--usd', '1'], 65, /its scope is "nonsense"/],
  [['set', 'all/day'], 65, /has no limit; give --usd, --tokens or both/],
  [['set', 'all/day', '--usd', '1', '--warn-at', '80'], 65, /: --warn-at is 80;/],
  [
    ['set', 'layer:cvv/day', '--usd', '1'],
    65,
    /there is no layer cvv; give one of intake, .*cv, publish, or \*/,
  ],
  [['set', 'all/month', '--usd', '5'], 65, /TOKEN_BUDGET_USD/],
  [['set', 'all/day', '--usd', 'much'], 2, /A number is wanted/],
  [['set', 'all/day', '--usd', '1', '--action', 'explode'], 2, /Allowed choices are fail, warn, skip, park/],
  [['set'], 2, /missing required argument 'budget'/],
  [['frob'], 2, /there is no command frob; there are show, set, remove/],
])('answers `budget %j` with one line', async (args, code, message) => {
  const end = await budget(...args);
  expect(end).toMatchObject({ code, stdout: '' });
  expect(end.stderr).toMatch(/^strata: [^\n]+\n$/);
  expect(end.stderr).toMatch(message);
});

it('a budget of nothing is shown as one', async () => {
  const end = await strata(['budget'], { env: { ...env, TOKEN_BUDGET_USD: '0' } });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  expect(end.stdout).toMatch(/^all\/month +0.00 USD +0.00 USD +0.00 USD +0 % +skip/m);
});

it('a setting that is misspelt is told in plain words, beside the table', async () => {
  const end = await strata(['budget'], { env: { ...env, TOKEN_BUDGT_USD: '1' } });
  expect(end.code).toBe(0);
  expect(end.stderr).toMatch(/^strata: .*TOKEN_BUDGT_USD.*TOKEN_BUDGET_USD.*\n$/);
});

it('settings that make no sense are all told at once, before anything is opened', async () => {
  const end = await strata(['budget'], {
    env: { ...env, TOKEN_BUDGET_USD: '-1', TOKEN_WARN_THRESHOLD: '80', OPENAI_RATE_LIMIT_PER_MIN: '0' },
  });
  expect(end).toMatchObject({ code: 78, stdout: '' });
  for (const name of ['TOKEN_BUDGET_USD', 'TOKEN_WARN_THRESHOLD', 'OPENAI_RATE_LIMIT_PER_MIN']) {
    expect(end.stderr).toContain(name);
  }
});

it('what is left out of a budget that is set already stays as it is', async () => {
  await budget('set', 'provider:openai/day', '--usd', '5', '--tokens', '900', '--action', 'park');
  await budget('set', 'provider:openai/day', '--warn-at', '0.5');
  const end = await budget('set', 'provider:openai/day', '--usd', '6', '--json');
  expect(JSON.parse(end.stdout)).toMatchObject({
    budgets: [{ limitUsd: 6, limitTokens: 900, action: 'park', warnAt: 0.5 }],
  });
});

it('a running service is asked instead, found through its data folder or by its address', async () => {
  const service = startStrata(['serve', '--port', '0'], { env });
  try {
    const [, url = ''] = await service.seen(/listens on (http:\S+)/);
    const set = await budget('set', 'provider:openai/day', '--usd', '5');
    expect(set).toMatchObject({ code: 0, stderr: '' });
    const served = (await (await fetch(`${url}/api/admin/budgets`)).json()) as { budgets: { id: string }[] };
    expect(served.budgets.map(({ id }) => id)).toEqual(['all/month', 'provider:openai/day']);
    const other = { ...env, STRATA_DATA_DIR: `${folder.path}/elsewhere` };
    const shown = await strata(['budget', 'show', '--server', url, '--json'], { env: other });
    expect(JSON.parse(shown.stdout)).toMatchObject({ budgets: served.budgets.map(({ id }) => ({ id })) });
    // The data folder says where it listens; whatever else is on PORT is left alone.
    const elsewhere = await strata(['budget', 'show', '--json'], { env: { ...env, PORT: '9' } });
    expect(JSON.parse(elsewhere.stdout)).toMatchObject({ budgets: served.budgets.map(({ id }) => ({ id })) });
    const breakers = await strata(['breakers', '--json'], { env: { ...env, PORT: '9' } });
    expect(breakers).toMatchObject({ code: 0, stderr: '' });
    const refused = await budget('set', 'provider:openai/day', '--usd', '500');
    expect(refused).toMatchObject({ code: 65, stdout: '' });
    expect(refused.stderr).toContain('lower provider:openai/day or raise all/month');
    expect(await budget('remove', 'provider:openai/day')).toMatchObject({ code: 0, stderr: '' });
  } finally {
    service.child.kill('SIGTERM');
    await service.ended;
  }
  // Nothing is left that would send the next command astray.
  expect(await budget()).toMatchObject({ code: 0, stderr: '' });
});

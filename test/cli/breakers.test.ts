import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startStrata, strata, temporaryFolder } from '../support/cli.ts';

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await temporaryFolder();
  env = {
    STRATA_DATA_DIR: folder.path,
    STRATA_TIME_ZONE: 'Asia/Kathmandu',
    OPENAI_API_KEY: 'not-a-real-key',
  };
});
afterAll(() => folder.remove());

interface Listed {
  breakers: { provider: string; state: string; configured: boolean; since: string }[];
}

async function stateOf(provider: string, own = env): Promise<string | undefined> {
  const end = await strata(['breakers', '--json'], { env: own });
  expect(end).toMatchObject({ code: 0, stderr: '' });
  return (JSON.parse(end.stdout) as Listed).breakers.find((one) => one.provider === provider)?.state;
}

describe('strata breakers, on the store itself', () => {
  it('opens one by hand with a table and nothing else, and keeps it so', async () => {
    const opened = await strata(['breakers', 'open', 'openai'], { env });
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    const [heads, row, ...more] = opened.stdout.trimEnd().split('\n');
    expect(heads).toMatch(/^provider +state +since +in a row +failed +slow +calls +next trial$/);
    expect(row).toMatch(/^openai +open by hand +\d{4}-\d\d-\d\d \d\d:\d\d:\d\d +0 +0 +0 +0 +–$/);
    expect(more).toEqual([]);
    expect(await stateOf('openai')).toBe('forced_open');
  });

  it('shows times in the zone of choice, and what is not set up', async () => {
    const json = await strata(['breakers', 'list', '--json'], { env });
    const openai = (JSON.parse(json.stdout) as Listed).breakers[0];
    expect(openai).toMatchObject({ provider: 'openai', configured: true });
    const since = Temporal.Instant.from(openai?.since ?? '').toZonedDateTimeISO('Asia/Kathmandu');
    const list = await strata(['breakers'], { env });
    expect(list.stdout).toContain(
      since.toPlainDateTime().toString({ smallestUnit: 'second' }).replace('T', ' '),
    );
    expect(list.stdout).toMatch(/^docling +closed \(not set up\)/m);
  });

  it('closes, disables and resets', async () => {
    for (const [command, state] of [
      ['disable', 'disabled'],
      ['close', 'closed'],
      ['open', 'forced_open'],
      ['reset', 'closed'],
    ] as const) {
      const end = await strata(['breakers', command, 'openai', '--json'], { env });
      expect(end).toMatchObject({ code: 0, stderr: '' });
      expect(JSON.parse(end.stdout)).toMatchObject({ provider: 'openai', state });
    }
  });

  it.each([
    [
      ['breakers', 'open', 'nobody'],
      2,
      /^strata: there is no provider nobody; use one of openai, .*docling$/,
    ],
    [['breakers', 'open'], 2, /^strata: missing required argument 'provider'; --help shows what there is$/],
    [
      ['breakers', 'explode'],
      2,
      /^strata: there is no command explode; there are list, open, close, reset, disable; --help/,
    ],
    [
      ['breakers', '--json', 'list'],
      2,
      /^strata: options come after the command, as in strata breakers list --json; --help/,
    ],
    [['breakers', 'list', 'openai'], 2, /^strata: there is no command openai/],
    [
      ['breakers', 'list', '--server', 'nonsense'],
      2,
      /An address such as http:\/\/127\.0\.0\.1:3000 is wanted/,
    ],
    [
      ['breakers', 'list', '--server', 'http://127.0.0.1:9'],
      75,
      /^strata: http:\/\/127\.0\.0\.1:9\/: the service does not answer/,
    ],
  ])('answers %j with one line', async (args, code, message) => {
    const end = await strata(args, { env });
    expect(end).toMatchObject({ code, stdout: '' });
    expect(end.stderr).toMatch(/^[^\n]+\n$/);
    expect(end.stderr.trimEnd()).toMatch(message);
  });
});

describe('strata breakers, beside a running service', () => {
  let service: ReturnType<typeof startStrata>;
  let url: string;
  beforeAll(async () => {
    service = startStrata(['serve', '--port', '0'], { env });
    [, url = ''] = await service.seen(/listens on (http:\S+)/);
  });
  afterAll(async () => {
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
  });

  const asServed = async () => {
    const response = await fetch(`${url}/api/admin/breakers`);
    return ((await response.json()) as Listed).breakers[0]?.state;
  };

  it('reaches it through the data folder, wherever it listens', async () => {
    const opened = await strata(['breakers', 'open', 'openai'], { env });
    expect(opened).toMatchObject({ code: 0, stderr: '' });
    expect(await asServed()).toBe('forced_open');
    expect(await stateOf('openai')).toBe('forced_open');
  });

  it('reaches it by its address, from another folder', async () => {
    const other = { ...env, STRATA_DATA_DIR: `${folder.path}/elsewhere` };
    const closed = await strata(['breakers', 'close', 'openai', '--server', url], { env: other });
    expect(closed).toMatchObject({ code: 0, stderr: '' });
    expect(await asServed()).toBe('closed');
    const unknown = await strata(['breakers', 'close', 'nobody', '--server', url], { env: other });
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toMatch(/^strata: \S+: there is no provider nobody; use one of openai/);
  });
});

it('a server that is no Strata is told as one', async () => {
  const { createServer } = await import('node:http');
  const server = createServer((_request, response) => response.end('{"hello":"world"}'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  try {
    const end = await strata(['breakers', 'list', '--server', `http://127.0.0.1:${port}`], { env });
    expect(end.stderr).toMatch(
      /^strata: \S+: the answer \(200\) is not one of a Strata service; check the address\n$/,
    );
    expect(end).toMatchObject({ code: 2, stdout: '' });
  } finally {
    server.close();
  }
});

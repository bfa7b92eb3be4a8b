import { execFile } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type CliOptions, startStrata, strata, temporaryFolder } from '../support/cli.ts';

const exec = promisify(execFile);
const posting = join(import.meta.dirname, '../../samples/posting.md');
const cv = join(import.meta.dirname, '../../samples/master-cv.json');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
let env: Record<string, string>;
beforeAll(async () => {
  folder = await temporaryFolder();
  env = { STRATA_DATA_DIR: join(folder.path, 'data'), LOG_LEVEL: 'silent' };
});
afterAll(() => folder.remove());

async function file(name: string, content: string | Uint8Array): Promise<string> {
  const path = join(folder.path, name);
  await writeFile(path, content);
  return path;
}

/** A file system of its own in memory, with the given mount options. */
async function onSmallDisk(options: string, work: (disk: string) => Promise<void>): Promise<void> {
  const disk = await mkdtemp(join(folder.path, 'disk-'));
  await exec('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]);
  try {
    await work(disk);
  } finally {
    await exec('umount', [disk]);
  }
}

/** Runs a command that must be refused, and gives its one line. */
async function refusal(args: readonly string[], code: number, options: CliOptions = {}): Promise<string> {
  const end = await strata(args, { env, cwd: folder.path, ...options });
  expect(end, end.stderr).toMatchObject({ code, stdout: '' });
  const lines = end.stderr.trimEnd().split('\n');
  expect(lines, end.stderr).toHaveLength(1);
  expect(lines[0]).toMatch(/^strata: .+; .+/);
  return end.stderr;
}

describe('a bad posting', () => {
  const withPosting = (path: string) => [
    'run',
    '--posting',
    path,
    '--cv',
    cv,
    '--out',
    join(folder.path, 'out'),
  ];

  it('that is missing', async () => {
    expect(await refusal(withPosting(join(folder.path, 'nowhere.md')), 65)).toContain('nowhere.md');
  });
  it('that is a folder', async () => {
    expect(await refusal(withPosting(folder.path), 65)).toContain('folder');
  });
  it('that is empty', async () => {
    expect(await refusal(withPosting(await file('empty.md', '')), 65)).toContain('empty');
  });
  it('that is binary', async () => {
    const garbage = Uint8Array.from({ length: 4096 }, (_, index) => (index * 7919) % 256);
    await refusal(withPosting(await file('garbage.md', garbage)), 65);
  });
  it('in the wrong encoding', async () => {
    const latin1 = Buffer.from('Wir suchen eine Köchin für die Küche in Łódź.', 'latin1');
    await refusal(withPosting(await file('latin1.txt', latin1)), 65);
  });
  it('of 50 MB', async () => {
    const path = await file('large.txt', Buffer.alloc(50_000_000, 'We need a cook. '));
    expect(await refusal(withPosting(path), 65)).toMatch(/large\.txt/);
  });
  it('of HTML that is only script', async () => {
    const path = await file('script.html', '<html><body><script>alert("Kubernetes")</script></body></html>');
    await refusal(withPosting(path), 65);
  });
  it('in which nothing can be found', async () => {
    await refusal(withPosting(await file('nothing.txt', '--- *** ---\n\n. . .\n')), 65);
  });
  it('named by its address', async () => {
    expect(await refusal(withPosting('https://example.com/job'), 2)).toContain('https://example.com/job');
  });
});

describe('a bad CV', () => {
  const withCv = (path: string) => [
    'run',
    '--posting',
    posting,
    '--cv',
    path,
    '--out',
    join(folder.path, 'out'),
  ];

  it('without work', async () => {
    await refusal(withCv(await file('idle.json', JSON.stringify({ basics: { name: 'A B' }, work: [] }))), 65);
  });
  it('that breaks the JSON Resume schema names every field', async () => {
    const broken = {
      basics: { name: 'A B' },
      work: [{ name: 'X', startDate: '2020-13-45x', endDate: null, highlights: 'no list' }],
    };
    const line = await refusal(withCv(await file('broken.json', JSON.stringify(broken))), 65);
    for (const field of ['work[0].startDate', 'work[0].endDate', 'work[0].highlights'])
      expect(line).toContain(field);
  });
  it('that is no JSON says where', async () => {
    expect(await refusal(withCv(await file('torn.json', '{\n  "basics": {\n')), 65)).toContain(
      'torn.json:3:1',
    );
  });
  it.each([['[1, 2]'], ['"text"'], ['{"name": "strata", "version": "1.0.0", "scripts": {}}'], ['42']])(
    'that is JSON but no CV: %s',
    async (text) => {
      await refusal(withCv(await file('other.json', text)), 65);
    },
  );
  it('in an unknown YAML shape', async () => {
    await refusal(withCv(await file('shape.yaml', 'services:\n  web:\n    image: nginx\n')), 65);
  });
});

describe('a bad place', () => {
  const into = (out: string) => ['run', '--posting', posting, '--cv', cv, '--out', out];

  it('for the output: a file', async () => {
    const path = await file('a-file', 'kept');
    expect(await refusal(into(path), 2)).toContain('a-file');
    expect(await readFile(path, 'utf8')).toBe('kept');
  });
  it('for the output: a file in the middle of the path', async () => {
    await refusal(into(join(await file('b-file', 'kept'), 'deeper')), 2);
  });
  it('for the data: a file', async () => {
    const path = await file('c-file', 'kept');
    await refusal(into(join(folder.path, 'out')), 78, { env: { ...env, STRATA_DATA_DIR: path } });
    expect(await readFile(path, 'utf8')).toBe('kept');
  });
  it('whose database is damaged, which is left as it is', async () => {
    const dataDir = join(folder.path, 'damaged');
    await mkdir(dataDir);
    const database = join(dataDir, 'strata.db');
    await writeFile(database, 'this is not a database, but somebody may still want it'.repeat(200));
    const before = await readFile(database);
    const line = await refusal(into(join(folder.path, 'out')), 70, {
      env: { ...env, STRATA_DATA_DIR: dataDir },
    });
    expect(line).toContain('strata.db');
    expect(await readFile(database)).toEqual(before);
  });
  if (process.getuid?.() === 0) {
    // The superuser may write anywhere, so the file system itself has to refuse.
    it('for the output: read-only', async () => {
      await onSmallDisk('ro', async (disk) => {
        expect(await refusal(into(join(disk, 'out')), 2)).toContain('read-only');
      });
    });
    it('for the output: a full disk, which keeps what was there', async () => {
      await onSmallDisk('size=64k', async (disk) => {
        await writeFile(join(disk, 'cv.md'), 'an earlier CV');
        const end = await strata(into(disk), { env });
        expect(end.code).toBe(75);
        expect(end.stderr.trimEnd().split('\n').at(-1)).toMatch(/^strata: .*the disk is full; /);
        expect(await readFile(join(disk, 'cv.md'), 'utf8')).toBe('an earlier CV');
      });
    });
    it('for the data: a full disk, which keeps what was there', async () => {
      await onSmallDisk('size=300k', async (disk) => {
        const full = { ...env, STRATA_DATA_DIR: disk };
        const out = join(folder.path, 'out-full');
        const codes = [];
        let last = '';
        for (let round = 0; round < 8 && codes.at(-1) !== 75; round += 1) {
          const end = await strata(into(out), { env: full });
          codes.push(end.code);
          last = end.stderr;
        }
        expect(codes.at(-1), last).toBe(75);
        expect(last).toContain('disk');
        const listed = await strata(['jobs', 'list', '--json', '--status', 'succeeded'], { env: full });
        expect(JSON.parse(listed.stdout)).toHaveLength(codes.filter((code) => code === 0).length);
      });
    });
  } else {
    it('for the output: no permission', async () => {
      const closed = join(folder.path, 'closed');
      await mkdir(closed);
      await chmod(closed, 0o500);
      expect(await refusal(into(join(closed, 'out')), 2)).toContain('permission');
    });
  }
});

describe('a place that can never be made', () => {
  it('below /proc is refused and not tried for ever', async () => {
    await refusal(['run', '--posting', posting, '--cv', cv, '--out', '/proc/strata/out'], 2);
    await refusal(['run', '--posting', posting, '--cv', cv, '--out', join(folder.path, 'o')], 78, {
      env: { ...env, STRATA_DATA_DIR: '/proc/strata' },
    });
  });
  it('an option taken for a folder is refused', async () => {
    const end = await strata(['run', '--posting', posting, '--cv', cv, '--out', '--json'], { env });
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('--out');
  });
  it('a data folder that is not there is not told as a store without jobs', async () => {
    await refusal(['jobs', 'list'], 78, { env: { ...env, STRATA_DATA_DIR: join(folder.path, 'nowhere') } });
  });
});

describe('something in use', () => {
  it('a data folder: names the other process', async () => {
    const service = startStrata(['serve', '--port', '0'], { env });
    await service.seen(/listens on/);
    const line = await refusal(
      ['run', '--posting', posting, '--cv', cv, '--out', join(folder.path, 'out')],
      75,
    );
    expect(line).toContain(String(service.child.pid));
    expect(line).toContain('--server');
    service.child.kill('SIGTERM');
    expect((await service.ended).code).toBe(0);
  });
  it('a port: names it', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const address = other.address();
    const port = typeof address === 'object' && address ? address.port : 0;
    expect(await refusal(['serve', '--port', String(port)], 75)).toContain(String(port));
    other.close();
  });
});

describe('wrong usage', () => {
  it('an unknown command shows what there is', async () => {
    const end = await strata(['rnu'], { env });
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('rnu');
  });
  it('a missing option is named', async () => {
    const end = await strata(['run', '--posting', posting], { env });
    expect(end.code).toBe(2);
    expect(end.stderr).toContain('--cv');
  });
  it('all faults of the configuration are reported at once', async () => {
    const end = await strata(['run', '--posting', posting, '--cv', cv], {
      env: { ...env, PORT: 'many', MAX_CONCURRENCY: '0', CV_MIN_WORDS: '900' },
    });
    expect(end.code).toBe(78);
    for (const name of ['PORT', 'MAX_CONCURRENCY', 'CV_MIN_WORDS']) expect(end.stderr).toContain(name);
  });
});

import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCv } from '../../src/grounding/verify.ts';
import { allText } from '../../src/resume/cv-text.ts';
import { readCv } from '../../src/resume/read-cv.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { strata, temporaryFolder } from '../support/cli.ts';
import { requireTool } from '../support/real-tools.ts';
import { masterFiles, postingFiles, samplePath } from '../support/samples.ts';

const run = promisify(execFile);
const hasPdftotext = requireTool('pdftotext', 'Debian package poppler-utils');

let folder: Awaited<ReturnType<typeof temporaryFolder>>;
beforeAll(async () => {
  folder = await temporaryFolder();
});
afterAll(() => folder.remove());

const compared = ['cv.md', 'cv.pdf', 'cv.json', 'report.md', 'outreach.md', 'dossier.json'];

describe.each(masterFiles)('strata run with %s', (master) => {
  it.each(postingFiles)('tailors a grounded CV to %s, the same twice', async (posting) => {
    const outs = [1, 2].map((time) =>
      join(folder.path, `${time}`, master.replaceAll('/', '_'), posting.replaceAll('/', '_')),
    );
    const ends = [];
    for (const out of outs) {
      ends.push(
        await strata(
          ['run', '--posting', samplePath(posting), '--cv', samplePath(master), '--out', out, '--json'],
          {
            env: {
              STRATA_DATA_DIR: join(folder.path, `data-${master.replaceAll('/', '_')}`),
              LOG_LEVEL: 'error',
            },
          },
        ),
      );
    }
    expect(
      ends.map(({ code, stderr }) => ({ code, stderr: stderr.replaceAll(/^[\w-]+: done.*\n/gm, '') })),
    ).toEqual([
      { code: 0, stderr: '' },
      { code: 0, stderr: '' },
    ]);
    const [first = '', second = ''] = outs;
    for (const name of compared) {
      expect(await readFile(join(first, name)), name).toEqual(await readFile(join(second, name)));
    }

    const result = JSON.parse(ends[0]?.stdout ?? '') as { state: string; fit: { score: number } };
    expect(result.state).toBe('succeeded');
    const cvText = await readFile(join(first, 'cv.md'), 'utf8');
    const words = cvText.split(/\s+/).filter(Boolean).length;
    expect(words).toBeLessThanOrEqual(650);
    if (master.includes('master__')) {
      expect(
        cvText.split(/\s+/).filter((piece) => /[\p{L}\p{N}]/u.test(piece)).length,
      ).toBeGreaterThanOrEqual(550);
    }

    // Figures, compared here without the product's own idea of a figure.
    const masterText = await masterTextOf(master);
    const printed = cvText.replaceAll(/\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\w* /g, '');
    const known = new Set(masterText.match(/\d+(?:[.,]\d+)*/g));
    for (const figure of printed.match(/\d+(?:[.,]\d+)*/g) ?? [])
      expect(known, `figure ${figure}`).toContain(figure);

    for (const name of ['cv.md', 'cv.json']) {
      const cv = { name, text: await readFile(join(first, name), 'utf8') };
      expect((await verifyCv({ cv, master: await masterOf(master) })).findings, name).toEqual([]);
    }

    // Emphasis marks only where the master has the very same word.
    const masterWords = new Set(masterText.split(/\s+/));
    const marked = cvText.split(/\s+/).filter((word) => /[*_`]/.test(word) && !/^https?:|@/.test(word));
    for (const word of marked) {
      const bare = word.replaceAll(/^[("']+|[)"',.;:]+$/g, '');
      expect(
        [...masterWords].some((known) => known.includes(bare)),
        `emphasis in ${word}`,
      ).toBe(true);
    }

    if (hasPdftotext) {
      const { stdout } = await run('pdftotext', ['-enc', 'UTF-8', join(first, 'cv.pdf'), '-']);
      const fromPdf = stdout.split(/\s+/).filter((word) => word && word !== '•');
      const fromMarkdown = cvText
        .replaceAll(/^(?:#+|-) /gm, '')
        .split(/\s+/)
        .filter(Boolean);
      expect(fromPdf).toEqual(fromMarkdown);
    }
  });
});

async function masterOf(master: string): Promise<MasterCv> {
  return readCv({ name: master, text: await readFile(samplePath(master), 'utf8') }, { maxBytes: 1e7 });
}

async function masterTextOf(master: string): Promise<string> {
  return `${allText(await masterOf(master))}\n${await readFile(samplePath(master), 'utf8')}`;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyCv } from '../../src/grounding/verify.ts';
import { readPosting } from '../../src/posting/read-posting.ts';
import { strata } from '../support/cli.ts';
import { readSample, samplePath } from '../support/samples.ts';
import { nurse, readMaster } from './masters.ts';

const masterFile = 'cvs/master__platform-engineer.resume.json';
const postingFile = 'postings/fiction__site-reliability-engineer-payments.md';

const tampered = `# Bogumił Świerczek

Principal Platform Engineer / SRE

## Experience

### Staff Platform Engineer, Kwarcownia Cloud

May 2021 – Present | Łódź, Poland

- Saved €412k a year in compute (35 %) through right-sizing
- Introduced OpenTelemetry tracing to 90 services in .NET, Node.js and **PHP**

## Languages

Polish (Native), English (C2)
`;

describe('verifyCv', () => {
  it('names line, kind, words and nearest source of each claim', async () => {
    const master = await readMaster(masterFile);
    const { findings, covered } = await verifyCv({ cv: { name: 'cv.md', text: tampered }, master });
    expect(covered).toBe(false);
    expect(findings.map(({ line, kind, words, nearest }) => [line, kind, words, nearest?.id])).toEqual([
      [3, 'title', 'Principal', 'basics.label'],
      [9, 'date', 'May 2021', 'w1'],
      [11, 'figure', '35 %', 'w1.b5'],
      [16, 'skill', 'English (C2)', 'l2'],
    ]);
  });

  it('names the line in JSON', async () => {
    const master = await readMaster(masterFile);
    const text = readSample(masterFile).replace('compute (31 %)', 'compute (35 %)');
    const { findings } = await verifyCv({ cv: { name: 'cv.json', text }, master });
    const line = text.slice(0, text.indexOf('(35 %)')).split('\n').length;
    expect(findings.map((finding) => [finding.line, finding.words])).toEqual([[line, '35 %']]);
  });

  it('finds a bullet that was moved to another role', async () => {
    const text =
      "# Maura Quill\n\n## Experience\n\n### Senior Staff Nurse, St Brannoc's Hospital\n\n- Audited 210 medication charts\n";
    const { findings } = await verifyCv({ cv: { name: 'cv.md', text }, master: await nurse() });
    expect(findings.map(({ words }) => words)).toContain('210');
  });

  it('finds a role that never was', async () => {
    const text =
      '# Maura Quill\n\n## Experience\n\n### Ward Manager, Royal Devon Clinic\n\n2009 – 2012\n\n- Cared for patients\n';
    const { findings } = await verifyCv({ cv: { name: 'cv.md', text }, master: await nurse() });
    expect(findings.map(({ line, kind }) => `${line} ${kind}`)).toEqual(
      expect.arrayContaining(['5 title', '7 date']),
    );
  });

  it('reports length, emphasis markup and ATS coverage', async () => {
    const master = await readMaster(masterFile);
    const posting = await readPosting({ name: 'p.md', text: readSample(postingFile) }, { maxBytes: 1e6 });
    const limits = { minWords: 20, maxWords: 60 };
    const report = await verifyCv({ cv: { name: 'cv.md', text: tampered }, master, posting, limits });
    expect(report.length).toEqual({ words: 42, ...limits, fits: true });
    expect(report.emphasis.map(({ line }) => line)).toEqual([12]);
    expect(report.ats?.counts.find(({ term }) => term === 'OpenTelemetry')?.count ?? 1).toBe(1);
    expect(report.ats?.passed).toBe(false);
  });

  it('needs no posting', async () => {
    const report = await verifyCv({
      cv: { name: 'cv.md', text: tampered },
      master: await readMaster(masterFile),
    });
    expect(report.ats).toBeUndefined();
  });
});

describe('strata verify', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'verify-'));
    await writeFile(join(folder, 'cv.md'), tampered);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('exits 1 and prints each claim with its line', async () => {
    const end = await strata(['verify', '--master', samplePath(masterFile), '--cv', join(folder, 'cv.md')]);
    expect(end.code).toBe(1);
    expect(end.stdout).toContain('cv.md:11: figure: "35 %"');
    expect(end.stdout).toContain('w1.b5');
    expect(end.stderr).toBe('');
  });

  it('exits 0 for the master itself and prints JSON when asked', async () => {
    const file = samplePath(masterFile);
    const end = await strata([
      'verify',
      '--master',
      file,
      '--cv',
      file,
      '--posting',
      samplePath(postingFile),
      '--json',
    ]);
    expect(end.code).toBe(0);
    expect(JSON.parse(end.stdout)).toMatchObject({
      covered: true,
      findings: [],
      ats: { must: expect.any(Number) },
    });
  });

  it('exits 65 for a PDF and 2 without a master', async () => {
    const pdf = samplePath('cvs/rendercv__John_Doe_ClassicTheme_CV.pdf');
    expect((await strata(['verify', '--master', samplePath(masterFile), '--cv', pdf])).code).toBe(65);
    expect((await strata(['verify', '--cv', pdf])).code).toBe(2);
  });
});

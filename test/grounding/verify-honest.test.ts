import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyCv } from '../../src/grounding/verify.ts';
import { cvLines } from '../../src/publishing/cv-lines.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { masterFiles, readSample } from '../support/samples.ts';
import { layouts } from './layouts.ts';
import { nurse, readMaster, readMasters } from './masters.ts';
import { asMarkdown, asPlainText, honestCv } from './tampering.ts';

let masters: MasterCv[];
beforeAll(async () => {
  masters = [...(await readMasters()), await nurse()];
});

async function claimsOf(text: string, master: MasterCv, name = 'cv.md') {
  const { findings } = await verifyCv({ cv: { name, text }, master });
  return findings.map(({ line, kind, words, reason }) => `${line} ${kind} "${words}": ${reason}`);
}

describe('an honest CV', () => {
  it.each(masterFiles)('is covered when it is the master itself: %s', async (file) => {
    expect(await claimsOf(readSample(file), await readMaster(file), file)).toEqual([]);
  });

  it('is covered in any subset and order of bullets, skills and sections', async () => {
    const seeds = fc.sample(fc.tuple(fc.nat(), fc.integer({ min: 2, max: 5 }), fc.nat()), {
      numRuns: 60,
      seed: 20261122,
    });
    for (const [which, share, salt] of seeds) {
      const master = masters[which % masters.length];
      if (master === undefined) continue;
      const keeps = (id: string) =>
        [...id].reduce((sum, letter) => sum * 31 + letter.charCodeAt(0), salt) % share !== 0;
      const cv = honestCv(master, keeps);
      for (const entry of cv.work) entry.bullets.reverse();
      const text = (salt % 2 === 0 ? asMarkdown : asPlainText)(cvLines(cv));
      expect(await claimsOf(text, master), master.source.name).toEqual([]);
    }
  });

  it.each(Object.keys(layouts))('is covered in another layout: %s', async (layout) => {
    for (const master of masters) {
      expect(await claimsOf(layouts[layout]?.(master) ?? '', master), master.source.name).toEqual([]);
    }
  });

  it('is covered when it is reworded without new claims', async () => {
    const text = `# Maura Quill

## Profile

Registered nurse with eleven years of experience on intensive care and medical wards. Mentor of nine newly qualified nurses.

## Experience

### Senior Staff Nurse, St Brannoc's Hospital

2018 – Present

- Reduced central-line infections by 31% within 18 months by means of a daily checklist.
- Led shifts of seven nurses in a 16-bed intensive care unit, and mentored nine newly qualified nurses.

### Staff Nurse, Tamar Valley Infirmary

Sep 2013 – Feb 2018

- Introduced a handover sheet and so shortened handovers from 40 to 25 minutes.
`;
    expect(await claimsOf(text, await nurse())).toEqual([]);
  });
});

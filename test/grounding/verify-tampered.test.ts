import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { verifyCv } from '../../src/grounding/verify.ts';
import type { ViolationKind } from '../../src/grounding/violation.ts';
import { cvLines } from '../../src/publishing/cv-lines.ts';
import type { MasterCv } from '../../src/resume/resume.ts';
import { readMasters } from './masters.ts';
import {
  addedCertificate,
  addedDegree,
  asMarkdown,
  asPlainText,
  changedFigure,
  changedNumberWord,
  figureOfAnotherBullet,
  figureOfAnotherRole,
  honestCv,
  inventedLowerCaseSkill,
  inventedSkill,
  largerTeam,
  listedSkill,
  movedDate,
  pickerOf,
  promotedTitle,
  swappedEmployer,
  type Tamper,
} from './tampering.ts';

let masters: MasterCv[];
beforeAll(async () => {
  masters = await readMasters();
});

/** Share of tampered CVs that are found out, with what was said where they were not. */
async function caughtOf(tamper: Tamper, kinds: readonly ViolationKind[], runs: number) {
  const missed: string[] = [];
  let total = 0;
  const samples = fc.sample(fc.array(fc.nat(), { minLength: 9, maxLength: 9 }), {
    numRuns: runs,
    seed: 20261122,
  });
  for (const [which = 0, layout = 0, ...numbers] of samples) {
    const master = masters[which % masters.length];
    if (master === undefined) continue;
    // A third of the master's parts, another third each time, keeps a run short.
    const keeps = (id: string) => (id.length * 7 + (id.charCodeAt(id.length - 1) ?? 0) + layout) % 3 === 0;
    const tampered = tamper(cvLines(honestCv(master, keeps)), master, pickerOf(numbers));
    if (tampered === undefined) continue;
    total += 1;
    const text = (layout % 2 === 0 ? asMarkdown : asPlainText)(tampered.lines);
    const { findings } = await verifyCv({ cv: { name: 'cv.md', text }, master });
    if (!findings.some(({ kind }) => kinds.includes(kind))) missed.push(tampered.said);
  }
  return { total, caught: (total - missed.length) / total, missed };
}

const cases: [string, number, Tamper, ViolationKind[]][] = [
  ['a changed figure', 0.99, changedFigure, ['figure']],
  ['a changed number word', 0.99, changedNumberWord, ['figure']],
  ["another role's figure", 0.99, figureOfAnotherRole, ['figure']],
  ["another bullet's figure", 0.99, figureOfAnotherBullet, ['figure']],
  ['a larger team', 0.99, largerTeam, ['figure']],
  ['a swapped employer', 0.99, swappedEmployer, ['employer', 'title']],
  ['a promoted title', 0.99, promotedTitle, ['title']],
  ['a moved date', 0.99, movedDate, ['date']],
  ['an invented skill', 0.95, inventedSkill, ['skill', 'employer']],
  ['an invented skill in lower case', 0.95, inventedLowerCaseSkill, ['skill']],
  ['an invented skill in a list', 0.95, listedSkill, ['skill']],
  ['an added certificate', 0.99, addedCertificate, ['skill']],
  ['an added degree', 0.99, addedDegree, ['title', 'employer']],
];

describe('a tampered CV', () => {
  it.each(cases)('is found out: %s, at least %f', async (_what, least, tamper, kinds) => {
    const { total, caught, missed } = await caughtOf(tamper, kinds, 100);
    expect(total).toBeGreaterThan(40);
    expect(caught, missed.join('\n')).toBeGreaterThanOrEqual(least);
  });
});

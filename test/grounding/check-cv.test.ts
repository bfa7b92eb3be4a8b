import { describe, expect, it } from 'vitest';
import { checkCv, type PrintableTailoredCv } from '../../src/grounding/check-cv.ts';
import { nurse, readMasters } from './masters.ts';
import { honestCv } from './tampering.ts';

async function faultsAfter(change: (cv: PrintableTailoredCv) => void): Promise<string[]> {
  const master = await nurse();
  const cv = structuredClone(honestCv(master));
  change(cv);
  return checkCv(cv, master).map(({ where, kind, words }) => `${where} ${kind}: ${words}`);
}

function first<Item>(items: readonly Item[]): Item {
  const [item] = items;
  if (item === undefined) throw new Error('the list is empty');
  return item;
}

describe('checkCv', () => {
  it('covers a CV that keeps every field as it is', async () => {
    for (const master of await readMasters()) expect(checkCv(honestCv(master), master)).toEqual([]);
  });

  it('finds a changed employer, title and date', async () => {
    const found = await faultsAfter((cv) => {
      Object.assign(first(cv.work), { name: 'Royal Infirmary', position: 'Matron', startDate: '2016-03' });
    });
    expect(found).toEqual([
      'work[0].name employer: Royal Infirmary',
      'work[0].position title: Matron',
      'work[0].startDate date: 2016-03',
    ]);
  });

  it('finds a role that is made to look like a running one', async () => {
    const found = await faultsAfter((cv) => {
      const { endDate: _ended, ...running } = cv.work[1] ?? first(cv.work);
      cv.work[1] = running;
    });
    expect(found).toEqual(['work[1].endDate date: ']);
  });

  it('finds a bullet that comes from another role', async () => {
    const found = await faultsAfter((cv) => {
      first(cv.work).bullets.push({ text: 'Audited 210 medication charts', sources: ['w2.b3'] });
    });
    expect(found).toEqual(['work[0].bullets[4] source: ']);
  });

  it('finds added skills, degrees, certificates and better languages', async () => {
    const found = await faultsAfter((cv) => {
      first(cv.skills).keywords.push('Wound care');
      cv.education.push({ id: 'e2', institution: 'Open University', courses: [], bullets: [] });
      first(cv.certificates).name = 'Advanced Trauma Life Support';
      Object.assign(cv.languages[1] ?? {}, { fluency: 'C2' });
    });
    expect(found).toEqual([
      'skills[0].keywords[3] skill: Wound care',
      'education[1] source: ',
      'certificates[0].name skill: Advanced Trauma Life Support',
      'languages[1].fluency skill: C2',
    ]);
  });

  it('finds a changed figure in a bullet', async () => {
    const found = await faultsAfter((cv) => {
      first(first(cv.work).bullets).text = 'Led a shift of nine nurses on a 16-bed intensive care unit';
    });
    expect(found).toEqual(['work[0].bullets[0] figure: nine']);
  });
});

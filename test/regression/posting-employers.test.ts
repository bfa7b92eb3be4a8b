import { expect, it } from 'vitest';
import type { Posting } from '../../src/posting/posting.ts';
import { readPosting } from '../../src/posting/read-posting.ts';

const body =
  'We make cheese for forty countries and our packing lines stop too often, so that orders leave late and customers complain to us every week.';

function read(name: string, text: string): Promise<Posting> {
  return readPosting({ name, text }, { maxBytes: 1_000_000 });
}

it.each([
  [
    'a.html',
    `<table><tr><td><h1>Ward Sister</h1></td></tr><tr><td>Employer</td><td>Aire Valley Trust</td></tr><tr><td>Location</td><td>Otley</td></tr></table><p>${body}</p>`,
    'Aire Valley Trust',
    'Otley',
  ],
  ['b.md', `# Cheese Maker\n\n**Tideline Dairy** (Edinburgh)\n\n${body}\n`, 'Tideline Dairy', 'Edinburgh'],
  [
    'c.txt',
    `Cheese Maker\nKesselbach Käserei GmbH, AugsburgFull-timeHybrid\n\n${body}\n`,
    'Kesselbach Käserei GmbH',
    'Augsburg',
  ],
  ['d.md', `# Cheese Maker\n\nCompany: Nordvik Mejeri AB — Malmö\n\n${body}\n`, 'Nordvik Mejeri AB', 'Malmö'],
  [
    'e.md',
    `# Cheese Maker\n\nHelvixa Creameries, Cork\n\nHelvixa grows fast. ${body}\n`,
    'Helvixa Creameries',
    'Cork',
  ],
  [
    'f.txt',
    `Maintenance Electrician (Shift) - Glanbrook Foods, Naas, Co. Kildare\n\nAbout us\nGlanbrook Foods is hiring. ${body}\n`,
    'Glanbrook Foods',
    'Naas, Co. Kildare',
  ],
  ['g.md', `# Cheese Maker\n\nMilk Street, Leeds\n\n${body}\n`, undefined, undefined],
])('the employer is named in full and apart from its place: %s', async (name, text, company, location) => {
  const posting = await read(name, text);
  expect([posting.company, posting.location]).toEqual([company, location]);
});

it.each([
  ['HeadofAccounting(m/f/d)', 'Head of Accounting'],
  ['SENIOR SCIENTIST, FOOD SAFETY (HACCP)', 'Senior Scientist, Food Safety (HACCP)'],
  ['Cheese Maker (all genders)', 'Cheese Maker'],
  ['Senior JavaScript Engineer', 'Senior JavaScript Engineer'],
  ['Maintenance Electrician (Shift) - Nights', 'Maintenance Electrician (Shift) - Nights'],
])('the title %s reads %s', async (written, title) => {
  expect((await read('a.md', `# ${written}\n\n${body}\n`)).title).toBe(title);
});

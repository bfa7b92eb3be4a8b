import path from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Posting } from '../../src/posting/posting.ts';
import { readPosting } from '../../src/posting/read-posting.ts';
import { postingFiles, readSample } from '../support/samples.ts';

const limits = { maxBytes: 1_000_000 };

function read(file: string): Promise<Posting> {
  return readPosting({ name: path.basename(file), text: readSample(file) }, limits);
}

describe.each(postingFiles)('%s', (file) => {
  it('gives blocks that are substrings of its text, in order', async () => {
    const posting = await read(file);
    let from = 0;
    for (const [index, block] of posting.blocks.entries()) {
      expect(block.id).toBe(`p${index + 1}`);
      const at = posting.text.indexOf(block.text, from);
      expect(at, block.text).toBeGreaterThanOrEqual(from);
      from = at + block.text.length;
    }
    expect(posting.blocks.length).toBeGreaterThan(3);
  });
  it('holds no markup, no chrome and nothing hidden', async () => {
    const { text, title } = await read(file);
    expect(text).not.toMatch(/\*\*|^#|<\/?[a-z]+>|&[a-z]+;|\]\(/m);
    expect(text).not.toMatch(
      /accept all|skip to (?:the |content)|similar jobs|other jobs|save job|log in\b|newsletter/i,
    );
    expect(text).not.toMatch(/marmalade|COBOL|Salesforce|Kubernetes operator|Angular|ABAP|Ruby on Rails/);
    expect(title.length).toBeLessThan(80);
  });
});

it.each([
  ['18f__innovation-specialist-gs-13.md', 'Innovation Specialist, GS-0301-13', undefined],
  ['18f__product-manager.md', 'Product Manager', 'General Services Administration'],
  ['derived__18f_product_manager.html', 'Product Manager', '18F'],
  ['fiction__dotnet-integration-engineer.md', 'Integration Engineer, .NET/C#', 'Tandrupholt Interchange'],
  ['fiction__fullstack-typescript-engineer.html', 'Full-stack Engineer (TypeScript)', 'Plinthory B.V.'],
  ['fiction__ml-engineer-agriculture.md', 'Machine Learning Engineer – crops, cameras, dirt', 'Furrowgauge'],
  [
    'fiction__senior-product-manager-city.md',
    'Senior Product Manager (Digital Services)',
    'Ravenshythe City Council',
  ],
  [
    'fiction__site-reliability-engineer-payments.md',
    'Site Reliability Engineer (Payments Core)',
    'Kestrelpenny',
  ],
  ['resume-matcher__backend-eng.txt', 'Senior Backend Engineer', undefined],
  ['resume-matcher__ml-eng.txt', 'Machine Learning Engineer', undefined],
])('%s names its post and its employer', async (file, title, company) => {
  const posting = await read(`postings/${file}`);
  expect(posting.title).toBe(title);
  expect(posting.company).toBe(company);
});

it('a page keeps every requirement, every row of a table and every fact that it declares', async () => {
  const posting = await read('postings/fiction__fullstack-typescript-engineer.html');
  expect(posting).toMatchObject({
    location: 'Utrecht, NL',
    datePosted: '2026-10-29',
    validThrough: '2027-01-15T23:59',
    employmentType: 'full-time, part-time',
    salary: 'EUR 58,000–74,000 per year',
  });
  const wanted = posting.blocks.filter((block) => block.headings.includes("We'll be looking for"));
  expect(wanted.map((block) => block.kind)).toEqual(Array.from({ length: 7 }, () => 'item'));
  expect(posting.text).toContain(
    'At least four years of web development with TypeScript, of which two in React;',
  );
  expect(posting.text).toContain('a working knowledge of WCAG 2.2 AA');
  expect(posting.text).toContain('payments (iDEAL, cards, refunds)');
  expect(posting.text).toContain('Money: €58,000 to €74,000');
  expect(posting.text).toContain('Utrecht or remote in the Netherlands · 32–40 hours');
  expect(posting.notes.join(' ')).toContain('3 hidden passages');
});

it('words glued by scraping are parted, names are not', async () => {
  const { blocks, text, location, employmentType } = await read(
    'postings/fiction__dotnet-integration-engineer.md',
  );
  expect(blocks.filter((block) => block.kind === 'heading').map((block) => block.text)).toEqual([
    'Integration Engineer, .NET/C#',
    'About the team – The connectors team',
    'A day might look like this – Your tasks',
    'What we ask for – Requirements',
    'Good to have – Nice-to-haves',
    'We offer – Benefits and perks',
    'What you should know',
    'How to apply – Application process',
  ]);
  expect(location).toBe('Aarhus, hybrid');
  expect(employmentType).toBe('Permanent, 37 hours');
  expect(blocks.filter((block) => block.headings.includes('What we ask for – Requirements'))).toHaveLength(7);
  for (const name of ['RabbitMQ', 'BizTalk', 'xUnit', 'EDIFACT', 'T-SQL', 'Node.js'])
    expect(text).toContain(name);
});

it('the same posting wrapped in a page reads like the original', async () => {
  const wrapped = await read('postings/derived__18f_product_manager.html');
  const original = await read('postings/18f__product-manager.md');
  const items = (posting: Posting) =>
    posting.blocks.filter((block) => block.kind === 'item').map((block) => block.text);
  expect(items(wrapped)).toEqual(items(original));
  expect(items(original).length).toBeGreaterThan(40);
});

it('a list written on one line falls into its items', async () => {
  const { blocks } = await read('postings/resume-matcher__backend-eng.txt');
  const items = blocks.filter((block) => block.kind === 'item');
  expect(items.map((block) => block.headings)).toEqual(Array.from({ length: 5 }, () => ['Requirements']));
  expect(items[0]?.text).toBe('4+ years of professional Python experience');
  expect(items[2]?.text).toBe(
    'experience with containerization via Docker and orchestration with Kubernetes or ECS',
  );
  expect(blocks.at(-1)).toMatchObject({ kind: 'paragraph' });
});

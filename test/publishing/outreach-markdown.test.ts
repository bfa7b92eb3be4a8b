import { expect, test } from 'vitest';
import { outreachMarkdown } from '../../src/publishing/outreach-markdown.ts';
import { sampleDossier } from '../support/dossier.ts';

test('gives note with its length, e-mail and contacts', () => {
  const text = outreachMarkdown(sampleDossier());
  expect(text).toContain('## LinkedIn note (77 of 200 characters)\n\nHello Idris, I brought paging');
  expect(text).toContain('Subject: Fewer night pages for Payments Core\n\nHello Idris,\n\nyour posting');
  expect(text).toContain('Kind regards,  \nBogumił Świerczek');
  expect(text).toContain(
    '### Idris\n\nTeam lead | reliability-jobs@example.com\n\nHolds the first call.\n\n> A call',
  );
});

test('counts characters as people see them', () => {
  const dossier = sampleDossier();
  dossier.outreach.linkedInNote = 'Łódź 🚀';
  expect(outreachMarkdown(dossier)).toContain('(6 of 200 characters)');
});

test('marks contacts that stand for a role', () => {
  expect(outreachMarkdown(sampleDossier())).toMatch(/### Hiring manager, .+ \(synthetic: /);
});

test('says when there is nobody to write to', () => {
  expect(outreachMarkdown({ ...sampleDossier(), contacts: [] })).toContain('## Contacts\n\nNone found.');
});

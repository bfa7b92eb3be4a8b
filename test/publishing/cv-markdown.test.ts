import { marked } from 'marked';
import { expect, test } from 'vitest';
import { cvLines } from '../../src/publishing/cv-lines.ts';
import { cvMarkdown } from '../../src/publishing/cv-markdown.ts';
import { sampleTailoredCv } from '../support/dossier.ts';

test('uses no markup but headings and bullets', () => {
  const markdown = cvMarkdown(sampleTailoredCv());
  expect(markdown).toContain('\n### Staff Platform Engineer, Kwarcownia Cloud\n\nMay 2022 – Present | ');
  const marks = markdown.replaceAll(/C\*|5\*|bogumil_swierczek|pg_repack/g, '').match(/[*_`\\]/g);
  expect(marks).toBeNull();
});

test('renders each line as the kind of block that it is', () => {
  const cv = sampleTailoredCv();
  const kinds = { name: 'h1', heading: 'h2', entry: 'h3', bullet: 'li' } as const;
  const html = marked.parse(cvMarkdown(cv), { async: false });
  for (const [kind, tag] of Object.entries(kinds)) {
    const count = cvLines(cv).filter((line) => line.kind === kind).length;
    expect(html.split(`<${tag}>`).length - 1, kind).toBe(count);
  }
});

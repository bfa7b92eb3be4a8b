import { parseHTML } from 'linkedom';
import { expect, test } from 'vitest';
import { cvHtml } from '../../src/publishing/cv-html.ts';
import { blankCv, cvLines } from '../../src/publishing/cv-lines.ts';
import { sampleTailoredCv } from '../support/dossier.ts';

const hostile = `</p><script src="https://evil.example/x.js"></script>&amp;"'<img src=x onerror=alert(1)>`;

test('holds the wording of the printed lines, in their order, and nothing else', () => {
  const cv = sampleTailoredCv();
  const { document } = parseHTML(cvHtml(cv));
  const blocks = [...document.body.querySelectorAll('h1, h2, h3, p, li')].map(
    ({ textContent }) => textContent,
  );
  expect(blocks).toEqual(cvLines(cv).map(({ text }) => text));
  expect(document.body.textContent?.replaceAll(/\s+/g, '')).toBe(blocks.join('').replaceAll(/\s+/g, ''));
});

test('has one column of standard headings and lists of nothing but their points', () => {
  const { document } = parseHTML(cvHtml(sampleTailoredCv()));
  expect(document.querySelectorAll('h1')).toHaveLength(1);
  expect([...document.querySelectorAll('h2')].map(({ textContent }) => textContent)).toContain('Experience');
  const lists = [...document.querySelectorAll('ul')];
  expect(lists.length).toBeGreaterThan(0);
  for (const list of lists) {
    expect([...list.children].every(({ tagName }) => tagName === 'LI')).toBe(true);
  }
  expect(document.querySelectorAll('table, [style*=float], [style*=column]')).toHaveLength(0);
});

test('fetches and runs nothing', () => {
  const html = cvHtml(sampleTailoredCv());
  const { document } = parseHTML(html);
  expect(
    document.querySelectorAll('script, link, img, iframe, object, embed, base, form, [src]'),
  ).toHaveLength(0);
  expect(html.slice(0, html.indexOf('<body>'))).not.toMatch(/url\(|@import|https?:/);
  expect(html).toContain(`content="default-src 'none'`);
});

test('shows markup in the CV as what it is', () => {
  const cv = {
    ...blankCv,
    basics: { name: hostile, profiles: [] },
    label: { text: hostile, sources: [] },
    summary: [{ text: hostile, sources: [] }],
    extra: [{ sourceId: 'x1', heading: hostile, bullets: [{ text: hostile, sources: [] }] }],
  };
  const { document } = parseHTML(cvHtml(cv));
  expect(document.querySelectorAll('script, img')).toHaveLength(0);
  expect(document.querySelector('h1')?.textContent).toBe(hostile);
  expect(document.querySelector('li')?.textContent).toBe(hostile);
  expect(document.querySelector('title')?.textContent).toContain(hostile);
});

test('is the same for the same CV', () => {
  expect(cvHtml(sampleTailoredCv())).toBe(cvHtml(sampleTailoredCv()));
});

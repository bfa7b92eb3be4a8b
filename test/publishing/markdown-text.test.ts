import fc from 'fast-check';
import { parseHTML } from 'linkedom';
import { marked } from 'marked';
import { expect, test } from 'vitest';
import { markdownCell, markdownQuote, markdownText } from '../../src/publishing/markdown-text.ts';

function rendered(markdown: string): string {
  const { document } = parseHTML(`<html><body>${marked.parse(markdown, { async: false })}</body></html>`);
  return document.body.textContent.trim();
}

test.each([
  'C*, C++, C#, .NET and CI/CD',
  'bogumil_swierczek@example.com',
  'A 5* hotel of R&D people, 3 < 5 and x_1',
  'Tables of the C* cluster, 1. and 2. quarter',
  'see https://example.org/a_b_c (open)',
  'About 2.4 % - roughly',
])('leaves "%s" as it is, because Markdown does too', (text) => {
  expect(markdownText(text)).toBe(text);
  expect(rendered(text)).toBe(text);
});

test.each([
  '# of patients',
  '- 5 °C',
  '+ 20 % sales',
  '2019. The year',
  '> 40 welders',
  '*bold* and _leaning_ and **both**',
  'C* and *C',
  '`code` and ``more``',
  'a <b>tag</b> and <!-- comment -->',
  '&amp; &copy; &#65;',
  '[link](https://x.example) ![picture](x)',
  '~~gone~~',
  '---',
  'back\\slash \\* star',
  '[ ] open',
])('escapes "%s" so that it comes through', (text) => {
  expect(rendered(markdownText(text))).toBe(text);
});

test('whatever characters come together, they come through', () => {
  const word = fc.stringMatching(/^[A-Za-z0-9*_`<>&;#+.,()[\]!~|\\/@=:%-]{1,8}$/);
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 6 }), (words) => {
      const text = words.join(' ');
      expect(rendered(`Text ${markdownText(`x ${text}`)}`)).toBe(`Text x ${text}`);
    }),
    { seed: 7, numRuns: 500 },
  );
});

test('keeps a cell in its cell', () => {
  const table = `| a | b |\n| --- | --- |\n| ${markdownCell('one | two\nthree \\| four')} | five |`;
  const { document } = parseHTML(`<body>${marked.parse(table, { async: false })}</body>`);
  expect([...document.querySelectorAll('td')].map(({ textContent }) => textContent)).toEqual([
    'one | two three \\| four',
    'five',
  ]);
});

test('quotes every line of a passage', () => {
  expect(markdownQuote('One.\n\nTwo.')).toBe('> One.\n>\n> Two.');
});

import { type CvLine, cvLines, type PrintableCv } from './cv-lines.ts';
import { a4, inks, ruleInk, styles } from './cv-typography.ts';

const tags: Record<CvLine['kind'], string> = {
  name: 'h1',
  label: 'p',
  contact: 'p',
  heading: 'h2',
  entry: 'h3',
  detail: 'p',
  text: 'p',
  bullet: 'li',
};

/**
 * The CV as one page of HTML for a printer of PDFs: the wording of `cvLines` in one column, with nothing to be
 * fetched and nothing to be run. The bullets' marks are drawn shapes, so that they add nothing to the text.
 */
export function cvHtml(cv: PrintableCv): string {
  const title = escaped([cv.basics.name, cv.label?.text, 'CV'].filter(Boolean).join(' – '));
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>
${css}
</style>
</head>
<body>
${body(cvLines(cv))}
</body>
</html>
`;
}

function body(lines: readonly CvLine[]): string {
  const html: string[] = [];
  for (const [at, { kind, text }] of lines.entries()) {
    const isBullet = kind === 'bullet';
    if (isBullet && lines[at - 1]?.kind !== 'bullet') html.push('<ul>');
    html.push(`<${tags[kind]} class="${kind}">${escaped(text)}</${tags[kind]}>`);
    if (isBullet && lines[at + 1]?.kind !== 'bullet') html.push('</ul>');
  }
  return html.join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escaped(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

const css = [
  `@page { size: ${a4.widthPt}pt ${a4.heightPt}pt; margin: ${a4.marginYPt}pt ${a4.marginXPt}pt }`,
  'html { -webkit-print-color-adjust: exact }',
  'body { margin: 0; font-family: "DejaVu Sans", "Noto Sans", "Liberation Sans", Arial, sans-serif;',
  '  font-variant-ligatures: none; overflow-wrap: anywhere }',
  'h1, h2, h3, p, ul, li { margin: 0; padding: 0; font: inherit }',
  'ul { list-style: none }',
  'h2, h3 { break-after: avoid }',
  'li, p { orphans: 2; widows: 2 }',
  ...Object.entries(styles).map(([kind, { weight, sizePt, leadingPt, spaceBeforePt, indentPt }]) => {
    const ink = inks[kind as CvLine['kind']];
    const bold = weight === 'bold' ? 'bold' : 'normal';
    return `.${kind} { font-size: ${sizePt}pt; line-height: ${leadingPt}pt; font-weight: ${bold}; color: ${ink}; padding: ${spaceBeforePt}pt 0 0 ${indentPt}pt }`;
  }),
  `.heading { border-bottom: .7pt solid ${ruleInk} }`,
  '.bullet { position: relative }',
  `.bullet::before { content: ""; position: absolute; left: 2pt; top: ${styles.bullet.spaceBeforePt + 5.6}pt;`,
  '  width: 3pt; height: 3pt; border-radius: 50%; background: currentColor }',
].join('\n');

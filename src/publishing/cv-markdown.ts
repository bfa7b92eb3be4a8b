import { type CvLine, cvLines, type PrintableCv } from './cv-lines.ts';
import { markdownText } from './markdown-text.ts';

const prefixes: Record<CvLine['kind'], string> = {
  name: '# ',
  label: '',
  contact: '',
  heading: '## ',
  entry: '### ',
  detail: '',
  text: '',
  bullet: '- ',
};

/** The CV as Markdown: headings and bullets are its only markup. */
export function cvMarkdown(cv: PrintableCv): string {
  let markdown = '';
  let before: CvLine['kind'] | undefined;
  for (const { kind, text } of cvLines(cv)) {
    if (before !== undefined && !(kind === 'bullet' && before === 'bullet')) markdown += '\n';
    markdown += `${prefixes[kind]}${markdownText(text)}\n`;
    before = kind;
  }
  return markdown;
}

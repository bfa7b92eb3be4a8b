import { isBoundedMarkdown } from '../intake/markdown-bounds.ts';
import { parseHtml } from './dom.ts';
import { takeFrontMatter } from './front-matter.ts';
import { removeHiddenText } from './hidden-text.ts';
import { htmlBlocks } from './html-blocks.ts';
import { readPlainPosting } from './plain-posting.ts';
import type { RawPosting } from './raw-block.ts';

/** A heading of this many words is a paragraph that happened to stand above a line of dashes. */
const maxHeadingWords = 20;

/**
 * Reads Markdown: front matter, headings, lists, tables. It is rendered to HTML first, since Markdown may hold
 * HTML, hidden passages included.
 */
export async function readMarkdownPosting(text: string): Promise<RawPosting> {
  const { declared, rest } = await takeFrontMatter(text);
  const source = withCleanHeadings(rest);
  if (!isBoundedMarkdown(source)) {
    return {
      ...readPlainPosting(source.replaceAll(/^#{1,6} +/gm, '')),
      declared,
      notes: ['It was read as plain text, being no Markdown that people write.'],
    };
  }
  const { marked } = await import('marked');
  const html = await marked.parse(source, { gfm: true, async: true });
  const { document, body } = await parseHtml(`<body>${html}</body>`);
  const hidden = removeHiddenText(document, body);
  for (const element of [...document.querySelectorAll('script, style, template, noscript, img, button')]) {
    element.remove();
  }
  const wrapWidth = Math.max(...source.split('\n').map((line) => line.trimEnd().length));
  const blocks = htmlBlocks(body, { wrapWidth }).map((block) =>
    block.kind === 'heading' && block.text.split(' ').length > maxHeadingWords
      ? { kind: 'paragraph' as const, text: block.text }
      : block,
  );
  const passages = hidden.passages === 1 ? '1 hidden passage' : `${hidden.passages} hidden passages`;
  return {
    blocks,
    declared,
    chrome: [],
    notes: hidden.passages === 0 ? [] : [`${passages} (${hidden.words} words) ignored.`],
  };
}

/** Older Markdown allowed "##Title" without a space, and much of it is still about. */
function withCleanHeadings(text: string): string {
  let fenced = false;
  return text
    .replaceAll(/\r\n?/g, '\n')
    .split('\n')
    .map((line) => {
      if (/^\s{0,3}(?:```|~~~)/.test(line)) fenced = !fenced;
      // Indented lines would become code blocks; in a posting they are only indented.
      return fenced
        ? line
        : line.replace(/^(#{2,6})(?=[^\s#])/, '$1 ').replace(/^ {4,}(?=[^\s\-*+\d>])/, '   ');
    })
    .join('\n');
}

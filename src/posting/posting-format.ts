import type { InputText } from '../jobs/job.ts';
import type { PostingSource } from './posting.ts';

/** Content comes first where it is unmistakable: saved pages are called `.txt`, and Markdown comes in requests. */
export function postingFormatOf(input: InputText, text: string): PostingSource['format'] {
  const ending = /\.([a-z0-9]+)$/i.exec(input.name)?.[1]?.toLowerCase() ?? '';
  const mediaType = input.mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const start = text.slice(0, 2_000);
  if (/^\s*(?:<\?xml[^>]*>\s*)?(?:<!--[\s\S]*?-->\s*)*<(?:!doctype\s+html|html|head|body)[\s>]/i.test(start))
    return 'html';
  const hasTags = /<\/?(?:p|div|ul|ol|li|h[1-6]|br|table|section|article|main|span)(?:\s[^>]*)?\/?>/i.test(
    text,
  );
  const isHtmlByName =
    /^(?:html?|xhtml)$/.test(ending) || mediaType === 'text/html' || mediaType === 'application/xhtml+xml';
  if (isHtmlByName) return hasTags ? 'html' : 'text';
  if (/^(?:md|markdown|mdx?)$/.test(ending) || mediaType === 'text/markdown') return 'markdown';
  if (/^\s*<(?:p|div|ul|h[1-6]|section|article|main)[\s>]/i.test(start) && hasTags) return 'html';
  return looksLikeMarkdown(text) ? 'markdown' : 'text';
}

function looksLikeMarkdown(text: string): boolean {
  if (/^---[ \t]*\r?\n(?:[\w -]+:.*\r?\n)+---[ \t]*\r?\n/.test(text)) return true;
  const headings = text.match(/^#{1,6} +\S/gm)?.length ?? 0;
  const tightHeadings = text.match(/^#{2,6}[^\s#]/gm)?.length ?? 0;
  const bold = text.match(/\*\*[^\s*][^*\n]*\*\*/g)?.length ?? 0;
  return headings + tightHeadings >= 1 || bold >= 2;
}

import { namesCompany } from '../text/legal-forms.ts';
import { findDateSpan } from './dates.ts';
import { namesOwnSection, sectionNamed } from './section-names.ts';

const documentTitle =
  /^(?:curriculum vit(?:ae|æ)|c\.?v\.?|r[ée]sum[ée]|lebenslauf|currículum(?: vitae)?|curriculum|życiorys)$/iu;

/** "Curriculum vitae" over a CV says nothing of whose it is. */
export function isDocumentTitle(line: string): boolean {
  return documentTitle.test(line.trim());
}

/**
 * CVs as plain text mark sections by capitals, underlines or by a line of their own. Such lines become headings
 * where the text has none of its own.
 */
export function withHeadings(text: string): string {
  const lines = text
    .replaceAll(/\r\n?/g, '\n')
    .replace(/^\uFEFF?---\n[\s\S]*?\n---\n/, '')
    .replaceAll(/^[ \t]*[•▪●◦‣–][ \t]+/gmu, '- ')
    .replaceAll(/^(#{1,6})(?=[^\s#])/gm, '$1 ')
    .replaceAll(/(?<=^|\n\n)([^\n#|>*+-][^\n]*)\n=+[ \t]*(?=\n|$)/g, '# $1')
    .replaceAll(/(?<=^|\n\n)([^\n#|>*+-][^\n]*)\n-{3,}[ \t]*(?=\n|$)/g, '## $1')
    .split('\n');
  if (lines.filter((line) => /^#{1,6}\s/.test(line)).length >= 2) return lines.join('\n');
  let named = false;
  let inSections = false;
  return lines
    .map((line, index) => {
      const bare = line.trim().replace(/^\*\*(.+)\*\*:?$/, '$1');
      if (!named && bare !== '') {
        if (isDocumentTitle(bare)) return '';
        named = true;
        return /^#/.test(bare) ? line : `# ${bare}\n`;
      }
      if (!isSectionLine(bare, lines, index, inSections)) return line.replace(/^ {4,}(?=[^\s\-*+\d])/, '');
      inSections = true;
      return `\n## ${bare.replace(/:$/, '')}\n`;
    })
    .join('\n');
}

function isSectionLine(bare: string, lines: readonly string[], index: number, inSections: boolean): boolean {
  const isNameLike = /^\p{Lu}[\p{L}\s&/,'’-]{2,40}:?$/u.test(bare) && bare.split(/\s+/).length <= 5;
  if (!isNameLike) return false;
  const isCapitals = bare === bare.toUpperCase();
  const isAfterGap = (lines[index - 1] ?? '').trim() === '';
  if (sectionNamed(bare) !== 'extra' || namesOwnSection(bare)) return isAfterGap || isCapitals;
  // A heading nobody has thought of: alone in capitals, once the sections have begun, and no employer.
  const below = lines.slice(index + 1).filter((line) => line.trim() !== '');
  const headsEntry = below.slice(0, 2).some((line) => findDateSpan(line)?.endDate !== undefined);
  const isOpenEntry = below.slice(0, 2).some((line) => findDateSpan(line)?.isOpen);
  return inSections && isCapitals && isAfterGap && !headsEntry && !isOpenEntry && !namesCompany(bare);
}

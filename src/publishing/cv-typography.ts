import type { CvLine } from './cv-lines.ts';
import type { PageFrame, ParagraphStyle } from './page-layout.ts';

export const a4: PageFrame = { widthPt: 595.28, heightPt: 841.89, marginXPt: 54, marginYPt: 48 };

const body = { weight: 'regular', sizePt: 9.6, leadingPt: 13.4, spaceBeforePt: 2.5, indentPt: 0 } as const;

export const styles: Record<CvLine['kind'], ParagraphStyle> = {
  name: { weight: 'bold', sizePt: 21, leadingPt: 26, spaceBeforePt: 0, indentPt: 0 },
  label: { weight: 'regular', sizePt: 12, leadingPt: 17, spaceBeforePt: 0, indentPt: 0 },
  contact: { ...body, sizePt: 9, leadingPt: 12.6, spaceBeforePt: 1.5 },
  heading: { weight: 'bold', sizePt: 11.5, leadingPt: 17, spaceBeforePt: 11, indentPt: 0 },
  entry: { weight: 'bold', sizePt: 10, leadingPt: 13.6, spaceBeforePt: 6, indentPt: 0 },
  detail: { ...body, sizePt: 9, leadingPt: 12.4, spaceBeforePt: 0 },
  text: body,
  bullet: { ...body, indentPt: 12 },
};

/** Dark enough on white for the strictest contrast rule (WCAG 2 AAA, 7:1). */
const ink = '#1a1a1a';
const accent = '#1f3a5f';
const quiet = '#4a4a4a';

export const inks: Record<CvLine['kind'], string> = {
  name: accent,
  label: ink,
  contact: quiet,
  heading: accent,
  entry: ink,
  detail: quiet,
  text: ink,
  bullet: ink,
};

export const ruleInk = '#b8c2cf';

import { StrataError } from '../error.ts';
import { assertReadable, type InputLimits } from '../intake/input-limits.ts';
import { sourceOf } from '../intake/input-source.ts';
import type { InputText } from '../jobs/job.ts';
import { readJsonResume } from './json-resume.ts';
import { toMasterCv } from './number-entries.ts';
import type { CvSource, MasterCv } from './resume.ts';
import type { ResumeDocument } from './resume-document.ts';

/** What a format's reader finds, before anything has an id. */
export interface CvReading {
  document: ResumeDocument;
  notes: string[];
}

/**
 * Reads a master CV: JSON Resume (as JSON or YAML), RenderCV's YAML, or Markdown.
 *
 * @throws StrataError kind `input`: `CV_EMPTY`, `CV_TOO_LARGE`, `CV_NOT_TEXT`, `CV_NOT_JSON`, `CV_NOT_YAML`,
 *   `CV_UNKNOWN_SHAPE`, `CV_INVALID`, `CV_NO_NAME`, `CV_NO_WORK`
 */
export async function readCv(input: InputText, limits: InputLimits): Promise<MasterCv> {
  assertReadable(input, limits, 'CV');
  const text = input.text.replace(/^\uFEFF/, '');
  const format = cvFormatOf(input, text);
  const { document, notes } = await readerOf(format)(text, input.name);
  const cv = toMasterCv(document, { ...sourceOf(input), format }, notes);
  assertUsable(cv, input.name);
  if (format !== 'markdown') return cv;
  const { lostLines } = await import('./lost-lines.ts');
  return { ...cv, notes: [...cv.notes, ...lostLines(text, cv)] };
}

type CvReader = (text: string, where: string) => Promise<CvReading>;

function readerOf(format: CvSource['format']): CvReader {
  switch (format) {
    case 'json-resume':
      return readJsonResume;
    case 'yaml':
      return async (text, where) => (await import('./yaml-cv.ts')).readYamlCv(text, where);
    case 'markdown':
      return async (text, where) => (await import('./markdown-cv.ts')).readMarkdownCv(text, where);
  }
}

function cvFormatOf(input: InputText, text: string): CvSource['format'] {
  const ending = /\.([a-z0-9]+)$/i.exec(input.name)?.[1]?.toLowerCase() ?? '';
  const mediaType = input.mediaType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const start = text.trimStart();
  if (/^\s*<(?:!doctype|html)/i.test(start)) {
    throw new StrataError('CV_UNKNOWN_SHAPE', 'the CV is an HTML page, which is not read as a CV', {
      kind: 'input',
      where: input.name,
      action: 'hand in JSON Resume, RenderCV YAML or Markdown',
    });
  }
  if (ending === 'json' || /[/+]json$/.test(mediaType)) return 'json-resume';
  if (ending === 'yaml' || ending === 'yml' || /[/+-]yaml$/.test(mediaType)) return 'yaml';
  if (ending === 'md' || ending === 'markdown' || mediaType === 'text/markdown') return 'markdown';
  if (/^[[{"]/.test(start)) return 'json-resume';
  if (/^(?:---\s*\n)?(?:\s*#[^\n]*\n|\s*\n)*(?:cv|basics):\s*(?:\n|$)/.test(start)) return 'yaml';
  return 'markdown';
}

function assertUsable(cv: MasterCv, where: string): void {
  if (cv.basics.name === '') {
    throw new StrataError('CV_NO_NAME', 'the CV does not say whose it is', {
      kind: 'input',
      where,
      action:
        'fill in the name (basics.name in JSON Resume, cv.name in RenderCV, the first heading in Markdown)',
    });
  }
  if (cv.work.length + cv.projects.length + cv.volunteer.length === 0) {
    throw new StrataError('CV_NO_WORK', 'the CV names no work, project or voluntary post', {
      kind: 'input',
      where,
      action:
        'add at least one role with what was done in it (work in JSON Resume, an Experience section elsewhere)',
    });
  }
}

import { StrataError } from '../error.ts';
import { looksLikeJsonResume, readJsonResumeValue } from './json-resume.ts';
import type { CvReading } from './read-cv.ts';
import { readRenderCv } from './render-cv.ts';

/** Enough for any CV that shares a few nodes; an exponential document needs thousands. */
const maxAliasCount = 50;

/** The parser's time grows with the square of a faulty line's length. */
const maxLineCharacters = 20_000;

/**
 * Reads RenderCV's `cv:` shape or a JSON Resume written as YAML.
 * @throws StrataError `CV_NOT_YAML`, `CV_UNKNOWN_SHAPE`, `CV_INVALID` (kind `input`)
 */
export async function readYamlCv(text: string, where: string): Promise<CvReading> {
  const value = withoutEmpty(await parseYaml(text, where));
  if (isRecord(value)) {
    if (isRecord(value.cv)) return readRenderCv(value.cv, where);
    if (looksLikeJsonResume(value)) return readJsonResumeValue(value, where);
  }
  throw new StrataError('CV_UNKNOWN_SHAPE', `${describe(value)} is no CV in a shape known here`, {
    kind: 'input',
    where,
    action: "hand in RenderCV's YAML (a cv: with name and sections) or JSON Resume as YAML (basics, work, …)",
  });
}

async function parseYaml(text: string, where: string): Promise<unknown> {
  if (text.split('\n').some((line) => line.length > maxLineCharacters)) {
    throw new StrataError('CV_NOT_YAML', `the YAML has a line of more than ${maxLineCharacters} characters`, {
      kind: 'input',
      where,
      action: 'write each field on a line of its own',
    });
  }
  const { parseDocument } = await import('yaml');
  // The failsafe schema keeps every scalar as it was written: 2021, 4.0 and +49 30 stay text.
  const document = parseDocument(text, { schema: 'failsafe', logLevel: 'silent', prettyErrors: true });
  const fault = document.errors[0];
  if (fault !== undefined) {
    const { line, col } = fault.linePos?.[0] ?? { line: 1, col: 1 };
    throw new StrataError(
      'CV_NOT_YAML',
      `the CV is not valid YAML: ${fault.message.split(' at line')[0] ?? ''}`,
      {
        kind: 'input',
        where: `${where}:${line}:${col}`,
        action:
          'correct the YAML there (a colon or quotation mark inside a text needs quotes round the text)',
        cause: fault,
      },
    );
  }
  try {
    return document.toJS({ maxAliasCount });
  } catch (cause) {
    throw new StrataError('CV_NOT_YAML', 'the YAML repeats itself by aliases without measure', {
      kind: 'input',
      where,
      action: 'write the repeated parts out',
      cause,
    });
  }
}

/** A field without a value means "none" in YAML files, where templates leave it standing. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty).filter((item) => item !== undefined);
  if (isRecord(value)) {
    const entries = Object.entries(value).map(([key, item]) => [key, withoutEmpty(item)] as const);
    return Object.fromEntries(entries.filter(([, item]) => item !== undefined));
  }
  if (typeof value !== 'string') return value ?? undefined;
  return /^(?:|~|null|Null|NULL)$/.test(value.trim()) ? undefined : value;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (!isRecord(value)) return 'a text';
  return `YAML with ${Object.keys(value).slice(0, 5).join(', ') || 'nothing in it'}`;
}

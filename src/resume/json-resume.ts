import { StrataError } from '../error.ts';
import { addExtra } from './document-lists.ts';
import { findJsonFault } from './json-fault.ts';
import type { CvReading } from './read-cv.ts';
import type { ResumeDocument } from './resume-document.ts';
import { validateJsonResume } from './schema-faults.ts';

/** Sections by which a JSON Resume is known. */
const sectionNames = [
  'basics',
  'work',
  'volunteer',
  'education',
  'awards',
  'certificates',
  'publications',
  'skills',
  'languages',
  'interests',
  'references',
  'projects',
];

/** @throws StrataError `CV_NOT_JSON`, `CV_UNKNOWN_SHAPE`, `CV_INVALID` (kind `input`) */
export async function readJsonResume(text: string, where: string): Promise<CvReading> {
  return readJsonResumeValue(parseJson(text, where), where);
}

/** A JSON Resume that is parsed already, whatever it was written in. */
export function readJsonResumeValue(value: unknown, where: string): CvReading {
  if (!looksLikeJsonResume(value)) {
    throw new StrataError('CV_UNKNOWN_SHAPE', `${describeValue(value)} is not a JSON Resume`, {
      kind: 'input',
      where,
      action: 'hand in an object with basics, work, education, skills as jsonresume.org/schema describes it',
    });
  }
  const document = validateJsonResume(value, where);
  return { document, notes: addOwnSections(document, value) };
}

export function looksLikeJsonResume(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // `work`, `projects` or `name` alone stand in many a file; `basics` or two sections do not.
  return 'basics' in value || sectionNames.filter((name) => name in value).length >= 2;
}

/**
 * Lists that JSON Resume has no place for (patents, memberships, …) become sections of the author's own.
 * @returns a note on the fields that are no lists of text
 */
function addOwnSections(document: ResumeDocument, value: Record<string, unknown>): string[] {
  const left: string[] = [];
  for (const [key, found] of Object.entries(value)) {
    if (sectionNames.includes(key) || /^(?:meta|\$schema)$/.test(key)) continue;
    const lines = Array.isArray(found) ? found.flatMap(linesOf) : [];
    if (lines.length > 0) addExtra(document, readableName(key), lines);
    else left.push(key);
  }
  return left.length === 0
    ? []
    : [`Fields outside JSON Resume were left out: ${left.slice(0, 10).join(', ')}.`];
}

/** A text as it is, an object as its texts in the order written, with its own lists as lines below. */
function linesOf(item: unknown): string[] {
  if (typeof item === 'string') return item.trim() === '' ? [] : [item];
  if (typeof item !== 'object' || item === null || Array.isArray(item)) return [];
  const values = Object.values(item);
  const texts = values.filter((text) => typeof text === 'string' && text.trim() !== '');
  const below = values.filter(Array.isArray).flat().flatMap(linesOf);
  return texts.length === 0 ? below : [texts.join(', '), ...below];
}

/** "barAdmissions" and "bar_admissions" as "Bar admissions". */
function readableName(key: string): string {
  const words = key
    .replaceAll(/(?<=\p{Ll})(?=\p{Lu})/gu, ' ')
    .replaceAll(/[_\s-]+/g, ' ')
    .trim()
    .toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function describeValue(value: unknown): string {
  if (Array.isArray(value)) return 'a list';
  if (typeof value !== 'object' || value === null) return value === null ? 'null' : `a ${typeof value}`;
  const keys = Object.keys(value);
  return keys.length === 0 ? 'an empty object' : `an object with ${keys.slice(0, 5).join(', ')}`;
}

function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    const place = findJsonFault(text);
    throw new StrataError('CV_NOT_JSON', `the CV is not valid JSON: ${place.complaint}`, {
      kind: 'input',
      where: `${where}:${place.line}:${place.column}`,
      action: 'correct the JSON there',
      cause,
    });
  }
}

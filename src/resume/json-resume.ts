import { StrataError } from '../error.ts';
import { findJsonFault } from './json-fault.ts';
import type { CvReading } from './read-cv.ts';
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
  return { document: validateJsonResume(value, where), notes: notesOn(value) };
}

export function looksLikeJsonResume(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  // `work`, `projects` or `name` alone stand in many a file; `basics` or two sections do not.
  return 'basics' in value || sectionNames.filter((name) => name in value).length >= 2;
}

function notesOn(value: Record<string, unknown>): string[] {
  const unknown = Object.keys(value).filter(
    (key) => !sectionNames.includes(key) && !/^(?:meta|\$schema)$/.test(key),
  );
  return unknown.length === 0
    ? []
    : [`Fields outside JSON Resume were left out: ${unknown.slice(0, 10).join(', ')}.`];
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

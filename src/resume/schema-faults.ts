import type { z } from 'zod';
import { StrataError } from '../error.ts';
import { jsonResumeSchema } from './json-resume-schema.ts';
import type { ResumeDocument } from './resume-document.ts';

const maxFaultsShown = 20;

/**
 * Checks a value against JSON Resume 1.0.0 and names every fault at once.
 * @throws StrataError `CV_INVALID` (kind `input`)
 */
export function validateJsonResume(value: unknown, where: string): ResumeDocument {
  const parsed = jsonResumeSchema.safeParse(value);
  if (parsed.success) return parsed.data as ResumeDocument;
  const faults = parsed.error.issues.map((issue) => describeFault(issue, value));
  const shown = faults.slice(0, maxFaultsShown);
  const hidden = faults.length - shown.length;
  const count = faults.length === 1 ? 'one place' : `${faults.length} places`;
  throw new StrataError(
    'CV_INVALID',
    `the CV breaks the JSON Resume schema in ${count}: ${shown.join('; ')}${hidden > 0 ? `; and ${hidden} more` : ''}`,
    { kind: 'input', where, action: 'correct the fields named and hand it in again', cause: parsed.error },
  );
}

function describeFault(issue: z.core.$ZodIssue, value: unknown): string {
  const path = formatPath(issue.path);
  const found = valueAt(value, issue.path);
  const last = issue.path.findLast((part) => typeof part === 'string') ?? '';
  return `${path}: ${shownValue(found)} ${complaint(issue, found, String(last))}`;
}

function complaint(issue: z.core.$ZodIssue, found: unknown, field: string): string {
  if (/date$/i.test(field)) {
    if (field === 'endDate' && (found === null || isPresentWord(found))) {
      return 'is not a date; leave it out for a role that still runs';
    }
    if (found === null) return 'is not a date; leave the field out';
    return 'is not a date; write 2021, 2021-09 or 2021-09-01, in quotes';
  }
  if (issue.code === 'invalid_type') {
    const expected =
      issue.expected === 'string' ? 'text' : issue.expected === 'array' ? 'a list' : 'an object';
    return found === null ? `is not ${expected}; leave the field out` : `is not ${expected}`;
  }
  if (issue.message === 'uri') return 'is not a web address; write https://… or leave it out';
  if (issue.message === 'email') return 'is not an e-mail address; write name@example.com or leave it out';
  return issue.message;
}

function isPresentWord(found: unknown): boolean {
  return typeof found === 'string' && /^\s*(?:|present|now|current|today|ongoing)\s*$/i.test(found);
}

function formatPath(path: readonly PropertyKey[]): string {
  let written = '';
  for (const part of path) {
    written += typeof part === 'number' ? `[${part}]` : written === '' ? String(part) : `.${String(part)}`;
  }
  return written === '' ? 'the CV' : written;
}

function valueAt(value: unknown, path: readonly PropertyKey[]): unknown {
  let found: unknown = value;
  for (const part of path) {
    if (typeof found !== 'object' || found === null) return undefined;
    found = (found as Record<PropertyKey, unknown>)[part];
  }
  return found;
}

function shownValue(found: unknown): string {
  if (Array.isArray(found)) return 'a list';
  if (typeof found === 'object' && found !== null) return 'an object';
  const written = JSON.stringify(found) ?? 'nothing';
  return written.length > 40 ? `${written.slice(0, 37)}…` : written;
}

import type { Entry, MasterCv } from '../../resume/resume.ts';
import { endYear, yearOf } from './citable.ts';

const numbers = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
  'thirteen',
  'fourteen',
  'fifteen',
];

/** "3+ years", "five years or more", "2 to 5 years". */
export const yearsPhrase = new RegExp(
  String.raw`\b(\d{1,2}|${numbers.slice(1).join('|')})\s?(?:\+|plus|or more)?(?:\s?(?:-|–|to)\s?\d{1,2})?\+?\s+years?\b(?!'? (?:old|of age|notice))`,
  'iu',
);

/** Years of experience that a requirement asks for, or undefined. */
export function yearsAsked(requirement: string): number | undefined {
  const found = yearsPhrase.exec(requirement)?.[1]?.toLowerCase();
  if (found === undefined) return /\bseveral years\b/i.test(requirement) ? 3 : undefined;
  return /^\d/.test(found) ? Number(found) : numbers.indexOf(found);
}

/** Years that the given roles cover, overlaps counted once. Whole years make it exact to about one. */
export function yearsHeld(roles: readonly Entry[], cv: MasterCv): number {
  const spans = roles
    .flatMap((role) => {
      const from = pointInTime(role.startDate);
      return from === undefined
        ? []
        : [{ from, to: Math.max(from, pointInTime(role.endDate) ?? endYear(role, cv) + 0.5) }];
    })
    .toSorted((one, other) => one.from - other.from);
  let held = 0;
  let covered = Number.NEGATIVE_INFINITY;
  for (const { from, to } of spans) {
    held += Math.max(0, to - Math.max(from, covered));
    covered = Math.max(covered, to);
  }
  return held;
}

function pointInTime(date: string | undefined): number | undefined {
  const year = yearOf(date);
  if (year === undefined) return undefined;
  const month = Number(date?.slice(5, 7) || 1);
  return year + (month - 1) / 12;
}

import { describe, expect, it } from 'vitest';
import { looksLikePerson } from '../../../src/reasoner/extractive/person-name.ts';

describe('a name to greet by', () => {
  it.each([
    'Ragnhild Sæterbakk',
    'Priya Raman',
    'Dr Weber',
    'Frau Dr. Anna Weber',
    'Anna van der Berg',
    "Siobhán O'Connor-Nwosu",
    'José Luis García',
    'J. Baker',
  ])('is %s', (name) => expect(looksLikePerson(name)).toBe(true));

  it.each([
    'Matron',
    'Karen',
    'Frau Dr',
    "Headteacher's",
    'Clifton Headteacher',
    'Head Chef',
    'Hiring Team',
    "St Mary's",
    'Human Resources',
    'the kitchen',
    '',
  ])('is not %s', (name) => expect(looksLikePerson(name)).toBe(false));
});

import { describe, expect, it } from 'vitest';
import { familyOf } from '../../src/text/word-families.ts';

describe('familyOf', () => {
  it.each([
    ['lead', 'led', 'leading', 'leader', 'leadership'],
    ['manage', 'manager', 'managed', 'management'],
    ['negotiate', 'renegotiate', 'renegotiated'],
    ['write', 'wrote', 'written'],
    ['reliable', 'reliability'],
  ])('unites the forms of %s', (...words) => {
    expect(new Set(words.map((word) => familyOf(word))).size).toBe(1);
  });

  it.each([
    ['research', 'search'],
    ['resource', 'source'],
    ['record', 'cord'],
    ['renewable', 'renewed'],
    ['report', 'port'],
  ])('keeps %s apart from %s', (one, other) => {
    expect(familyOf(one)).not.toBe(familyOf(other));
  });
});

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type PackGroup, pack } from '../../../../src/pipelines/application/cv/pack.ts';

const groups = fc.array(
  fc.record({
    items: fc.array(
      fc.record({ words: fc.integer({ min: 1, max: 9 }), worth: fc.integer({ min: 1, max: 20 }) }),
      {
        maxLength: 4,
      },
    ),
    openingWords: fc.integer({ min: 0, max: 4 }),
    penalty: fc.integer({ min: 0, max: 6 }),
    most: fc.integer({ min: 0, max: 4 }),
  }),
  { minLength: 1, maxLength: 3 },
);

describe('packing', () => {
  it('finds the best choice that fits', () => {
    fc.assert(
      fc.property(groups, fc.integer({ min: 0, max: 30 }), (drawn, capacity) => {
        const packed = drawn.map(
          ({ penalty, ...group }): PackGroup => ({
            ...group,
            worthOfCount: (count) => -penalty * Math.max(0, count - 1),
          }),
        );
        const chosen = pack(packed, capacity);
        expect(wordsOf(packed, chosen)).toBeLessThanOrEqual(capacity);
        expect(worthOf(packed, chosen)).toBeCloseTo(bestOf(packed, capacity));
      }),
    );
  });

  it('takes two good items rather than the single best one that leaves no room', () => {
    const items = [
      { words: 10, worth: 10 },
      { words: 6, worth: 7 },
      { words: 6, worth: 7 },
    ];
    expect(pack([{ items, openingWords: 0, worthOfCount: () => 0, most: 9 }], 12)).toEqual([[1, 2]]);
  });

  it('chooses among more items than it can weigh at once', () => {
    const items = Array.from({ length: 500 }, (_, at) => ({ words: 20, worth: at }));
    const [chosen] = pack([{ items, openingWords: 0, worthOfCount: () => 0, most: 12 }], 100);
    expect(chosen).toEqual([495, 496, 497, 498, 499]);
  });
});

function wordsOf(packed: PackGroup[], chosen: number[][]): number {
  return packed.reduce((sum, { items, openingWords }, at) => {
    const taken = chosen[at] ?? [];
    return (
      sum +
      (taken.length > 0 ? openingWords : 0) +
      taken.reduce((words, item) => words + (items[item]?.words ?? 0), 0)
    );
  }, 0);
}

function worthOf(packed: PackGroup[], chosen: number[][]): number {
  return packed.reduce((sum, { items, worthOfCount }, at) => {
    const taken = chosen[at] ?? [];
    return (
      sum + worthOfCount(taken.length) + taken.reduce((worth, item) => worth + (items[item]?.worth ?? 0), 0)
    );
  }, 0);
}

/** Tries everything. */
function bestOf(packed: PackGroup[], capacity: number): number {
  const choices = packed.map(({ items, most }) =>
    Array.from({ length: 2 ** items.length }, (_, bits) =>
      items.flatMap((_item, at) => (bits & (1 << at) ? [at] : [])),
    ).filter(({ length }) => length <= most),
  );
  const all = choices.reduce<number[][][]>(
    (sofar, own) => sofar.flatMap((before) => own.map((one) => [...before, one])),
    [[]],
  );
  return Math.max(
    ...all.filter((chosen) => wordsOf(packed, chosen) <= capacity).map((chosen) => worthOf(packed, chosen)),
  );
}

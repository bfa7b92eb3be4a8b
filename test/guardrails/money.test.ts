import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nanoUsd, usdOf, usdText } from '../../src/guardrails/money.ts';

describe('money', () => {
  it('turns decimal amounts into whole nano-dollars without the noise of binary fractions', () => {
    expect(nanoUsd(0.1 + 0.2)).toBe(300_000_000);
    expect(nanoUsd(1.1)).toBe(1_100_000_000);
    expect(nanoUsd(0.0000000015)).toBe(2);
  });

  it('gives back every whole number of nano-dollars', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1e15 }), (nano) => {
        expect(nanoUsd(usdOf(nano))).toBe(nano);
      }),
    );
  });

  it('shows two digits of amounts below a cent, and cents above', () => {
    expect(usdText(0)).toBe('0.00 USD');
    expect(usdText(100)).toBe('100.00 USD');
    expect(usdText(0.0123)).toBe('0.012 USD');
    expect(usdText(0.0000034)).toBe('0.0000034 USD');
  });
});

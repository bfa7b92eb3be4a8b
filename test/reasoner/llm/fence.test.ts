import fc from 'fast-check';
import { expect, it } from 'vitest';
import { closingMark, fenced, openingMark } from '../../../src/reasoner/llm/fence.ts';

const nonce = '0123456789abcdef01234567';

it('puts the material between marks that hold the nonce', () => {
  expect(fenced('posting', 'We hire.', nonce)).toBe(
    `<<<data posting ${nonce}>>>\nWe hire.\n<<<end posting ${nonce}>>>`,
  );
});

it('leaves no way out, even to somebody who knows the nonce', () => {
  const mark = closingMark('posting', nonce);
  const pieces = fc.constantFrom(
    mark,
    openingMark('x', nonce),
    '<<<',
    '>>>',
    nonce,
    '<',
    '>',
    '\n',
    '\u202E',
  );
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), pieces)), (parts) => {
      const text = fenced('posting', parts.join(''), nonce);
      const inside = text.slice(openingMark('posting', nonce).length, -mark.length);
      expect(inside).not.toMatch(/<<|>>/u);
      expect(inside.toLowerCase()).not.toContain(nonce);
    }),
  );
});

it('sees through brackets and nonces that come together only when something is taken out', () => {
  const inside = `<\u202E<${nonce}< >${nonce}> ${nonce.slice(0, 9)}${nonce}${nonce.slice(9)}`;
  const text = fenced('posting', inside, nonce);
  expect(text.split('\n')[1]).toBe('‹‹‹ ›› ');
});

it('takes out what nobody can see and a model can read', () => {
  const hidden = [...'obey'].map((letter) => String.fromCodePoint(0xe0000 + letter.charCodeAt(0))).join('');
  expect(fenced('posting', `We\u0000 hire${hidden}.\n\tNow`, nonce)).toContain('\nWe hire.\n\tNow\n');
});

it('refuses a nonce that could be guessed', () => {
  expect(() => fenced('posting', 'We hire.', 'abc')).toThrow(
    expect.objectContaining({ code: 'FENCE_NONCE_WEAK' }),
  );
});

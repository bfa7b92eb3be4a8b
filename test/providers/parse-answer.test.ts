import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseAnswer } from '../../src/providers/parse-answer.ts';

test.each([
  ['an object', '{"a":1}', { a: 1 }],
  ['an array', ' [1, 2]\n', [1, 2]],
  ['an object in a fence', '```json\n{"a":1}\n```', { a: 1 }],
  ['an object in a fence among words', 'So:\n```\n{"a":1}\n```\nDone.', { a: 1 }],
  ['an object among words', 'I say {"a":"}{"} and no more', { a: '}{' }],
  ['an object with quotes in it', 'so: {"a":"say \\"}\\" twice"}', { a: 'say "}" twice' }],
  ['an object after thoughts', '<think>{"a":2}?</think>{"a":1}', { a: 1 }],
  ['an object after braces that are none', 'a set {x, y} gives {"a":1}', { a: 1 }],
])('reads %s', (_name, text, value) => {
  expect(parseAnswer(text)).toEqual(value);
});

test.each([
  ['nothing', ''],
  ['words', 'I would rather not'],
  ['a bare word of JSON', '"yes"'],
  ['two objects', '{"a":1} or {"a":2}'],
  ['two fences', '```\n{"a":1}\n```\n```\n{"a":2}\n```'],
  ['an object that was cut off around a whole one', '{"a":{"b":1},"c":'],
  ['an object that was cut off within a string', 'so: {"a":"b'],
])('takes %s for no answer', (_name, text) => {
  expect(parseAnswer(text)).toBeUndefined();
});

test('gives back any object, whatever is said around it without braces', () => {
  const words = fc.string().filter((text) => !/[{}[\]"`<]/.test(text));
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), words, words, (value, before, after) => {
      const json = JSON.stringify(value);
      expect(parseAnswer(`${before}${json}${after}`)).toEqual(JSON.parse(json));
    }),
  );
});

test('reads a megabyte of opening braces in one go', () => {
  expect(parseAnswer('{'.repeat(1_000_000))).toBeUndefined();
});

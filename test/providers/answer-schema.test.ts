import { expect, test } from 'vitest';
import { z } from 'zod';
import { answerSchema } from '../../src/providers/answer-schema.ts';

test('keeps what providers enforce, and tells the rest in words', () => {
  const { schema } = answerSchema(
    z.object({
      points: z.array(z.string().min(3).describe('A point')).min(2).max(6),
      score: z.number().int().min(0).max(100),
      kind: z.enum(['a', 'b']),
    }),
  );
  expect(schema).toEqual({
    type: 'object',
    properties: {
      points: {
        type: 'array',
        items: { type: 'string', description: 'A point (minLength 3)' },
        description: '(minItems 2, maxItems 6)',
      },
      score: { type: 'integer', description: '(minimum 0, maximum 100)' },
      kind: { type: 'string', enum: ['a', 'b'] },
    },
    required: ['points', 'score', 'kind'],
    additionalProperties: false,
  });
});

test('can be enforced to the letter when every property is required', () => {
  const strict = z.object({ a: z.string(), b: z.object({ c: z.number().nullable() }) });
  expect(answerSchema(strict).strict).toBe(true);
  expect(answerSchema(z.object({ a: z.string().optional() })).strict).toBe(false);
  expect(answerSchema(z.object({ a: z.record(z.string(), z.string()) })).strict).toBe(false);
  expect(answerSchema(z.object({ a: z.array(z.object({ b: z.string().optional() })) })).strict).toBe(false);
});

test('turns unions into the one form that all know', () => {
  const shape = z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('a'), x: z.string() }),
    z.object({ kind: z.literal('b'), y: z.number() }),
  ]);
  expect(JSON.stringify(answerSchema(z.object({ shape })).schema)).not.toContain('oneOf');
});

test('does not mistake a property for a keyword', () => {
  const schema = z.object({ title: z.string(), default: z.string(), format: z.string() });
  expect(Object.keys(answerSchema(schema).schema.properties ?? {})).toEqual(['title', 'default', 'format']);
});

test('says how many bytes of it are sent', () => {
  const { schema, sizeBytes } = answerSchema(z.object({ a: z.string().describe('Größe') }));
  expect(sizeBytes).toBe(Buffer.byteLength(JSON.stringify(schema)));
});

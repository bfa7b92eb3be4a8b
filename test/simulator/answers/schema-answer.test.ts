import fc from 'fast-check';
import { expect, it } from 'vitest';
import { z } from 'zod';
import type { JsonSchema } from '../../../simulator/answers/json-schema.ts';
import { readMaterial } from '../../../simulator/answers/material.ts';
import { modelAnswer } from '../../../simulator/answers/model-answer.ts';

const prompt = [
  'How well does the CV answer the posting?',
  '<<<data requirements 0f1e2d3c4b5a6978>>>',
  'q1 (must): Five years of Kafka in production',
  'q2 (nice): Knowledge of underwater basket weaving',
  '<<<end requirements 0f1e2d3c4b5a6978>>>',
  '<<<data cv 0f1e2d3c4b5a6978>>>',
  'w1: Backend Engineer, Fraktlinje',
  'w1.b1: Rebuilt the position ingestion on Kafka, in production since 2021',
  'w1.b2: Moved a table of 2.6 TB without downtime',
  'w2: Developer, Kilowatka',
  'w2.b1: Brought the billing run from 9 h to 70 min',
  '<<<end cv 0f1e2d3c4b5a6978>>>',
].join('\n');

function answer<T>(schema: z.ZodType<T>, seed = 1): T {
  const text = modelAnswer({ prompt, schema: z.toJSONSchema(schema) as JsonSchema }, seed);
  return schema.parse(JSON.parse(text));
}

it('finds what has an id, block by block', () => {
  const { blocks } = readMaterial(prompt);
  expect(blocks.map(({ label }) => label)).toEqual(['requirements', 'cv']);
  expect(blocks[0]?.items).toEqual([
    { id: 'q1', text: 'Five years of Kafka in production' },
    { id: 'q2', text: 'Knowledge of underwater basket weaving' },
  ]);
  expect(blocks[1]?.items.map(({ id }) => id)).toEqual(['w1', 'w1.b1', 'w1.b2', 'w2', 'w2.b1']);
});

it('words with sources are the words of those sources', () => {
  const texts = new Map(
    readMaterial(prompt).blocks.flatMap(({ items }) => items.map(({ id, text }) => [id, text])),
  );
  const { summary } = answer(
    z.object({
      summary: z.array(z.object({ text: z.string(), sources: z.array(z.string()).min(1) })).min(2),
    }),
  );
  for (const { text, sources } of summary) expect(text).toBe(`${texts.get(sources[0] ?? '')}.`);
});

it('bullets of a role are that role’s own, each once', () => {
  const { roles } = answer(
    z.object({
      roles: z.array(
        z.object({
          id: z.string(),
          bullets: z.array(z.object({ sources: z.array(z.string()), text: z.string() })),
        }),
      ),
    }),
  );
  const sources = Object.fromEntries(
    roles.map(({ id, bullets }) => [id, bullets.flatMap((each) => each.sources).sort()]),
  );
  expect(sources).toEqual({ w1: ['w1.b1', 'w1.b2'], w2: ['w2.b1'] });
});

it('a verdict on each requirement follows from the words that it shares with the CV', () => {
  const { verdicts } = answer(
    z.object({
      verdicts: z.array(
        z.object({
          requirement: z.string(),
          status: z.enum(['met', 'unsaid', 'missing']),
          evidence: z.array(z.string()),
        }),
      ),
    }),
  );
  expect(verdicts.toSorted((a, b) => a.requirement.localeCompare(b.requirement))).toEqual([
    { requirement: 'q1', status: 'met', evidence: ['w1.b1'] },
    { requirement: 'q2', status: 'missing', evidence: [] },
  ]);
});

it('keeps the bounds of numbers, lists and texts', () => {
  const bounds = fc.tuple(fc.integer({ min: 0, max: 6 }), fc.integer({ min: 0, max: 6 }));
  fc.assert(
    fc.property(
      bounds,
      bounds,
      fc.integer({ min: 1, max: 300 }),
      fc.integer(),
      ([a, b], [c, d], longest, seed) => {
        const schema = z.object({
          list: z
            .array(z.object({ text: z.string() }))
            .min(Math.min(a, b))
            .max(Math.max(a, b)),
          share: z
            .number()
            .min(Math.min(c, d))
            .max(Math.max(c, d) + 0.5),
          count: z.number().int().min(Math.min(c, d)).max(Math.max(c, d)),
          note: z.string().max(longest),
          long: z.string().min(longest),
        });
        answer(schema, seed);
      },
    ),
    { numRuns: 100 },
  );
});

it('answers schemas with references, choices, nulls, records and formats', () => {
  type Tree = { text: string; children: Tree[] };
  const tree: z.ZodType<Tree> = z.lazy(() => z.object({ text: z.string(), children: z.array(tree).max(2) }));
  const schema = z.object({
    tree,
    either: z.discriminatedUnion('kind', [
      z.object({ kind: z.literal('one'), score: z.number().max(10) }),
      z.object({ kind: z.literal('other'), quote: z.string() }),
    ]),
    email: z.email().nullable(),
    when: z.iso.datetime(),
    scores: z.record(z.string(), z.number().int().min(1).max(5)),
    pair: z.tuple([z.string(), z.number()]),
    maybe: z.boolean().optional(),
  });
  for (let seed = 0; seed < 20; seed += 1) answer(schema, seed);
});

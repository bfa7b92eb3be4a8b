import { z } from 'zod';
import type { Random } from '../../../../simulator/seeded-random.ts';
import { type LlmProviderName, llmProviderNames } from '../../../../src/providers/provider-name.ts';
import { outputTokens, promptBytes } from './proof-setup.ts';

const schema = z.object({ summary: z.string(), points: z.array(z.string()).min(1).max(4) });

/** Words of more bytes than letters among them. */
const words = [
  'ledger',
  'réserve',
  'budget',
  'żółć',
  'provider',
  '見積',
  'night',
  'report',
  'Straße',
  'queue',
];

export interface ProofRequest {
  provider: LlmProviderName;
  system: string;
  prompt: string;
  schemaName: string;
  schema: typeof schema;
  maxOutputTokens: number;
  stream: boolean;
}

/** A question of random length to a random provider, streamed or not. */
export function proofRequest(random: Random): ProofRequest {
  const of = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  const between = ({ least, most }: { least: number; most: number }) => least + random() * (most - least);
  const sizeBytes = between(promptBytes);
  let prompt = '';
  for (let bytes = 0; bytes < sizeBytes; ) {
    const sentence = `The ${of(words)} of the ${of(words)} went to the ${of(words)} by ${Math.floor(random() * 1e4)}. `;
    prompt += sentence;
    bytes += Buffer.byteLength(sentence);
  }
  return {
    provider: of(llmProviderNames),
    system: 'Sum up what stands in the text.',
    prompt,
    schemaName: 'summary',
    schema,
    maxOutputTokens: Math.floor(between(outputTokens)),
    stream: random() < 0.5,
  };
}

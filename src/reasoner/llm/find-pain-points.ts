import { z } from 'zod';
import { visibleLine } from '../../grounding/visible-line.ts';
import type { Posting } from '../../posting/posting.ts';
import { readable } from '../extractive/readable.ts';
import { boilerplateKind } from '../extractive/section-kind.ts';
import type { Finding, PainPoints } from '../pain-points.ts';
import { postingHead, postingText } from './posting-material.ts';
import { claimsBeyond, proseSource } from './prose-claims.ts';
import type { Ask, Question } from './question.ts';
import { verbatimQuote } from './verbatim-quote.ts';

const findings = z.array(z.object({ text: z.string(), quote: z.string(), confidence: z.number() }));

const answer = z.object({
  painPoints: findings,
  strategicNeeds: findings,
  risksIfUnfilled: findings,
  successMetrics: findings,
});

type Answer = z.infer<typeof answer>;

/** Least and most findings of each list. */
const bounds: Record<keyof Answer, { least: number; most: number }> = {
  painPoints: { least: 2, most: 6 },
  strategicNeeds: { least: 2, most: 5 },
  risksIfUnfilled: { least: 2, most: 5 },
  successMetrics: { least: 2, most: 6 },
};

export function painPointsQuestion({ posting }: { posting: Posting }): Question<Answer> {
  return {
    layer: 'pain-points',
    prompt: 'pain-points',
    material: {
      head: postingHead(posting),
      posting: postingText(posting, ['offer', 'process', 'legal', 'negative']),
    },
    schema: answer,
  };
}

export async function findPainPoints(input: { posting: Posting }, ask: Ask): Promise<PainPoints> {
  const given = await ask(painPointsQuestion(input));
  const seen = new Set<string>();
  const found: PainPoints = {
    painPoints: [],
    strategicNeeds: [],
    risksIfUnfilled: [],
    successMetrics: [],
    short: [],
  };
  const source = proseSource([postingHead(input.posting), input.posting.text].join('\n'));
  for (const list of Object.keys(bounds) as (keyof Answer)[]) {
    for (const { text, quote: written, confidence } of given[list]) {
      const quote = verbatimQuote(written, input.posting.text);
      if (quote === undefined || seen.has(quote) || boilerplateKind(quote) !== undefined) continue;
      seen.add(quote);
      found[list].push(findingOf(text, quote, confidence, source));
    }
    found[list] = found[list].slice(0, bounds[list].most);
    if (found[list].length < bounds[list].least) found.short.push(list);
  }
  return found;
}

/** A wording that says more than the posting gives way to the posting's own. */
function findingOf(
  written: string,
  quote: string,
  confidence: number,
  source: ReturnType<typeof proseSource>,
): Finding {
  const text = visibleLine(written);
  const isSaid = text !== '' && claimsBeyond(text, [source]).length === 0;
  return { text: isSaid ? text : readable(quote), quote, confidence: shareOf(confidence) };
}

/** Some models answer in percent. */
function shareOf(confidence: number): number {
  const share = confidence > 1 ? confidence / 100 : confidence;
  return Number.isFinite(share) ? Math.round(Math.min(1, Math.max(0, share)) * 100) / 100 : 0;
}

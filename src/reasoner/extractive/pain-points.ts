import type { Posting } from '../../posting/posting.ts';
import { splitSentences } from '../../text/sentences.ts';
import { countWords } from '../../text/words.ts';
import type { Finding, PainPoints } from '../pain-points.ts';
import { cueStrengths, type FindingKind, findingKinds } from './finding-cues.ts';
import { isHeaderLine, isMetaLine } from './meta-lines.ts';
import { readable } from './readable.ts';
import { boilerplateKind, type ClassifiedBlock, classifyBlocks } from './section-kind.ts';

/** Least and most findings of each list. */
const limits: Record<FindingKind, { least: number; most: number }> = {
  painPoints: { least: 2, most: 6 },
  strategicNeeds: { least: 2, most: 5 },
  risksIfUnfilled: { least: 2, most: 5 },
  successMetrics: { least: 2, most: 6 },
};

const leastConfidence = 0.4;

interface Sentence {
  quote: string;
  confidences: Record<FindingKind, number>;
  order: number;
}

/**
 * Reads a posting's pains, goals, risks and measures off its sentences. Each sentence serves one list, the one
 * whose cues are strongest; benefits, application steps and legal boilerplate serve none. Nothing is padded.
 */
export function findPainPoints({ posting }: { posting: Posting }): PainPoints {
  const sentences = classifyBlocks(posting).flatMap(sentencesOf).map(confidencesOf);
  const lists: Record<FindingKind, Sentence[]> = {
    painPoints: [],
    strategicNeeds: [],
    risksIfUnfilled: [],
    successMetrics: [],
  };
  const ranked = sentences
    .flatMap((sentence) =>
      findingKinds.map((kind) => ({ sentence, kind, confidence: sentence.confidences[kind] })),
    )
    .filter(({ confidence }) => confidence >= leastConfidence)
    .toSorted((one, other) => other.confidence - one.confidence || one.sentence.order - other.sentence.order);
  const used = new Set<string>();
  for (const { sentence, kind } of ranked) {
    const key = sentence.quote.toLowerCase();
    if (used.has(key) || lists[kind].length >= limits[kind].most) continue;
    used.add(key);
    lists[kind].push(sentence);
  }
  rebalance(lists);
  const findings = (kind: FindingKind) => lists[kind].map((sentence) => findingOf(sentence, kind));
  return {
    painPoints: findings('painPoints'),
    strategicNeeds: findings('strategicNeeds'),
    risksIfUnfilled: findings('risksIfUnfilled'),
    successMetrics: findings('successMetrics'),
    short: findingKinds.filter((kind) => lists[kind].length < limits[kind].least),
  };
}

/** A list with too few takes over what another list has to spare, where the sentence speaks for both. */
function rebalance(lists: Record<FindingKind, Sentence[]>): void {
  for (const short of findingKinds) {
    while (lists[short].length < limits[short].least) {
      const spare = findingKinds
        .filter((kind) => kind !== short && lists[kind].length > limits[kind].least)
        .flatMap((kind) => lists[kind].map((sentence) => ({ kind, sentence })))
        .filter(({ sentence }) => sentence.confidences[short] >= leastConfidence)
        .toSorted((one, other) => other.sentence.confidences[short] - one.sentence.confidences[short])[0];
      if (spare === undefined) break;
      lists[spare.kind] = lists[spare.kind].filter((sentence) => sentence !== spare.sentence);
      lists[short].push(spare.sentence);
    }
  }
}

function findingOf(sentence: Sentence, kind: FindingKind): Finding {
  return {
    text: readable(sentence.quote),
    quote: sentence.quote,
    confidence: Math.round(sentence.confidences[kind] * 100) / 100,
  };
}

interface PlacedSentence {
  quote: string;
  heading: string;
  kind: ClassifiedBlock['kind'];
}

function sentencesOf({ block, kind }: ClassifiedBlock): PlacedSentence[] {
  if (kind === 'offer' || kind === 'process' || kind === 'legal' || kind === 'negative') return [];
  const heading = block.headings.join(' / ');
  return withAntecedents(block.text)
    .filter((quote) => countWords(quote) >= 4 && countWords(quote) <= 60 && /[.!?…)%\d]$|\p{L}$/u.test(quote))
    .filter((quote) => boilerplateKind(quote, true) === undefined && !quote.endsWith('?'))
    .filter((quote) => !isMetaLine(quote) && !isHeaderLine(quote))
    .map((quote) => ({ quote, heading, kind }));
}

const leansBack =
  /^(?:it|they|this|that|these|those|both|he|she|some|none)\b|^(?:\S+ ){0,5}(?:it|them|they|of these)\b|^we think that\b/i;

/** Sentences; a short one that leans on the one before ("At present it takes forty") is quoted together with it. */
function withAntecedents(text: string): string[] {
  const spans: { start: number; end: number; words: number }[] = [];
  let from = 0;
  for (const sentence of splitSentences(text)) {
    const start = text.indexOf(sentence, from);
    const end = start + sentence.length;
    const words = countWords(sentence);
    const before = spans.at(-1);
    const together = before !== undefined && words <= 12 && before.words <= 35 && leansBack.test(sentence);
    if (together) spans.splice(-1, 1, { start: before.start, end, words: before.words + words });
    else spans.push({ start, end, words });
    from = end;
  }
  return spans.map(({ start, end }) => text.slice(start, end));
}

/** Who is looked for says what hurts in a roundabout way at best. */
const wantsPerson =
  /\b(?:need|want|seek\w*|looking for|searching for) (?:somebody|someone|a person|people|an? [\w-]+ (?:who|with|to))\b/i;

/** How far a sentence's place lets it speak for a list: what is asked of the person tells little of the employer. */
function shareOf(kind: ClassifiedBlock['kind'], list: FindingKind): number {
  if (kind === 'must' || kind === 'nice') return list === 'successMetrics' ? 0.3 : 0.7;
  return kind === 'duties' && (list === 'risksIfUnfilled' || list === 'painPoints') ? 0.85 : 1;
}

function confidencesOf({ quote, heading, kind }: PlacedSentence, order: number): Sentence {
  const strengths = cueStrengths(quote, heading);
  const confidences = { ...strengths };
  for (const list of findingKinds) {
    const asked = wantsPerson.test(quote) ? 0.5 : shareOf(kind, list);
    confidences[list] = Math.min(0.95, strengths[list] * asked);
  }
  return { quote, confidences, order };
}

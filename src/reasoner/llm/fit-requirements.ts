import { visibleLine } from '../../grounding/visible-line.ts';
import type { Posting } from '../../posting/posting.ts';
import { citableText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { contentStems, similarityOf } from '../extractive/interest.ts';
import type { Fit, RequirementMatch } from '../fit.ts';
import type { FitAnswer } from './assess-fit.ts';
import { claimsBeyond, proseSource } from './prose-claims.ts';
import { verbatimQuote } from './verbatim-quote.ts';

export interface JudgedRequirements {
  /** In the posting's order, `q1`, `q2`, … */
  matches: RequirementMatch[];
  /** New id by the id in the base fit; a requirement that was added moves those behind it. */
  renamed: ReadonlyMap<string, string>;
}

const maxEvidence = 3;
const maxAdded = 6;
/** From this likeness on an added requirement is one that the list has. */
const sameness = 0.6;

/** The model's verdicts on the requirements that text analysis found, and those that it found beside them. */
export function judgeRequirements(
  given: Pick<FitAnswer, 'verdicts' | 'added'>,
  base: Fit,
  { posting, cv }: { posting: Posting; cv: MasterCv },
): JudgedRequirements {
  const texts = citableText(cv);
  const verdicts = new Map(given.verdicts.map((verdict) => [verdict.requirement.trim(), verdict]));
  const judged = base.requirements.map((requirement) => {
    const verdict = verdicts.get(requirement.id);
    return verdict === undefined ? requirement : { ...requirement, ...judge(verdict, requirement, texts) };
  });
  const all = [...judged, ...addedTo(judged, given.added, posting, texts)]
    .map((requirement) => ({ requirement, at: posting.text.indexOf(requirement.quote) }))
    .toSorted((one, other) => one.at - other.at)
    .map(({ requirement }) => requirement);
  // Without additions nothing moves, even where the same quote stands twice.
  const ordered = all.length === judged.length ? judged : all;
  const renamed = new Map(ordered.map(({ id }, at) => [id, `q${at + 1}`]));
  return {
    matches: ordered.map((requirement) => ({ ...requirement, id: renamed.get(requirement.id) ?? '' })),
    renamed,
  };
}

/**
 * A verdict stands as far as its evidence does: without any it is `missing`, and only a bullet of a role shows a thing
 * done. What was said before the text analysis' own evidence is its wording.
 */
function judge(
  verdict: { status: RequirementMatch['status']; evidence: readonly string[] },
  requirement: Pick<RequirementMatch, 'text' | 'evidence'>,
  texts: ReadonlyMap<string, string>,
): Pick<RequirementMatch, 'status' | 'evidence'> {
  if (verdict.status === 'missing') return { status: 'missing', evidence: [] };
  const ids = [...new Set(verdict.evidence.map((id) => id.trim()))].filter((id) => texts.has(id));
  const evidence = ids.slice(0, maxEvidence).map((id) => ({
    id,
    quote:
      requirement.evidence.find((known) => known.id === id)?.quote ??
      tellingPart(texts.get(id) ?? '', id, requirement.text),
  }));
  if (evidence.length === 0) return { status: 'missing', evidence };
  const shows = evidence.some(({ id }) => /^[wvp]\d+(?:\.|$)/u.test(id));
  return { status: verdict.status === 'met' && shows ? 'met' : 'unsaid', evidence };
}

/** Of a list of skills the skill that is meant; bullets and sentences stand as a whole. */
function tellingPart(text: string, id: string, requirement: string): string {
  if (!/^s\d+$/u.test(id)) return text;
  const wanted = contentStems(requirement);
  const parts = text
    .split(', ')
    .map((part) => ({ part, likeness: similarityOf(contentStems(part), wanted) }));
  const best = parts.reduce((most, next) => (next.likeness > most.likeness ? next : most), {
    part: text,
    likeness: 0,
  });
  return best.part;
}

function addedTo(
  known: readonly RequirementMatch[],
  added: FitAnswer['added'],
  posting: Posting,
  texts: ReadonlyMap<string, string>,
): RequirementMatch[] {
  const source = proseSource(posting.text);
  const found: RequirementMatch[] = [];
  for (const { text: written, quote: claimed, importance, ...verdict } of added) {
    const quote = verbatimQuote(claimed, posting.text);
    if (quote === undefined || found.length >= maxAdded) continue;
    const stems = contentStems(quote);
    const isKnown = [...known, ...found].some(
      (other) =>
        other.quote.includes(quote) ||
        quote.includes(other.quote) ||
        similarityOf(stems, contentStems(other.quote)) >= sameness,
    );
    if (isKnown) continue;
    const line = visibleLine(written);
    const text = line !== '' && claimsBeyond(line, [source]).length === 0 ? line : visibleLine(quote);
    const requirement = { text, evidence: [] };
    found.push({
      id: `added-${found.length + 1}`,
      text,
      quote,
      importance,
      ...judge(verdict, requirement, texts),
    });
  }
  return found;
}

import type { Posting } from '../../posting/posting.ts';
import { splitSentences } from '../../text/sentences.ts';
import { isStopWord } from '../../text/stems.ts';
import { tokenize } from '../../text/words.ts';
import { isGenericWord } from './generic-words.ts';
import { isHeaderLine, isMetaLine } from './meta-lines.ts';
import { termsOf } from './requirement-terms.ts';
import { boilerplateKind, type ClassifiedBlock, classifyBlocks, headingKind } from './section-kind.ts';

/** Something the employer asks for, or a piece of the work that the person will do. */
export interface Requirement {
  /** `q1`, `q2`, … in the posting's order. */
  id: string;
  text: string;
  /** Verbatim substring of `posting.text`. */
  quote: string;
  importance: 'must' | 'nice';
  /** 1 asked for, 0.6 a duty, 0.4 nice to have. */
  weight: number;
  blockId: string;
  /** Specific terms in it (technologies, methods, credentials, domain words), as the posting writes them. */
  terms: string[];
}

export const requirementWeights = { must: 1, duty: 0.6, nice: 0.4 } as const;

type Standing = keyof typeof requirementWeights;

const maxRequirements = 60;

const asks =
  /\b((you|candidates?|applicants?|holder|person) must|must (have|be|hold|possess|speak|show|demonstrate)|required?|requires|requirements?|need(ed)? (to|a|an)|essential|you (have|bring|hold|are|can|know|understand|write|speak|measure)|you.ve|you should|experience (of|in|with|as)|experienced|\d+\+? ?(or more )?years|years of|years.? experience|knowledge of|ability to|able to|proficien\w+|familiar\w*|fluent|qualified|qualification|degree|diploma|licen[cs]ed?|certifi\w+|registration|registered|we.?( a)?re (looking|seeking)|looking for (a|an|someone|somebody|people)|seeking|strong (grasp|knowledge|understanding|skills|background)|solid|proven|track record|expertise|understanding of|comfortable with|background in|at home in)\b/i;

const duties =
  /\b(you.ll|you will|you would|you (build|lead|own|run|manage|move|take|sit|review|find|keep|look after|work|support|teach|cook|plan|prepare)|responsible for|your (tasks?|role|job|work|duties)|successful candidate will|the (role|post|position|job) (involves|includes|will)|duties include|day-to-day|responsibilities)\b/i;

const optional =
  /\b(an? (clear |real |big |distinct |definite )?(advantage|plus|asset|bonus)|nice to have|ideally|prefer(red|ably)|desirable|beneficial|would be (good|great|nice|helpful|useful|welcome)|(is|are) (welcome|not (required|essential))|not essential)\b/i;

const rejects =
  /\b(not (needed|required|necessary)|no need|need not|does not matter|none of it is needed|tell us)\b/i;

/**
 * Finds what a posting asks for and what the work is, by headings, lead-ins and each sentence's own wording.
 * Offers, application steps, legal boilerplate and what is expressly not needed give none.
 */
export function requirementsOf(posting: Posting): readonly Requirement[] {
  let requirements = knownRequirements.get(posting);
  if (requirements === undefined) {
    requirements = findRequirements(posting);
    knownRequirements.set(posting, requirements);
  }
  return requirements;
}

/** Postings do not change once read, and several layers ask about the same one. */
const knownRequirements = new WeakMap<Posting, readonly Requirement[]>();

function findRequirements(posting: Posting): Requirement[] {
  const found: Omit<Requirement, 'id'>[] = [];
  const seen = new Set<string>();
  const blocks = classifyBlocks(posting);
  const structured = blocks.some(
    ({ kind, headed }) => headed && (kind === 'must' || kind === 'duties' || kind === 'nice'),
  );
  for (const classified of blocks) {
    for (const { quote, standing } of unitsOf(classified, structured)) {
      const text = readable(quote);
      const terms = termsOf(text);
      const key = text.toLowerCase();
      if (
        seen.has(key) ||
        !saysSomething(text, terms) ||
        (structured && !classified.headed && terms.length === 0)
      )
        continue;
      seen.add(key);
      found.push({
        text,
        quote,
        importance: standing === 'nice' ? 'nice' : 'must',
        weight: requirementWeights[standing],
        blockId: classified.block.id,
        terms,
      });
    }
  }
  return found
    .slice(0, maxRequirements)
    .map((requirement, index) => ({ id: `q${index + 1}`, ...requirement }));
}

/** "3+ years in a team, ideally in manufacturing" stays a demand. */
const partlyOptional = /[,(;–-]\s*(and )?(ideally|preferably|preferred)\b/i;

/** Sentences that leave the section they stand in. */
const offers =
  /^(we|our company|the company) (also )?(offer|provide|give|pay)s?\b|^(the )?benefits (include|are)\b/i;
const tellsDuty = /^you( wi|.)ll\b(?! (have|need|bring|be able|possess|hold))/i;

/** In running text, what the employer says of itself is no demand, whatever heading it stands under. */
function tellsOfEmployer(sentence: string): boolean {
  return (
    /^(?:our|we|the company)\b/i.test(sentence) &&
    !/\byou(?:r|rself)?\b/i.test(sentence) &&
    standingByWording(sentence) === undefined
  );
}

interface Unit {
  quote: string;
  standing: Standing;
}

/** Where headings part a posting, an item under none of them is a demand only if its wording says so. */
function unitsOf({ block, kind, headed }: ClassifiedBlock, structured: boolean): Unit[] {
  if (kind === 'offer' || kind === 'process' || kind === 'legal' || kind === 'negative') return [];
  const sentences = splitSentences(block.text);
  if (!headed && isHeaderLine(block.text)) return [];
  const mixed = sentences.length > 1 && sentences.some((sentence) => optional.test(sentence));
  if (block.kind === 'item' && !mixed) {
    if (isMetaLine(block.text)) return [];
    const standing = headed
      ? standingOf(kind, block.text)
      : (standingByWording(block.text) ?? (structured ? undefined : 'duty'));
    return standing === undefined ? [] : [{ quote: block.text, standing }];
  }
  const units: Unit[] = [];
  let labelled: Standing | undefined;
  for (const sentence of sentences) {
    const label = inlineLabel(sentence);
    if (label !== undefined) labelled = label.standing;
    const rest = label?.rest ?? sentence;
    if (offers.test(rest) || isMetaLine(sentence)) continue;
    if (block.kind === 'paragraph' && tellsOfEmployer(rest)) continue;
    const standing =
      labelled ??
      (headed
        ? standingOf(kind, rest)
        : boilerplateKind(rest) === undefined
          ? standingByWording(rest)
          : undefined);
    if (standing === undefined) continue;
    for (const quote of clausesOf(rest)) {
      units.push({ quote, standing: standing === 'must' ? demandStanding(quote) : standing });
    }
  }
  return units;
}

function standingOf(kind: ClassifiedBlock['kind'], text: string): Standing | undefined {
  if (rejects.test(text) && text.length < 60) return undefined;
  if (kind === 'nice') return 'nice';
  if (kind === 'must') return /[.;].{25,}/.test(text) ? 'must' : demandStanding(text);
  if (kind === 'duties')
    return asks.test(text) && /\b(must|required|essential)\b/i.test(text) ? 'must' : 'duty';
  return standingByWording(text);
}

function demandStanding(text: string): Standing {
  if (tellsDuty.test(text)) return 'duty';
  return optional.test(text) && !partlyOptional.test(text) ? 'nice' : 'must';
}

function standingByWording(text: string): Standing | undefined {
  if (rejects.test(text)) return undefined;
  if (optional.test(text)) return 'nice';
  if (duties.test(text)) return 'duty';
  return asks.test(text) ? 'must' : undefined;
}

/** "Requirements: 4+ years …; …" inside running text. */
function inlineLabel(sentence: string): { standing: Standing; rest: string } | undefined {
  const match = /^([\p{L}][\p{L}’' /&-]{2,40}):\s+(?=\S)/u.exec(sentence);
  if (match?.[1] === undefined || match[1].split(/\s+/).length > 5) return undefined;
  const kind = headingKind(match[1]);
  if (kind !== 'must' && kind !== 'nice' && kind !== 'duties') return undefined;
  return { standing: kind === 'duties' ? 'duty' : kind, rest: sentence.slice(match[0].length) };
}

/** A sentence that strings several demands together falls into its clauses; each stays verbatim. */
function clausesOf(sentence: string): string[] {
  const bySemicolon = splitOutsideBrackets(sentence, ';');
  if (bySemicolon.length > 2) return bySemicolon;
  const byComma = splitOutsideBrackets(sentence, ',');
  const long = sentence.split(/\s+/).length > 34;
  if (long && byComma.length >= 4 && byComma.every((part) => part.split(/\s+/).length >= 3)) return byComma;
  return [sentence];
}

function splitOutsideBrackets(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    if (character === '(') depth += 1;
    else if (character === ')') depth = Math.max(0, depth - 1);
    else if (character === separator && depth === 0) {
      parts.push(text.slice(start, at).trim());
      start = at + 1;
    }
  }
  parts.push(text.slice(start).trim());
  return parts.filter((part) => part !== '');
}

function readable(quote: string): string {
  const oneLine = quote.replaceAll(/\s+/g, ' ').trim();
  return oneLine
    .replace(/^(?:[-*•·–…]|\d{1,2}[.)])+\s*/, '')
    .replace(/^(?:and|or|but|also)[, ]\s*/i, '')
    .replace(/[\s.,;:]+$/, '');
}

function saysSomething(text: string, terms: readonly string[]): boolean {
  if (terms.length > 0) return true;
  const telling = tokenize(text).filter(({ text: word }) => !isStopWord(word) && !isGenericWord(word));
  return telling.length >= 1;
}

import { rarityOf } from '../text/rarity.ts';
import { isStopWord, stemOf } from '../text/stems.ts';
import { tokenize } from '../text/words.ts';

/** A word of a text with the spellings under which it may be met elsewhere. */
export interface ClaimWord {
  text: string;
  lower: string;
  start: number;
  end: number;
  /** The word itself and, for a compound ("cross-functional", "CI/CD"), nothing else. */
  keys: string[];
  /** Parts of a compound; all of them known makes it known. */
  parts: ClaimWord[];
  startsSentence: boolean;
}

const endings =
  /(?:ability|ibility|ization|isation|ations?|itions?|ments?|ances?|ences?|ities|ity|ings?|ions?|ors?|ers?|ive|able|ible|ally|ly|al|ed|es|s|e|y|ic|ics)$/u;

/**
 * Words of a text in order, without those inside the given spans (figures and dates have their own comparison).
 * A word after a full stop, a colon, a bullet or nothing counts as starting a sentence.
 */
export function claimWords(text: string, skip: readonly { start: number; end: number }[] = []): ClaimWord[] {
  return tokenize(text)
    .filter(({ start, end }) => !skip.some((span) => start < span.end && end > span.start))
    .map(({ text: written, start, end }) =>
      wordOf(written, start, end, opensSentence(text.slice(0, start).trimEnd())),
    );
}

function opensSentence(before: string): boolean {
  return before === '' || '.!?:;•"“('.includes(before.at(-1) ?? '');
}

function wordOf(written: string, start: number, end: number, startsSentence: boolean): ClaimWord {
  const parts: ClaimWord[] = [];
  for (const match of written.matchAll(/[^-/&+]+/gu)) {
    if (match[0].length < written.replace(/\+\+?$/u, '').length) {
      parts.push(wordOf(match[0], start + match.index, start + match.index + match[0].length, false));
    }
  }
  return {
    text: written,
    lower: written.toLowerCase(),
    start,
    end,
    keys: keysOf(written),
    parts,
    startsSentence,
  };
}

/**
 * Spellings that count as the same word: in any case and inflection for ordinary words, without joining marks
 * for terms (Node.js, NodeJS), without plural s for acronyms (SLOs). Terms whose case carries their meaning
 * (Go, R, IT) only match in that case.
 */
function keysOf(written: string): string[] {
  const bare = written.replace(/['’]s$/u, '');
  if (needsCase(bare)) return [`=${bare}`];
  const lower = bare.toLowerCase();
  const keys = [lower, `stem:${stemOf(/^\p{Lu}{2,}s$/u.test(bare) ? lower.slice(0, -1) : bare)}`];
  const period = periods[lower];
  if (period !== undefined) keys.push(`period:${period}`);
  if (/^\p{L}+$/u.test(bare)) keys.push(`root:${rootOf(lower)}`);
  else if (/[.\-_\d]/u.test(bare)) keys.push(`joined:${lower.replaceAll(/[.\-_]/gu, '')}`);
  if (/^\p{L}+$/u.test(bare)) keys.push(`joined:${lower}`);
  return keys;
}

/** Words that share no root and still say how often. */
const periods: Record<string, string> = {
  day: 'day',
  days: 'day',
  daily: 'day',
  year: 'year',
  years: 'year',
  yearly: 'year',
  annual: 'year',
  annually: 'year',
  annum: 'year',
};

/** What is left of a word without its endings, so that "migration" meets "migrated" and "reliable" "reliability". */
function rootOf(lower: string): string {
  let root = lower;
  for (let round = 0; round < 2; round += 1) {
    const shorter = root.replace(endings, '');
    if (shorter.length < 4) break;
    root = shorter;
  }
  return root;
}

/** From here on a word is too rare to be meant when its letters stand for something else (ML, SAP). */
const rareWord = 0.6;

/** Capitals that mean something else in lower case: R, Go, IT, REST, ARM. */
export function needsCase(word: string): boolean {
  if (/^(?:Go|[B-HJ-Z])$/u.test(word)) return true;
  return /^\p{Lu}{2,4}$/u.test(word) && (isStopWord(word) || rarityOf(word) < rareWord);
}

/** Whether a word is written like a name or a term: capital inside a sentence, acronym, digits or symbols. */
export function looksLikeName(word: ClaimWord): boolean {
  if (/[\p{N}+#*_&]/u.test(word.text) || /.\p{Lu}/u.test(word.text) || /\p{L}\.\p{L}/u.test(word.text))
    return true;
  return /^\p{Lu}/u.test(word.text) && !word.startsSentence;
}

import { similarityOf } from '../../../reasoner/extractive/interest.ts';
import type { BulletCandidate } from './bullets.ts';
import type { LoadedEntry } from './load.ts';

/** From here on two bullets say the same, and the second would be no answer more. */
const repetition = 0.8;

interface Room {
  wordsLeft: number;
  wordsOf(bullet: BulletCandidate): number;
  /** What an entry costs that has no bullet on the page yet. */
  openingWords(owner: LoadedEntry): number;
}

/**
 * Worth by figures and recency may let bullets onto the page that answer nothing while others that answer a
 * requirement stay out. Here each of these takes the place of such bullets, the least relevant first, where it
 * fits; no role loses its last bullet.
 */
export function preferAnswers(
  chosen: readonly BulletCandidate[],
  all: readonly BulletCandidate[],
  { wordsLeft, wordsOf, openingWords }: Room,
): BulletCandidate[] {
  let page = [...chosen];
  let left = wordsLeft;
  const waiting = all
    .filter((bullet) => answers(bullet) && !chosen.includes(bullet))
    .toSorted((one, other) => other.relevance - one.relevance);
  for (const bullet of waiting) {
    if (page.some((other) => similarityOf(other.stems, bullet.stems) >= repetition)) continue;
    const isOpen = page.some((other) => other.in === bullet.in);
    const cost = wordsOf(bullet) + (isOpen ? 0 : openingWords(bullet.in));
    const gone = placesFor(cost - left, bullet, page, wordsOf);
    if (gone === undefined) continue;
    left += sumOf(gone, wordsOf) - cost;
    page = [...page.filter((other) => !gone.includes(other)), bullet];
  }
  return page;
}

function answers({ requirementIds, spare }: BulletCandidate): boolean {
  return requirementIds.length > 0 && !spare;
}

/** Bullets to give up for so many words: at best a single one, else several; undefined where that is not enough. */
function placesFor(
  words: number,
  newcomer: BulletCandidate,
  page: readonly BulletCandidate[],
  wordsOf: Room['wordsOf'],
): BulletCandidate[] | undefined {
  const idle = page
    .filter((bullet) => !answers(bullet) && bullet.relevance < newcomer.relevance)
    .toSorted((one, other) => one.relevance - other.relevance);
  const given: BulletCandidate[] = [];
  for (const bullet of idle) {
    const beside = page.filter((other) => other.in === bullet.in && !given.includes(other)).length;
    if (beside + (newcomer.in === bullet.in ? 1 : 0) > 1) given.push(bullet);
  }
  // Free room alone does not bring more bullets in: the packing left it on purpose.
  const single = given.find((bullet) => wordsOf(bullet) >= words);
  if (single !== undefined) return [single];
  const several: BulletCandidate[] = [];
  for (const bullet of given) {
    if (sumOf(several, wordsOf) >= words) break;
    several.push(bullet);
  }
  return several.length > 0 && sumOf(several, wordsOf) >= words ? several : undefined;
}

function sumOf(bullets: readonly BulletCandidate[], wordsOf: Room['wordsOf']): number {
  return bullets.reduce((sum, bullet) => sum + wordsOf(bullet), 0);
}

import { blankCv, cvLines, type PrintableCv } from '../../../publishing/cv-lines.ts';
import type { Interest } from '../../../reasoner/extractive/interest.ts';
import type { Fit } from '../../../reasoner/fit.ts';
import { countWords } from '../../../text/words.ts';
import type { BulletCandidate } from './bullets.ts';
import { type Emphasis, favourRecentRoles, meritOf, weighBullets } from './choose.ts';
import { dropAside, extraWorth, interestsFor, withoutAsides } from './extra.ts';
import { type Header, spareSentences } from './header.ts';
import type { LoadedCv, LoadedEntry } from './load.ts';
import { type PackGroup, pack } from './pack.ts';
import { preferAnswers } from './prefer-answers.ts';
import {
  buildSkeleton,
  hardSacrifices,
  lastSacrifices,
  mildSacrifices,
  printedWords,
  shrink,
  tailoredEntry,
} from './skeleton.ts';

export interface WordLimits {
  minWords: number;
  maxWords: number;
}

export interface StitchInput {
  loaded: LoadedCv;
  header: Header;
  candidates: readonly BulletCandidate[];
  fit: Fit;
  interest: Interest;
  limits: WordLimits;
  emphasis: Emphasis;
}

/** Shares of the page that what surrounds the bullets may take: wished for, and at most. */
const skeletonShare = { wished: 0.42, most: 0.8 };

/**
 * Puts the CV together within the word limits. What surrounds the bullets shrinks until they have room; the
 * bullets are then packed by worth. A master that fits as a whole is printed as a whole, in the posting's order.
 */
export function stitch(input: StitchInput): PrintableCv {
  const cv = stitchEntries(input);
  const withInterests = { ...cv, interests: interestsFor(countedWords(cv), input.loaded.cv.interests) };
  return printedWords(withInterests) <= input.limits.maxWords ? withInterests : cv;
}

function stitchEntries(input: StitchInput): PrintableCv {
  const { loaded, header, candidates, fit, interest, limits, emphasis } = input;
  const worthOfExtra = extraWorth(fit, interest);
  const whole = buildSkeleton(header, loaded, interest, worthOfExtra);
  const bullets = candidates.filter(({ spare }) => !spare);
  const weigh = (skeleton: PrintableCv) =>
    weighBullets(
      bullets,
      fit,
      cvLines(skeleton)
        .map(({ text }) => text)
        .join('\n'),
      emphasis,
    );
  const worthsOnWhole = weigh(whole);
  const everything = withBareVolunteering(withBullets(whole, bullets, worthsOnWhole, loaded), loaded);
  const nearlyEverything = shrink(everything, [dropAside(worthOfExtra)], limits.maxWords);
  if (printedWords(nearlyEverything) <= limits.maxWords)
    return fillUp(nearlyEverything, worthsOnWhole, input);

  const bulletWords = printedWords(everything) - printedWords(whole);
  const room = (share: number) => Math.max(share * limits.maxWords, limits.maxWords - bulletWords);
  let skeleton = shrink(
    withoutAsides(whole, worthOfExtra),
    mildSacrifices(interest, worthOfExtra),
    room(skeletonShare.wished),
  );
  skeleton = shrink(skeleton, hardSacrifices(interest, worthOfExtra), room(skeletonShare.most));
  skeleton = shrink(skeleton, lastSacrifices(interest), limits.maxWords);

  const worths = weigh(skeleton);
  const chosen = packBullets(skeleton, bullets, favourRecentRoles(worths), loaded, limits);
  return fillUp(withBullets(skeleton, chosen, worths, loaded), worths, input);
}

/** Near the upper end of the range, with a little left for what counts words otherwise. */
function aimOf({ minWords, maxWords }: WordLimits): number {
  return maxWords - Math.min(12, Math.ceil(Math.max(0, maxWords - minWords) / 8));
}

function packBullets(
  skeleton: PrintableCv,
  bullets: readonly BulletCandidate[],
  worths: ReadonlyMap<BulletCandidate, number>,
  loaded: LoadedCv,
  limits: WordLimits,
): BulletCandidate[] {
  const printed = new Set(skeleton.work.map(({ sourceId }) => sourceId));
  const owners = loaded.entries.filter(({ section, entry }) => section !== 'work' || printed.has(entry.id));
  const groups = owners.map((owner) => {
    const own = bullets.filter((bullet) => bullet.in === owner);
    const group: PackGroup = {
      items: own.map((bullet) => ({ words: pieces(bullet.text) + 1, worth: worths.get(bullet) ?? 0 })),
      openingWords: owner.section === 'work' ? 0 : openingWords(owner),
      worthOfCount: (count) => worthOfCount(owner, count),
      most: 12,
    };
    return { own, group };
  });
  const capacity = aimOf(limits) - printedWords(skeleton);
  const picks = pack(
    groups.map(({ group }) => group),
    capacity,
  );
  const openingWordsOf = new Map(groups.map(({ group }, at) => [owners[at], group.openingWords]));
  const chosen = groups.flatMap(({ own }, at) => own.filter((_bullet, index) => picks[at]?.includes(index)));
  const taken = groups.reduce((sum, { group }, at) => sum + wordsOfPick(group, picks[at] ?? []), 0);
  const printable = groups.flatMap(({ own }) => own);
  return preferAnswers(chosen, printable, {
    wordsLeft: capacity - taken,
    wordsOf: ({ text }) => pieces(text) + 1,
    openingWords: (owner) => openingWordsOf.get(owner) ?? 0,
  });
}

function wordsOfPick({ items, openingWords }: PackGroup, pick: readonly number[]): number {
  return pick.reduce((sum, index) => sum + (items[index]?.words ?? 0), pick.length === 0 ? 0 : openingWords);
}

/** After a handful of bullets under one role each further one is worth less; later so for recent roles. */
function worthOfCount({ section, place }: LoadedEntry, count: number): number {
  const enough = section === 'work' ? Math.max(3, 7 - place) : 2;
  return -0.12 * Math.max(0, count - enough) ** 2;
}

function pieces(text: string): number {
  return text.match(/\S+/g)?.length ?? 0;
}

/** What a project or voluntary post costs before its first bullet, its section's heading included. */
function openingWords(owner: LoadedEntry): number {
  return printedWords({ ...blankCv, [owner.section]: [tailoredEntry(owner)] });
}

/**
 * Puts bullets under their entries, those first that answer the posting best; projects and voluntary posts come
 * with them.
 */
function withBullets(
  skeleton: PrintableCv,
  bullets: readonly BulletCandidate[],
  worths: ReadonlyMap<BulletCandidate, number>,
  loaded: LoadedCv,
): PrintableCv {
  const bulletsOf = (id: string) =>
    bullets
      .filter(({ in: owner }) => owner.entry.id === id)
      .toSorted((one, other) => meritOf(other, worths) - meritOf(one, worths))
      .map(({ text, sources }) => ({ text, sources }));
  const mostRelevant = (owner: LoadedEntry) =>
    Math.max(...bullets.filter((bullet) => bullet.in === owner).map(({ relevance }) => relevance));
  const besides = (section: 'projects' | 'volunteer') =>
    loaded.entries
      .filter((owner) => owner.section === section && bullets.some((bullet) => bullet.in === owner))
      .toSorted((one, other) => (section === 'projects' ? mostRelevant(other) - mostRelevant(one) : 0))
      .map((owner) => ({ ...tailoredEntry(owner), bullets: bulletsOf(owner.entry.id) }));
  return {
    ...skeleton,
    work: skeleton.work.map((entry) => ({ ...entry, bullets: bulletsOf(entry.sourceId) })),
    projects: besides('projects'),
    volunteer: besides('volunteer'),
  };
}

/** A voluntary post says something by its name alone; a project does not. */
function withBareVolunteering(cv: PrintableCv, loaded: LoadedCv): PrintableCv {
  const shown = new Map(cv.volunteer.map((entry) => [entry.sourceId, entry]));
  const all = loaded.entries.filter(({ section }) => section === 'volunteer');
  return { ...cv, volunteer: all.map((owner) => shown.get(owner.entry.id) ?? tailoredEntry(owner)) };
}

/**
 * A CV under the lower limit takes what the master still holds: further bullets, sentences on its entries and
 * the rest of its summary, each as far as the upper limit allows.
 */
function fillUp(
  cv: PrintableCv,
  worths: ReadonlyMap<BulletCandidate, number>,
  { loaded, header, candidates, limits }: StitchInput,
): PrintableCv {
  let full = cv;
  const isShort = () => countedWords(full) < limits.minWords;
  const take = (fuller: PrintableCv) => {
    if (printedWords(fuller) <= limits.maxWords) full = fuller;
  };
  const hasBare = cv.volunteer.some(({ bullets }) => bullets.length === 0);
  const keepBare = (fuller: PrintableCv) => (hasBare ? withBareVolunteering(fuller, loaded) : fuller);
  const printed = new Set(cv.work.map(({ sourceId }) => sourceId));
  const shown = new Set(
    [...cv.work, ...cv.projects, ...cv.volunteer].flatMap(({ bullets }) => bullets.map(({ text }) => text)),
  );
  const chosen = candidates.filter(({ text, in: { entry } }) => shown.has(text) && isShown(cv, entry.id));
  const further = candidates
    .filter((candidate) => !chosen.includes(candidate))
    .filter(({ in: { section, entry } }) => section !== 'work' || printed.has(entry.id))
    .toSorted((one, other) => Number(one.spare) - Number(other.spare) || other.relevance - one.relevance);
  for (const candidate of further) {
    if (!isShort()) break;
    const before = full;
    take(keepBare(withBullets(full, [...chosen, candidate], worths, loaded)));
    if (full !== before) chosen.push(candidate);
  }
  for (const sentence of spareSentences(header, loaded)) {
    if (!isShort()) break;
    take({ ...full, summary: [...full.summary, sentence] });
  }
  return full;
}

function isShown(cv: PrintableCv, id: string): boolean {
  return [...cv.work, ...cv.projects, ...cv.volunteer].some(({ sourceId }) => sourceId === id);
}

/** Words with a letter or digit, for a lower limit that no lone sign helps to reach. */
export function countedWords(cv: PrintableCv): number {
  return cvLines(cv).reduce((sum, { text }) => sum + countWords(text), 0);
}

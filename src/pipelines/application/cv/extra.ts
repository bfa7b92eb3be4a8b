import type { PrintableCv } from '../../../publishing/cv-lines.ts';
import type { Interest } from '../../../reasoner/extractive/interest.ts';
import type { Fit } from '../../../reasoner/fit.ts';
import type { SourcedText, TailoredSection } from '../../../reasoner/tailored-cv.ts';
import type { ExtraSection, SkillGroup } from '../../../resume/resume.ts';
import { tidy } from './bullets.ts';

/** Worth of a line in one of the master's own sections. */
export type ExtraWorth = (line: SourcedText) => number;

/** What carries a verdict on a requirement (a licence that is asked for) goes before everything that does not. */
const answering = 1000;

export function extraWorth(fit: Fit, interest: Interest): ExtraWorth {
  const evidence = new Set(
    fit.requirements.flatMap((requirement) => requirement.evidence.map(({ id }) => id)),
  );
  return ({ text, sources }) => (sources.some((id) => evidence.has(id)) ? answering : 0) + interest.in(text);
}

/** More lines than any page holds. */
const sensibleLength = 60;

/** The master's own sections, the one with the worthiest line first; lines keep the master's order. */
export function extraSections(sections: readonly ExtraSection[], worthOf: ExtraWorth): TailoredSection[] {
  const all = sections.map(({ id, heading, bullets }) => ({
    sourceId: id,
    heading: tidy(heading),
    bullets: bullets.map((bullet) => ({ text: tidy(bullet.text), sources: [bullet.id] })),
  }));
  const best = ({ bullets }: TailoredSection) => Math.max(0, ...bullets.map(worthOf));
  return keepWorthiest(all, worthOf, sensibleLength).toSorted((one, other) => best(other) - best(one));
}

/** Drops the line that is worth least among those that answer nothing asked. */
export function dropAside(worthOf: ExtraWorth): (cv: PrintableCv) => PrintableCv | undefined {
  return (cv) => {
    const lines = cv.extra.flatMap(({ bullets }) => bullets);
    if (!lines.some((line) => worthOf(line) < answering)) return undefined;
    return { ...cv, extra: keepWorthiest(cv.extra, worthOf, lines.length - 1) };
  };
}

/** Only the lines that answer what is asked. */
export function withoutAsides(cv: PrintableCv, worthOf: ExtraWorth): PrintableCv {
  const asked = cv.extra.flatMap(({ bullets }) => bullets).filter((line) => worthOf(line) >= answering);
  return { ...cv, extra: keepWorthiest(cv.extra, worthOf, asked.length) };
}

/** Drops the line that is worth least as long as more than `least` stand. */
export function dropExtra(worthOf: ExtraWorth, least: number): (cv: PrintableCv) => PrintableCv | undefined {
  return (cv) => {
    const count = cv.extra.reduce((sum, { bullets }) => sum + bullets.length, 0);
    return count <= least ? undefined : { ...cv, extra: keepWorthiest(cv.extra, worthOf, count - 1) };
  };
}

function keepWorthiest(
  sections: readonly TailoredSection[],
  worthOf: ExtraWorth,
  count: number,
): TailoredSection[] {
  const ranked = sections
    .flatMap(({ bullets }) => bullets)
    .toSorted((one, other) => worthOf(other) - worthOf(one));
  const kept = new Set(ranked.slice(0, count));
  return sections
    .map((section) => ({ ...section, bullets: section.bullets.filter((line) => kept.has(line)) }))
    .filter(({ bullets }) => bullets.length > 0);
}

/** A CV that says more than this has no need of what somebody does at the weekend. */
const shortCvWords = 450;
/** About one line of print. */
const interestWords = 20;

/** The first interests, as many as one line holds; none for a CV that is not short. */
export function interestsFor(words: number, interests: readonly SkillGroup[]): PrintableCv['interests'] {
  if (words >= shortCvWords) return [];
  let left = interestWords;
  return interests
    .map(({ id, name, keywords }) => ({ sourceId: id, name: tidy(name), keywords: keywords.map(tidy) }))
    .filter(({ name, keywords }) => {
      left -= [name, ...keywords].join(' ').split(/\s+/u).length;
      return left >= 0;
    });
}

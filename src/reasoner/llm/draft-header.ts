import { z } from 'zod';
import { visibleLine } from '../../grounding/visible-line.ts';
import { citableText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { draftCv as draftByText } from '../extractive/draft-cv.ts';
import type { CvDraft, SourcedText, TailoredSkillGroup } from '../tailored-cv.ts';
import { lineOf } from './cv-material.ts';
import type { DraftInput } from './draft-cv.ts';
import { postingHead } from './posting-material.ts';
import type { Ask, Question } from './question.ts';
import { wantedLines } from './wanted-material.ts';

const answer = z.object({
  label: z.string(),
  summary: z.array(z.object({ text: z.string(), sources: z.array(z.string()) })),
  skills: z.array(z.string()),
});

type Answer = z.infer<typeof answer>;

const maxSentences = 4;
const mostBullets = 6;
const mostSkills = 50;

export function headerQuestion({ posting, fit, cv }: DraftInput): Question<Answer> {
  const texts = citableText(cv);
  const best = fit.bullets.slice(0, mostBullets).map(({ id }) => id);
  const telling = ['basics.summary', ...cv.work.slice(0, 2).map(({ id }) => id), ...best];
  return {
    layer: 'cv',
    prompt: 'cv-header',
    material: {
      head: postingHead(posting),
      wanted: wantedLines(fit),
      titles: [...titlesOf(cv)].map(([id, title]) => lineOf(id, title)).join('\n'),
      cv: telling.flatMap((id) => (texts.has(id) ? lineOf(id, texts.get(id) ?? '') : [])).join('\n'),
      skills: cv.skills
        .flatMap(({ keywords }) => keywords)
        .slice(0, mostSkills)
        .join('\n'),
    },
    schema: answer,
  };
}

/** Label, summary and skills. What the model leaves out follows as text analysis orders it. */
export async function draftHeader(input: DraftInput, ask: Ask): Promise<Omit<CvDraft, 'entries'>> {
  const given = await ask(headerQuestion(input));
  const fallback = draftByText(input);
  const title = titlesOf(input.cv).get(given.label.trim());
  const label = title === undefined ? fallback.label : { text: title, sources: [given.label.trim()] };
  const summary = given.summary
    .map(
      ({ text, sources }): SourcedText => ({
        text: visibleLine(text),
        sources: sources.map((id) => id.trim()),
      }),
    )
    .filter(({ text }) => text !== '')
    .slice(0, maxSentences);
  return {
    ...(label === undefined ? {} : { label }),
    summary: summary.length > 0 ? summary : fallback.summary,
    skills: orderSkills(given.skills, fallback.skills),
  };
}

/** Titles by the id that they can be cited by. */
function titlesOf({ basics, work }: MasterCv): Map<string, string> {
  const titles = new Map<string, string>();
  if (basics.label) titles.set('basics.label', basics.label);
  for (const { id, position } of work) if (position) titles.set(id, position);
  return titles;
}

/** Within each group the model's choice first, and the group with its first choice first; unknown skills go. */
function orderSkills(chosen: readonly string[], groups: readonly TailoredSkillGroup[]): TailoredSkillGroup[] {
  const rank = new Map<string, number>();
  for (const [at, skill] of chosen.entries()) {
    const key = visibleLine(skill).toLowerCase();
    if (!rank.has(key)) rank.set(key, at);
  }
  const rankOf = (skill: string) => rank.get(visibleLine(skill).toLowerCase()) ?? chosen.length;
  return groups
    .map((group) => ({ ...group, keywords: group.keywords.toSorted((a, b) => rankOf(a) - rankOf(b)) }))
    .toSorted(
      (one, other) =>
        Math.min(...one.keywords.map(rankOf), chosen.length) -
        Math.min(...other.keywords.map(rankOf), chosen.length),
    );
}

import { z } from 'zod';
import { visibleLine } from '../../grounding/visible-line.ts';
import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { assessFit as assessByText } from '../extractive/fit.ts';
import { bandOf, type Fit } from '../fit.ts';
import type { PainPoints } from '../pain-points.ts';
import { cvLines, lineOf } from './cv-material.ts';
import { rankBullets } from './fit-bullets.ts';
import { judgeRequirements } from './fit-requirements.ts';
import { postingHead } from './posting-material.ts';
import type { Ask, Question } from './question.ts';

const status = z.enum(['met', 'unsaid', 'missing']);

const answer = z.object({
  score: z.number(),
  verdicts: z.array(z.object({ requirement: z.string(), status, evidence: z.array(z.string()) })),
  added: z.array(
    z.object({
      text: z.string(),
      quote: z.string(),
      importance: z.enum(['must', 'nice']),
      status,
      evidence: z.array(z.string()),
    }),
  ),
  bestBullets: z.array(z.string()),
  rationale: z.string(),
});

export type FitAnswer = z.infer<typeof answer>;

export interface FitInput {
  posting: Posting;
  painPoints: PainPoints;
  cv: MasterCv;
}

/** Requirements that a prompt lists at most; the others keep the verdict of the text analysis. */
const mostRequirements = 40;

/** @param base the fit by text analysis, whose requirements the model judges */
export function fitQuestion({ posting, painPoints, cv }: FitInput, base: Fit): Question<FitAnswer> {
  const requirements = base.requirements
    .slice(0, mostRequirements)
    .map(({ id, importance, text }) => lineOf(`${id} (${importance})`, text));
  const needs = [...painPoints.painPoints, ...painPoints.strategicNeeds]
    .slice(0, 6)
    .map(({ text }, at) => lineOf(`n${at + 1}`, text));
  // Where text analysis finds no requirement (another language), the model gets the posting to find them in.
  const asked = requirements.length >= 3 ? requirements.join('\n') : posting.text.slice(0, 6_000);
  return {
    layer: 'fit',
    prompt: 'fit',
    material: {
      head: postingHead(posting),
      requirements: asked,
      needs: needs.join('\n'),
      cv: cvLines(cv, base.bullets),
    },
    schema: answer,
  };
}

/**
 * The model judges what text analysis found: requirements keep their ids and quotes, keywords are counted, and every
 * citable bullet is there, whatever the model says or leaves out. Score and rationale are the model's own; the layer holds them against verdicts and
 * master CV.
 */
export async function assessFit(input: FitInput, ask: Ask): Promise<Fit> {
  const base = assessByText(input);
  const given = await ask(fitQuestion(input, base));
  const requirements = judgeRequirements(given, base, input);
  const score = Number.isFinite(given.score)
    ? Math.round(Math.min(100, Math.max(0, given.score)))
    : base.score;
  const fit = {
    score,
    band: bandOf(score),
    requirements: requirements.matches,
    bullets: rankBullets(given.bestBullets, requirements, base),
    keywords: base.keywords,
  };
  return { ...fit, rationale: visibleLine(given.rationale) };
}

import type { PlannedCall } from '../../guardrails/budget/quote.ts';
import { mostInputTokens } from '../../guardrails/guarded-language-model.ts';
import type { Posting } from '../../posting/posting.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { describeCompany } from '../extractive/company.ts';
import { assessFit } from '../extractive/fit.ts';
import { findPainPoints } from '../extractive/pain-points.ts';
import { fitQuestion } from './assess-fit.ts';
import { companyQuestion } from './describe-company.ts';
import { bulletBatches, bulletsQuestion } from './draft-bullets.ts';
import { headerQuestion } from './draft-header.ts';
import { painPointsQuestion } from './find-pain-points.ts';
import { loadPrompt } from './prompt.ts';
import { type Question, requestOf } from './question.ts';
import type { LayerModels } from './reasoning-model.ts';
import { peopleQuestion } from './suggest-people.ts';
import { outreachQuestion } from './write-outreach.ts';

/** English text in today's vocabularies; other languages need more. */
const charactersPerToken = 4;
/** Frame of a chat and its tool for structured answers. */
const overheadTokens = 60;
/** What later layers put in beside what can be foreseen: a model's findings are longer or shorter than ours. */
const unforeseen = 1.15;
const pageTokens = { expected: 800, worst: 3_500 };
const laterBytes = 3_000;

/** The nonce's length counts, its value does not. */
const anyNonce = '0'.repeat(24);

/**
 * The calls to language models that a job makes when the first model of each layer answers. Text analysis stands in for
 * the results of layers that have not run yet, so that prompts have about the length that they will have. Of a call
 * that may be made twice the worst is for both.
 *
 * @param pages how many web pages the layers on company and people will be given each
 */
export async function plannedCalls(
  { posting, cv, pages = 0 }: { posting: Posting; cv: MasterCv; pages?: number },
  models: LayerModels,
): Promise<PlannedCall[]> {
  const painPoints = findPainPoints({ posting });
  const company = describeCompany({ posting });
  const fit = assessFit({ posting, painPoints, cv });
  const draft = { posting, fit, cv };
  const tailored = {
    basics: cv.basics,
    summary: [],
    skills: [],
    work: cv.work.map((entry) => ({
      sourceId: entry.id,
      name: entry.name,
      bullets: entry.bullets.map(({ id, text }) => ({ text, sources: [id] })),
    })),
    projects: [],
    volunteer: [],
    education: [],
    certificates: [],
    awards: [],
    publications: [],
    languages: [],
    extra: [],
    interests: [],
    wordCount: 0,
    grade: {
      ats: 0,
      impact: 0,
      alignment: 0,
      executivePresence: 0,
      grounding: 0,
      total: 0,
      passed: false,
      improved: false,
    },
    repairs: [],
  };
  const letter = { posting, painPoints, company, fit, cv, tailored, contacts: [] };
  const planned: { question: Question<unknown>; pages?: number; times?: number }[] = [
    { question: painPointsQuestion({ posting }) },
    { question: companyQuestion({ posting }), pages },
    { question: fitQuestion({ posting, painPoints, cv }, fit) },
    { question: peopleQuestion({ posting, company, fit }), pages },
    { question: headerQuestion(draft) },
    ...bulletBatches(draft).map((batch) => ({ question: bulletsQuestion(batch, draft) })),
    { question: outreachQuestion(letter, []), times: 2 },
  ];
  const calls = await Promise.all(
    planned.map(async ({ question, pages: withPages = 0, times = 1 }): Promise<PlannedCall | undefined> => {
      const [first] = models[question.layer];
      if (first === undefined) return undefined;
      const request = await requestOf(question, anyNonce);
      const { usualOutputTokens } = await loadPrompt(question.prompt);
      const characters = request.system.length + request.prompt.length;
      const most = mostInputTokens(request) + laterBytes + withPages * pageTokens.worst;
      return {
        layer: question.layer,
        provider: first.provider,
        model: first.model,
        expected: {
          inputTokens:
            Math.ceil(characters / charactersPerToken) + overheadTokens + withPages * pageTokens.expected,
          outputTokens: usualOutputTokens,
        },
        worst: {
          inputTokens: Math.ceil(most * unforeseen) * times,
          outputTokens: request.maxOutputTokens * times,
        },
      };
    }),
  );
  return calls.filter((call) => call !== undefined);
}

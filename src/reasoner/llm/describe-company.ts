import { z } from 'zod';
import { visibleLine } from '../../grounding/visible-line.ts';
import type { Posting } from '../../posting/posting.ts';
import type { WebPage } from '../../providers/scraper.ts';
import type { CompanyBrief, CompanyFact } from '../company-brief.ts';
import { describeCompany as describeFromPosting } from '../extractive/company.ts';
import { readable } from '../extractive/readable.ts';
import { postingHead, postingText } from './posting-material.ts';
import { claimsBeyond, proseSource } from './prose-claims.ts';
import type { Ask, Question } from './question.ts';
import { numberedSources } from './sources-material.ts';
import { verbatimQuote } from './verbatim-quote.ts';

const answer = z.object({
  name: z.string(),
  facts: z.array(z.object({ text: z.string(), quote: z.string(), source: z.number() })),
});

type Answer = z.infer<typeof answer>;

interface CompanyInput {
  posting: Posting;
  pages?: readonly WebPage[];
}

const maxFacts = 6;
/** Employers say who they are in the first paragraphs. */
const mostCharacters = 4_000;

export function companyQuestion({ posting, pages = [] }: CompanyInput): Question<Answer> {
  const said = postingText(
    posting,
    ['must', 'nice', 'duties', 'offer', 'process', 'legal', 'negative'],
    mostCharacters,
  );
  return {
    layer: 'company-research',
    prompt: 'company-research',
    material: { head: postingHead(posting), sources: numberedSources(said, pages) },
    schema: answer,
  };
}

export async function describeCompany(input: CompanyInput, ask: Ask): Promise<CompanyBrief> {
  const { posting, pages = [] } = input;
  const given = await ask(companyQuestion(input));
  const sources: CompanyBrief['sources'] = [
    { kind: 'posting', title: posting.title, ...(posting.url === undefined ? {} : { url: posting.url }) },
    ...pages.map(({ title, url }) => ({ kind: 'page' as const, title, url })),
  ];
  const texts = [posting.text, ...pages.map(({ markdown }) => markdown)];
  const known = proseSource([postingHead(posting), ...texts].join('\n'));
  const seen = new Set<string>();
  const facts = given.facts.flatMap((fact): CompanyFact[] => {
    const found = findQuote(fact, texts);
    if (found === undefined || seen.has(found.quote)) return [];
    seen.add(found.quote);
    const text = visibleLine(fact.text);
    const isSaid = text !== '' && claimsBeyond(text, [known]).length === 0;
    return [{ text: isSaid ? text : `${readable(visibleLine(found.quote))}.`, ...found }];
  });
  const name = nameOf(visibleLine(given.name), input, texts);
  return { ...(name === undefined ? {} : { name }), facts: facts.slice(0, maxFacts), sources };
}

/** In the source that was named, else in whichever has it: models miscount. */
function findQuote(
  fact: Answer['facts'][number],
  texts: readonly string[],
): { quote: string; source: number } | undefined {
  const order = [fact.source, ...texts.keys()];
  for (const source of order) {
    const text = texts[source];
    const quote = text === undefined ? undefined : verbatimQuote(fact.quote, text);
    if (quote !== undefined) return { quote, source };
  }
  return undefined;
}

/** The reader's finding is the surest; a name that the posting itself never writes is a guess. */
function nameOf(written: string, { posting }: CompanyInput, texts: readonly string[]): string | undefined {
  if (posting.company !== undefined && posting.company !== '') return posting.company;
  const [said = ''] = texts;
  if (written !== '' && written.length <= 80) {
    const name = verbatimQuote(written, said);
    if (name !== undefined) return name;
  }
  return describeFromPosting({ posting }).name;
}

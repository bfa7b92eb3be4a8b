import type { DeclaredFacts, RawBlock } from './raw-block.ts';

/** Labels with which postings state facts in their text ("Location: Leeds"), by fact. */
const labels: Record<keyof DeclaredFacts, RegExp> = {
  title: /^(?:job title|position title|title|position|role|job|vacancy|post)$/i,
  company: /^(?:company|company name|employer|organi[sz]ation|hiring organi[sz]ation|client)$/i,
  location:
    /^(?:(?:job |work |primary |duty |office )?locations?|place of work|workplace|where|city|based in|duty station)$/i,
  url: /^(?:url|link|job url|posting url)$/i,
  datePosted: /^(?:date posted|posted(?: on)?|published|open(?:s|ing date)?|publication date)$/i,
  validThrough:
    /^(?:closing(?: date)?|closes?(?: on)?|deadline|application deadline|apply by|valid (?:through|until)|expires?)$/i,
  employmentType:
    /^(?:employment type|job type|contract(?: type)?|work schedule|schedule|type of (?:contract|employment)|employment|working time|type|time type|appointment type)$/i,
  salary:
    /^(?:(?:base |annual |gross |starting )?(?:salary|pay|wage|compensation|remuneration)(?: range| band| grade)?|pay rate|hourly rate|rate of pay|money|stipend|ote)$/i,
};

const contractWords =
  /\b(?:full[- ]?time|part[- ]?time|permanent|temporary|fixed[- ]term|contract|freelance|internship|apprenticeship|seasonal|casual|zero[- ]hours|job share|locum|per diem|\d+(?:[–-]\d+)? hours)\b/i;
const placeWords =
  /\b(?:remote|hybrid|on-?site|in office|home[- ]?(?:office|working)|work from home|field-based)\b/i;
const money =
  /(?:[€£$¥₹]\s?\d|\b(?:EUR|USD|GBP|CHF|DKK|SEK|NOK|PLN|CAD|AUD|INR)\s?\d|\d[\d.,]*\s?(?:k\b|(?:[€£$]|euros?|pounds?|dollars?|kroner|kronor|francs?|zloty|EUR|USD|GBP|CHF|DKK|SEK|NOK|PLN|CAD|AUD)(?![\p{L}])))/iu;
const payNoun =
  /\b(?:salar(?:y|ies)|base pay|pay (?:range|scale|band|rate|from|of|between|is)|compensation|wages?|remuneration)\b/i;
const payRate =
  /\b(?:per|an?|each|every) (?:hour|annum|year|month|week|day|shift)\b|\/\s?(?:h(?:ou)?r|year|yr|month)\b|\b(?:hourly|annually|gross|p\.?a)\b/i;
const amountRange = /[€£$]\s?\d[\d.,]*\s?k?\s*(?:-|–|—|to|and)\s*[€£$]?\s?\d/i;

/** Facts that the posting's wording states: labelled lines, the line under the title, a sentence on pay. */
export function statedFacts(blocks: readonly RawBlock[]): DeclaredFacts {
  const facts: DeclaredFacts = {};
  for (const { kind, text } of blocks) {
    if (kind === 'heading') continue;
    const match = /^([\p{L}][\p{L}\s/()-]{1,30}?)\s*:\s+(\S.*)$/u.exec(text);
    if (match === null) continue;
    const fact = factNamed(match[1]?.trim() ?? '');
    const value = shortValue(match[2] ?? '', fact === 'salary' ? 300 : 120);
    if (fact !== undefined && value !== undefined && (fact !== 'salary' || money.test(value)))
      facts[fact] ??= value;
  }
  for (const [fact, value] of labelledBelow(blocks)) facts[fact] ??= value;
  for (const segment of leadSegments(blocks)) {
    if (contractWords.test(segment)) facts.employmentType ??= segment;
    else if (money.test(segment)) facts.salary ??= segment;
    else if (placeWords.test(segment)) facts.location ??= segment;
  }
  const pay = facts.salary ?? paySentence(blocks);
  return { ...facts, ...(pay === undefined ? {} : { salary: pay }) };
}

/** Labels with their values in the block below, as tables that lay out a page leave them. */
function labelledBelow(blocks: readonly RawBlock[]): [keyof DeclaredFacts, string][] {
  return blocks.flatMap((block, index): [keyof DeclaredFacts, string][] => {
    const value = blocks[index + 1];
    const fact = factNamed(block.text.replace(/\s*:$/, ''));
    // "Position" and "Role" are headings of descriptions as well.
    if (fact === undefined || fact === 'title' || value === undefined || value.kind === 'heading') return [];
    const isValue =
      value.text.split(' ').length <= 10 &&
      !/[.!?:]$/.test(value.text) &&
      factNamed(value.text) === undefined &&
      (fact !== 'salary' || money.test(value.text)) &&
      (fact !== 'employmentType' || contractWords.test(value.text)) &&
      (block.kind !== 'item' || value.kind !== 'item');
    return isValue ? [[fact, value.text]] : [];
  });
}

/** The short pieces of the lines between the title and the first sentence ("Leeds · permanent · £30k"). */
export function leadSegments(blocks: readonly RawBlock[]): string[] {
  const segments: string[] = [];
  for (const { kind, text } of blocks.slice(0, 5)) {
    if (kind === 'heading') continue;
    const parts = text.split(/\s+[·|•‖/–—]\s+/u).map((part) => part.trim());
    if (parts.length < 2 || parts.some((part) => part.split(' ').length > 12)) continue;
    segments.push(...parts.map((part) => part.replace(/[.;,]$/, '')));
  }
  return segments;
}

export function isContractOrPay(segment: string): boolean {
  return contractWords.test(segment) || money.test(segment) || placeWords.test(segment);
}

function factNamed(label: string): keyof DeclaredFacts | undefined {
  return (Object.keys(labels) as (keyof DeclaredFacts)[]).find((fact) => labels[fact].test(label));
}

function shortValue(value: string, maxLength: number): string | undefined {
  const text = value.trim();
  if (text.length <= maxLength) return text.replace(/[.;]$/, '');
  const sentence = /^.{3,300}?[.!](?=\s+\p{Lu})/u.exec(text)?.[0];
  return sentence !== undefined && sentence.length <= maxLength ? sentence : undefined;
}

/**
 * The clause that names an amount as pay: by a word for it, else by a range or a rate. Amounts alone are more
 * often turnover, funding or what a piece of equipment costs.
 */
function paySentence(blocks: readonly RawBlock[]): string | undefined {
  const clauses = blocks
    .filter(({ kind, text }) => kind !== 'heading' && money.test(text))
    .flatMap(({ text }) => text.split(/(?<=[\p{L}\p{N})%][.!?;])\s+/u))
    .filter((clause) => money.test(clause) && clause.length <= 250);
  const clause =
    clauses.find((text) => payNoun.test(text)) ??
    clauses.find((text) => amountRange.test(text)) ??
    clauses.find((text) => payRate.test(text) && /\b(?:pay|paid|earn|rate)\b/i.test(text));
  return clause?.replace(/[.;]$/, '');
}

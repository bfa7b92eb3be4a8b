import type { MasterCv } from '../resume/resume.ts';
import { isInstruction } from '../text/instructions.ts';
import { splitSentences } from '../text/sentences.ts';
import { checkClaims } from './check-wording.ts';
import { masterIndex } from './master-index.ts';
import type { SourceText } from './source-text.ts';
import { proofOf, wordsBeyond } from './supported-text.ts';
import { holdsAddress, visibleLine } from './visible-line.ts';

export interface AssessedAgainst {
  cv: MasterCv;
  postingText: string;
  /** The post and the employer, as the posting names them. */
  title: string;
  company: string | undefined;
  /** What the posting asks for or needs, each by itself: text and quote. */
  asked: readonly string[];
  score: number;
}

/**
 * The sentences of an assessment of an applicant that can stand. What it says of the applicant has to come from the
 * master CV alone; words of the posting may stand in quotation marks behind a word that says whose they are, and
 * as what is asked for, needed or lacking, all of one demand.
 */
export function groundedSentences(text: string, against: AssessedAgainst): string[] {
  const proofs = against.asked.map(proofOf);
  const kept: string[] = [];
  let isFollowing = true;
  for (const sentence of splitSentences(visibleLine(text))) {
    const stands: boolean =
      (isFollowing || !leansBack.test(sentence)) && isGrounded(sentence, against, proofs);
    if (stands) kept.push(sentence);
    isFollowing = stands;
  }
  return kept;
}

/** What says nothing without the sentence before. */
const leansBack = /^(?:It|This|That|These|Those|There|Both|Such|They|Also|And|But|So|Then)\b/u;

/** An assessment speaks of the applicant; who says "I", "you" or "we" repeats CV or posting. */
const otherPerson = /(?<![\p{L}\p{N}“"])(?:I|my|me|you|your|we|our|us)(?![\p{L}\p{N}])(?![^“]*”)/iu;

const longestSentence = 400;

function isGrounded(sentence: string, against: AssessedAgainst, asked: readonly SourceText[]): boolean {
  if (sentence.length > longestSentence || holdsAddress(sentence) || isInstruction(sentence)) return false;
  if (tallies.test(sentence) || otherPerson.test(sentence)) return false;
  const index = masterIndex(against.cv);
  const texts = [...index.texts.values(), index.person];
  const unquoted = withoutQuotes(sentence, against, texts);
  if (unquoted === undefined) return false;
  const post = withoutPost(unquoted, against);
  const rest = withoutAsked(post, [...asked, ...texts]);
  const vocabulary = proofOf(assessing);
  const score = proofOf(`${against.score} of 100 points, ${against.score} points, ${against.score}/100`);
  return checkClaims(rest, [...texts, score], [vocabulary], index).length === 0;
}

/** Counts are ours: they come from the table that stands beside them. */
const tallies =
  /\b(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten|all|most|every|each|half)(?: of| out of)?(?: the| its)?(?: \w+)? (?:must-haves?|requirements?|criteria|demands|points asked)\b|\bscores?\b(?=.*\d)|\d+ ?%? (?:match|fit)\b/iu;

const passage = /[“"„«]([^“”"„«»]{2,})[”"“»]/gu;

/** Without passages in quotation marks; undefined where one is not verbatim, or the applicant is said to be the posting's. */
function withoutQuotes(
  sentence: string,
  { postingText }: AssessedAgainst,
  texts: readonly SourceText[],
): string | undefined {
  const posting = line(postingText);
  let isFaithful = true;
  const rest = sentence.replaceAll(passage, (whole, inner: string, at: number) => {
    const said = line(inner).replace(/[\s.,;:…]+$/u, '');
    const isOwn = texts.some((text) => line(text.text).includes(said));
    const isTheirs = posting.includes(said) && asking.test(sentence.slice(0, at));
    if (!isOwn && !isTheirs) isFaithful = false;
    return ' '.repeat(whole.length);
  });
  return isFaithful ? rest : undefined;
}

function line(text: string): string {
  return visibleLine(text).toLowerCase();
}

/** Without the post's title and the employer's name where they are named as such, not as where somebody worked. */
function withoutPost(sentence: string, { title, company }: AssessedAgainst): string {
  const names = [
    title,
    title.replace(/\s*(?:\(.*|\s[–—|-]\s.*|[,|:].*)$/u, ''),
    'position',
    'post',
    'role',
    'job',
    'posting',
    'team',
  ];
  const posts = names
    .filter((name) => name !== '')
    .map(escaped)
    .join('|');
  const employer = company === undefined || company === '' ? undefined : escaped(company);
  const at = employer === undefined ? '' : `(?: (?:at|with|of|by|from) ${employer})?`;
  let rest = sentence.replaceAll(
    new RegExp(
      String.raw`\b(?:for|to|of|the|this|your|its|their) (?:the |this |your |open |advertised )*(?:${posts})(?: (?:post|position|role|job|opening))?${at}(?![\p{L}\p{N}])`,
      'giu',
    ),
    blank,
  );
  if (employer !== undefined) {
    rest = rest.replaceAll(
      new RegExp(
        String.raw`(?:^|\b(?:what|which|that|and|as|because|since|where) )${employer}(?=(?:['’]s?)? (?:also |now |most |still |currently )*(?:asks?|wants?|needs?|requires?|seeks?|looks?|is looking|describes?|names|hopes?|suffers?|most urgent|pressing|stated|main|biggest|need|pain|problem))(?:['’]s?)?`,
        'giu',
      ),
      (found: string) => ' the posting'.padEnd(found.length).slice(0, Math.max(found.length, 12)),
    );
  }
  return rest;
}

function blank(found: string): string {
  return ' '.repeat(found.length);
}

function escaped(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
}

const asks = String.raw`\b(?:asks? for|asked for|wants?|needs?|requires?|requests?|seeks?|looks? for|looking for|calls? for|describes?|mentions?|suffers? from|hopes? for)`;
const needs = String.raw`\b(?:needs?|requests?|requirements?|demands?|calls?|wish|aims?|goals?|problems?|pain points?|pains?|risks?|targets?|duty|duties|tasks?|challenges?) (?:for|of|to|that|is|are|with|:)`;
const lacks = String.raw`\b(?:gaps? (?:is|are|remains?|lies in|concerns?)|lacks?|lacking|missing(?: is| are|:)|(?:shows?|names?|mentions?|has|have|holds?|offers?|contains?|is|are|gives?|with) (?:no|nothing (?:of|on|about))|(?:says?|tells?) nothing (?:of|on|about)|(?:does|do|did) not (?:show|mention|name|say|have|hold|cover|include|prove|state)|without(?: any)?|no (?:evidence|sign|mention|trace|proof|experience|record) (?:of|for|with|in))`;
/** Opens what belongs to the posting. */
const opening = new RegExp(`${asks}|${needs}|${lacks}`, 'giu');
const asking = new RegExp(
  `${asks}|${needs}|${lacks}|posting|employer|advert|request|in the words|asked`,
  'iu',
);
/** "Rust is missing": what is lacking stands first. */
const lackedFirst =
  /^(.{2,120}?) (?:is|are|remains?) (?:the (?:largest|biggest|main|only|clearest) gaps?|missing|not (?:shown|mentioned|named|covered|said|in the (?:master )?CV)|absent|nowhere)\b/iu;
/** A clause ends where somebody else may become its subject. */
const clauseEnd =
  /[;.!?]|,? (?:and|but|while|whereas|which|who|whom|as|because|since|though|although|where|so) (?:the|he|she|they|it|this|that|his|her|their|has|have|had|is|was|are|were|led|holds?|held|did|does|also|therefore|thus)\b| – | — /u;

/** Without what is asked for, needed or lacking, where it is covered by one single demand. */
function withoutAsked(sentence: string, covering: readonly SourceText[]): string {
  const spans: { from: number; start: number; end: number }[] = [];
  const first = lackedFirst.exec(sentence)?.[1];
  if (first !== undefined) spans.push({ from: 0, start: 0, end: first.length });
  for (const match of sentence.matchAll(opening)) {
    const start = match.index + match[0].length;
    if (spans.some((span) => match.index < span.end)) continue;
    const end = clauseEnd.exec(sentence.slice(start))?.index;
    spans.push({ from: match.index, start, end: end === undefined ? sentence.length : start + end });
  }
  let rest = sentence;
  for (const { from, start, end } of spans) {
    const part = sentence.slice(start, end);
    const isCovered = [...covering].some(
      (proof) => wordsBeyond(part, [proof, proofOf(assessing)]).length === 0,
    );
    // What is no demand's may still be the master CV's, and is held against it with the rest.
    if (isCovered) rest = `${rest.slice(0, from)}${' '.repeat(end - from)}${rest.slice(end)}`;
  }
  return rest;
}

/** Words in which anybody assesses, which claim nothing of anybody. */
const assessing = `the candidate candidate's applicant applicant's master CV CVs LLM posting posting's post position role employer employers advert
  evidence proof match matches matched matching fit fits fitting score point requirement must-have demand request
  gap missing lacking lacks lack absent weakness weakest strength strongest strong clearest clear largest biggest main
  answer answers answering speaks address addresses closest nearest relevant comes name names named bullet bullets
  background experience career profile suited suits assessment overall convincing convincingly solid moderate good
  exceptional weak partly fully wholly directly verdict counts bears need needs pain`;

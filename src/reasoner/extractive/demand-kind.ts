import { isStopWord } from '../../text/stems.ts';
import { countWords, tokenize } from '../../text/words.ts';
import { languagesIn } from './spoken-languages.ts';

const paper =
  /\b(?:degree|bachelor\S*|master(?:'|’)s|ph\.?d\.?|doctorate|diploma|licen[cs]e|certificates?|certification|certified|registration|registered|qualifications?|accreditation|accredited|chartered|membership)\b/i;
/** The work with such papers, or years of it, which deeds can show. */
const workRatherThanPaper =
  /\b(?:experience|looking for|responsible|help|manage|develop|prepare|write|licensing)\b/i;

/** Whether a requirement asks for a degree, licence, certificate or registration: having done things is no answer. */
export function asksForPaper(requirement: string): boolean {
  // In brackets stand details: "Kubernetes in production (upgrades, certificates)".
  const core = requirement.replaceAll(/\([^)]*\)/g, ' ');
  return paper.test(core) && countWords(core) <= 14 && !workRatherThanPaper.test(core);
}

/** Nouns for such papers, which say nothing without their subject. */
export function isPaperWord(word: string): boolean {
  return paper.test(word);
}

/** What the paper is about: sharing only the word licence, two texts may speak of different ones. */
export function withoutPaperWords(requirement: string): string {
  const rest = tokenize(requirement).filter(({ text }) => !isStopWord(text) && !paper.test(text));
  return rest.length === 0 ? requirement : requirement.replaceAll(new RegExp(paper, 'gi'), ' ');
}

/** A degree of any or a related subject. */
export function asksForAnyDegree(requirement: string): boolean {
  return (
    /\b(?:degree|bachelor|master['’]s)\b/i.test(requirement) &&
    (/\b(?:similar|related|relevant|equivalent|comparable|any)\b/i.test(requirement) ||
      tokenize(requirement).every(
        ({ text }) =>
          isStopWord(text) ||
          /^(?:degree|bachelor\S*|master\S*|university|college|undergraduate|level|or)$/i.test(text),
      ))
  );
}

const fluency =
  /^(?:fluent|fluency|fluently|native|level|speaker|speaking|spoken|written|speak|write|read|oral|verbal|clear|good|very|excellent|strong|business|professional|proficient|proficiency|language|languages|mother|tongue|knowledge|command|working|conversational|basic|cefr|a1|a2|b1|b2|c1|c2|skills?|communication|communicate)$/i;

/** The spoken languages that a requirement asks for and nothing else, or none. */
export function onlyLanguages(requirement: string): string[] {
  const languages = languagesIn(requirement);
  if (languages.length === 0) return [];
  const rest = tokenize(requirement).filter(
    ({ text }) => !languages.includes(text) && !isStopWord(text) && !fluency.test(text),
  );
  return rest.length === 0 ? languages : [];
}

/** Whether a text claims a language as spoken, rather than naming a cuisine or a book. */
export function claimsLanguage(text: string, languages: readonly string[]): boolean {
  if (!languagesIn(text).some((language) => languages.includes(language))) return false;
  return (
    onlyLanguages(text).length > 0 ||
    tokenize(text).some(({ text: word }) =>
      /^(?:fluent|native|speak\w*|bilingual|trilingual|c1|c2|b2)$/i.test(word),
    )
  );
}

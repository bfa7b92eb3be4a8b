import { stemOf } from '../text/stems.ts';

/** Verbs and nouns that say "I was the one in charge". Any one in the source bears out any other. */
const leading =
  stemsOf(`led lead leads leading leader leadership headed head directed direct directing director managed manage
  manager management owned own owner ownership spearheaded drove driving founded founder founding supervised
  supervise supervisor oversaw oversee overseen overseeing chaired championed pioneered orchestrated governed
  commanded masterminded steered captained ran run responsible`);

/** Words that say "I was one of those". */
const takingPart =
  /\b(?:help(?:ed|s|ing)?|assist(?:ed|s|ing|ance)?|support(?:ed|s|ing)?|contribut(?:ed|es?|ing|ions?|or)|took part|tak(?:e|es|ing) part|participat(?:ed|es?|ing|ion)|member of|one of|part of|involved in|shadow(?:ed|s|ing)?|work(?:ed|s|ing) with|together with|along with)\b/i;

export function isLeading(word: string): boolean {
  return leading.has(stemOf(word));
}

export function saysTakingPart(text: string): boolean {
  return takingPart.test(text);
}

function stemsOf(words: string): Set<string> {
  return new Set(words.split(/\s+/u).map(stemOf));
}

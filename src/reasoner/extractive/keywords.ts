import type { Posting } from '../../posting/posting.ts';
import { allText } from '../../resume/cv-text.ts';
import type { MasterCv } from '../../resume/resume.ts';
import { acronymPairs, isAcronym, spelledOut } from '../../text/acronyms.ts';
import { commonAcronym, commonFullForm } from '../../text/common-acronyms.ts';
import { rarityOf } from '../../text/rarity.ts';
import { containsTerm, TermIndex, termIndexOf } from '../../text/terms.ts';
import type { Keyword } from '../fit.ts';
import { isPaperWord } from './demand-kind.ts';
import { isGenericWord } from './generic-words.ts';
import { type Requirement, requirementsOf, requirementWeights } from './requirements.ts';
import { languagesIn } from './spoken-languages.ts';

const maxKeywords = 40;

/** Keywords of a posting, told which of them a master CV says. */
export function extractKeywords(posting: Posting, cv: MasterCv): Keyword[] {
  return keywordsOf(posting, requirementsOf(posting), cv);
}

/**
 * Terms that an applicant tracking system would look for: the requirements' specific terms and the posting's
 * words for the job itself, must-haves first, then by weight and how often the posting says them.
 */
export function keywordsOf(posting: Posting, requirements: readonly Requirement[], cv: MasterCv): Keyword[] {
  const cvText = allText(cv);
  const skills = cv.skills
    .flatMap(({ keywords }) => keywords)
    .filter((skill) => skill.split(' ').length <= 4);
  const inPosting = termIndexOf(posting.text);
  const inCv = termIndexOf(cvText);
  const forms = new AcronymForms(posting.text, cvText);
  const company = posting.company ?? '';
  const gathered = new Map<string, Keyword & { worth: number }>();
  for (const requirement of requirements) {
    const inRequirement = new TermIndex(requirement.text);
    const named = skills.filter((skill) => inRequirement.has(skill));
    for (const term of termsWith(named, requirement.terms)) {
      if (containsTerm(company, term) || (term.length < 2 && !/\p{Lu}/u.test(term))) continue;
      const known = findSame(gathered, term, forms);
      if (known !== undefined) {
        if (requirement.importance === 'must') known.importance = 'must';
        known.worth += requirement.weight * 0.5;
        continue;
      }
      const others = forms.of(term);
      const count = [term, ...others].reduce((sum, form) => sum + inPosting.count(form), 0);
      const inMaster = [term, ...others].some((form) => inCv.has(form));
      if (
        !(
          named.includes(term) ||
          isAskedByName(term, requirement.text) ||
          isTelling(term, count, inMaster)
        ) ||
        (requirement.weight === requirementWeights.duty && !inMaster && count < 2)
      )
        continue;
      gathered.set(term.toLowerCase(), {
        term,
        forms: others,
        importance: requirement.importance,
        count: Math.max(1, count),
        inMaster,
        worth: requirement.weight * (0.4 + specificity(term)),
      });
    }
  }
  return [...gathered.values()]
    .toSorted(
      (one, other) =>
        Number(other.importance === 'must') - Number(one.importance === 'must') ||
        other.worth + 0.3 * Math.min(other.count, 4) - (one.worth + 0.3 * Math.min(one.count, 4)),
    )
    .slice(0, maxKeywords)
    .map(({ worth: _, ...keyword }) => keyword);
}

/** "Experience of payroll" names what an applicant must know, however plain the word. */
function isAskedByName(term: string, requirement: string): boolean {
  const at = requirement.indexOf(term);
  return (
    /\b(?:experience|knowledge|understanding) (?:of|with|in) $/i.test(
      requirement.slice(0, Math.max(0, at)),
    ) &&
    !isPaperWord(term) &&
    rarityOf(term) >= 0.6
  );
}

/** A term written with capitals, digits or symbols is telling by itself; a lower-case word only in company. */
function isTelling(term: string, count: number, inMaster: boolean): boolean {
  if (/^\p{L}\p{Ll}+$/u.test(term) && (isOrdinary(term) || isPaperWord(term))) return false;
  if (/[\p{Lu}\d+#/]/u.test(term.slice(1)) || (/^\p{Lu}/u.test(term) && rarityOf(term) > 0.6)) return true;
  return inMaster || count > 1 || term.includes(' ') || (rarityOf(term) >= 0.8 && !/er$/.test(term));
}

/** The requirement's terms and the master's own skills in it, none that is only a part of another. */
function termsWith(skills: readonly string[], terms: readonly string[]): string[] {
  const longer = terms.filter((term) => term.includes(' '));
  const added = skills.filter(
    (skill) =>
      !isGenericWord(skill) &&
      ![...longer, ...skills].some((term) => term !== skill && containsTerm(term, skill)),
  );
  const known = new Set(added.map((skill) => skill.toLowerCase()));
  const whole = added.filter((skill) => skill.includes(' '));
  return [
    ...added,
    ...terms.filter(
      (term) => !known.has(term.toLowerCase()) && !whole.some((skill) => containsTerm(skill, term)),
    ),
  ];
}

/** "networking" and "growers" are ordinary words although the list of words lacks just these forms. */
function isOrdinary(word: string): boolean {
  const base = /^\p{Ll}/u.test(word) ? word.replace(/(?:ers?|ing|s)$/, '') : word;
  const rarities = base.length >= 4 ? [word, base, `${base}e`].map(rarityOf) : [rarityOf(word)];
  return Math.min(...rarities) < 0.6 && !languagesIn(word).includes(word);
}

function specificity(term: string): number {
  return Math.max(...term.split(/[\s-]+/).map(rarityOf), isAcronym(term) ? 0.9 : 0);
}

function findSame<T extends Keyword>(
  gathered: Map<string, T>,
  term: string,
  forms: AcronymForms,
): T | undefined {
  const lower = term.toLowerCase();
  for (const form of [
    lower,
    ...forms.of(term).map((other) => other.toLowerCase()),
    lower.replace(/s$/, ''),
    `${lower}s`,
  ]) {
    const known = gathered.get(form);
    if (known !== undefined) return known;
  }
  return undefined;
}

/** Other ways in which posting or CV write a term: the full form of an acronym and the other way round. */
class AcronymForms {
  readonly #texts: readonly string[];
  readonly #explained: { acronym: string; full: string }[];
  readonly #known = new Map<string, string[]>();

  constructor(...texts: string[]) {
    this.#texts = texts;
    this.#explained = texts.flatMap(acronymPairs);
  }

  of(term: string): string[] {
    const known = this.#known.get(term);
    if (known !== undefined) return known;
    const found = isAcronym(term) ? this.#fullForms(term) : this.#acronyms(term);
    const forms = [...new Map(found.map((form) => [form.toLowerCase(), form])).values()].filter(
      (form) => form.toLowerCase() !== term.toLowerCase(),
    );
    this.#known.set(term, forms);
    return forms;
  }

  #fullForms(acronym: string): string[] {
    const bare = acronym.replace(/(?<=\p{Lu})s$/u, '');
    const explained = this.#explained.filter((pair) => pair.acronym === bare).map(({ full }) => full);
    const spelled = this.#texts.flatMap((text) => spelledOut(text, acronym) ?? []);
    const usual = commonFullForm(bare);
    return [...explained, ...spelled, ...(usual === undefined ? [] : [usual])];
  }

  #acronyms(term: string): string[] {
    const lower = term.toLowerCase();
    const explained = this.#explained
      .filter(({ full }) => full.toLowerCase() === lower)
      .map(({ acronym }) => acronym);
    const usual = commonAcronym(term);
    return [...explained, ...(usual === undefined ? [] : [usual])];
  }
}

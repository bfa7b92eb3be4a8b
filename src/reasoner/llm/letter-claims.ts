import { checkFigures, takeApart } from '../../grounding/check-figures.ts';
import { checkVerbs } from '../../grounding/check-verbs.ts';
import { isGeneralWord } from '../../grounding/general-words.ts';
import { entryIdOf, type MasterIndex, masterIndex } from '../../grounding/master-index.ts';
import { hasWord, type SourceText } from '../../grounding/source-text.ts';
import { holdsAddress } from '../../grounding/visible-line.ts';
import { isInstruction } from '../../text/instructions.ts';
import { rarityOf } from '../../text/rarity.ts';
import { splitSentences } from '../../text/sentences.ts';
import { TermIndex } from '../../text/terms.ts';
import type { OutreachInput } from '../extractive/outreach-input.ts';
import { isUsable } from '../extractive/outreach-wording.ts';
import type { Keyword } from '../fit.ts';
import { postingHead } from './posting-material.ts';
import { claimsBeyond, proseSource } from './prose-claims.ts';

const firstPerson = /(?<![\p{L}\p{N}])(?:I|my|me|mine|myself|I['’](?:ve|m|d|ll))(?![\p{L}\p{N}])/u;
const firstPersonOpening = /^(?:My|Mine|Me)\b/u;

/** A word that everyday English does not have may be a skill, however it is written: "haskell". */
function isUnusual(word: string): boolean {
  return /^\p{Ll}{4,}$/u.test(word) && rarityOf(word) === 1 && !isGeneralWord(word.toLowerCase());
}

/** Holds sentences of a letter against what posting and master CV say. */
export class LetterClaims {
  readonly #index: MasterIndex;
  /** Post, employer and contact: both kinds of sentence may name them. */
  readonly #occasion: SourceText;
  /** What posting and pages say, sentence by sentence. */
  readonly #employer: SourceText[];
  readonly #isAboutEmployer: RegExp;
  readonly #lacking: readonly Keyword[];

  constructor(input: OutreachInput) {
    const { posting, company, cv, fit, contacts } = input;
    this.#index = masterIndex(cv);
    this.#occasion = proseSource(
      [
        postingHead(posting),
        company.name ?? '',
        ...contacts.map(({ name, role }) => `${name}, ${role}`),
        'CV LinkedIn',
      ].join('\n'),
    );
    this.#employer = [
      ...posting.blocks.flatMap(({ text }) => splitSentences(text)),
      ...company.facts.map(({ text, quote }) => `${text}\n${quote}`),
    ]
      .filter((said) => !isInstruction(said))
      .map(proseSource);
    this.#isAboutEmployer = new RegExp(
      String.raw`(?<![\p{L}\p{N}])(?:${[company.name ?? '', posting.company ?? '']
        .filter((name) => name !== '')
        .map((name) => `${name.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')}|`)
        .join('')}you|your|yours|posting|position)(?![\p{L}\p{N}])`,
      'iu',
    );
    const occasion = new TermIndex(this.#occasion.text);
    this.#lacking = fit.keywords.filter(
      ({ term, forms, inMaster }) => !inMaster && ![term, ...forms].some((form) => occasion.has(form)),
    );
  }

  /**
   * What a sentence claims that it must not, in words; empty when it stands. A sentence about the applicant is held
   * against the sources that it names, or the whole master CV where it names none. One about the employer may have
   * figures and names of one sentence of the posting besides; one that does not say whom it is about is the
   * applicant's.
   */
  beyond(sentence: string, sourceIds: readonly string[]): string[] {
    const faults: string[] = [];
    if (!isUsable(sentence)) faults.push('brackets');
    if (holdsAddress(sentence)) faults.push('an address');
    if (isInstruction(sentence)) faults.push('an instruction');
    const all = [...this.#index.texts.values(), this.#index.person];
    const isApplicant = firstPerson.test(sentence) || firstPersonOpening.test(sentence);
    if (!isApplicant && this.#isAboutEmployer.test(sentence)) {
      const beyond = [undefined, ...this.#employer].map((said) =>
        claimsBeyond(sentence, [this.#occasion, ...(said === undefined ? [] : [said]), ...all]),
      );
      const least = beyond.reduce((best, one) => (one.length < best.length ? one : best));
      return [...faults, ...least];
    }
    const named = sourceIds.flatMap((id) => this.#index.texts.get(id) ?? []);
    const places = named.flatMap(({ id }) => this.#index.texts.get(entryIdOf(id)) ?? []);
    const own = named.length > 0 ? [...named, ...places] : all;
    const { figures, words } = takeApart(sentence);
    const told = [
      ...checkFigures(sentence, figures, words, [...own, this.#occasion]),
      ...checkVerbs(sentence, words, [...own, this.#occasion]),
    ].map(({ words: claim }) => claim);
    const known = [this.#occasion, ...this.#employer, ...all].map(({ keys }) => keys);
    const unheard = words.filter((word) => isUnusual(word.text) && !hasWord(word, known));
    const index = new TermIndex(sentence);
    const lacking = this.#lacking
      .filter(({ term, forms }) => [term, ...forms].some((form) => index.has(form)))
      .map(({ term }) => term);
    return [
      ...new Set([
        ...faults,
        ...told,
        ...lacking,
        ...unheard.map(({ text }) => text),
        ...claimsBeyond(sentence, [this.#occasion, ...all]),
      ]),
    ];
  }
}

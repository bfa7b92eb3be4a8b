import { takeApart } from '../../grounding/check-figures.ts';
import { isCovered } from '../../grounding/dates.ts';
import { isSameFigure } from '../../grounding/figures.ts';
import { hasWord, type SourceText, sourceText } from '../../grounding/source-text.ts';
import { type ClaimWord, looksLikeName, needsCase } from '../../grounding/words.ts';
import { isEverydayWord } from '../../text/rarity.ts';
import { isStopWord } from '../../text/stems.ts';

/**
 * Figures, dates, names and terms in a text that none of the sources says, as they are written. Ordinary words are
 * free: this is for prose about posting and CV together, where the stricter check of the CV's own wording would
 * object to every sentence.
 */
export function claimsBeyond(text: string, sources: readonly SourceText[]): string[] {
  const { figures, dates, words } = takeApart(text);
  const keys = sources.map((source) => source.keys);
  const unknown = [
    ...figures.filter(
      (figure) =>
        !/^\p{L}/u.test(figure.text) &&
        !sources.some((source) => source.figures.some((known) => isSameFigure(figure, known))),
    ),
    ...dates
      .filter((date) => !sources.some((source) => source.dates.some((known) => isCovered(date, known))))
      .map(({ start, end }) => ({ text: text.slice(start, end) })),
    ...words.filter((word) => isName(word) && !hasWord(word, keys)),
  ];
  return [...new Set(unknown.map(({ text: claim }) => claim))];
}

/** A text as a source of such claims. */
export function proseSource(text: string): SourceText {
  return sourceText('prose', text);
}

function isName(word: ClaimWord): boolean {
  if (/^I(?:['’]\p{L}+)?$/u.test(word.text)) return false;
  if (needsCase(word.text) || looksLikeName(word)) return true;
  return (
    /^\p{Lu}/u.test(word.text) && word.text.length > 2 && !isStopWord(word.text) && !isEverydayWord(word.text)
  );
}

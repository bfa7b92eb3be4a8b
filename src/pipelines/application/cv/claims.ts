import { checkWording } from '../../../grounding/check-wording.ts';
import type { SourcedText } from '../../../reasoner/tailored-cv.ts';
import { splitSentences } from '../../../text/sentences.ts';
import type { LoadedCv } from './load.ts';

/** What a wording claims beyond the sources that it names, in words; empty when it is grounded. */
export function claimsBeyond(wording: SourcedText, loaded: LoadedCv): string[] {
  if (isVerbatim(wording, loaded)) return [];
  const violations = checkWording(wording, loaded.cv, loaded.keywords);
  return [...new Set(violations.map(({ words, reason }) => (words === '' ? reason : words)))];
}

/** A whole source or a whole sentence of one. Less than a sentence may turn its meaning round and is checked. */
function isVerbatim({ text, sources }: SourcedText, { texts }: LoadedCv): boolean {
  return sources.some((id) => {
    const source = texts.get(id);
    return source === text || (source?.includes(text) === true && splitSentences(source).includes(text));
  });
}

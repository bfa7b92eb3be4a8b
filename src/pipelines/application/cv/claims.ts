import type { LoadedCv } from './load.ts';

/**
 * What a wording claims beyond the sources that it names, in words; empty when it is grounded.
 */
export function claimsBeyond(text: string, sources: readonly string[], loaded: LoadedCv): string[] {
  const held = sources.map((id) => loaded.texts.get(id) ?? '').join('\n');
  return (text.match(/\d[\d.,]*/gu) ?? []).filter((figure) => !held.includes(figure));
}

import { stripEmphasis } from '../text/emphasis.ts';

/** A part of a RenderCV file whose fields are not known yet. */
export type Fields = Record<string, unknown>;

/** Nested points come as deeper lines of a bullet, as `- ` lines or lists; each is a bullet of its own. */
export function highlightsOf(value: unknown): string[] {
  if (!Array.isArray(value)) return textOf(value) === undefined ? [] : highlightsOf([value]);
  return value.flatMap((item): string[] => {
    if (typeof item === 'object' && item !== null) return highlightsOf(Object.values(item).flat());
    return plainText(String(item))
      .split(/\s+-\s+(?=\p{Lu}.*\s\S+\s)/u)
      .filter((text) => text !== '');
  });
}

export function linkIn(value: unknown): string | undefined {
  return typeof value === 'string' ? /\]\((https?:\/\/[^)\s]+)\)/.exec(value)?.[1] : undefined;
}

export function readableTitle(title: string): string {
  const words = title.replaceAll('_', ' ').trim();
  return /\p{Lu}/u.test(words) ? words : words.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase());
}

export function first(value: unknown): string | undefined {
  return textOf(Array.isArray(value) ? value[0] : value);
}

export function listOf(value: unknown): Fields[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'object' && item !== null) : [];
}

export function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value.trim() !== '' ? plainText(value) : undefined;
}

export function plainText(text: string): string {
  return stripEmphasis(text).replaceAll(/\s+/gu, ' ').trim();
}

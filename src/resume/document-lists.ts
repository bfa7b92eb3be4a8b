import type { ResumeDocument } from './resume-document.ts';

/** Adds to a section of the author's own, which is made when it is not there yet. */
export function addExtra(document: ResumeDocument, heading: string, bullets: readonly string[]): void {
  document.extra ??= [];
  const known = document.extra.find((section) => section.heading === heading);
  if (known === undefined) document.extra.push({ heading, bullets: [...bullets] });
  else known.bullets.push(...bullets);
}

type ListKey = Exclude<keyof ResumeDocument, 'basics' | 'extra'>;

export function push<Key extends ListKey>(
  document: ResumeDocument,
  key: Key,
  item: NonNullable<ResumeDocument[Key]>[number],
): void {
  const list = (document[key] ?? []) as unknown[];
  list.push(item);
  document[key] = list as ResumeDocument[Key];
}

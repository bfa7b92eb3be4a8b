import type { WebPage } from '../../providers/scraper.ts';

/** About 900 tokens of each page: the beginning says who somebody is. */
const maxPageCharacters = 3_500;

/** Posting and pages numbered as sources, for a prompt. Quotes from a page come from the part that is shown. */
export function numberedSources(posting: string, pages: readonly WebPage[]): string {
  return [
    `Source 0, the job posting:\n${posting}`,
    ...pages.map(
      ({ title, markdown }, at) =>
        `Source ${at + 1}, page "${title}":\n${markdown.slice(0, maxPageCharacters)}`,
    ),
  ].join('\n\n');
}

/** One credit a page with the basic proxy and without parsing of PDFs (https://docs.firecrawl.dev/billing). */
export const creditsPerScrape = 1;

/** Two credits for each ten results, begun tens in full (https://docs.firecrawl.dev/billing). */
export function creditsOfSearch(results: number): number {
  return 2 * Math.ceil(Math.max(results, 1) / 10);
}

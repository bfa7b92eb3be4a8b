/**
 * What a call used, in the provider's own figures. `inputTokens` and `outputTokens` are totals: the cached,
 * cache-writing and reasoning tokens are parts of them, not added to them.
 */
export interface Usage {
  inputTokens?: number;
  outputTokens?: number;
  cacheReadTokens?: number;
  cacheWriteTokens?: number;
  reasoningTokens?: number;
  /** Scraper credits, PDF pages, conversions: whatever such a provider charges by. */
  units?: number;
}

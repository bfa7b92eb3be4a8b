import { settingNames } from '../src/config/settings.ts';

/** Settings that reach nobody outside; all others are taken out, so that one added later cannot slip through. */
const kept = new Set(['STRATA_DATA_DIR', 'STRATA_TIME_ZONE', 'LOG_LEVEL']);
/** What libraries read by themselves. */
const outside =
  /^(?:OPENAI|ANTHROPIC|OPENROUTER|COHERE|FIRECRAWL|PDF_SERVICE|DOCLING|MONGODB|REDIS|OTEL)_|_PROXY$/i;

/**
 * An environment without anything that leads to a provider, a server or a receiver.
 *
 * @param {Record<string, string | undefined>} environment
 */
export function demoEnvironment(environment) {
  const names = new Set(settingNames);
  return Object.fromEntries(
    Object.entries(environment).filter(([name]) => {
      if (outside.test(name)) return false;
      const setting = name.replace(/_FILE$/, '');
      return kept.has(name) || !(names.has(name) || names.has(setting));
    }),
  );
}

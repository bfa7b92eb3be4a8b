import { defineConfig } from 'vitest/config';
import { SummaryReporter } from './test/support/summary-reporter.ts';
import { testsWithoutSamples } from './test/support/tests-without-samples.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: testsWithoutSamples(),
    testTimeout: 60_000,
    hookTimeout: 300_000,
    reporters: ['default', new SummaryReporter()],
    coverage: { provider: 'v8', include: ['src/**'], reporter: ['text-summary', 'html'] },
  },
});

import { existsSync, globSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(import.meta.dirname, '../..');
const samples = join(import.meta.dirname, 'samples.ts');

/**
 * The test files that cannot run in a clone without the sample inputs beside it: those that import samples.ts,
 * directly or through others. Empty where the samples are. Throws with STRATA_TEST_REQUIRE=all.
 */
export function testsWithoutSamples(): string[] {
  if (existsSync(join(root, '../shared/samples'))) return [];
  if (process.env.STRATA_TEST_REQUIRE === 'all')
    throw new Error('the sample inputs are missing: ../shared/samples');
  const importers = new Map<string, string[]>();
  for (const file of globSync('test/**/*.ts', { cwd: root })) {
    for (const [, path = ''] of readFileSync(join(root, file), 'utf8').matchAll(/from '(\.[^']+\.ts)'/g)) {
      const imported = join(root, dirname(file), path);
      importers.set(imported, [...(importers.get(imported) ?? []), join(root, file)]);
    }
  }
  const affected = new Set<string>();
  const visit = (file: string) => {
    for (const importer of importers.get(file) ?? []) {
      if (affected.has(importer)) continue;
      affected.add(importer);
      visit(importer);
    }
  };
  visit(samples);
  const tests = [...affected].filter((file) => file.endsWith('.test.ts')).map((file) => relative(root, file));
  for (const file of tests.sort())
    process.stdout.write(`not run here, for lack of the sample inputs: ${file}\n`);
  return tests;
}

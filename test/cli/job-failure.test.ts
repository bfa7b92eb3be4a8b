import { expect, it } from 'vitest';
import { exitCodeOf } from '../../src/cli/exit-code.ts';
import { jobFailure } from '../../src/cli/job-failure.ts';

it.each([
  ['unavailable', 70],
  ['conflict', 70],
  ['configuration', 70],
  ['not-found', 70],
  ['timeout', 70],
  ['failed', 70],
  ['a kind of a later version', 70],
  [undefined, 70],
  ['input', 65],
])('a job that failed of the kind %s ends the command with %i', (kind, code) => {
  expect(exitCodeOf(jobFailure({ code: 'LAYER_FAILED', kind, message: 'it failed' }).kind)).toBe(code);
});

it('keeps where and what to do, or takes those of the job', () => {
  const bare = { code: 'BUDGET_EXCEEDED', message: 'used up' };
  expect(jobFailure({ ...bare, where: 'layer cv', action: 'raise it' }, { where: 'job 1' }).toLine()).toBe(
    'layer cv: used up; raise it',
  );
  expect(jobFailure(bare, { where: 'job 1', action: 'see it' }).toLine()).toBe('job 1: used up; see it');
});

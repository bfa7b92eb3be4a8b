import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../src/config/load.ts';

const faultsOf = (environment: Record<string, string>): string => {
  try {
    loadConfig(environment);
    return '';
  } catch (cause) {
    return (cause as Error).message;
  }
};

describe('settings that contradict each other', () => {
  it.each([
    [
      { SPENDING_ALERT_MONTH_USD: '200' },
      /SPENDING_ALERT_MONTH_USD is 200, and TOKEN_BUDGET_USD lets only 100/,
    ],
    [{ SPENDING_ALERT_JOB_USD: '6', TOKEN_BUDGET_USD: '5' }, /SPENDING_ALERT_JOB_USD is 6/],
    [
      { LLM_TIMEOUT_SECONDS: '90', LAYER_TIMEOUT_SECONDS: '60' },
      /LLM_TIMEOUT_SECONDS is 90, and LAYER_TIMEOUT_SECONDS ends it after 60/,
    ],
    [{ LAYER_TIMEOUT_SECONDS: '61', JOB_TIMEOUT_MINUTES: '1' }, /LAYER_TIMEOUT_SECONDS is 61/],
    [{ CV_MIN_WORDS: '700' }, /CV_MAX_WORDS is 650 and CV_MIN_WORDS 700/],
  ])('%j are refused, with both names', (environment, message) => {
    expect(faultsOf(environment)).toMatch(message);
  });

  it('are told all at once, with what is wrong by itself', () => {
    const message = faultsOf({
      SPENDING_ALERT_USER_USD: '500',
      TOKEN_WARN_THRESHOLD: '-1',
      CV_MIN_WORDS: '700',
      OPENAI_BREAKER_FAILURES: '0',
    });
    for (const name of [
      'SPENDING_ALERT_USER_USD',
      'TOKEN_WARN_THRESHOLD',
      'CV_MAX_WORDS',
      'OPENAI_BREAKER_FAILURES',
    ])
      expect(message).toContain(name);
  });

  it.each([
    // A default gives way.
    { LAYER_TIMEOUT_SECONDS: '30' },
    { LLM_TIMEOUT_SECONDS: '600' },
    // Nothing is held back, so that more than the budget can be spent.
    { SPENDING_ALERT_MONTH_USD: '200', ENFORCE_TOKEN_BUDGET: 'false' },
    { SPENDING_ALERT_MONTH_USD: '200', TOKEN_BUDGET_ACTION: 'warn' },
    { SPENDING_ALERT_MONTH_USD: '50', TOKEN_BUDGET_USD: '0' },
  ])('%j does not', (environment) => {
    expect(faultsOf(environment)).toBe('');
  });

  it.each([
    'TOKEN_BUDGET_USD',
    'SPENDING_ALERT_JOB_USD',
    'OPENAI_DAILY_LIMIT',
    'RATE_LIMIT_MAX_WAIT_SECONDS',
  ])('a negative %s is refused', (name) => {
    expect(faultsOf({ [name]: '-1' })).toContain(name);
  });

  it('an alert at nothing is refused, since it would tell before anything is spent', () => {
    expect(faultsOf({ SPENDING_ALERT_JOB_USD: '0' })).toContain('SPENDING_ALERT_JOB_USD');
  });
});

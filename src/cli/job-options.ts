import { InvalidArgumentError, Option } from 'commander';
import type { JobOptions } from '../jobs/job.ts';

/** What the options of a command say about its job. */
export interface JobFlags {
  onUnavailable?: JobOptions['onUnavailable'];
  budgetUsd?: number;
}

/** `--on-unavailable`: what a job is to do when a provider cannot be used. */
export function onUnavailableOption(): Option {
  return new Option(
    '--on-unavailable <what>',
    'when a provider cannot be used: go on with lesser means, or wait for it (default: substitute)',
  ).choices(['substitute', 'park']);
}

/** `--budget-usd`: what the calls of a job may cost together. */
export function budgetOption(): Option {
  return new Option('--budget-usd <amount>', 'most that the job may spend, in USD').argParser(parseUsd);
}

export function jobOptionsOf({ onUnavailable, budgetUsd }: JobFlags): Partial<JobOptions> {
  return {
    ...(onUnavailable === undefined ? {} : { onUnavailable }),
    ...(budgetUsd === undefined ? {} : { tokenBudgetUsd: budgetUsd }),
  };
}

function parseUsd(value: string): number {
  const amount = Number(value);
  if (value.trim() === '' || !(amount >= 0 && amount < Infinity)) {
    throw new InvalidArgumentError('An amount of 0 or more is wanted.');
  }
  return amount;
}

import { StrataError } from '../error.ts';
import type { ProviderName } from '../providers/provider-name.ts';

/** The breaker lets nothing through; `retryAfterMs` says when it will. */
export class BreakerOpen extends StrataError {
  override readonly name = 'BreakerOpen';
  readonly provider: ProviderName;

  constructor(provider: ProviderName, options: { retryAfterMs?: number; forced: boolean }) {
    const until =
      options.retryAfterMs === undefined
        ? ''
        : `; it is tried again in ${Math.ceil(options.retryAfterMs / 1000)} s`;
    super(
      'BREAKER_OPEN',
      options.forced
        ? `calls to ${provider} are switched off by hand`
        : `${provider} has failed too often and is left alone${until}`,
      {
        kind: 'unavailable',
        retryable: !options.forced,
        action: options.forced
          ? `switch them on again with \`strata breakers close ${provider}\``
          : 'see `strata breakers list`',
        ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
      },
    );
    this.provider = provider;
  }
}

/**
 * A rate limit had no room within the bounded wait, or could never have any (`too-large`), too many calls wait for it
 * already, or the provider asked to be left alone for longer than that wait.
 */
export class LimitExceeded extends StrataError {
  override readonly name = 'LimitExceeded';
  readonly provider: ProviderName;

  constructor(
    provider: ProviderName,
    window: string,
    options: { retryAfterMs?: number; reason?: 'no-room' | 'queue-full' | 'paused' | 'too-large' },
  ) {
    const reason = options.reason ?? 'no-room';
    const messages = {
      'no-room': `the limit per ${window} had no room within the longest wait`,
      'queue-full': `too many calls are waiting for room in the limit per ${window} already`,
      paused: 'it asked to be left alone for longer than the longest wait',
      'too-large': `the call alone is larger than the whole limit per ${window}`,
    };
    super('LIMIT_EXCEEDED', `${provider}: ${messages[reason]}`, {
      kind: 'unavailable',
      retryable: reason !== 'too-large',
      action:
        reason === 'too-large'
          ? 'ask for less at once, or raise the limit if the provider allows more'
          : 'wait, or raise the limit if the provider allows more',
      ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
    });
    this.provider = provider;
  }
}

export type BudgetAction = 'fail' | 'warn' | 'skip' | 'park';

/** A budget has no room for the call. The action says what the job is to do: `warn` never gets here. */
export class BudgetRefused extends StrataError {
  override readonly name = 'BudgetRefused';
  /** `all`, `provider openai`, `user anna`, … */
  readonly scope: string;
  readonly budgetAction: Exclude<BudgetAction, 'warn'>;

  constructor(
    message: string,
    options: {
      scope: string;
      budgetAction: Exclude<BudgetAction, 'warn'>;
      /** Until the budget's period ends; absent for budgets without periods. */
      retryAfterMs?: number;
    },
  ) {
    super('BUDGET_EXCEEDED', message, {
      kind: 'unavailable',
      retryable: false,
      action: 'raise the budget (`strata budget set`) or wait for its next period',
      ...(options.retryAfterMs === undefined ? {} : { retryAfterMs: options.retryAfterMs }),
    });
    this.scope = options.scope;
    this.budgetAction = options.budgetAction;
  }
}

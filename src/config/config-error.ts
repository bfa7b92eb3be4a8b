import { StrataError } from '../error.ts';

export interface ConfigFault {
  /** The variable to change. */
  variable: string;
  /** What is wrong with it; never holds a value that may be secret. */
  problem: string;
  action: string;
}

/** `CONFIG_INVALID`: everything that is wrong with the environment, one line per fault. */
export class ConfigError extends StrataError {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    super('CONFIG_INVALID', faults.map(({ variable, problem }) => `${variable} ${problem}`).join('; '), {
      kind: 'configuration',
      where: [...new Set(faults.map(({ variable }) => variable))].join(', '),
      action: faults.map(({ action }) => action).join('; '),
    });
    this.faults = faults;
  }

  /** One line for each fault: which variable, what is wrong, what is allowed, what to do. */
  override toLine(): string {
    return this.faults.map(({ variable, problem, action }) => `${variable} ${problem}; ${action}`).join('\n');
  }
}

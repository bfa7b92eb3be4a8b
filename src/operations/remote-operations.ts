import { type ErrorKind, StrataError } from '../error.ts';
import type { JobInput } from '../jobs/job.ts';
import type {
  BreakerCommand,
  BreakerView,
  BudgetOrder,
  BudgetView,
  CostQuery,
  CostReport,
  ForecastView,
  LimitView,
  Operations,
  QuoteView,
} from './operations.ts';

const timeoutMs = 30_000;

/** The operations of a running service, through its API. */
export class RemoteOperations implements Operations {
  readonly #server: string;

  /** @param server the service's address */
  constructor(server: string) {
    this.#server = server.endsWith('/') ? server : `${server}/`;
  }

  async breakers(): Promise<BreakerView[]> {
    return (await this.#ask<{ breakers: BreakerView[] }>(['breakers'], 'GET', 'api/admin/breakers')).breakers;
  }

  controlBreaker(provider: string, command: BreakerCommand): Promise<BreakerView> {
    return this.#ask(
      ['provider', 'state'],
      'POST',
      `api/admin/breakers/${encodeURIComponent(provider)}/${command}`,
    );
  }

  async budgets(): Promise<BudgetView[]> {
    return (await this.#ask<{ budgets: BudgetView[] }>(['budgets'], 'GET', 'api/admin/budgets')).budgets;
  }

  async setBudget(budget: BudgetOrder): Promise<BudgetView[]> {
    return (await this.#ask<{ budgets: BudgetView[] }>(['budgets'], 'PUT', 'api/admin/budgets', budget))
      .budgets;
  }

  async removeBudget(id: string): Promise<void> {
    await this.#ask([], 'DELETE', `api/admin/budgets?id=${encodeURIComponent(id)}`);
  }

  async limits(): Promise<LimitView[]> {
    return (await this.#ask<{ limits: LimitView[] }>(['limits'], 'GET', 'api/metrics')).limits;
  }

  costs({ by, from, to, timeZone, limit }: CostQuery): Promise<CostReport> {
    const query = new URLSearchParams({ by });
    if (from !== undefined) query.set('from', new Date(from).toISOString());
    if (to !== undefined) query.set('to', new Date(to).toISOString());
    if (timeZone !== undefined) query.set('tz', timeZone);
    if (limit !== undefined) query.set('limit', String(limit));
    return this.#ask(['by', 'rows'], 'GET', `api/costs?${query}`);
  }

  forecast(timeZone?: string): Promise<ForecastView> {
    const query = timeZone === undefined ? '' : `?tz=${encodeURIComponent(timeZone)}`;
    return this.#ask(['month', 'budgets'], 'GET', `api/costs/forecast${query}`);
  }

  async quote(input: JobInput, options: { tokenBudgetUsd?: number } = {}): Promise<QuoteView> {
    const form = new FormData();
    for (const part of ['posting', 'cv'] as const) {
      const { name, text, mediaType } = input[part];
      form.append(part, new Blob([text], mediaType === undefined ? {} : { type: mediaType }), name);
    }
    if (options.tokenBudgetUsd !== undefined) form.append('options', JSON.stringify(options));
    return this.#ask(['layers', 'notes'], 'POST', 'api/quote', form);
  }

  /** @param members what tells the answer from that of some other service */
  async #ask<Answer>(
    members: readonly (keyof Answer & string)[],
    method: string,
    path: string,
    body?: object,
  ): Promise<Answer> {
    let response: Response;
    try {
      response = await fetch(new URL(path, this.#server), {
        method,
        signal: AbortSignal.timeout(timeoutMs),
        ...(body === undefined ? {} : bodyOf(body)),
      });
    } catch (cause) {
      throw new StrataError('SERVER_UNREACHABLE', 'the service does not answer', {
        kind: 'unavailable',
        where: this.#server,
        action: 'check the address and whether the service runs',
        cause,
      });
    }
    if (response.status === 204) return undefined as Answer;
    const answer: unknown = await response.json().catch(() => undefined);
    if (response.ok && hasAll(answer, members)) return answer as Answer;
    throw problemAsError(answer, response.status, this.#server);
  }
}

function hasAll(answer: unknown, members: readonly string[]): boolean {
  return typeof answer === 'object' && answer !== null && members.every((member) => member in answer);
}

function bodyOf(body: object): RequestInit {
  if (body instanceof FormData) return { body };
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

function problemAsError(answer: unknown, status: number, server: string): StrataError {
  const problem = (answer ?? {}) as Partial<Record<'code' | 'detail' | 'action' | 'where', string>>;
  if (problem.code === undefined || problem.detail === undefined) {
    return new StrataError('SERVER_UNKNOWN', `the answer (${status}) is not one of a Strata service`, {
      kind: 'usage',
      where: server,
      action: 'check the address',
    });
  }
  return new StrataError(problem.code, problem.detail, {
    kind: kindOf(status),
    where: problem.where ?? server,
    ...(problem.action === undefined ? {} : { action: problem.action }),
  });
}

/** The other way round of what the error mapper does, as far as an exit code depends on it. */
function kindOf(status: number): ErrorKind {
  switch (status) {
    case 404:
      return 'not-found';
    case 409:
      return 'conflict';
    case 413:
    case 415:
    case 422:
      return 'input';
    case 503:
      return 'unavailable';
    case 504:
      return 'timeout';
    default:
      return status < 500 ? 'usage' : 'failed';
  }
}

import { StrataError } from '../error.ts';
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
    return (await this.#ask<{ breakers: BreakerView[] }>('GET', 'api/admin/breakers')).breakers;
  }

  controlBreaker(provider: string, command: BreakerCommand): Promise<BreakerView> {
    return this.#ask('POST', `api/admin/breakers/${encodeURIComponent(provider)}/${command}`);
  }

  async budgets(): Promise<BudgetView[]> {
    return (await this.#ask<{ budgets: BudgetView[] }>('GET', 'api/admin/budgets')).budgets;
  }

  async setBudget(budget: BudgetOrder): Promise<BudgetView[]> {
    return (await this.#ask<{ budgets: BudgetView[] }>('PUT', 'api/admin/budgets', budget)).budgets;
  }

  async removeBudget(id: string): Promise<void> {
    await this.#ask('DELETE', `api/admin/budgets?id=${encodeURIComponent(id)}`);
  }

  async limits(): Promise<LimitView[]> {
    return (await this.#ask<{ limits: LimitView[] }>('GET', 'api/metrics')).limits;
  }

  costs({ by, from, to, timeZone, limit }: CostQuery): Promise<CostReport> {
    const query = new URLSearchParams({ by });
    if (from !== undefined) query.set('from', new Date(from).toISOString());
    if (to !== undefined) query.set('to', new Date(to).toISOString());
    if (timeZone !== undefined) query.set('tz', timeZone);
    if (limit !== undefined) query.set('limit', String(limit));
    return this.#ask('GET', `api/costs?${query}`);
  }

  forecast(timeZone?: string): Promise<ForecastView> {
    const query = timeZone === undefined ? '' : `?tz=${encodeURIComponent(timeZone)}`;
    return this.#ask('GET', `api/costs/forecast${query}`);
  }

  async quote(input: JobInput, options: { tokenBudgetUsd?: number } = {}): Promise<QuoteView> {
    const form = new FormData();
    for (const part of ['posting', 'cv'] as const) {
      const { name, text, mediaType } = input[part];
      form.append(part, new Blob([text], mediaType === undefined ? {} : { type: mediaType }), name);
    }
    if (options.tokenBudgetUsd !== undefined) form.append('options', JSON.stringify(options));
    return this.#ask('POST', 'api/quote', form);
  }

  async #ask<Answer>(method: string, path: string, body?: object): Promise<Answer> {
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
    if (response.ok && answer !== undefined) return answer as Answer;
    throw problemAsError(answer, response.status, this.#server);
  }
}

function bodyOf(body: object): RequestInit {
  if (body instanceof FormData) return { body };
  return { body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } };
}

function problemAsError(answer: unknown, status: number, server: string): StrataError {
  const problem = (answer ?? {}) as Partial<Record<'code' | 'detail' | 'action' | 'where', string>>;
  const kind =
    status === 404 ? 'not-found' : status < 500 ? 'input' : status === 503 ? 'unavailable' : 'failed';
  return new StrataError(
    problem.code ?? 'SERVER_ANSWER_INVALID',
    problem.detail ?? `the answer (${status}) is not one of a Strata service`,
    {
      kind,
      where: problem.where ?? server,
      ...(problem.action === undefined ? {} : { action: problem.action }),
    },
  );
}

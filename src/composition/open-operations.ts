import type { Config } from '../config/config.ts';
import type { PlannedCall } from '../guardrails/budget/quote.ts';
import type { JobInput } from '../jobs/job.ts';
import { LocalOperations, type PlannedJob } from '../operations/local-operations.ts';
import type { Operations } from '../operations/operations.ts';
import { lockDataFolder } from '../store/data-folder.ts';
import { startTelemetry } from '../telemetry/start.ts';
import { type OpenGuard, openGuard } from './open-guard.ts';
import { configuredProviders, type OpenProviders, openProviders } from './open-providers.ts';
import { pricedModels } from './priced-models.ts';

/** Whom everything belongs to where there are no keys. */
const keylessUser = 'local';

/** The operations on guards and providers that are open already. */
export function operationsOn(config: Config, open: OpenGuard, providers: OpenProviders): Operations {
  return new LocalOperations({
    ...open,
    configured: configuredProviders(config),
    planned: (input) => plannedOf(config, open, providers, input),
    defaults: { action: config.guard.budget.action, warnAt: config.guard.budget.warnAt },
    timeZone: config.timeZone,
    user: keylessUser,
    now: open.time.now,
  });
}

/** Opens guards and providers for the operations alone, without jobs. @throws StrataError `DATA_FOLDER_IN_USE` */
export async function openOperations(
  config: Config,
): Promise<{ operations: Operations; stop(): Promise<void> }> {
  const lock = await lockDataFolder(config.dataDir);
  // What is asked for is told by the command itself; warnings of the log would only tell it twice.
  const log = { level: config.log.level ?? 'error' } as const;
  const { warnings: _, ...settings } = config;
  const telemetry = await startTelemetry({ ...settings, log }, { mode: 'run', keepSpans: false });
  let open: OpenGuard | undefined;
  const stop = async () => {
    await open?.stop();
    await telemetry.stop();
    await lock.release();
  };
  try {
    open = await openGuard(config, telemetry);
    return { operations: operationsOn(config, open, await openProviders(config, open, telemetry)), stop };
  } catch (cause) {
    await stop();
    throw cause;
  }
}

async function plannedOf(
  config: Config,
  open: OpenGuard,
  { models, companyPages }: OpenProviders,
  input: JobInput,
): Promise<PlannedJob> {
  const { readInput } = await import('../pipelines/application/intake.ts');
  // Read in any case, so that an input that no job could work with is refused here as well.
  const { posting, cv } = await readInput(input, config.input);
  const [{ plannedCalls }, { plannedPageCalls }] = await Promise.all([
    import('../reasoner/llm/planned-calls.ts'),
    import('../pipelines/application/company-pages.ts'),
  ]);
  const usable = models && pricedModels(models, await open.prices());
  const pages = companyPages ? 3 : 0;
  return {
    calls: [
      ...(usable === undefined ? [] : await plannedCalls({ posting, cv, pages }, usable.models)),
      ...(companyPages === undefined ? [] : plannedPageCalls()),
      ...(config.providers.pdfService === undefined ? [] : [pdfCall]),
    ],
    notes: usable?.notes ?? [],
  };
}

const pdfCall: PlannedCall = {
  layer: 'publish',
  provider: 'pdf_service',
  expected: { inputTokens: 0, outputTokens: 0 },
  worst: { inputTokens: 0, outputTokens: 0 },
  units: 2,
};

import type { Config } from './config/config.ts';
import type { PlannedCall } from './guardrails/budget/quote.ts';
import type { JobInput } from './jobs/job.ts';
import { type OpenGuard, openGuard } from './open-guard.ts';
import { configuredProviders, type OpenProviders, openProviders } from './open-providers.ts';
import { LocalOperations } from './operations/local-operations.ts';
import type { Operations } from './operations/operations.ts';
import { lockDataFolder } from './store/data-folder.ts';
import { startTelemetry } from './telemetry/start.ts';

/** Whom everything belongs to where there are no keys. */
const keylessUser = 'local';

/** The operations on guards and providers that are open already. */
export function operationsOn(config: Config, open: OpenGuard, providers: OpenProviders): Operations {
  return new LocalOperations({
    ...open,
    configured: configuredProviders(config),
    plannedCalls: (input) => plannedCallsOf(config, providers, input),
    defaults: { action: config.guard.budget.action, warnAt: config.guard.budget.warnAt },
    timeZone: config.timeZone,
    user: keylessUser,
    now: Date.now,
  });
}

/** Opens guards and providers for the operations alone, without jobs. @throws StrataError `DATA_FOLDER_IN_USE` */
export async function openOperations(
  config: Config,
): Promise<{ operations: Operations; stop(): Promise<void> }> {
  const lock = await lockDataFolder(config.dataDir);
  const telemetry = await startTelemetry(config, { mode: 'run', keepSpans: false });
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

async function plannedCallsOf(
  config: Config,
  { models, companyPages }: OpenProviders,
  input: JobInput,
): Promise<PlannedCall[]> {
  const { readInput } = await import('./pipelines/application/intake.ts');
  // Read in any case, so that an input that no job could work with is refused here as well.
  const { posting, cv } = await readInput(input, config.input);
  const [{ plannedCalls }, { plannedPageCalls }] = await Promise.all([
    import('./reasoner/llm/planned-calls.ts'),
    import('./pipelines/application/company-pages.ts'),
  ]);
  return [
    ...(models === undefined ? [] : await plannedCalls({ posting, cv, pages: companyPages ? 3 : 0 }, models)),
    ...(companyPages === undefined ? [] : plannedPageCalls()),
    ...(config.providers.pdfService === undefined ? [] : [pdfCall]),
  ];
}

const pdfCall: PlannedCall = {
  layer: 'publish',
  provider: 'pdf_service',
  expected: { inputTokens: 0, outputTokens: 0 },
  worst: { inputTokens: 0, outputTokens: 0 },
  units: 2,
};

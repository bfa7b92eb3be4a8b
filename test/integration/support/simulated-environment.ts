import type { SimulatedProvider } from '../../../simulator/simulated-provider.ts';
import type { Simulator } from '../../../simulator/simulator.ts';

/** The environment that points Strata at a simulator, with all of its providers set up or just those named. */
export function simulatedEnvironment(
  simulator: Pick<Simulator, 'urlFor'>,
  key = 'simulated',
  providers: readonly SimulatedProvider[] = [
    'openai',
    'anthropic',
    'openrouter',
    'cohere',
    'firecrawl',
    'pdf_service',
  ],
): Record<string, string> {
  return Object.fromEntries(
    providers.flatMap((provider) =>
      provider === 'pdf_service'
        ? [['PDF_SERVICE_URL', simulator.urlFor(provider)]]
        : [
            [`${provider.toUpperCase()}_API_KEY`, key],
            [`${provider.toUpperCase()}_BASE_URL`, simulator.urlFor(provider)],
          ],
    ),
  );
}

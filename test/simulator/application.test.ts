import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { verifyCv } from '../../src/grounding/verify.ts';
import { createLanguageModel } from '../../src/providers/create-language-model.ts';
import { type LlmProviderName, llmProviderNames } from '../../src/providers/provider-name.ts';
import { LlmReasoner } from '../../src/reasoner/llm/llm-reasoner.ts';
import {
  type LayerModels,
  type ReasoningModel,
  reasoningLayers,
} from '../../src/reasoner/llm/reasoning-model.ts';
import { readCv } from '../../src/resume/read-cv.ts';
import { runApplication } from '../reasoner/llm/support/application-run.ts';

let simulator: Simulator;
beforeAll(async () => {
  simulator = await startSimulator();
});
afterAll(() => simulator.stop());

const models: Record<LlmProviderName, string> = {
  openai: 'gpt-4o',
  anthropic: 'claude-sonnet-4-5',
  openrouter: 'vendor/model',
  cohere: 'command-a-03-2025',
};

async function modelOf(provider: LlmProviderName): Promise<ReasoningModel> {
  const client = await createLanguageModel({ provider, apiKey: 'any', baseUrl: simulator.urlFor(provider) });
  const model = models[provider];
  return {
    provider,
    model,
    generate: (request, { signal }) => client.generate({ ...request, model }, signal),
  };
}

it.each(llmProviderNames)(
  'a job that thinks by %s alone ends undegraded, its CV grounded',
  async (provider) => {
    simulator.reset();
    const model = await modelOf(provider);
    const reasoner = new LlmReasoner({
      models: Object.fromEntries(reasoningLayers.map((layer) => [layer, [model]])) as unknown as LayerModels,
    });
    const posting = { name: 'posting.md', text: await readFile('samples/posting.md', 'utf8') };
    const cv = { name: 'master-cv.json', text: await readFile('samples/master-cv.json', 'utf8') };
    const ran = await runApplication(reasoner, { posting, cv });
    expect(ran.degraded).toEqual([]);
    expect(new Set(Object.values(ran.reasoners))).toEqual(new Set(['llm']));
    const master = await readCv(cv, { maxBytes: 1e7 });
    const { findings } = await verifyCv({
      cv: { name: 'cv.md', text: ran.artifacts.get('cv.md') ?? '' },
      master,
    });
    expect(findings).toEqual([]);
    // What the model wrote stood, so that the run shows more than the repairs do.
    expect(ran.results.cv.tailored.repairs).toEqual([]);
    const { byOutcome, calls } = simulator.totals();
    expect(byOutcome).toEqual({ answered: calls });
  },
);

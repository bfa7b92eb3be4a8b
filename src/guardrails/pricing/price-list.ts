import { StrataError } from '../../error.ts';
import type { HighestPrice } from '../../providers/language-model.ts';
import type { LlmProviderName, ProviderName } from '../../providers/provider-name.ts';
import type { Usage } from '../../providers/usage.ts';
import type { NanoUsd } from '../money.ts';
import { compileListed, freeOfCharge, type ListedPrice } from './listed-price.ts';
import {
  type ModelPrice,
  noOverrides,
  type PriceOverrides,
  readPriceOverrides,
  type UnitProviderName,
} from './price-overrides.ts';
import type { Prices } from './prices.ts';
import { costOfTokens, highestPriceOf, nanoOfPico, picoPerToken, worstCostOfTokens } from './token-rates.ts';
import { missingOrUnreal } from './usage-problem.ts';

/** A call that is reserved now may be charged by a price that begins this much later. */
const longestCallMs = 60 * 60_000;

/**
 * USD per unit unless the file says otherwise. Firecrawl: 9 USD for 1,000 further credits of its smallest plan, the
 * dearest of its public prices (firecrawl.dev/pricing). The other two are services of one's own.
 */
const defaultPerUnitUsd: Record<UnitProviderName, number> = { firecrawl: 0.009, pdf_service: 0, docling: 0 };

export interface PriceListOptions {
  /** YAML or JSON, see readPriceOverrides. */
  overrideFile?: string;
  /** Milliseconds since the epoch: some prices begin at a date, or hold at times of day. */
  now?: () => number;
}

type Cache = Map<LlmProviderName, Map<string, ListedPrice>>;

/** Of one provider: far more than anybody asks for. */
const mostNames = 500;

/** Looks a model up in the library's list. */
type Lookup = (provider: LlmProviderName, model: string) => ListedPrice | undefined;

/**
 * Prices of the maintained list and of a file that wins over it. Each model is looked up once and then kept in the
 * form that charges a call in well under a microsecond.
 */
export class PriceList implements Prices {
  readonly #overrides: PriceOverrides;
  readonly #lookup: Lookup;
  readonly #now: () => number;
  readonly #compiled: Cache = new Map();
  readonly #ofFile: Cache;
  readonly #ofList: Cache = new Map();
  readonly #perUnitPico: Record<UnitProviderName, number>;

  /** @throws StrataError `PRICES_INVALID` (kind `configuration`) */
  static async load(options: PriceListOptions = {}): Promise<PriceList> {
    const [library, overrides] = await Promise.all([
      import('@pydantic/genai-prices'),
      options.overrideFile === undefined ? noOverrides : readPriceOverrides(options.overrideFile),
    ]);
    const lookup: Lookup = (providerId, model) => {
      const found = library.calcPrice({}, model, { providerId });
      return found ? compileListed(found.model) : undefined;
    };
    return new PriceList(overrides, lookup, options.now ?? Date.now);
  }

  private constructor(overrides: PriceOverrides, lookup: Lookup, now: () => number) {
    this.#overrides = overrides;
    this.#ofFile = compileFile(overrides);
    this.#lookup = lookup;
    this.#now = now;
    const perUnitPico = (provider: UnitProviderName) =>
      picoPerToken((overrides.perUnit.get(provider) ?? defaultPerUnitUsd[provider]) * 1e6);
    this.#perUnitPico = {
      firecrawl: perUnitPico('firecrawl'),
      pdf_service: perUnitPico('pdf_service'),
      docling: perUnitPico('docling'),
    };
  }

  /**
   * @throws StrataError `PRICE_UNKNOWN` (kind `configuration`); `USAGE_INVALID` (kind `failed`) for a usage that
   * says nothing about the cost: look at `usageProblem` first
   */
  costOf(provider: ProviderName, model: string | undefined, usage: Usage): NanoUsd {
    const problem = missingOrUnreal(usage);
    if (isUnitProvider(provider)) {
      if (problem !== undefined || usage.units === undefined) {
        throw usageInvalid(provider, problem ?? 'units is missing');
      }
      return nanoOfPico(usage.units * this.#perUnitPico[provider]);
    }
    const price = this.#priceOf(provider, model);
    if (problem !== undefined) throw usageInvalid(provider, problem);
    return costOfTokens(price.at(this.#now()), usage);
  }

  /** Units that are not given count as one. @throws StrataError `PRICE_UNKNOWN` (kind `configuration`) */
  worstCostOf(
    provider: ProviderName,
    model: string | undefined,
    most: { inputTokens?: number; outputTokens?: number; units?: number },
  ): NanoUsd {
    if (isUnitProvider(provider)) return nanoOfPico((most.units ?? 1) * this.#perUnitPico[provider]);
    const price = this.#priceOf(provider, model);
    const nowMs = this.#now();
    let worst = 0;
    for (const each of price.within(nowMs, nowMs + longestCallMs)) {
      worst = Math.max(worst, worstCostOfTokens(each, most.inputTokens ?? 0, most.outputTokens ?? 0));
    }
    return worst;
  }

  highestPriceOf(provider: LlmProviderName, model: string, inputTokens: number): HighestPrice {
    const nowMs = this.#now();
    return highestPriceOf(this.#priceOf(provider, model).within(nowMs, nowMs + longestCallMs), inputTokens);
  }

  /** A price of the file for all models says nothing of a name. */
  knows(provider: ProviderName, model: string): boolean {
    if (isUnitProvider(provider)) return false;
    return (
      this.#overrides.models.get(provider)?.has(keyOf(model)) === true ||
      this.#listed(provider, model) !== undefined
    );
  }

  /**
   * The cost of an answer by the model that gave it, which is often a dated form of the one asked for. A price of
   * the file for the model asked for holds for its dated forms too; an answering model that has no price is charged
   * like the one asked for. A model of another family than the one asked for, by OpenRouter's choice, is charged by
   * the dearer of the two.
   */
  costOfAnswer(
    provider: ProviderName,
    asked: string | undefined,
    answered: string | undefined,
    usage: Usage,
  ): NanoUsd {
    const charged = this.#chargedModel(provider, asked, answered);
    const cost = this.costOf(provider, charged, usage);
    const isOther = provider === 'openrouter' && charged !== asked && asked !== undefined;
    if (!isOther || isFormOf(charged, asked) || !this.#find(provider, asked)) return cost;
    return Math.max(cost, this.costOf(provider, asked, usage));
  }

  #chargedModel(provider: ProviderName, asked: string | undefined, answered: string | undefined) {
    if (isUnitProvider(provider) || answered === undefined) return asked;
    if (asked === undefined) return answered;
    const inFile = this.#overrides.models.get(provider);
    const isNamed = (model: string) => inFile?.has(keyOf(model)) === true;
    if (!isNamed(answered) && isNamed(asked)) return asked;
    return this.#find(provider, answered) ? answered : asked;
  }

  #priceOf(provider: LlmProviderName, model: string | undefined): ListedPrice {
    const price = model === undefined ? undefined : this.#find(provider, model);
    if (!price) throw priceUnknown(provider, model);
    return price;
  }

  #find(provider: LlmProviderName, model: string): ListedPrice | undefined {
    const known = this.#compiled.get(provider)?.get(model);
    if (known) return known;
    const ofFile = this.#ofFile.get(provider);
    const price = ofFile?.get(keyOf(model)) ?? ofFile?.get('*') ?? this.#listed(provider, model);
    if (price) this.#keep(this.#compiled, provider, model, price);
    return price;
  }

  #listed(provider: LlmProviderName, model: string): ListedPrice | undefined {
    const known = this.#ofList.get(provider)?.get(model);
    if (known) return known;
    const price = this.#lookup(provider, model);
    if (price) this.#keep(this.#ofList, provider, model, price);
    return price;
  }

  /** Names of models come out of answers too, and must not fill the memory: what is kept is a cache and no more. */
  #keep(cache: Cache, provider: LlmProviderName, model: string, price: ListedPrice): void {
    let ofProvider = cache.get(provider);
    if (!ofProvider) {
      ofProvider = new Map();
      cache.set(provider, ofProvider);
    }
    if (ofProvider.size >= mostNames) ofProvider.clear();
    ofProvider.set(model, price);
  }
}

function compileFile({ models }: PriceOverrides): Cache {
  const compiled: Cache = new Map();
  for (const [provider, prices] of models) {
    compiled.set(provider, new Map([...prices].map(([name, price]) => [name, compileOverride(price)])));
  }
  return compiled;
}

/** `gpt-5-mini-2026-08-07`, `openai/gpt-5-mini`, `gpt-5-mini:free` of `gpt-5-mini`, and the other way round. */
function isFormOf(answered: string | undefined, asked: string): boolean {
  const bare = (model = '') => keyOf(model).replace(/^.*\//, '');
  const [one, other] = [bare(answered), bare(asked)].sort((a, b) => a.length - b.length) as [string, string];
  // A date or a number of a version, not a `-mini` or a `-pro`: those are models of their own.
  return (
    other.startsWith(one) &&
    /^(?:[-@:](?:v?\d[\d.-]*|latest|beta|exp|preview|free|nitro|floor|thinking))*$/.test(
      other.slice(one.length),
    )
  );
}

function compileOverride(price: ModelPrice): ListedPrice {
  if ('free' in price) return { at: () => freeOfCharge, within: () => [freeOfCharge] };
  const input = picoPerToken(price.input);
  const output = picoPerToken(price.output);
  const compiled = {
    bands: [
      {
        above: -1,
        input,
        output,
        cacheRead: price.cacheRead === undefined ? input : picoPerToken(price.cacheRead),
        cacheWrite: price.cacheWrite === undefined ? input : picoPerToken(price.cacheWrite),
        reasoning: output,
      },
    ],
    request: 0,
  };
  return { at: () => compiled, within: () => [compiled] };
}

function keyOf(model: string): string {
  return model.trim().toLowerCase();
}

function isUnitProvider(provider: ProviderName): provider is UnitProviderName {
  return provider === 'firecrawl' || provider === 'pdf_service' || provider === 'docling';
}

function priceUnknown(provider: ProviderName, model: string | undefined): StrataError {
  return new StrataError(
    'PRICE_UNKNOWN',
    model === undefined
      ? `${provider}: no model was named, so its calls have no price`
      : `${provider}: the price of the model "${model}" is not known, and a call without a price is not made`,
    {
      kind: 'configuration',
      action:
        model === undefined
          ? 'name the model'
          : `put its price in the price file (PRICES_FILE) as \`${provider}: { "${model}": { input: …, output: … } }\` in USD per million tokens, or \`{ free: true }\` where it runs on your own machine`,
    },
  );
}

function usageInvalid(provider: ProviderName, problem: string): StrataError {
  return new StrataError('USAGE_INVALID', `${provider}: the reported usage cannot be charged: ${problem}`, {
    kind: 'failed',
  });
}

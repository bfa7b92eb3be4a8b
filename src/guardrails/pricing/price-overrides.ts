import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import { StrataError } from '../../error.ts';
import { type LlmProviderName, llmProviderNames } from '../../providers/provider-name.ts';

const usd = z.number('must be a price in USD').nonnegative('must not be below 0');

const free = z.strictObject({ free: z.literal(true, 'must be true, or be left out') });

const modelPrice = z.union([
  free,
  z.strictObject({
    /** USD per million tokens, all of them. */
    input: usd,
    output: usd,
    /** Like `input` when left out. */
    cacheRead: usd.optional(),
    cacheWrite: usd.optional(),
  }),
]);

export type ModelPrice = z.output<typeof modelPrice>;

const models = z.record(z.string(), z.unknown());

const unitPrice = (name: 'perCredit' | 'perPage' | 'perConversion') => ({
  name,
  schema: z.strictObject({ [name]: usd }),
});

/** What a provider without tokens charges by. */
export const unitPrices = {
  firecrawl: unitPrice('perCredit'),
  pdf_service: unitPrice('perPage'),
  docling: unitPrice('perConversion'),
} as const;

export type UnitProviderName = keyof typeof unitPrices;

/** Prices of a file, which win over the list's. */
export interface PriceOverrides {
  /** By lower-case name; `*` stands for every model that is not named. */
  models: ReadonlyMap<LlmProviderName, ReadonlyMap<string, ModelPrice>>;
  /** USD. */
  perUnit: ReadonlyMap<UnitProviderName, number>;
}

export const noOverrides: PriceOverrides = { models: new Map(), perUnit: new Map() };

/**
 * Reads a file of prices, in YAML or JSON:
 *
 * ```yaml
 * openai:
 *   llama3.1:8b: { free: true }
 *   my-model: { input: 0.5, output: 1.5, cacheRead: 0.05 }   # USD per million tokens
 * firecrawl: { perCredit: 0.009 }                            # USD
 * pdf_service: { free: true }
 * ```
 *
 * @throws StrataError `PRICES_INVALID` (kind `configuration`) that names the file and every fault in it
 */
export async function readPriceOverrides(file: string): Promise<PriceOverrides> {
  const document = await parse(file);
  const faults: string[] = [];
  const overrides = {
    models: new Map<LlmProviderName, Map<string, ModelPrice>>(),
    perUnit: new Map<UnitProviderName, number>(),
  };
  if (document === null || document === undefined) return overrides;
  const providers = models.safeParse(document);
  if (!providers.success) throw invalid(file, ['must hold prices by provider'], undefined);
  for (const [provider, prices] of Object.entries(providers.data)) {
    if (isLlm(provider)) overrides.models.set(provider, readModels(provider, prices, faults));
    else if (isUnit(provider)) {
      const price = readUnitPrice(provider, prices, faults);
      if (price !== undefined) overrides.perUnit.set(provider, price);
    } else {
      const known = [...llmProviderNames, ...Object.keys(unitPrices)].join(', ');
      faults.push(`${provider}: is no provider; allowed are ${known}`);
    }
  }
  if (faults.length > 0) throw invalid(file, faults, undefined);
  return overrides;
}

async function parse(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code;
    throw invalid(file, [code === 'ENOENT' ? 'there is no such file' : `cannot be read (${code})`], cause);
  }
  const { parseDocument } = await import('yaml');
  const parsed = parseDocument(text, { prettyErrors: true });
  const fault = parsed.errors[0];
  if (fault) {
    const line = fault.linePos?.[0].line;
    const what = fault.message.split('\n', 1)[0]?.replace(/ at line.*$/, '');
    throw invalid(file, [`${line === undefined ? '' : `line ${line}: `}${what}`], fault);
  }
  return parsed.toJS();
}

function readModels(provider: LlmProviderName, prices: unknown, faults: string[]): Map<string, ModelPrice> {
  const found = new Map<string, ModelPrice>();
  const named = models.safeParse(prices);
  if (!named.success) {
    faults.push(`${provider}: must hold prices by model`);
    return found;
  }
  for (const [model, price] of Object.entries(named.data)) {
    const key = model.trim().toLowerCase();
    if (found.has(key)) faults.push(`${provider}.${model}: is priced twice (case does not count)`);
    const read = modelPrice.safeParse(price);
    if (read.success) found.set(key, read.data);
    else faults.push(...modelFaults(`${provider}.${model}`, price));
  }
  return found;
}

/** A union says little about which of its sides was meant; the one that the keys show says more. */
function modelFaults(where: string, price: unknown): string[] {
  const meant = typeof price === 'object' && price !== null && 'free' in price ? free : modelPrice.options[1];
  return faultsOf(where, meant.safeParse(price));
}

function readUnitPrice(provider: UnitProviderName, price: unknown, faults: string[]): number | undefined {
  if (free.safeParse(price).success) return 0;
  const { name, schema } = unitPrices[provider];
  const read = schema.safeParse(price);
  if (read.success) return read.data[name];
  faults.push(...faultsOf(provider, read));
  return undefined;
}

function faultsOf(where: string, { error }: { error?: z.ZodError | undefined }): string[] {
  return (error?.issues ?? []).map((issue) => {
    const path = [where, ...issue.path.map(String)].join('.');
    const what = issue.code === 'unrecognized_keys' ? `unknown: ${issue.keys.join(', ')}` : issue.message;
    return `${path}: ${what}`;
  });
}

function invalid(file: string, faults: string[], cause: unknown): StrataError {
  return new StrataError('PRICES_INVALID', faults.join('; '), {
    kind: 'configuration',
    where: file,
    action:
      'give each model { input, output } in USD per million tokens (cacheRead, cacheWrite if they differ) or { free: true }',
    ...(cause === undefined ? {} : { cause }),
  });
}

function isLlm(name: string): name is LlmProviderName {
  return (llmProviderNames as readonly string[]).includes(name);
}

function isUnit(name: string): name is UnitProviderName {
  return Object.hasOwn(unitPrices, name);
}

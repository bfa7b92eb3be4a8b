import type { Collection, Filter } from 'mongodb';
import type { EntryDocument } from './ledger-documents.ts';

export type Figure = 'costNanoUsd' | 'unknownNanoUsd' | 'tokens' | 'calls' | 'inputTokens' | 'outputTokens';

/** Entries that cost something, or may have. */
const countedStates = ['succeeded', 'failed', 'unknown'] as const satisfies EntryDocument['state'][];

/**
 * Sums of entries by a field's values; `null` sums all of them.
 *
 * One question for each figure: FerretDB 1.24 gives zero for every accumulator of a `$group` but the first.
 */
export async function sumsBy<Names extends Figure>(
  entries: Collection<EntryDocument>,
  filter: Filter<EntryDocument>,
  field: string | null,
  figures: readonly Names[],
): Promise<Map<string | number | null, Record<Names, number>>> {
  const $match = { ...filter, state: { $in: [...countedStates] } };
  const answers = await Promise.all(
    figures.map((figure) =>
      entries
        .aggregate<{ _id: string | number | null; sum: number }>([
          { $match },
          {
            $group: {
              _id: field === null ? null : `$${field}`,
              sum: { $sum: figure === 'calls' ? 1 : `$${figure}` },
            },
          },
        ])
        .toArray(),
    ),
  );
  const sums = new Map<string | number | null, Record<Names, number>>();
  for (const [index, figure] of figures.entries()) {
    for (const { _id, sum } of answers[index] ?? []) {
      const row = sums.get(_id) ?? nothingOf(figures);
      row[figure] = sum;
      sums.set(_id, row);
    }
  }
  return sums;
}

function nothingOf<Names extends Figure>(figures: readonly Names[]): Record<Names, number> {
  return Object.fromEntries(figures.map((figure) => [figure, 0])) as Record<Names, number>;
}

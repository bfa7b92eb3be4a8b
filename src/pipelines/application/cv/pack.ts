export interface PackItem {
  words: number;
  worth: number;
}

/** Items that stand under one heading. */
export interface PackGroup {
  items: readonly PackItem[];
  /** Words that the heading costs once any item is taken. */
  openingWords: number;
  /** Worth that is added for taking this many items; negative where more would be too many. */
  worthOfCount(count: number): number;
  /** At most this many items. */
  most: number;
}

/** Items that a group may weigh against each other: they fit into the bits of one integer. */
const maxItems = 30;

/**
 * Chooses items of the highest total worth within `capacity` words, exactly: a 0/1 knapsack over words and
 * count inside each group, then a multiple-choice knapsack over the groups (Kellerer, Pferschy & Pisinger
 * 2004, chapters 2 and 11). Only a group of more than 30 items is cut to its worthiest first.
 *
 * @returns per group the indexes of the chosen items, ascending
 */
export function pack(groups: readonly PackGroup[], capacity: number): number[][] {
  if (capacity <= 0) return groups.map(() => []);
  const options = groups.map((group) => optionsOf(group, capacity));
  let totals = new Float64Array(capacity + 1);
  const given = options.map(({ worths }) => {
    const next = new Float64Array(capacity + 1).fill(Number.NEGATIVE_INFINITY);
    const share = new Uint32Array(capacity + 1);
    for (let words = 0; words <= capacity; words += 1) {
      for (let own = 0; own <= words; own += 1) {
        const worth = (totals[words - own] ?? 0) + (worths[own] ?? 0);
        if (worth > (next[words] ?? 0) + 1e-9) {
          next[words] = worth;
          share[words] = own;
        }
      }
    }
    totals = next;
    return share;
  });
  const chosen: number[][] = groups.map(() => []);
  let words = capacity;
  for (let at = groups.length - 1; at >= 0; at -= 1) {
    const own = given[at]?.[words] ?? 0;
    chosen[at] = options[at]?.itemsFor(own) ?? [];
    words -= own;
  }
  return chosen;
}

interface Options {
  /** Best worth with at most that many words. */
  worths: Float64Array;
  itemsFor(words: number): number[];
}

function optionsOf(group: PackGroup, capacity: number): Options {
  const items = group.items
    .map((item, index) => ({ ...item, index }))
    .toSorted((one, other) => other.worth - one.worth || one.index - other.index)
    .slice(0, maxItems);
  const most = Math.min(group.most, items.length);
  const room = capacity - group.openingWords;
  const stride = capacity + 1;
  // worth[count * stride + words]: exactly `count` items in at most `words` words.
  const worth = new Float64Array((most + 1) * stride).fill(Number.NEGATIVE_INFINITY);
  const taken = new Uint32Array((most + 1) * stride);
  worth.fill(0, 0, stride);
  for (const [bit, item] of items.entries()) {
    for (let count = most; count >= 1; count -= 1) {
      for (let words = room; words >= item.words; words -= 1) {
        const before = (count - 1) * stride + words - item.words;
        const here = count * stride + words;
        const raised = (worth[before] ?? Number.NEGATIVE_INFINITY) + item.worth;
        if (raised <= (worth[here] ?? 0) + 1e-9) continue;
        worth[here] = raised;
        taken[here] = ((taken[before] ?? 0) | (1 << bit)) >>> 0;
      }
    }
  }
  const worths = new Float64Array(stride);
  const sets = new Uint32Array(stride);
  for (let words = 0; words <= capacity; words += 1) {
    worths[words] = group.worthOfCount(0);
    for (let count = 1; count <= most && words >= group.openingWords; count += 1) {
      const at = count * stride + words - group.openingWords;
      const total = (worth[at] ?? Number.NEGATIVE_INFINITY) + group.worthOfCount(count);
      if (total <= (worths[words] ?? 0) + 1e-9) continue;
      worths[words] = total;
      sets[words] = taken[at] ?? 0;
    }
  }
  return {
    worths,
    itemsFor: (words) => {
      const set = sets[words] ?? 0;
      return items
        .filter((_item, bit) => (set & (1 << bit)) !== 0)
        .map(({ index }) => index)
        .toSorted((one, other) => one - other);
    },
  };
}

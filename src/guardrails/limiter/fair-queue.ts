export interface Queued {
  readonly user: string;
}

/** First come, first served within a user; in turn between users. Every operation takes constant time. */
export class FairQueue<Item extends Queued> {
  // Sets and Maps keep the order of insertion: whoever was served is put back at the end.
  readonly #all = new Set<Item>();
  readonly #byUser = new Map<string, Set<Item>>();

  get size(): number {
    return this.#all.size;
  }

  add(item: Item): void {
    this.#all.add(item);
    const own = this.#byUser.get(item.user);
    if (own) own.add(item);
    else this.#byUser.set(item.user, new Set([item]));
  }

  /** Whose turn it is. */
  head(): Item | undefined {
    const [own] = this.#byUser.values();
    return own && first(own);
  }

  /** Who came first of all, whosever turn it is. */
  oldest(): Item | undefined {
    return first(this.#all);
  }

  /** In the order in which they came. */
  [Symbol.iterator](): Iterator<Item> {
    return this.#all.values();
  }

  has(item: Item): boolean {
    return this.#all.has(item);
  }

  /** Takes one out that leaves without being served: its user keeps the turn. */
  remove(item: Item): void {
    this.#all.delete(item);
    const own = this.#byUser.get(item.user);
    own?.delete(item);
    if (own?.size === 0) this.#byUser.delete(item.user);
  }

  /** Takes out the one that was served: its user's next one comes after everybody else's. */
  served(item: Item): void {
    this.remove(item);
    const own = this.#byUser.get(item.user);
    if (!own) return;
    this.#byUser.delete(item.user);
    this.#byUser.set(item.user, own);
  }
}

function first<Item>(items: Set<Item>): Item | undefined {
  for (const item of items) return item;
  return undefined;
}

const smallestCapacity = 64;
const mostTokens = 0xffff_ffff;

/** One slot of a log: when its newest call was granted, and what its calls hold together. */
export interface LoggedSlot {
  atMs: number;
  requests: number;
  tokens: number;
}

/**
 * What was granted within the last `windowMs`, oldest first, in a ring of typed arrays: sixteen bytes a call. A call
 * at t is in the window until t + windowMs, which it is not. With a resolution, calls of one stretch of that length
 * share a slot and leave together with the newest of them, so that none is ever forgotten too early.
 */
export class SlidingLog {
  readonly windowMs: number;
  readonly #resolutionMs: number;
  #at = new Float64Array(smallestCapacity);
  #requests = new Uint32Array(smallestCapacity);
  #tokens = new Uint32Array(smallestCapacity);
  #mask = smallestCapacity - 1;
  // Slots are numbered for ever; the number's low bits are the place in the ring.
  #head = 0;
  #next = 0;
  #sealed = 0;
  /** Of the whole window. */
  requests = 0;
  tokens = 0;

  constructor(options: { windowMs: number; resolutionMs?: number }) {
    this.windowMs = options.windowMs;
    this.#resolutionMs = options.resolutionMs ?? 0;
  }

  /** Forgets what has left the window. */
  expire(nowMs: number): void {
    while (this.#head < this.#next) {
      const place = this.#head & this.#mask;
      if ((this.#at[place] as number) + this.windowMs > nowMs) return;
      this.requests -= this.#requests[place] as number;
      this.tokens -= this.#tokens[place] as number;
      this.#head += 1;
    }
  }

  /** @returns the number of the slot, by which it can be adjusted */
  add(nowMs: number, requests: number, tokens: number): number {
    const counted = Math.min(tokens, mostTokens);
    this.requests += requests;
    this.tokens += counted;
    const last = this.#next - 1;
    if (this.#resolutionMs > 0 && last >= this.#head && last >= this.#sealed && this.#joins(last, nowMs)) {
      const place = last & this.#mask;
      this.#at[place] = nowMs;
      this.#requests[place] = (this.#requests[place] as number) + requests;
      this.#tokens[place] = (this.#tokens[place] as number) + counted;
      return last;
    }
    if (this.#next - this.#head > this.#mask) this.#grow();
    const place = this.#next & this.#mask;
    this.#at[place] = nowMs;
    this.#requests[place] = requests;
    this.#tokens[place] = counted;
    this.#next += 1;
    return this.#next - 1;
  }

  /** Changes what a slot holds; nothing happens when it has left the window already. */
  adjust(slot: number, requests: number, tokens: number): void {
    if (slot < this.#head || slot >= this.#next) return;
    const place = slot & this.#mask;
    const requestsBefore = this.#requests[place] as number;
    const tokensBefore = this.#tokens[place] as number;
    const requestsAfter = Math.max(0, requestsBefore + requests);
    const tokensAfter = Math.min(mostTokens, Math.max(0, tokensBefore + tokens));
    this.#requests[place] = requestsAfter;
    this.#tokens[place] = tokensAfter;
    this.requests += requestsAfter - requestsBefore;
    this.tokens += tokensAfter - tokensBefore;
  }

  /** When so much will have left the window if nobody gives anything back; Infinity where there is not so much. */
  freeAt(requests: number, tokens: number): number {
    let requestsLeft = requests;
    let tokensLeft = tokens;
    for (let slot = this.#head; slot < this.#next; slot++) {
      const place = slot & this.#mask;
      requestsLeft -= this.#requests[place] as number;
      tokensLeft -= this.#tokens[place] as number;
      if (requestsLeft <= 0 && tokensLeft <= 0) return (this.#at[place] as number) + this.windowMs;
    }
    return Number.POSITIVE_INFINITY;
  }

  /** Closes the newest slot, so that what comes next can be told from what was before. @returns the next number */
  seal(): number {
    this.#sealed = this.#next;
    return this.#next;
  }

  /** From the slot of that number on, or all. */
  slots(from = 0): LoggedSlot[] {
    const slots: LoggedSlot[] = [];
    for (let slot = Math.max(from, this.#head); slot < this.#next; slot++) {
      const place = slot & this.#mask;
      const requests = this.#requests[place] as number;
      const tokens = this.#tokens[place] as number;
      if (requests > 0 || tokens > 0) slots.push({ atMs: this.#at[place] as number, requests, tokens });
    }
    return slots;
  }

  /** All, those of one stretch of so many milliseconds together, each as old as its newest call. */
  gathered(stretchMs: number): LoggedSlot[] {
    const gathered: LoggedSlot[] = [];
    let last: LoggedSlot | undefined;
    for (let slot = this.#head; slot < this.#next; slot++) {
      const place = slot & this.#mask;
      const atMs = this.#at[place] as number;
      const requests = this.#requests[place] as number;
      const tokens = this.#tokens[place] as number;
      if (requests === 0 && tokens === 0) continue;
      if (last && Math.floor(last.atMs / stretchMs) === Math.floor(atMs / stretchMs)) {
        last.atMs = atMs;
        last.requests += requests;
        last.tokens += tokens;
      } else {
        last = { atMs, requests, tokens };
        gathered.push(last);
      }
    }
    return gathered;
  }

  #joins(slot: number, nowMs: number): boolean {
    const at = this.#at[slot & this.#mask] as number;
    return Math.floor(at / this.#resolutionMs) === Math.floor(nowMs / this.#resolutionMs);
  }

  #grow(): void {
    const capacity = (this.#mask + 1) * 2;
    const at = new Float64Array(capacity);
    const requests = new Uint32Array(capacity);
    const tokens = new Uint32Array(capacity);
    for (let slot = this.#head; slot < this.#next; slot++) {
      const from = slot & this.#mask;
      const to = slot & (capacity - 1);
      at[to] = this.#at[from] as number;
      requests[to] = this.#requests[from] as number;
      tokens[to] = this.#tokens[from] as number;
    }
    this.#at = at;
    this.#requests = requests;
    this.#tokens = tokens;
    this.#mask = capacity - 1;
  }
}

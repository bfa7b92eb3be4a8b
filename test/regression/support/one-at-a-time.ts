/**
 * Lets several go on one at a time, from one of their steps to the next, in an order that is chosen: whatever can
 * come between two steps comes between them for some choice.
 */
export class OneAtATime {
  readonly #choices: readonly number[];
  readonly #held: (() => void)[] = [];
  #going: number;
  #chosen = 0;

  /** @param several how many there are, all of them going until their first step */
  constructor(several: number, choices: readonly number[]) {
    this.#going = several;
    this.#choices = choices;
  }

  /** Resolves when it is one's turn again. */
  next(): Promise<void> {
    const turn = new Promise<void>((resolve) => this.#held.push(resolve));
    this.leave();
    return turn;
  }

  /** For one that has come to its end. */
  leave(): void {
    this.#going -= 1;
    if (this.#going > 0 || this.#held.length === 0) return;
    const choice = this.#choices[this.#chosen % this.#choices.length] ?? 0;
    this.#chosen += 1;
    const [go] = this.#held.splice(choice % this.#held.length, 1);
    this.#going += 1;
    go?.();
  }
}

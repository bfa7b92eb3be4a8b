/** Callers that a budget has refused and that wait until there may be room again. */
export class WaitingCallers {
  readonly #wakeEach: number;
  readonly #waiting: ((next: 'try again' | 'give up') => void)[] = [];

  /** @param wakeEach how many try again for each call that has ended */
  constructor(wakeEach: number) {
    this.#wakeEach = wakeEach;
  }

  wait(): Promise<'try again' | 'give up'> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  callEnded(): void {
    for (const resolve of this.#waiting.splice(0, this.#wakeEach)) resolve('try again');
  }

  all(next: 'try again' | 'give up'): void {
    for (const resolve of this.#waiting.splice(0)) resolve(next);
  }
}

interface Waiting<Item, Answer> {
  item: Item;
  resolve: (answer: Answer) => void;
  reject: (error: unknown) => void;
}

/**
 * Does together what was asked for while the batch before was under way: a crowd at one account then costs a write
 * for each batch and not for each caller, and one caller alone waits for nobody.
 */
export class Batches<Item, Answer> {
  readonly #work: (items: Item[]) => Promise<(Answer | Error)[]>;
  readonly #most: number;
  readonly #waiting: Waiting<Item, Answer>[] = [];
  #running: Promise<void> | undefined;

  /**
   * @param work gives an answer or an error for each item, in their order; what it throws fails all of them
   * @param most items of one batch
   */
  constructor(work: (items: Item[]) => Promise<(Answer | Error)[]>, most: number) {
    this.#work = work;
    this.#most = most;
  }

  ask(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ item, resolve, reject });
      this.#running ??= this.#runAll();
    });
  }

  /** When nothing is under way or waiting. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #runAll(): Promise<void> {
    // What is asked for in the same turn comes along.
    await Promise.resolve();
    while (this.#waiting.length > 0) await this.#run(this.#waiting.splice(0, this.#most));
    this.#running = undefined;
  }

  async #run(batch: Waiting<Item, Answer>[]): Promise<void> {
    try {
      const answers = await this.#work(batch.map(({ item }) => item));
      for (const [index, { resolve, reject }] of batch.entries()) {
        const answer = answers[index] as Answer | Error;
        if (answer instanceof Error) reject(answer);
        else resolve(answer);
      }
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }
}

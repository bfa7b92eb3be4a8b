import type { StateStore } from '../../src/store/state-store.ts';

/** Documents in a map; they pass through JSON as they would on their way to a disk. */
export class MemoryStateStore implements StateStore {
  readonly #values = new Map<string, string>();

  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  async get(key: string): Promise<unknown> {
    const text = this.#values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async put(key: string, value: unknown): Promise<void> {
    this.#values.set(key, JSON.stringify(value));
  }

  async delete(key: string): Promise<void> {
    this.#values.delete(key);
  }

  async keys(prefix: string): Promise<string[]> {
    return [...this.#values.keys()].filter((key) => key.startsWith(prefix)).sort();
  }
}

import type { Collection, Db } from 'mongodb';
import { afterPrefix, stateText } from '../state-limits.ts';
import type { StateStore } from '../state-store.ts';
import { MongoConnection } from './mongo-connection.ts';
import { isDuplicateKey } from './mongo-error.ts';

interface StateDocument {
  _id: string;
  /** JSON: callers choose their own keys, which BSON does not take all. */
  value: string;
}

export interface MongoStateStoreOptions {
  /** Connection string; the database is the one it names, else `strata`. */
  url: string;
}

/** States in MongoDB, for several processes; of two that write one name at once the later one wins. */
export class MongoStateStore implements StateStore {
  readonly #connection: MongoConnection;

  constructor(options: MongoStateStoreOptions) {
    this.#connection = new MongoConnection(options.url);
  }

  async start(): Promise<void> {
    await this.#connection.start();
  }

  async stop(): Promise<void> {
    await this.#connection.stop();
  }

  async get(key: string): Promise<unknown> {
    const found = await this.#connection.with((database) => statesIn(database).findOne({ _id: key }));
    return found === null ? undefined : JSON.parse(found.value);
  }

  async put(key: string, value: unknown): Promise<void> {
    const update = { $set: { value: stateText(key, value) } };
    await this.#connection.with(async (database) => {
      try {
        await statesIn(database).updateOne({ _id: key }, update, { upsert: true });
      } catch (error) {
        // Two that create it at once: the second finds it now.
        if (!isDuplicateKey(error)) throw error;
        await statesIn(database).updateOne({ _id: key }, update);
      }
    });
  }

  async delete(key: string): Promise<void> {
    await this.#connection.with((database) => statesIn(database).deleteOne({ _id: key }));
  }

  async keys(prefix: string): Promise<string[]> {
    const found = await this.#connection.with((database) =>
      statesIn(database)
        .find({ _id: { $gte: prefix, $lt: afterPrefix(prefix) } }, { projection: { _id: 1 } })
        .sort({ _id: 1 })
        .toArray(),
    );
    return found.map(({ _id }) => _id);
  }
}

function statesIn(database: Db): Collection<StateDocument> {
  return database.collection<StateDocument>('states');
}

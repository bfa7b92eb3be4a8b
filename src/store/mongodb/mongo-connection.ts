import type { Db, MongoClient, MongoClientOptions } from 'mongodb';
import { StrataError } from '../../error.ts';
import { migrate } from './migrations.ts';
import { hostsOf, storeErrorOf } from './mongo-error.ts';

const defaultDatabase = 'strata';

/**
 * Reads and writes of the primary, acknowledged by a majority with their journal: what is acknowledged is not
 * lost, nor rolled back by a failover. The time limits keep a caller from waiting on a server that is gone;
 * the driver itself retries a read or write once at most.
 */
const clientOptions: MongoClientOptions = {
  appName: 'strata',
  serverSelectionTimeoutMS: 5_000,
  connectTimeoutMS: 10_000,
  // So long a server may be silent over one command; and so long may a command wait for a free connection.
  socketTimeoutMS: 30_000,
  waitQueueTimeoutMS: 30_000,
  maxPoolSize: 20,
  readPreference: 'primary',
  writeConcern: { w: 'majority', journal: true },
  ignoreUndefined: true,
};

/** One store's connection to its database, migrated on starting. Every error comes out as `STORE_UNAVAILABLE`. */
export class MongoConnection {
  readonly #url: string;
  readonly #hosts: string;
  #client: MongoClient | undefined;
  #database: Db | undefined;

  /** @param url connection string; the database is the one it names, else `strata` */
  constructor(url: string) {
    this.#url = url;
    this.#hosts = hostsOf(url);
  }

  /** @param prepare what the store has to do before it is used */
  async start(prepare: (database: Db) => Promise<void> = async () => {}): Promise<void> {
    if (this.#database !== undefined) return;
    const client = await this.#newClient();
    try {
      await client.connect();
      const database = client.db(databaseIn(this.#url));
      await database.command({ ping: 1 });
      await migrate(database, this.#hosts);
      await prepare(database);
      this.#client = client;
      this.#database = database;
    } catch (error) {
      await client.close();
      throw storeErrorOf(error, this.#hosts);
    }
  }

  async stop(): Promise<void> {
    const client = this.#client;
    this.#client = undefined;
    this.#database = undefined;
    await client?.close();
  }

  /** @throws StrataError `STORE_UNAVAILABLE`; what `use` throws itself comes out as it is */
  async with<Result>(use: (database: Db) => Promise<Result>): Promise<Result> {
    if (this.#database === undefined) {
      throw new StrataError('STORE_UNAVAILABLE', 'the store is closed', {
        kind: 'unavailable',
        where: this.#hosts,
        action: 'start it first',
      });
    }
    try {
      return await use(this.#database);
    } catch (error) {
      throw storeErrorOf(error, this.#hosts);
    }
  }

  async #newClient(): Promise<MongoClient> {
    const { MongoClient } = await import('mongodb');
    try {
      return new MongoClient(this.#url, clientOptionsFor(this.#url));
    } catch {
      // The driver's message is left out, cause and all: it may quote the connection string.
      throw new StrataError('STORE_UNAVAILABLE', 'MONGODB_URL is no connection string', {
        kind: 'unavailable',
        where: 'MONGODB_URL',
        action:
          'write it like mongodb://user:password@host:27017/strata, with reserved characters percent-encoded',
      });
    }
  }
}

/** What the connection string itself sets goes before our defaults, save for how writes are acknowledged. */
function clientOptionsFor(url: string): MongoClientOptions {
  const named = new Set([...new URLSearchParams(url.split('?')[1])].map(([name]) => name.toLowerCase()));
  const options = Object.entries(clientOptions).filter(([name]) => !named.has(name.toLowerCase()));
  return Object.fromEntries(options);
}

function databaseIn(url: string): string {
  const path = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]+)/.exec(url)?.[1];
  return path === undefined ? defaultDatabase : decodeURIComponent(path);
}

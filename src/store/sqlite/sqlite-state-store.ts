import { StrataError } from '../../error.ts';
import { afterPrefix, stateText } from '../state-limits.ts';
import type { StateStore } from '../state-store.ts';
import { openForReading, openForWriting } from './connection.ts';
import { PatientWrites } from './patient-writes.ts';
import { storeErrorOf } from './sqlite-error.ts';
import { type Row, Statements } from './statements.ts';

export interface SqliteStateStoreOptions {
  /** Path of the database file, the one of the jobs; created with its folder when missing. */
  file: string;
  /** Reads beside a running writer and never writes. */
  readOnly?: boolean;
}

/** States in one SQLite file (write-ahead log, full sync), which belongs to one process. */
export class SqliteStateStore implements StateStore {
  readonly #file: string;
  readonly #readOnly: boolean;
  readonly #writes = new PatientWrites();
  #statements: Statements | undefined;
  #started = false;

  constructor(options: SqliteStateStoreOptions) {
    this.#file = options.file;
    this.#readOnly = options.readOnly ?? false;
  }

  async start(): Promise<void> {
    if (this.#started) return;
    if (!this.#readOnly) this.#statements = new Statements(openForWriting(this.#file));
    this.#started = true;
  }

  async stop(): Promise<void> {
    await this.#writes.idle();
    this.#started = false;
    this.#statements?.close();
    this.#statements = undefined;
  }

  async get(key: string): Promise<unknown> {
    const [row] = this.#read('SELECT value FROM states WHERE key = ?', [key]);
    return row === undefined ? undefined : JSON.parse(String(row.value));
  }

  async put(key: string, value: unknown): Promise<void> {
    const sql = 'INSERT INTO states VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value';
    await this.#write(sql, [key, stateText(key, value)]);
  }

  async delete(key: string): Promise<void> {
    await this.#write('DELETE FROM states WHERE key = ?', [key]);
  }

  async keys(prefix: string): Promise<string[]> {
    const sql = 'SELECT key FROM states WHERE key >= ? AND key < ? ORDER BY key';
    return this.#read(sql, [prefix, afterPrefix(prefix)]).map(({ key }) => String(key));
  }

  #read(sql: string, values: string[]): Row[] {
    if (!this.#started) throw this.#unavailable('the store is closed', 'start it first');
    try {
      if (this.#statements === undefined) {
        const database = openForReading(this.#file);
        if (database === undefined) return [];
        this.#statements = new Statements(database);
      }
      return this.#statements.all(sql, values);
    } catch (error) {
      throw storeErrorOf(error, this.#file);
    }
  }

  async #write(sql: string, values: string[]): Promise<void> {
    if (!this.#started) throw this.#unavailable('the store is closed', 'start it first');
    const statements = this.#statements;
    if (this.#readOnly || statements === undefined) {
      throw this.#unavailable('the store was opened for reading only', 'open it for writing');
    }
    try {
      await this.#writes.run(() => statements.run(sql, values));
    } catch (error) {
      throw storeErrorOf(error, this.#file);
    }
  }

  #unavailable(message: string, action: string): StrataError {
    return new StrataError('STORE_UNAVAILABLE', message, { kind: 'unavailable', where: this.#file, action });
  }
}

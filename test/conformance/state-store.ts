import { afterEach, describe, expect, test } from 'vitest';
import type { StateStore } from '../../src/store/state-store.ts';

export interface StateStoreUnderTest {
  /** A started store without states. */
  empty(): Promise<StateStore>;
  /** Another started store on the same data. */
  another(): Promise<StateStore>;
}

/** What every store of states has to do; each suite brings its own. */
export function describeStateStore(under: StateStoreUnderTest): void {
  const stores: StateStore[] = [];
  const empty = async () => {
    const store = await under.empty();
    stores.push(store);
    return store;
  };
  afterEach(async () => {
    for (const store of stores.splice(0)) await store.stop();
  });

  describe('states', () => {
    test.each([
      [{ state: 'open', since: 1_764_000_000_000, 'odd.key$': [null, true, 'Łódź 🏥 \u0000'] }],
      [[1, 2.5, -0.1]],
      ['text'],
      [null],
      [false],
    ])('%j comes back as it was put', async (value) => {
      const store = await empty();
      await store.put('breaker/openai', value);
      expect(await store.get('breaker/openai')).toStrictEqual(value);
    });

    test('the last one put counts, also after starting again', async () => {
      const store = await empty();
      await store.put('a', 1);
      await store.put('a', { two: 2 });
      await store.stop();
      const again = await under.another();
      stores.push(again);
      expect(await again.get('a')).toEqual({ two: 2 });
    });

    test('what is not there, or not any more, is undefined', async () => {
      const store = await empty();
      expect(await store.get('a')).toBeUndefined();
      await store.put('a', 1);
      await store.delete('a');
      await store.delete('a');
      expect(await store.get('a')).toBeUndefined();
      expect(await store.keys('')).toEqual([]);
    });

    test('names are found by how they begin, in order', async () => {
      const store = await empty();
      for (const key of ['budget/b', 'breaker/x', 'budget/ä', 'budget/a', 'budget', 'budget0', 'b%', 'b_']) {
        await store.put(key, 1);
      }
      expect(await store.keys('budget/')).toEqual(['budget/a', 'budget/b', 'budget/ä']);
      expect(await store.keys('b%')).toEqual(['b%']);
      expect(await store.keys('')).toHaveLength(8);
      expect(await store.keys('nothing')).toEqual([]);
    });

    test('writers of one name at once all succeed, and one of them counts', async () => {
      const store = await empty();
      await Promise.all(Array.from({ length: 8 }, (_, index) => store.put('a', index)));
      expect([0, 1, 2, 3, 4, 5, 6, 7]).toContain(await store.get('a'));
    });

    test('over 1 MiB is refused and changes nothing', async () => {
      const store = await empty();
      await store.put('a', 'x'.repeat(1024 * 1024 - 2));
      await expect(store.put('a', 'x'.repeat(1024 * 1024 - 1))).rejects.toMatchObject({
        code: 'STATE_TOO_LARGE',
      });
      expect(await store.get('a')).toHaveLength(1024 * 1024 - 2);
    });

    test('a stopped store is STORE_UNAVAILABLE', async () => {
      const store = await empty();
      await store.stop();
      const expected = { code: 'STORE_UNAVAILABLE', kind: 'unavailable' };
      await expect(store.get('a')).rejects.toMatchObject(expected);
      await expect(store.put('a', 1)).rejects.toMatchObject(expected);
    });
  });
}

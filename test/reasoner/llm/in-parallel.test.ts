import { expect, it } from 'vitest';
import { inParallel } from '../../../src/reasoner/llm/in-parallel.ts';

/** A task that ends when it is told to. */
function task<T>() {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  let begun = false;
  const run = () => {
    begun = true;
    return promise;
  };
  return { run, resolve, reject, isBegun: () => begun };
}

const turns = () => new Promise<void>((resolve) => setImmediate(resolve));

it('gives the results in order, with no more tasks at a time than asked for', async () => {
  const [first, second, third] = [task<string>(), task<string>(), task<string>()];
  const all = inParallel(2, [first.run, second.run, third.run]);
  expect([first, second, third].map((one) => one.isBegun())).toEqual([true, true, false]);
  second.resolve('b');
  await turns();
  expect(third.isBegun()).toBe(true);
  third.resolve('c');
  first.resolve('a');
  expect(await all).toEqual(['a', 'b', 'c']);
});

it('begins nothing after a failure, and waits for what is under way', async () => {
  const [first, second, third] = [task<void>(), task<void>(), task<void>()];
  const failure = new Error('first');
  const all = inParallel(2, [first.run, second.run, third.run]);
  let isOver = false;
  const end = all.catch((cause: unknown) => {
    isOver = true;
    return cause;
  });
  first.reject(failure);
  await turns();
  expect(isOver).toBe(false);
  second.resolve();
  expect(await end).toBe(failure);
  expect(third.isBegun()).toBe(false);
});

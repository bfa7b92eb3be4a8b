/**
 * Runs tasks, at most `width` at a time, and gives their results in order. After a failure no further task begins;
 * those that run are waited for, since what they cost is spent, and then the first failure is thrown.
 */
export async function inParallel<Results extends readonly unknown[]>(
  width: number,
  tasks: readonly [...{ [At in keyof Results]: () => Promise<Results[At]> }],
): Promise<Results> {
  const results: unknown[] = [];
  const failures: unknown[] = [];
  let next = 0;
  const work = async () => {
    while (next < tasks.length && failures.length === 0) {
      const at = next;
      next += 1;
      try {
        results[at] = await tasks[at]?.();
      } catch (cause) {
        failures.push(cause);
      }
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, tasks.length) }, work));
  if (failures.length > 0) throw failures[0];
  return results as unknown as Results;
}

import { randomUUIDv7 } from 'node:crypto';
import { SqliteJobStore } from '../../../src/store/sqlite/sqlite-job-store.ts';
import { endedJob, exampleInput } from '../../conformance/example-job.ts';

// Writes jobs until it is killed, and names each one only after the store has acknowledged it.
const store = new SqliteJobStore({ file: process.argv[2] ?? '' });
await store.start();
for (;;) {
  const job = endedJob(Date.now(), { id: randomUUIDv7() });
  await store.create({ ...job, state: 'running' }, exampleInput());
  await store.save(job);
  process.stdout.write(`${job.id}\n`);
}

// Loaded into a measured process by --import: writes its peak memory on exit.
import { writeFileSync } from 'node:fs';

const file = process.env.STRATA_BENCH_USAGE;
if (file) {
  process.on('exit', () => writeFileSync(file, String(process.resourceUsage().maxRSS)));
}

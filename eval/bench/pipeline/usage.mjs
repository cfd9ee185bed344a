// Loaded with `node --import`: writes what the process took to the file that BENCH_USAGE names, when it ends.
import { writeFileSync } from 'node:fs';

process.on('exit', () => {
  const { BENCH_USAGE: path } = process.env;
  if (path === undefined) return;
  const { user, system } = process.cpuUsage();
  writeFileSync(path, JSON.stringify({ cpuMs: (user + system) / 1000, peakMb: process.resourceUsage().maxRSS / 1024 }));
});

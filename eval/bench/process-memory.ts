import { existsSync, readFileSync } from 'node:fs';

/** Resident memory of a process now, and the most it ever had, in MB; undefined when it has ended. Linux. */
export function memoryOf(pid: number): { readonly now: number; readonly peak: number } | undefined {
  const path = `/proc/${pid}/status`;
  if (!existsSync(path)) return undefined;
  const status = readFileSync(path, 'utf8');
  const megabytes = (name: string): number =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, 'm').exec(status)?.[1]) / 1024;
  const [now, peak] = [megabytes('VmRSS'), megabytes('VmHWM')];
  return Number.isNaN(now) ? undefined : { now, peak };
}

/** Seconds of processor time that a process has used, on all its threads; undefined when it has ended. Linux. */
export function processorSecondsOf(pid: number): number | undefined {
  const path = `/proc/${pid}/stat`;
  if (!existsSync(path)) return undefined;
  // Behind the name, which may hold anything, in parentheses: the 12th and 13th field, in hundredths of a second.
  const fields = readFileSync(path, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

import type { Command } from 'commander';
import { type Repair, repair } from '../run/repair.ts';
import { verify } from '../run/verify.ts';
import { RewriteError } from '../vocabulary/error.ts';
import { count } from '../text/figures.ts';
import { print } from './terminal.ts';

/** `rewrite verify DIR [DIR…]`. */
export function addVerify(program: Command, exit: (code: number) => void): void {
  program
    .command('verify')
    .description('hold complete runs against their manifests: nothing lost, nothing twice, checksums right')
    .argument('<DIR...>', 'run directories; ids must be unique over all of them')
    .option('--repair', 'make a new ledger from the sealed files where the ledger is damaged or gone')
    .exitOverride()
    .addHelpText(
      'after',
      '\nExamples:\n  rewrite verify out/night-12\n  rewrite verify out/part-*\n  rewrite verify --repair out/night-12',
    )
    .action(async (directories: readonly string[], flags: { readonly repair?: boolean }) => {
      let complete = directories;
      if (flags.repair === true) {
        const repairs = await repairAll(directories);
        complete = directories.filter((_, index) => repairs[index]?.complete);
      }
      if (complete.length > 0) {
        const { files, records, mismatches } = await verify(complete);
        if (mismatches.length > 0) throw new RewriteError('mismatch', mismatches.join('\n'));
        print(
          `${count(records)} records in ${count(files)} ${files === 1 ? 'file' : 'files'}: all as the ${complete.length === 1 ? 'manifest says' : 'manifests say'}.`,
        );
      }
      exit(0);
    });
}

async function repairAll(directories: readonly string[]): Promise<Repair[]> {
  const repairs: Repair[] = [];
  for (const directory of directories) {
    const done = await repair(directory, Date.now());
    print(told(directory, done));
    repairs.push(done);
  }
  return repairs;
}

/** What was done, what it was made from, and what nothing can bring back. */
function told(directory: string, { ledger, damage, kept, files, complete }: Repair): string {
  const goOn = `${directory} is not complete: the same command goes on with it.`;
  if (damage === undefined) return [`${ledger} is whole: nothing to repair.`, ...(complete ? [] : [goOn])].join('\n');
  const records = files.reduce((sum, file) => sum + file.records, 0);
  return [
    `${ledger} was damaged: ${damage}.`,
    `It is made anew from ${count(records)} records in ${count(files.length)} sealed files, which stay as they are.`,
    ...(kept === undefined ? [] : [`The damaged one is kept as ${kept}.`]),
    'Outcomes that stood in no sealed file are generated again. What they had cost, and attempts that were billed and led to nothing, is not known any more: tokens wasted and unbilled attempts are counted from the sealed records on.',
    ...(complete ? [] : [`${goOn} It reads the input from the beginning first, without sending what stands.`]),
  ].join('\n');
}

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ablation, Arm } from './ablation-file.ts';
import { type Sources, splitSources } from './sources.ts';

/** Documents, and the names of the arms that are made of them. */
export type SourcesOfArms = ReadonlyMap<Sources, readonly string[]>;

/**
 * The documents of each arm: arms that read the same share one split. Throws as {@link splitSources} does; of an ablation
 * that is not begun no split is left then, since the file may be another the next time.
 */
export async function sourcesOfArms(
  ablation: Ablation,
  { out, cwd, isBegun, stop }: { readonly out: string; readonly cwd: string; isBegun: boolean; stop: AbortSignal },
): Promise<SourcesOfArms> {
  const byDirectory = new Map<string, { readonly sources: Sources; readonly arms: string[] }>();
  try {
    for (const arm of ablation.arms) {
      const sources = await splitSources(ablation, arm.options, join(out, 'sources'), cwd, stop);
      const known = byDirectory.get(sources.directory);
      if (known === undefined) byDirectory.set(sources.directory, { sources, arms: [arm.name] });
      else known.arms.push(arm.name);
    }
  } catch (error) {
    if (!isBegun) for (const directory of byDirectory.keys()) await rm(directory, { recursive: true });
    throw error;
  }
  return new Map([...byDirectory.values()].map(({ sources, arms }) => [sources, arms]));
}

/** The documents of one arm. */
export function sourceOf(sources: SourcesOfArms, arm: Arm): Sources {
  const found = [...sources].find(([, arms]) => arms.includes(arm.name));
  if (found === undefined) throw new Error(`Arm ${arm.name} has no documents.`);
  return found[0];
}

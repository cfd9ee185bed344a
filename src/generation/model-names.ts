import type { ServedModel } from './served-models.ts';

/**
 * The names under which a server may answer for the model `id`: its own; its `root` (the path or repository it was
 * loaded from); every other name that the list gives to the same root (vLLM's `--served-model-name a b`); and, for an
 * adapter, the model it is built on (`parent`), whose name some servers report in its place.
 */
export function namesOf(id: string, served: readonly ServedModel[]): Set<string> {
  const names = new Set([id]);
  const own = served.find((model) => model.id === id);
  if (own === undefined) return names;
  if (own.root !== undefined) {
    names.add(own.root);
    // An adapter's root is its own path, so that adapters of one model are not taken for each other.
    for (const model of served) if (model.root === own.root) names.add(model.id);
  }
  if (own.parent !== undefined) names.add(own.parent);
  return names;
}

/**
 * Whether a server that lists `served` may mean the model `id` when it answers as `name`: not when it no longer lists
 * the model, nor when it lists `name` as another model, of another root. A name it does not list (hosted APIs answer
 * with a dated version, llama.cpp with a path), or without roots to compare, is one more name of the model.
 */
export function mayMean(id: string, name: string, served: readonly ServedModel[]): boolean {
  const own = served.find((model) => model.id === id);
  if (own === undefined) return false;
  if (namesOf(id, served).has(name)) return true;
  const other = served.find((model) => model.id === name || model.root === name);
  return other === undefined || other.root === undefined || own.root === undefined;
}

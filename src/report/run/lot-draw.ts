import { unitInterval } from '../../text/hash.ts';

/** Draws so many out of any number by lot: the same for the same ids, in whatever order they come. */
export interface LotDraw<Value> {
  /** `make` is called where the lot is among the lowest so far. */
  add(id: string, make: () => Value): void;
  /** By lot. */
  drawn(): Value[];
}

export function lotDraw<Value>(most: number): LotDraw<Value> {
  /** The lowest lot first. */
  const lots: { readonly lot: number; readonly value: Value }[] = [];
  return {
    add(id, make) {
      const lot = unitInterval(1, 'report', id);
      const last = lots.at(-1);
      if (lots.length === most && last !== undefined && lot >= last.lot) return;
      lots.push({ lot, value: make() });
      lots.sort((left, right) => left.lot - right.lot);
      lots.length = Math.min(most, lots.length);
    },
    drawn() {
      return lots.map(({ value }) => value);
    },
  };
}

import type { Band } from './types.ts';

/** The band a value reaches: the highest `atLeast` it meets, or the lowest `atMost`. */
export function bandOf(bands: readonly Band[], value: number): Band | undefined {
  let found: Band | undefined;
  for (const band of bands) {
    if ('atLeast' in band) {
      if (
        value >= band.atLeast &&
        (found === undefined || ('atLeast' in found && found.atLeast < band.atLeast))
      )
        found = band;
    } else if (
      value <= band.atMost &&
      (found === undefined || ('atMost' in found && found.atMost > band.atMost))
    )
      found = band;
  }
  return found;
}

export const edgeOf = (band: Band): number => ('atLeast' in band ? band.atLeast : band.atMost);

const words = new WeakMap<Band, string>();

/** Kept: a run says the same few bands of many people. */
export function bandWords(band: Band): string {
  let said = words.get(band);
  if (said === undefined) {
    said = 'atLeast' in band ? `${band.atLeast} or more` : `${band.atMost} or less`;
    words.set(band, said);
  }
  return said;
}

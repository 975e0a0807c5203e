import { readFile } from 'node:fs/promises';
import { WaymarkError } from '../../kernel/errors.ts';
import { seedCommitment } from '../../statistics/index.ts';
import type { Command } from '../../web/wing.ts';
import type { PublishedTrial } from './randomiser.ts';
import { armsOf } from './rules.ts';

/** What is wrong with a published list, in words; none where it is what the commitment bound its makers to. */
export function listFaults(list: PublishedTrial): string[] {
  if (seedCommitment(list.seed) !== list.commitment)
    return ['The seed is not the one that was committed to: its SHA-256 differs.'];
  const protocol = {
    arms: list.arms.map((code) => ({ code, name: code })),
    ratio: list.ratio,
    blockSizes: list.blockSizes,
  };
  return list.strata.flatMap(({ stratum, allocations }) => {
    const derived = armsOf(protocol, { seed: list.seed, stratum, n: allocations.length });
    return allocations.flatMap((arm, place) =>
      derived[place] === arm
        ? []
        : [`${stratum}, place ${place + 1}: published as ${arm}, but the seed gives ${derived[place]}.`],
    );
  });
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');
const isNumbers = (value: unknown): value is number[] =>
  Array.isArray(value) && value.every((one) => Number.isInteger(one));

/** @throws WaymarkError `bad-file` naming what is missing */
export function readPublished(text: string): PublishedTrial {
  const bad = (what: string): WaymarkError =>
    new WaymarkError('bad-file', { text: `This is no published list: ${what}.` });
  let given: Partial<PublishedTrial> | null;
  try {
    given = JSON.parse(text);
  } catch {
    throw bad('it is not JSON');
  }
  if (given === null || typeof given !== 'object') throw bad('it is not an object');
  const { trial, commitment, seed, arms, ratio, blockSizes, strata } = given;
  if (typeof seed !== 'string' || !/^[0-9a-f]{64}$/.test(seed))
    throw bad('“seed” is not 64 hexadecimal digits');
  if (typeof commitment !== 'string') throw bad('it has no “commitment”');
  if (!isTexts(arms)) throw bad('“arms” is not a list of texts');
  if (!isNumbers(ratio) || !isNumbers(blockSizes))
    throw bad('“ratio” or “blockSizes” is not a list of numbers');
  if (
    !Array.isArray(strata) ||
    !strata.every((one) => typeof one?.stratum === 'string' && isTexts(one.allocations))
  )
    throw bad('“strata” is not a list of strata with their allocations');
  return { trial: String(trial ?? ''), commitment, seed, arms, ratio, blockSizes, strata };
}

/** `waymark trial verify FILE`: needs no database, so that anybody can run it on what was published. */
export const verifyTrial: Command = {
  name: 'trial verify',
  help: 'derive a published allocation list again from its seed: trial verify FILE',
  needsDatabase: false,
  run: async ({ args, print }) => {
    const [file] = args;
    if (file === undefined)
      throw new WaymarkError('wrong-setting', { text: 'Name the file: trial verify FILE' });
    const list = readPublished(await readFile(file, 'utf8'));
    const faults = listFaults(list);
    for (const fault of faults) print(fault);
    if (faults.length > 0)
      throw new WaymarkError('conflict', {
        text: `The list is not what the seed gives: ${faults.length} faults.`,
      });
    const places = list.strata.reduce((sum, { allocations }) => sum + allocations.length, 0);
    print(`SHA-256 of the seed: ${list.commitment}`);
    for (const { stratum, allocations } of list.strata) print(`${stratum}: ${allocations.join('')}`);
    print(`${places} allocations in ${list.strata.length} strata are what the seed gives.`);
  },
};

import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Day } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { findLastPerson, listPeopleToScore, loadFacts, type PersonToScore } from './facts.ts';
import type { Eligibility } from './types.ts';

export type As = <Result>(work: (tx: Tx) => Promise<Result>) => Promise<Result>;

/** Numbers of people looked through at once, people loaded in a transaction, and how many readers there are. */
const sizes = {
  /** A longer transaction would hold everybody up: there is one connection. */
  embedded: { range: 20_000, batch: 500, readers: 1 },
  server: { range: 50_000, batch: 5_000, readers: 2 },
};

export const batchSizeOf = (database: Database): number =>
  (database.embedded ? sizes.embedded : sizes.server).batch;

export interface Reading {
  schemeId: number;
  on: Day;
  eligibility: Eligibility;
}

/**
 * Gives everybody who has enough proven offences to `take`, in batches. The numbers of people are gone through in ranges,
 * by two readers where there are connections for it, so that memory holds a few batches whatever the county's size; the
 * batches of the readers come in any order.
 *
 * @returns how many people have any proven offence in the rule's window.
 */
export async function readEverybody(
  database: Database,
  as: As,
  reading: Reading,
  take: (people: readonly PersonToScore[]) => void,
): Promise<number> {
  const { range, batch, readers } = database.embedded ? sizes.embedded : sizes.server;
  const last = await as((tx) => findLastPerson(tx));
  let [next, considered] = [0, 0];
  const read = async (): Promise<void> => {
    while (next <= last) {
      const after = next;
      next += range;
      const { minimumProvenOffences: minimum, withinMonths: months } = reading.eligibility;
      const found = await as((tx) =>
        listPeopleToScore(tx, { after, upTo: after + range, minimum, months, on: reading.on }),
      );
      considered += found.considered;
      for (let from = 0; from < found.ids.length; from += batch) {
        const ids = found.ids.slice(from, from + batch);
        take(await as((tx) => loadFacts(tx, reading.schemeId, ids, reading.on)));
        await nextTurn();
      }
    }
  };
  await Promise.all(Array.from({ length: readers }, read));
  return considered;
}

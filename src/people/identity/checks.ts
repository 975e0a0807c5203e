import { serviceViewer } from '../../access/viewers.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { defaultOffenderModel, explain, frequenciesFromCounts, jaroWinkler } from '../../linkage/index.ts';
import { foldName } from '../intake/fold-name.ts';
import { birthFits, typedBirth } from '../search/check-rules.ts';
import { bestName, likeEnough } from '../search/rules.ts';
import { birthsLike } from './births-like.ts';
import {
  type AskedCheck,
  type Beside,
  dropAskedBefore,
  dropCheck,
  eraseSettled,
  findAsked,
  findSeparatedRecord,
  insertMatches,
  isAskedAlready,
  type NewMatch,
  nominationsBeside,
  oneAtATime,
  recordsLike,
} from './check-store.ts';
import { modelName, packEvidence } from './evidence.ts';
import { inputOf } from './linkable.ts';
import type { IdentityRecord } from './types.ts';

/** Weights as they are nationally: what was typed is no record whose values could be counted. */
const nationally = frequenciesFromCounts({});
const mostMatches = 10;

/** What was typed, as a record of nobody, so that the one model weighs it. */
const asRecord = (check: AskedCheck): Omit<IdentityRecord, 'id'> => {
  const number = (kind: string): string | null => (check.identifierKind === kind ? check.identifier : null);
  return {
    personId: null,
    agencyId: check.agencyId,
    format: 'police-nominals',
    capacity: 'other',
    givenName: check.givenName,
    middleName: null,
    familyName: check.familyName,
    aliases: [],
    // The model weighs days: a year alone is none, and is no 1 January.
    born: typedBirth(check).born,
    sex: null,
    ethnicity: null,
    pnc: number('pnc'),
    cro: number('cro'),
    prisonNumber: number('prisonNumber'),
    crn: number('crn'),
    yjsId: number('yjsId'),
    postcode: null,
    handling: 'own',
    withdrawn: false,
    asOf: '',
  };
};

/**
 * The records that may be meant and that the asker was not shown: as much must speak for them as brings a pair to the
 * review queue, or a number must agree, or the whole name with a birth that is written otherwise.
 */
export function matchesOf(check: AskedCheck, records: readonly IdentityRecord[]): NewMatch[] {
  const typed = { id: 0, ...asRecord(check) };
  const shownPeople = new Set(check.shownPeople);
  const shownRecords = new Set(check.shownRecords);
  return records
    .filter(({ id, personId }) => !shownRecords.has(id) && !(personId !== null && shownPeople.has(personId)))
    .map((record) => {
      const why = explain(inputOf(typed), inputOf(record), defaultOffenderModel, nationally);
      const kind = check.identifierKind;
      const sameNumber = kind !== null && check.identifier !== null && record[kind] === check.identifier;
      const agrees = sameNumber || isWrittenOtherwise(check, record);
      return {
        record: record.id,
        bits: why.total,
        agrees,
        evidence: packEvidence(defaultOffenderModel, why),
      };
    })
    .filter(({ bits, agrees }) => agrees || bits >= defaultOffenderModel.thresholds.review)
    .sort((a, b) => b.bits - a.bits || a.record - b.record)
    .slice(0, mostMatches)
    .map(({ record, bits, evidence }) => ({ record, bits, evidence }));
}

/**
 * The model counts another birth against somebody, also one that is a slip of the pen, and has no year alone: the office looks
 * at it.
 */
function isWrittenOtherwise(check: AskedCheck, record: IdentityRecord): boolean {
  const nameOf = (one: { givenName: string | null; familyName: string | null }): string =>
    one.givenName === null || one.familyName === null ? '' : foldName(`${one.givenName} ${one.familyName}`);
  const name = nameOf(check);
  return (
    name !== '' &&
    name === nameOf(record) &&
    record.born !== null &&
    (check.bornAs === 'year'
      ? birthFits(typedBirth(check), record.born)
      : record.born !== check.born && birthsLike(check.born).includes(record.born))
  );
}

/**
 * Looks at what people typed before they made a person, after they have their answer: a match that they may not see waits
 * for the scheme's office; of everything else nothing is kept. The number of askings that wait now.
 */
export async function lookAtChecks(database: Database): Promise<number> {
  let waiting = 0;
  for (;;) {
    const found = await database.as(serviceViewer('linkage', 'checks'), (tx) => lookAtOne(tx));
    if (found === undefined) return waiting;
    waiting += found;
  }
}

async function lookAtOne(tx: Tx): Promise<number | undefined> {
  await oneAtATime(tx);
  const check = await findAsked(tx);
  if (check === undefined) return undefined;
  if (check.separationId !== null) return bringSeparated(tx, check.id, check.separationId);
  const name = foldName([check.givenName, check.familyName].filter(Boolean).join(' '));
  const matches = matchesOf(check, await recordsLike(tx, { ...check, name }));
  const beside =
    check.nominationId === null ? [] : alikeOf(check, name, await nominationsBeside(tx, check.nominationId));
  if ((matches.length === 0 && beside.length === 0) || (await isAskedAlready(tx, check.id))) {
    await dropCheck(tx, check.id);
    return 0;
  }
  await dropAskedBefore(tx, check.id);
  await insertMatches(tx, check.id, matches, beside);
  return 1;
}

/** Whoever asks about a separation means the record that left: nothing is compared. */
async function bringSeparated(tx: Tx, id: number, separationId: number): Promise<number> {
  const record = await findSeparatedRecord(tx, separationId);
  if (record === undefined) {
    await dropCheck(tx, id);
    return 0;
  }
  const evidence = { model: modelName(defaultOffenderModel), prior: 0, steps: [], rules: [], total: 0 };
  await insertMatches(tx, id, [{ record, bits: 0, evidence }], []);
  return 1;
}

/** Those with the same number, and those whose birth fits and whose name is like it: slips are forgiven as in a search. */
const alikeOf = (check: AskedCheck, name: string, beside: readonly Beside[]): number[] =>
  beside
    .filter(
      (other) =>
        other.sameNumber ||
        (birthFits(typedBirth(check), other.born) &&
          bestName([foldName(other.name)], name, jaroWinkler).score >= likeEnough),
    )
    .map(({ id }) => id);

/** What was typed goes a week after the office has settled it; that somebody asked stays in the audit. */
export const eraseChecks = (database: Database): Promise<number> =>
  database.as(serviceViewer('linkage', 'checks'), (tx) => eraseSettled(tx));

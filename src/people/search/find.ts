import type { StaffViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { jaroWinkler } from '../../linkage/index.ts';
import { foldName } from '../intake/fold-name.ts';
import { birthFits, bornDifferently, sureDay, type TypedPerson } from './check-rules.ts';
import { bestName, capitalised, likeEnough, readQuery } from './rules.ts';
import {
  findByIdentifier,
  findByName,
  findOwnRecordsByBirth,
  findOwnRecordsByIdentifier,
  findOwnRecordsByName,
} from './store.ts';
import type { Found, FoundPerson, FoundRecord, SearchQuery } from './types.ts';
import { searchLimit } from './views.ts';

/** How like a name must be for the database to bring it, from 0 to 1; `likeEnough` then decides. */
const likeness = 0.3;
const candidates = 400;
const nearly = 0.55;
const enough = 10;

/** `hasty`, while somebody types: of a million own records names alone are asked for when it is sent. */
export async function findWanted(
  tx: Tx,
  viewer: StaffViewer,
  query: SearchQuery,
  hasty = false,
): Promise<Found> {
  const limit = searchLimit + 1;
  const own = viewer.may('see:own-records') ? viewer.agencyId : undefined;
  if (query.kind === 'identifier') {
    const found: Found = { people: [], records: [] };
    for (const { kind, value } of query.identifiers) {
      found.people.push(...(await findByIdentifier(tx, kind, value, limit)));
      if (own !== undefined)
        found.records.push(...(await findOwnRecordsByIdentifier(tx, kind, value, own, limit)));
    }
    return found;
  }
  if (query.kind !== 'person') return { people: [], records: [] };
  const { name, born } = query;
  const wanted = { name, born, likeness, limit: name === null ? limit : candidates };
  const people = await peopleNamed(tx, wanted);
  const records = own === undefined ? [] : await ownRecords(tx, { ...wanted, agencyId: own, hasty });
  return { people, records };
}

/** How many of each kind are shown to somebody who checks before they make a person. */
const checked = 10;

/**
 * Who is like somebody typed field by field, among those the viewer may see: by number first, then by name and birth, then
 * by name where the birth is known less well, and last those of the name who were born on another day.
 */
export async function findTyped(
  tx: Tx,
  viewer: StaffViewer,
  typed: TypedPerson,
  hasty = false,
): Promise<Found> {
  const { identifiers } = typed;
  const found = await findWanted(
    tx,
    viewer,
    identifiers.length === 0 ? { kind: 'empty' } : { kind: 'identifier', identifiers },
  );
  const name = foldName([typed.givenName, typed.familyName].filter(Boolean).join(' '));
  if (name !== '') {
    const sure = sureDay(typed);
    const like = await findWanted(tx, viewer, { kind: 'person', name, born: sure }, hasty);
    found.people.push(...like.people);
    found.records.push(...like.records);
    if (sure !== null) {
      const wanted = { name, born: null, likeness, limit: candidates };
      found.people.push(...(await peopleNamed(tx, wanted)));
      if (!hasty && viewer.may('see:own-records'))
        found.records.push(...(await recordsNearlyNamed(tx, { ...wanted, agencyId: viewer.agencyId })));
    }
  }
  const fits = (one: { born: Day | null }): boolean => birthFits(typed, one.born);
  const otherwise = <Item extends { born: Day | null; score: number }>(one: Item): boolean =>
    bornDifferently(typed, one);
  const differently = <Item>(one: Item): Item => ({ ...one, bornDifferently: true });
  return {
    people: firstOfEach(
      [...found.people.filter(fits), ...found.people.filter(otherwise).map(differently)],
      checked,
    ),
    records: firstOfEach(
      [...found.records.filter(fits), ...found.records.filter(otherwise).map(differently)],
      checked,
    ),
  };
}

const firstOfEach = <Item extends { id: number }>(items: readonly Item[], most: number): Item[] =>
  [...new Map([...items].reverse().map((item) => [item.id, item])).values()].reverse().slice(0, most);

type Wanted = { name: string | null; born: Day | null; likeness: number; limit: number };

async function peopleNamed(tx: Tx, wanted: Wanted): Promise<FoundPerson[]> {
  const { name } = wanted;
  const people = await findByName(tx, wanted);
  return name === null ? people : likest(people, name, namesOfPerson);
}

/** The shown name with the middle names that stand there, so that a name typed as it is read is found. */
const namesOfPerson = ({ givenNames, familyName, searchNames }: FoundPerson): string[] => [
  foldName(`${givenNames} ${familyName}`),
  ...searchNames.split(' | ').slice(1),
];

/**
 * For another wing's finder: the people, among those the viewer has a reason for, whom the typed words name or
 * identify; the likest first. Nobody where the words are no name, date of birth or identifier.
 */
export async function findPeople(
  tx: Tx,
  ask: { typed: string; today: Day; limit: number },
): Promise<FoundPerson[]> {
  const query = readQuery(ask.typed, ask.today);
  if (query.kind === 'identifier') {
    const found: FoundPerson[] = [];
    for (const { kind, value } of query.identifiers)
      found.push(...(await findByIdentifier(tx, kind, value, ask.limit)));
    return found.slice(0, ask.limit);
  }
  if (query.kind !== 'person') return [];
  const { name, born } = query;
  const limit = name === null ? ask.limit : candidates;
  return (await peopleNamed(tx, { name, born, likeness, limit })).slice(0, ask.limit);
}

const namesOfRecord = ({ givenName, middleName, familyName, aliases }: FoundRecord): string[] =>
  [`${givenName ?? ''} ${middleName ?? ''} ${familyName ?? ''}`, ...aliases].map(foldName);

/** Own records: a million may be alike a little, so the nearly same are asked for first, and slips after. */
async function ownRecords(
  tx: Tx,
  wanted: Wanted & { agencyId: number; hasty: boolean },
): Promise<FoundRecord[]> {
  const { name, born } = wanted;
  if (born !== null) {
    const found = await findOwnRecordsByBirth(tx, { ...wanted, born });
    return name === null ? found : likest(found, name, namesOfRecord);
  }
  if (name === null || wanted.hasty) return [];
  const found = await recordsNearlyNamed(tx, { ...wanted, name });
  if (found.length >= enough) return found;
  return likest(await findOwnRecordsByName(tx, { ...wanted, name, born }), name, namesOfRecord);
}

const recordsNearlyNamed = async (
  tx: Tx,
  wanted: Omit<Wanted, 'name'> & { name: string; agencyId: number },
): Promise<FoundRecord[]> =>
  likest(
    await findOwnRecordsByName(tx, { ...wanted, born: null, likeness: nearly }),
    wanted.name,
    namesOfRecord,
  );

/** The likest names first, with the other name that matched; what is not like enough is left out. */
function likest<Item extends { score: number; alias?: string }>(
  found: readonly Item[],
  name: string,
  namesOf: (item: Item) => readonly string[],
): Item[] {
  return found
    .flatMap((item) => {
      const match = bestName(namesOf(item), name, jaroWinkler);
      if (match.score < likeEnough) return [];
      return [
        { ...item, score: match.score, ...(match.index > 0 ? { alias: capitalised(match.name) } : {}) },
      ];
    })
    .sort((left, right) => right.score - left.score)
    .slice(0, searchLimit + 1);
}

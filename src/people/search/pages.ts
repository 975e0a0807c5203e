import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { jaroWinkler } from '../../linkage/index.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { foldName } from '../intake/fold-name.ts';
import { bestName, capitalised, likeEnough, readQuery } from './rules.ts';
import {
  findByIdentifier,
  findByName,
  findOwnRecordsByBirth,
  findOwnRecordsByIdentifier,
  findOwnRecordsByName,
  recentlyOpened,
} from './store.ts';
import type { FoundPerson, FoundRecord, SearchQuery } from './types.ts';
import { peoplePage, type SearchModel, searchLimit, searchPage } from './views.ts';

/** How like a name must be for the database to bring it, from 0 to 1; `likeEnough` then decides. */
const likeness = 0.3;
const candidates = 400;
const nearly = 0.55;
const enough = 10;

export const searchPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/people',
    right: 'people:search',
    reads: 'list',
    section: 'people',
    handle: showPeople,
  }),
  route({
    method: 'GET',
    url: '/search',
    right: 'people:search',
    reads: 'list',
    section: 'people',
    limit: 60,
    query: Type.Object({ q: Type.Optional(Type.String({ maxLength: 200 })) }),
    handle: showSearch,
  }),
];

async function showPeople(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const recent = await recentlyOpened(tx, 10);
    await ask.listed(tx, { act: 'people:recent', subject: 'person', ids: recent.map(({ id }) => id) });
    return page({
      title: 'People',
      section: 'people',
      body: peoplePage({
        recent,
        mayImport: ask.viewer.may('intake:import'),
        mayReview: ask.viewer.may('see:review-queue'),
      }),
    });
  });
}

interface Found {
  people: FoundPerson[];
  records: FoundRecord[];
}

const none: Found = { people: [], records: [] };

async function find(tx: Tx, ask: Ask, query: SearchQuery): Promise<Found> {
  const limit = searchLimit + 1;
  const own = ask.viewer.may('see:own-records') ? ask.viewer.agencyId : undefined;
  if (query.kind === 'identifier') {
    const found: Found = { people: [], records: [] };
    for (const { kind, value } of query.identifiers) {
      found.people.push(...(await findByIdentifier(tx, kind, value, limit)));
      if (own !== undefined)
        found.records.push(...(await findOwnRecordsByIdentifier(tx, kind, value, own, limit)));
    }
    return found;
  }
  if (query.kind !== 'person') return none;
  const { name, born } = query;
  const wanted = { name, born, likeness, limit: name === null ? limit : candidates };
  const people = await findByName(tx, wanted);
  const records = own === undefined ? [] : await ownRecords(tx, { ...wanted, agencyId: own });
  if (name === null) return { people, records };
  return {
    people: likest(people, name, ({ searchNames }) => searchNames.split(' | ')),
    records,
  };
}

const namesOfRecord = ({ givenName, familyName, aliases }: FoundRecord): string[] =>
  [`${givenName ?? ''} ${familyName ?? ''}`, ...aliases].map(foldName);

/** Own records: a million may be alike a little, so the nearly same are asked for first, and slips after. */
async function ownRecords(
  tx: Tx,
  wanted: { name: string | null; born: string | null; agencyId: number; likeness: number; limit: number },
): Promise<FoundRecord[]> {
  const { name, born } = wanted;
  if (born !== null) {
    const found = await findOwnRecordsByBirth(tx, { ...wanted, born });
    return name === null ? found : likest(found, name, namesOfRecord);
  }
  if (name === null) return [];
  const near = await findOwnRecordsByName(tx, { ...wanted, name, born, likeness: nearly });
  const found = likest(near, name, namesOfRecord);
  if (found.length >= enough) return found;
  return likest(await findOwnRecordsByName(tx, { ...wanted, name, born }), name, namesOfRecord);
}

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

/** What was searched by, as a code: the words themselves are never kept. */
const codeOf = (query: SearchQuery): string => {
  if (query.kind === 'identifier') return query.identifiers.map(({ kind }) => kind).join('+');
  if (query.kind !== 'person') return query.kind;
  return [query.name === null ? '' : 'name', query.born === null ? '' : 'born'].filter(Boolean).join('+');
};

async function showSearch(ask: Ask<unknown, { q?: string }>): Promise<Reply> {
  const typed = ask.query.q ?? '';
  const query = readQuery(typed, ask.today);
  if (query.kind === 'empty') return showPeople(ask);
  return ask.read(async (tx) => {
    const { people, records } = await find(tx, ask, query);
    const shown = people.slice(0, searchLimit);
    const shownRecords = records.slice(0, searchLimit);
    const by = codeOf(query);
    await ask.listed(tx, {
      act: 'people:search',
      subject: 'person',
      ids: shown.map(({ id }) => id),
      detail: { by, people: shown.length },
    });
    if (shownRecords.length > 0) {
      await ask.listed(tx, {
        act: 'people:search-records',
        subject: 'source_record',
        ids: shownRecords.map(({ id }) => id),
        detail: { by, records: shownRecords.length },
      });
    }
    const refused = query.kind === 'refused' ? query.text : undefined;
    const model: SearchModel = {
      typed,
      today: ask.today,
      refused,
      name: query.kind === 'person' ? query.name : null,
      identifier: query.kind === 'identifier' ? query.identifiers[0] : undefined,
      people,
      records,
      seesRecords: ask.viewer.may('see:own-records'),
    };
    return page({
      title: 'Search',
      section: 'people',
      searchFor: typed,
      status: refused === undefined ? 200 : 422,
      ...(refused === undefined ? {} : { errors: [{ text: refused, href: '#q' }] }),
      body: searchPage(model),
    });
  });
}

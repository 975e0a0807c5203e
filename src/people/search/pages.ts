import Type from 'typebox';
import { aboutPeople } from '../../access/audit-log.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { findWanted } from './find.ts';
import { readQuery } from './rules.ts';
import { recentlyOpened } from './store.ts';
import type { SearchQuery } from './types.ts';
import { peoplePage, type SearchModel, searchLimit, searchPage } from './views.ts';

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
    await ask.listed(tx, {
      act: 'people:recent',
      subject: 'person',
      people: aboutPeople(recent.map(({ id }) => id)),
    });
    return page({
      title: 'People',
      section: 'people',
      body: peoplePage({
        recent,
        mayImport: ask.viewer.may('intake:import'),
        mayNominate: ask.viewer.may('nomination:make'),
        mayReview: ask.viewer.may('see:review-queue'),
      }),
    });
  });
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
    const { people, records } = await findWanted(tx, ask.viewer, query);
    const shown = people.slice(0, searchLimit);
    const shownRecords = records.slice(0, searchLimit);
    const by = codeOf(query);
    await ask.listed(tx, {
      act: 'people:search',
      subject: 'person',
      people: aboutPeople(shown.map(({ id }) => id)),
      detail: { by, people: shown.length },
    });
    if (shownRecords.length > 0) {
      await ask.listed(tx, {
        act: 'people:search-records',
        subject: 'source_record',
        people: [],
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
      note: query.kind === 'identifier' ? query.note : undefined,
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

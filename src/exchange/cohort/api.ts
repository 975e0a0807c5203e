import Type, { type Static } from 'typebox';
import { currentLeads, seenSince } from '../../casework/index.ts';
import { filterCodes, filterQuery, readFilter, seenFrom } from '../../cohort/index.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { json, type Route, route } from '../../web/route.ts';
import { pageNumber } from '../../web/schemas.ts';
import { day, membership, orNull } from '../schemas.ts';
import { countMembers, listMembers } from './store.ts';

const defaultSize = 50;

/** The page's filters, by the same names. */
const query = Type.Object({
  ...filterQuery,
  page: pageNumber,
  size: Type.Optional(
    Type.Integer({ minimum: 1, maximum: 200, description: 'Members a page; 50 unless given' }),
  ),
});

const answer = Type.Object({
  page: Type.Integer(),
  size: Type.Integer(),
  total: Type.Integer({ description: 'Members that match, of those the caller may see' }),
  next: orNull(Type.String({ description: 'Address of the next page' })),
  members: Type.Array(
    Type.Object({
      personId: Type.Integer(),
      familyName: Type.String(),
      givenNames: Type.String(),
      born: orNull(day),
      lead: orNull(
        Type.Object(
          { staffId: Type.Integer(), name: Type.String(), agency: Type.String() },
          { description: 'Null where there is none, or none that the caller may see' },
        ),
      ),
      ...membership.properties,
    }),
  ),
});

/** The members of the scheme whom the caller may see: the same rows as on the page, audited the same. */
export const cohortApi: Route = route({
  method: 'GET',
  url: '/api/cohort',
  right: 'see:cohort',
  reads: 'list',
  query,
  response: answer,
  limit: 120,
  handle: (ask) => {
    const { query: given, viewer } = ask;
    const { page = 1, size = defaultSize } = given;
    const { filter, leftOut } = readFilter(given, viewer);
    if (leftOut.length > 0)
      throw new WaymarkError('right-missing', { text: `Your role cannot filter by: ${leftOut.join(', ')}` });
    return ask.read(async (tx) => {
      const asked = {
        schemeId: viewer.schemeId,
        filter,
        today: ask.today,
        seenLately:
          filter.unseen === undefined ? [] : await seenSince(tx, seenFrom(ask.today, Number(filter.unseen))),
      };
      const [total, rows] = await Promise.all([
        countMembers(tx, asked),
        listMembers(tx, asked, { limit: size, offset: (page - 1) * size }),
      ]);
      const ids = rows.map((row) => row.personId);
      const leads = await currentLeads(tx, ids);
      await ask.listed(tx, {
        act: 'api:cohort',
        people: rows,
        detail: { ...filterCodes(filter), page, size },
      });
      const more = page * size < total;
      const members = rows.map((row) => {
        const lead = leads.get(row.personId);
        return {
          ...row,
          lead: lead === undefined ? null : { staffId: lead.staffId, name: lead.name, agency: lead.agency },
        };
      });
      return json({
        page,
        size,
        total,
        next: more ? nextAddress(given, page + 1) : null,
        members,
      } satisfies Static<typeof answer>);
    });
  },
});

function nextAddress(given: Static<typeof query>, page: number): string {
  const pairs = Object.entries({ ...given, page }).filter(([, value]) => value !== undefined);
  const search = new URLSearchParams(pairs.map(([name, value]): [string, string] => [name, String(value)]));
  return `/api/cohort?${search}`;
}

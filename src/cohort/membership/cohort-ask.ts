import Type, { type Static } from 'typebox';
import { Value } from 'typebox/value';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid } from '../../kernel/errors.ts';
import { listBases, listStaffInRoles, listTeams } from '../../scheme/directory.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import type { Ask } from '../../web/route.ts';
import { pageNumber } from '../../web/schemas.ts';
import type { CohortPorts } from '../ports.ts';
import { chosen, direction, queryOf } from '../query.ts';
import { type FilterName, type FilterNames, filterQuery, readFilter } from './cohort-filters.ts';
import { seenFrom } from './rules.ts';
import type { ClockRule } from './scheme-clock.ts';
import { listSpellsOf } from './store.ts';
import { type CohortFilter, type CohortOrder, type CohortRow, cohortSorts, type Named } from './types.ts';

/** What the list, its export and its changes of several at once ask alike. */

export const cohortQuery = queryOf({
  ...filterQuery,
  sort: chosen(cohortSorts),
  dir: direction,
  page: pageNumber,
});
export type CohortQuery = Static<typeof cohortQuery>;

const askedParts = Type.Object(cohortQuery.properties, { additionalProperties: false });
const numbers: readonly string[] = ['base', 'team', 'lead', 'page'];

/**
 * The part of an address after the question mark, where a form or a table brings it, by the schema of the cohort's own page.
 *
 * @throws WaymarkError `invalid` for what that page would refuse
 */
export function readAsked(text: string): CohortQuery {
  const given: Record<string, string | number> = {};
  for (const [name, value] of new URLSearchParams(text))
    if (value !== '')
      given[name] = numbers.includes(name) && /^\d{1,15}$/.test(value) ? Number(value) : value;
  if (!Value.Check(askedParts, given))
    throw invalid([{ field: 'query', text: 'The cohort has no such filter. Choose it in the list again.' }]);
  return given;
}

/** What is kept of it: filters and order. A name that was looked for is about a person, and stays out. */
export const kept = ({ text: _, page: __, ...query }: CohortQuery): CohortQuery => query;
export const keptText = (query: CohortQuery): string => addressOf('', kept(query)).slice(1);

export const orderOf = (given: Pick<CohortQuery, 'sort' | 'dir'>): CohortOrder => ({
  // What is due first: the list a worker opens in the morning.
  sort: given.sort || 'review',
  descending: given.dir === 'desc',
});

/** Roles whose holders lead cases. */
const leadRoles = ['police-offender-manager', 'probation-offender-manager', 'youth-justice-officer'];

export interface Choices extends FilterNames {
  ragIsExample: boolean;
  clock: ClockRule | undefined;
}

export async function loadChoices(tx: Tx, { viewer, today }: Ask): Promise<Choices> {
  const { schemeId } = viewer;
  const strands = await ruleInForce<{ strands: Named[] }>(tx, schemeId, 'strands', today);
  const tiers = await ruleInForce<{ tiers: Named[] }>(tx, schemeId, 'tiers', today);
  const rag = await ruleInForce(tx, schemeId, 'rag', today);
  const clock = await findRule<ClockRule>(tx, schemeId, 'membership-clock', today);
  return {
    bases: await tx.shared.get(`bases:${schemeId}`, () => listBases(tx, schemeId)),
    teams: await tx.shared.get(`teams:${schemeId}`, () => listTeams(tx, schemeId)),
    leadStaff: await tx.shared.get(`leads:${schemeId}`, async () => [
      ...new Map(
        (await listStaffInRoles(tx, schemeId, leadRoles)).map(({ id, name }) => [id, { id, name }]),
      ).values(),
    ]),
    strands: strands.body.strands,
    tiers: tiers.body.tiers,
    ragIsExample: rag.example,
    clock: clock?.body,
  };
}

/**
 * Who works with each, when the last contact was, and their custody; null for a role that sees no contacts or no
 * custody, which is not "none".
 */
export async function answers(tx: Tx, ports: CohortPorts, rows: readonly CohortRow[], viewer: StaffViewer) {
  const ids = rows.map(({ personId }) => personId);
  const [leads, lastContacts, spells] = await Promise.all([
    ports.leadsOf(tx, ids),
    viewer.may('see:contacts') ? ports.lastContacts(tx, ids) : null,
    viewer.may('see:custody') ? listSpellsOf(tx, ids) : null,
  ]);
  const byPerson = spells === null ? null : Map.groupBy(spells, ({ personId }) => personId);
  return { leads, lastContacts, spells: byPerson };
}

/** Asked of casework only where the filter needs it. */
export const seenLately = async (
  tx: Tx,
  ports: CohortPorts,
  filter: CohortFilter,
  today: Day,
): Promise<number[]> =>
  filter.unseen === undefined ? [] : ports.seenSince(tx, seenFrom(today, Number(filter.unseen)));

/** The cohort as an address asks for it, ready for the database. */
export async function askOf(
  tx: Tx,
  { viewer, today }: Pick<Ask, 'viewer' | 'today'>,
  ports: CohortPorts,
  given: CohortQuery,
): Promise<{
  schemeId: number;
  filter: CohortFilter;
  leftOut: FilterName[];
  order: CohortOrder;
  today: Day;
  seenLately: number[];
}> {
  const { filter, leftOut } = readFilter(given, viewer);
  return {
    schemeId: viewer.schemeId,
    filter,
    leftOut,
    order: orderOf(given),
    today,
    seenLately: await seenLately(tx, ports, filter, today),
  };
}

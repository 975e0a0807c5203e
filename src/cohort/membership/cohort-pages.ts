import type { Static } from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { ageOn, londonDay, showMoment } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { listBases, listTeams } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { defaultMarking } from '../../web/page-frame.ts';
import { type Ask, csvFile, page, type Reply, type Route, route } from '../../web/route.ts';
import { field, pageNumber } from '../../web/schemas.ts';
import type { CohortPorts } from '../ports.ts';
import { chosen, chosenId, direction, queryOf } from '../query.ts';
import { pageOfCohort, wholeCohort } from './cohort-store.ts';
import { cohortList, custodyWords, filterValues, type Named } from './cohort-view.ts';
import { daysOnScheme } from './rules.ts';
import {
  type CohortFilter,
  type CohortOrder,
  type CohortRow,
  cohortSorts,
  rags,
  ragWords,
  statutoryStatuses,
  statutoryWords,
} from './types.ts';

const pageSize = 50;
/** More than any scheme has; a longer export is asked for in parts. */
const exportLimit = 20_000;

const query = queryOf({
  base: chosenId,
  team: chosenId,
  strand: field(40),
  tier: field(40),
  rag: chosen(rags),
  statutory: chosen(statutoryStatuses),
  custody: chosen(['yes', 'no']),
  state: chosen(['member', 'suspended']),
  review: chosen(['overdue', 'week']),
  text: field(100),
  sort: chosen(cohortSorts),
  dir: direction,
  page: pageNumber,
});
type Query = Static<typeof query>;

export const cohortPages = (ports: CohortPorts): Route[] => [
  route({
    method: 'GET',
    url: '/cohort',
    right: 'see:cohort',
    reads: 'list',
    section: 'cohort',
    query,
    handle: (ask) => showCohort(ask, ports),
  }),
  route({
    method: 'GET',
    url: '/cohort/export.csv',
    right: 'cohort:export',
    reads: 'export',
    query,
    limit: 20,
    handle: (ask) => exportCohort(ask, ports),
  }),
];

const filterOf = (given: Query): CohortFilter => ({
  baseId: given.base || undefined,
  teamId: given.team || undefined,
  strand: given.strand || undefined,
  tier: given.tier || undefined,
  rag: given.rag || undefined,
  statutory: given.statutory || undefined,
  custody: given.custody || undefined,
  state: given.state || undefined,
  review: given.review || undefined,
  text: given.text?.trim() || undefined,
});

const orderOf = (given: Query): CohortOrder => ({
  // What is due first: the list a worker opens in the morning.
  sort: given.sort || 'review',
  descending: given.dir === 'desc',
});

interface Choices {
  bases: { id: number; name: string }[];
  teams: { id: number; name: string }[];
  strands: Named[];
  tiers: Named[];
  ragIsExample: boolean;
}

async function loadChoices(tx: Tx, { viewer, today }: Ask): Promise<Choices> {
  const { schemeId } = viewer;
  const strands = await ruleInForce<{ strands: Named[] }>(tx, schemeId, 'strands', today);
  const tiers = await ruleInForce<{ tiers: Named[] }>(tx, schemeId, 'tiers', today);
  const rag = await ruleInForce(tx, schemeId, 'rag', today);
  return {
    bases: await tx.shared.get(`bases:${schemeId}`, () => listBases(tx, schemeId)),
    teams: await tx.shared.get(`teams:${schemeId}`, () => listTeams(tx, schemeId)),
    strands: strands.body.strands,
    tiers: tiers.body.tiers,
    ragIsExample: rag.example,
  };
}

/** A filter as the audit keeps it: codes, and of a name only that it was asked for. */
const filterCodes = (filter: CohortFilter): Record<string, string | number> => {
  const codes: Record<string, string | number> = {};
  for (const [name, value] of Object.entries(filterValues({ ...filter, text: undefined })))
    if (value !== undefined) codes[name] = value;
  if (filter.text !== undefined) codes.text = 'given';
  return codes;
};

/** Who works with each and when they were last seen; null for a role that sees no casework, which is not "none". */
async function answers(tx: Tx, ports: CohortPorts, rows: readonly CohortRow[], viewer: StaffViewer) {
  if (!viewer.may('see:contacts')) return { leads: null, lastSeen: null };
  const ids = rows.map(({ personId }) => personId);
  const [leads, lastSeen] = await Promise.all([ports.leadsOf?.(tx, ids), ports.lastContacts?.(tx, ids)]);
  return { leads: leads ?? new Map<number, string>(), lastSeen: lastSeen ?? new Map<number, Date>() };
}

async function showCohort(ask: Ask<unknown, Query>, ports: CohortPorts): Promise<Reply> {
  const { viewer, today } = ask;
  const filter = filterOf(ask.query);
  const order = orderOf(ask.query);
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const { rows, totals } = await pageOfCohort(
      tx,
      { schemeId: viewer.schemeId, filter, order, today },
      { pageSize, page: number },
    );
    const [given, choices] = await Promise.all([
      answers(tx, ports, rows, viewer),
      loadChoices(tx, ask),
      ask.listed(tx, {
        act: 'cohort:list',
        subject: 'scheme',
        subjectId: viewer.schemeId,
        ids: rows.map(({ personId }) => personId),
        detail: { ...filterCodes(filter), page: number },
      }),
    ]);
    return page({
      title: 'Cohort',
      section: 'cohort',
      body: cohortList({
        ...choices,
        ...given,
        rows,
        totals,
        filter,
        order,
        page: number,
        pageSize,
        today,
        mayExport: viewer.may('cohort:export'),
        mayScores: viewer.may('see:scores'),
      }),
    });
  });
}

async function exportCohort(ask: Ask<unknown, Query>, ports: CohortPorts): Promise<Reply> {
  const { viewer, today } = ask;
  const filter = filterOf(ask.query);
  return ask.read(async (tx) => {
    const asked = { schemeId: viewer.schemeId, filter, order: orderOf(ask.query), today };
    const rows = await wholeCohort(tx, asked, exportLimit);
    const given = await answers(tx, ports, rows, viewer);
    const choices = await loadChoices(tx, ask);
    await ask.exported(tx, {
      act: 'cohort:export',
      subject: 'scheme',
      subjectId: viewer.schemeId,
      ids: rows.map(({ personId }) => personId),
      detail: filterCodes(filter),
    });
    const who = `${viewer.name} (${viewer.agencyName})`;
    const lines = [
      csvLine([defaultMarking, `Exported by ${who} on ${showMoment(ask.now)}`, `${rows.length} members`]),
      csvLine(exportHead),
      ...rows.map((row) => csvLine(exportRow(row, { ...choices, ...given, today }))),
    ];
    return csvFile(`cohort-${today}-${defaultMarking.toLowerCase()}.csv`, lines.join(''));
  });
}

const exportHead = [
  'person_number',
  'family_name',
  'given_names',
  'date_of_birth',
  'age',
  'base',
  'team',
  'lead',
  'strand',
  'tier',
  'rag',
  'status',
  'statutory',
  'custody',
  'last_contact',
  'next_review',
  'joined_on',
  'days_on_scheme',
];

const lastDay = (seen: Date | undefined): string | null => (seen === undefined ? null : londonDay(seen));

function exportRow(
  row: CohortRow,
  given: Choices & {
    leads: ReadonlyMap<number, string> | null;
    lastSeen: ReadonlyMap<number, Date> | null;
    today: string;
  },
): (string | number | null)[] {
  const nameOf = (list: readonly Named[], code: string | null) =>
    list.find((one) => one.code === code)?.name ?? code;
  return [
    row.personId,
    row.familyName,
    row.givenNames,
    row.born,
    row.born === null ? null : ageOn(row.born, given.today),
    given.bases.find(({ id }) => id === row.baseId)?.name ?? null,
    given.teams.find(({ id }) => id === row.teamId)?.name ?? null,
    given.leads?.get(row.personId) ?? null,
    nameOf(given.strands, row.strand),
    nameOf(given.tiers, row.tier),
    ragWords[row.rag],
    row.state,
    statutoryWords[row.statutory],
    row.custody === null ? null : custodyWords[row.custody],
    lastDay(given.lastSeen?.get(row.personId)),
    row.nextReview,
    row.joinedOn,
    daysOnScheme(row.joinedOn, given.today),
  ];
}

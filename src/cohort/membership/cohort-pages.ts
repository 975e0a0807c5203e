import type { Static } from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { ageOn, type Day, londonDay, showMoment } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { listBases, listStaffInRoles, listTeams } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { defaultMarking } from '../../web/page-frame.ts';
import { type Ask, csvFile, page, type Reply, type Route, route } from '../../web/route.ts';
import { pageNumber } from '../../web/schemas.ts';
import type { CohortPorts } from '../ports.ts';
import { chosen, direction, queryOf } from '../query.ts';
import {
  type FilterNames,
  filterCodes,
  filterQuery,
  filterWords,
  offeredTo,
  readFilter,
} from './cohort-filters.ts';
import { pageOfCohort, wholeCohort } from './cohort-store.ts';
import { cohortList, custodyWords, leftOutWords } from './cohort-view.ts';
import { daysOnScheme, seenFrom } from './rules.ts';
import {
  type CohortFilter,
  type CohortOrder,
  type CohortRow,
  cohortSorts,
  type Named,
  ragWords,
  statutoryWords,
} from './types.ts';

const pageSize = 50;
/** More than any scheme has; a longer export is asked for in parts. */
const exportLimit = 20_000;

const query = queryOf({
  ...filterQuery,
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

const orderOf = (given: Query): CohortOrder => ({
  // What is due first: the list a worker opens in the morning.
  sort: given.sort || 'review',
  descending: given.dir === 'desc',
});

/** Roles whose holders lead cases. */
const leadRoles = ['police-offender-manager', 'probation-offender-manager', 'youth-justice-officer'];

interface Choices extends FilterNames {
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
    leadStaff: await tx.shared.get(`leads:${schemeId}`, async () => [
      ...new Map(
        (await listStaffInRoles(tx, schemeId, leadRoles)).map(({ id, name }) => [id, { id, name }]),
      ).values(),
    ]),
    strands: strands.body.strands,
    tiers: tiers.body.tiers,
    ragIsExample: rag.example,
  };
}

/** Who works with each and when the last contact was; null for a role that sees no contacts, which is not "none". */
async function answers(tx: Tx, ports: CohortPorts, rows: readonly CohortRow[], viewer: StaffViewer) {
  const ids = rows.map(({ personId }) => personId);
  const [leads, lastContacts] = await Promise.all([
    ports.leadsOf(tx, ids),
    viewer.may('see:contacts') ? ports.lastContacts(tx, ids) : null,
  ]);
  return { leads, lastContacts };
}

/** Asked of casework only where the filter needs it. */
const seenLately = async (tx: Tx, ports: CohortPorts, filter: CohortFilter, today: Day): Promise<number[]> =>
  filter.unseen === undefined ? [] : ports.seenSince(tx, seenFrom(today, Number(filter.unseen)));

async function showCohort(ask: Ask<unknown, Query>, ports: CohortPorts): Promise<Reply> {
  const { viewer, today } = ask;
  const { filter, leftOut } = readFilter(ask.query, viewer);
  const order = orderOf(ask.query);
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const asked = {
      schemeId: viewer.schemeId,
      filter,
      order,
      today,
      seenLately: await seenLately(tx, ports, filter, today),
    };
    const { rows, totals } = await pageOfCohort(tx, asked, { pageSize, page: number });
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
        leftOut,
        mine: choices.leadStaff.some(({ id }) => id === viewer.staffId) ? viewer.staffId : undefined,
        offered: offeredTo(viewer),
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
  const { filter, leftOut } = readFilter(ask.query, viewer);
  return ask.read(async (tx) => {
    const asked = {
      schemeId: viewer.schemeId,
      filter,
      order: orderOf(ask.query),
      today,
      seenLately: await seenLately(tx, ports, filter, today),
    };
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
      csvLine([
        defaultMarking,
        `Exported by ${who} on ${showMoment(ask.now)}`,
        `${rows.length} members`,
        wholeOrPart(filter, choices),
        ...leftOutWords({ leftOut }),
      ]),
      csvLine(exportHead),
      ...rows.map((row) => csvLine(exportRow(row, { ...choices, ...given, today }))),
    ];
    return csvFile(`cohort-${today}-${defaultMarking.toLowerCase()}.csv`, lines.join(''));
  });
}

/** A part must not look like the whole, nor what one person may see like all there is. */
function wholeOrPart(filter: CohortFilter, names: FilterNames): string {
  const words = filterWords(filter, names).map(({ text }) => text);
  return words.length === 0
    ? 'All whom the exporter may see'
    : `Only some of those whom the exporter may see: ${words.join('; ')}`;
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

const dayOf = (at: Date | undefined): string | null => (at === undefined ? null : londonDay(at));

function exportRow(
  row: CohortRow,
  given: Choices & {
    leads: ReadonlyMap<number, string>;
    lastContacts: ReadonlyMap<number, Date> | null;
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
    given.leads.get(row.personId) ?? (row.leadShown ? null : 'not shown'),
    nameOf(given.strands, row.strand),
    nameOf(given.tiers, row.tier),
    ragWords[row.rag],
    row.state,
    statutoryWords[row.statutory],
    row.custody === null ? null : custodyWords[row.custody],
    dayOf(given.lastContacts?.get(row.personId)),
    row.nextReview,
    row.joinedOn,
    daysOnScheme(row.joinedOn, given.today),
  ];
}

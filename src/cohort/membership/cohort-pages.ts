import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import type { CohortPorts } from '../ports.ts';
import { answers, askOf, type CohortQuery, cohortQuery, loadChoices } from './cohort-ask.ts';
import { filterCodes, offeredTo } from './cohort-filters.ts';
import { pageOfCohort } from './cohort-store.ts';
import { cohortList } from './cohort-view.ts';
import { listViews } from './saved-views.ts';

const pageSize = 50;

export const cohortPages = (ports: CohortPorts): Route[] => [
  route({
    method: 'GET',
    url: '/cohort',
    right: 'see:cohort',
    reads: 'list',
    section: 'cohort',
    query: cohortQuery,
    handle: (ask) => showCohort(ask, ports),
  }),
];

async function showCohort(ask: Ask<unknown, CohortQuery>, ports: CohortPorts): Promise<Reply> {
  const { viewer, today } = ask;
  const number = ask.query.page ?? 1;
  return ask.read(async (tx) => {
    const asked = await askOf(tx, ask, ports, ask.query);
    const { filter, leftOut, order } = asked;
    const { rows, totals } = await pageOfCohort(tx, asked, { pageSize, page: number });
    const [given, choices, views] = await Promise.all([
      answers(tx, ports, rows, viewer),
      loadChoices(tx, ask),
      listViews(tx),
      ask.listed(tx, {
        act: 'cohort:list',
        subject: 'scheme',
        subjectId: viewer.schemeId,
        people: rows,
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
        views,
        csrfToken: ask.csrfToken,
        mayBulk: viewer.may('membership:rate') || viewer.may('case:allocate'),
        mayTransfer: viewer.may('membership:transfer'),
        mayExport: viewer.may('cohort:export'),
        mayScores: viewer.may('see:scores'),
        mayTrials: viewer.may('see:trials'),
        mayFairness: viewer.may('see:outcomes') || viewer.may('see:aggregates'),
        mayNominate: viewer.may('nomination:make') || viewer.may('candidate:propose'),
      }),
    });
  });
}

import { listWarrantsOut, safetyWarningsOf, visitConditions } from '../../casework/index.ts';
import { addDays } from '../../kernel/clock.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { briefingPage } from './briefing-view.ts';
import { listCases } from './case-store.ts';
import { withoutTreatment } from './rules.ts';

/** As many people as fit a briefing that anybody reads; whoever has more is told so. */
const most = 60;

/** What somebody who has these people, or covers them, takes along on paper. */
export const briefingPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/case-list/briefing',
    right: 'contact:record',
    reads: 'export',
    section: 'today',
    handle: showBriefing,
  }),
];

async function showBriefing(ask: Ask): Promise<Reply> {
  const { viewer, today, now } = ask;
  return ask.read(async (tx) => {
    const cases = await listCases(tx, {
      staffId: viewer.staffId,
      today,
      until: addDays(today, 6),
      now,
      filter: {},
      sort: 'rag',
      descending: false,
      limit: most,
      offset: 0,
    });
    const personIds = cases.map(({ personId }) => personId);
    const [warnings, conditions, warrants] = await Promise.all([
      safetyWarningsOf(tx, { personIds, viewer, today }),
      visitConditions(tx, personIds, today),
      listWarrantsOut(tx, personIds),
    ]);
    await ask.exported(tx, { act: 'briefing:print', subject: 'person', people: cases });
    return page({
      title: 'Briefing',
      section: 'today',
      breadcrumbs: [{ text: 'Case list', href: '/case-list' }, { text: 'Briefing' }],
      body: briefingPage({
        total: cases[0]?.total ?? 0,
        today,
        now,
        madeFor: `${viewer.name} (${viewer.agencyName})`,
        people: cases.map((one) => ({
          ...one,
          warnings: (warnings.get(one.personId) ?? []).filter(({ toStaff }) => toStaff),
          conditions: withoutTreatment(conditions.get(one.personId) ?? []),
          warrants: warrants.filter(({ personId }) => personId === one.personId),
        })),
      }),
    });
  });
}

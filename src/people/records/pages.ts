import Type from 'typebox';
import { addMonths } from '../../kernel/clock.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams, pageNumber } from '../../web/schemas.ts';
import type { FramePerson, PersonPanel } from '../../web/wing.ts';
import { custodyStateOn, findConflicts, offendingYears, statutoryStatusOn } from './rules.ts';
import { recordsOf } from './store.ts';
import { entriesOf } from './timeline.ts';
import { offendingPage, recentPanel } from './views.ts';

const pageSize = 25;

const offendingQuery = Type.Object({
  page: pageNumber,
  year: Type.Optional(Type.Integer({ minimum: 1900, maximum: 2200 })),
  certainty: Type.Optional(Type.Union([Type.Literal('proven'), Type.Literal('other'), Type.Literal('')])),
});

export const recordPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/offending',
    right: 'see:offences',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: offendingQuery,
    handle: (ask) => showOffending(ask, framePerson),
  }),
];

type Query = { page?: number; year?: number; certainty?: 'proven' | 'other' | '' };

async function showOffending(ask: Ask<{ id: number }, Query>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  const { viewer, today, query } = ask;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, { personId: id, viewer, today, path: '/people/:id/offending' });
    const { offences, custody, supervision } = await recordsOf(tx, id);
    const proven = query.certainty ? query.certainty === 'proven' : undefined;
    const shown = offences.filter(
      (offence) =>
        (query.year === undefined || offence.offenceDate.startsWith(`${query.year}-`)) &&
        (proven === undefined || offence.proven === proven),
    );
    const pages = Math.max(1, Math.ceil(shown.length / pageSize));
    const current = Math.min(query.page ?? 1, pages);
    await ask.opened(tx, {
      act: 'offending:list',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: offences.map((offence) => offence.id),
    });
    return page({
      title: `Offending – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: offendingPage({
        personId: id,
        today,
        custodyState: viewer.may('see:custody') ? custodyStateOn(custody, today) : undefined,
        status: viewer.may('see:licence') ? statutoryStatusOn(supervision, today) : undefined,
        years: offendingYears(offences, custody, today),
        conflicts: findConflicts(offences, custody, supervision),
        entries: entriesOf(id, offences, custody, supervision),
        offences: shown.slice((current - 1) * pageSize, current * pageSize),
        total: shown.length,
        filter: { year: query.year, proven },
        page: current,
        pages,
        custody,
        supervision,
      }),
    });
  });
}

/** On the overview; absent for roles that see neither offences nor custody. */
export const offendingPanel: PersonPanel = {
  id: 'offending',
  order: 50,
  load: async (tx, { personId, viewer, today }) => {
    if (!viewer.may('see:offences')) return undefined;
    const { offences, custody, supervision } = await recordsOf(tx, personId);
    const since = addMonths(today, -24);
    const year = addMonths(today, -12);
    return recentPanel({
      personId,
      offences: offences.filter((offence) => offence.offenceDate >= since).slice(0, 5),
      custodyState: viewer.may('see:custody') ? custodyStateOn(custody, today) : undefined,
      status: viewer.may('see:licence') ? statutoryStatusOn(supervision, today) : undefined,
      provenLastYear: offences.filter((offence) => offence.proven && offence.offenceDate >= year).length,
    });
  },
};

import Type from 'typebox';
import { aboutPeople } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { findPeople } from '../../people/index.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { addressOf } from '../../web/address.ts';
import { button, details, input, select } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { sentToMe } from '../dissemination/sent-list.ts';
import { acknowledgeConditions, discardReport, takeBackReport } from './acts.ts';
import { reportApi } from './api.ts';
import { besideRoutes } from './beside-pages.ts';
import { reportFormRoutes } from './form-pages.ts';
import { outcomeRoutes } from './outcome-pages.ts';
import { showReport } from './report-page.ts';
import { countReadable, listMine, listOfPerson, listReadable, listReviewed, listToReview } from './store.ts';
import type { Report, ReportFilter } from './types.ts';
import { intelligencePage, mineList, personReports, readList, reviewList } from './views.ts';

const pageSize = 25;
const shows = ['read', 'sent', 'mine', 'review'] as const;

const listQuery = Type.Object({
  show: Type.Optional(Type.Union(shows.map((show) => Type.Literal(show)))),
  state: Type.Optional(Type.Union([Type.Literal(''), Type.Literal('submitted'), Type.Literal('accepted')])),
  agency: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  text: field(200),
  page: pageNumber,
});

const moveBody = formBody({});

export const reportPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/intelligence',
    right: ['see:intelligence', 'intelligence:submit'],
    reads: 'list',
    query: listQuery,
    handle: showList,
  }),
  ...reportFormRoutes,
  ...outcomeRoutes,
  ...besideRoutes,
  reportApi,
  route({
    method: 'GET',
    url: '/intelligence/:id',
    right: ['see:intelligence', 'intelligence:submit'],
    reads: 'person',
    params: idParams,
    // It finds people: no more often than the search itself.
    limit: 60,
    query: Type.Object({ q: field(100) }),
    handle: (ask) => showOne(ask),
  }),
  route({
    method: 'POST',
    url: '/intelligence/:id/acknowledge',
    right: 'intelligence:receive',
    reads: 'person',
    params: idParams,
    body: formBody({ conditionsNo: Type.Integer({ minimum: 0, maximum: 1_000_000 }), copies: fieldList() }),
    handle: async (ask) => {
      const { id } = ask.params;
      const copies = (ask.body.copies ?? []).map(Number).filter((no) => no > 0 && no < 1_000_000);
      const act = { id, conditionsNo: ask.body.conditionsNo, copies };
      await ask.perform(acknowledgeConditions, act, ask.body._key ?? newKey());
      return redirect(`/intelligence/${id}`);
    },
  }),
  moveRoute('take-back', 'intelligence:submit', 'The report is a draft again.', (ask, move, key) =>
    ask.perform(takeBackReport, move, key),
  ),
  moveRoute('discard', 'intelligence:submit', 'The report was discarded.', (ask, move, key) =>
    ask.perform(discardReport, move, key),
  ),
  route({
    method: 'GET',
    url: '/people/:id/intelligence',
    right: 'see:intelligence',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showOfPerson(ask, framePerson),
  }),
];

type Move = { id: number; version: number };

const moveRoute = (
  name: 'take-back' | 'discard',
  right: 'intelligence:submit',
  done: string,
  perform: (ask: Ask, move: Move, key: string) => Promise<unknown>,
): Route =>
  route({
    method: 'POST',
    url: `/intelligence/:id/${name}`,
    right,
    reads: 'person',
    params: idParams,
    body: moveBody,
    handle: async (ask) => {
      const move = { id: ask.params.id, version: ask.body._version ?? 0 };
      await perform(ask, move, ask.body._key ?? newKey());
      return redirect(name === 'discard' ? '/intelligence?show=mine' : `/intelligence/${move.id}`, done);
    },
  });

type ListQuery = {
  show?: (typeof shows)[number];
  state?: '' | 'submitted' | 'accepted';
  agency?: number | '';
  text?: string;
  page?: number;
};

const linksOf = ({ may }: Pick<StaffViewer, 'may'>): { text: string; href: string }[] => [
  ...(may('briefing:make') || may('see:briefing') ? [{ text: 'Briefings', href: '/briefings' }] : []),
  ...(may('sighting:report') || may('see:intelligence') ? [{ text: 'Sightings', href: '/sightings' }] : []),
  ...(may('tasking:ask') || may('tasking:answer') ? [{ text: 'Taskings', href: '/taskings' }] : []),
];

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { viewer } = ask;
  const tabs = [
    ...(viewer.may('see:intelligence') ? [{ show: 'read', text: 'To read' }] : []),
    ...(viewer.may('intelligence:receive') ? [{ show: 'sent', text: 'Sent to me' }] : []),
    ...(viewer.may('intelligence:submit') ? [{ show: 'mine', text: 'My reports' }] : []),
    ...(viewer.may('intelligence:review') ? [{ show: 'review', text: 'To review' }] : []),
  ];
  const wanted = ask.query.show ?? tabs[0]?.show;
  const show = shows.find((name) => name === wanted && tabs.some((tab) => tab.show === name)) ?? 'mine';
  return ask.read(async (tx) => {
    const { list, reports } = await loadList(tx, ask, show);
    await ask.listed(tx, {
      act: `intelligence:${show}`,
      subject: 'intelligence_report',
      people: [],
      ids: reports.map(({ id }) => id),
      detail: { shown: shownOf(reports) },
    });
    return page({
      title: 'Intelligence',
      section: 'intelligence',
      body: intelligencePage({
        links: linksOf(viewer),
        show,
        tabs,
        list,
        safeguarding: viewer.may('safeguarding:send'),
      }),
    });
  });
}

/** Of a list's reports those whose text is in it: a recall reaches whoever was shown it. */
const shownOf = (reports: readonly { id: number; text?: string | null }[]): number[] =>
  reports.filter(({ text }) => (text ?? null) !== null).map(({ id }) => id);

async function loadList(
  tx: Tx,
  ask: Ask<unknown, ListQuery>,
  show: (typeof shows)[number],
): Promise<{ list: Html; reports: readonly { id: number; text?: string | null }[] }> {
  const { staffId } = ask.viewer;
  if (show === 'sent') return sentToMe(tx, ask, ask.query.page ?? 1);
  if (show === 'mine') {
    const reports = await listMine(tx, staffId, 100);
    return { list: mineList(reports), reports };
  }
  if (show === 'review') {
    const waiting = await listToReview(tx, staffId, 100);
    const done = await listReviewed(tx, staffId, 20);
    return { list: reviewList(waiting, done), reports: [...waiting, ...done] };
  }
  return loadReadable(tx, ask);
}

async function loadReadable(
  tx: Tx,
  ask: Ask<unknown, ListQuery>,
): Promise<{ list: Html; reports: Report[] }> {
  const { query } = ask;
  const filter: ReportFilter = {
    state: query.state || undefined,
    agencyId: query.agency || undefined,
    text: query.text?.trim() || undefined,
  };
  const number = query.page ?? 1;
  const reports = await listReadable(tx, filter, { limit: pageSize, offset: (number - 1) * pageSize });
  const list = readList({
    reports,
    total: await countReadable(tx, filter),
    page: number,
    pageSize,
    isFiltered: Object.values(filter).some((value) => value !== undefined),
    filterForm: filterForm(filter, await listAgencies(tx)),
    href: (next) => addressOfRead(filter, next),
  });
  return { list, reports };
}

const addressOfRead = (filter: ReportFilter, next: number): string =>
  addressOf('/intelligence', {
    show: 'read',
    state: filter.state,
    agency: filter.agencyId,
    text: filter.text,
    page: next > 1 ? next : undefined,
  });

const filterForm = (filter: ReportFilter, agencies: readonly { id: number; name: string }[]): Html =>
  details({
    summaryText: 'Filter',
    open: Object.values(filter).some((value) => value !== undefined),
    html: html`<form method="get" action="/intelligence" class="wm-filter"><input type="hidden" name="show" value="read">
${input({ id: 'filter-text', name: 'text', label: { text: 'Words in the text' }, value: filter.text ?? '' })}
${select({ id: 'filter-agency', name: 'agency', label: { text: 'Agency' }, value: filter.agencyId ?? '', items: [{ value: '', text: 'All' }, ...agencies.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({
  id: 'filter-state',
  name: 'state',
  label: { text: 'State' },
  value: filter.state ?? '',
  items: [
    { value: '', text: 'All' },
    { value: 'accepted', text: 'Accepted' },
    { value: 'submitted', text: 'Waiting for review' },
  ],
})}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`,
  });

async function showOne(ask: Ask<{ id: number }, { q?: string }>): Promise<Reply> {
  const wanted = ask.query.q?.trim() ?? '';
  return ask.read(async (tx) => {
    const found =
      wanted === '' || !ask.viewer.may('people:search')
        ? []
        : (await findPeople(tx, { typed: wanted, today: ask.today, limit: 10 })).map((person) => ({
            id: person.id,
            name: `${person.givenNames} ${person.familyName}`,
            born: person.born,
            pnc: person.pnc,
          }));
    if (wanted !== '') {
      await ask.listed(tx, {
        act: 'intelligence:find-person',
        people: aboutPeople(found.map((person) => person.id)),
      });
    }
    return showReport(tx, ask, { id: ask.params.id, wanted, found });
  });
}

async function showOfPerson(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const frame = await framePerson(tx, {
      personId: id,
      viewer: ask.viewer,
      today: ask.today,
      path: '/people/:id/intelligence',
    });
    const reports = await listOfPerson(tx, id, 100);
    await ask.opened(tx, {
      act: 'intelligence:of-person',
      subject: 'person',
      subjectId: id,
      personId: id,
      ids: reports.map((report) => report.id),
      detail: { shown: shownOf(reports) },
    });
    return page({
      title: `Intelligence – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: frame.breadcrumbs,
      above: frame.above,
      body: personReports(id, reports, ask.viewer.may('intelligence:submit')),
    });
  });
}

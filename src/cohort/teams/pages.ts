import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, addMonths, isDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listOtherTeams } from '../../scheme/directory.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { changedMeanwhile, pageItems, pagination } from '../../web/components/index.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { cutLine } from '../../web/today.ts';
import type { FramePerson, TodayItem } from '../../web/wing.ts';
import { changeOwner, handOver, recordActivity, takeBackActivity, takeBackFromTeam } from './acts.ts';
import { type Form, readActivity, readHandover, readOwner, readReturn } from './rules.ts';
import { countActivity, findCase, listActivity, listActivityOf, listEnding, listHandovers } from './store.ts';
import { activityKinds, type CaseModel, ownerWords } from './types.ts';
import { activityTable, countsPage, teamPage } from './views.ts';

const path = '/people/:id/team';
const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
const pageSize = 50;

const withFields = (...names: string[]) =>
  formBody(Object.fromEntries(names.map((name) => [name, field(3_000)])));

export const teamPages = (framePerson: FramePerson): Route[] => {
  const act = { method: 'POST', reads: 'person', about: 'person' } as const;
  return [
    route({
      method: 'GET',
      url: path,
      right: 'see:cohort',
      reads: 'person',
      about: 'person',
      params: idParams,
      handle: (ask) => ask.read((tx) => show(tx, ask, framePerson, { values: {}, errors: [] })),
    }),
    route({
      ...act,
      url: `${path}/owner`,
      right: 'case:allocate',
      params: idParams,
      body: withFields('owner', 'whyOwner'),
      handle: (ask) => sendOwner(ask, framePerson),
    }),
    route({
      ...act,
      url: `${path}/handover`,
      right: 'case:allocate',
      params: idParams,
      body: withFields('team', 'untilDay', 'whyHandover'),
      handle: (ask) => sendHandover(ask, framePerson),
    }),
    route({
      ...act,
      url: `${path}/handover/:item/return`,
      right: 'case:allocate',
      params: itemParams,
      body: withFields('note'),
      handle: (ask) => sendReturn(ask, framePerson),
    }),
    route({
      ...act,
      url: `${path}/activity`,
      right: 'activity:record',
      params: idParams,
      body: withFields('kind', 'onDay', 'minutes', 'what'),
      handle: (ask) => sendActivity(ask, framePerson),
    }),
    route({
      ...act,
      url: `${path}/activity/:item/withdraw`,
      right: 'activity:record',
      params: itemParams,
      body: withFields('why'),
      handle: (ask) => sendWithdraw(ask, framePerson),
    }),
    route({
      method: 'GET',
      url: '/cohort/team-activity',
      right: 'see:intelligence',
      reads: 'list',
      section: 'cohort',
      query: Type.Object({
        from: field(10),
        to: field(10),
        team: Type.Optional(idParams.properties.id),
        kind: Type.Optional(oneOf(activityKinds)),
        page: pageNumber,
      }),
      handle: showCounts,
    }),
  ];
};

interface Showing {
  values: Form;
  errors: readonly FieldError[];
  key?: string | undefined;
  theirs?: string | undefined;
}

const modelOf = async (tx: Tx, ask: Ask): Promise<CaseModel> =>
  (await ruleInForce<CaseModel>(tx, ask.viewer.schemeId, 'case-model', ask.today)).body;

const neighbourhoods = async (tx: Tx, schemeId: number) =>
  (await listOtherTeams(tx, schemeId)).filter(({ kind }) => kind === 'neighbourhood');

async function show(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today } = ask;
  const seesActivity = viewer.may('see:intelligence');
  const [frame, current, model, handovers, activity, teams] = await Promise.all([
    framePerson(tx, { personId, viewer, today, path }),
    findCase(tx, personId, viewer.schemeId),
    modelOf(tx, ask),
    listHandovers(tx, personId),
    seesActivity ? listActivityOf(tx, personId) : [],
    neighbourhoods(tx, viewer.schemeId),
  ]);
  await ask.opened(tx, { act: 'team:open', subject: 'person', subjectId: personId, personId });
  return page({
    title: `Team – ${frame.name}`,
    section: 'cohort',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    body: teamPage({
      personId,
      current,
      model,
      handovers,
      activity,
      teams,
      today,
      csrfToken: ask.csrfToken,
      ownAgency: viewer.agencyId,
      mayAllocate: viewer.may('case:allocate'),
      mayRecord: viewer.may('activity:record'),
      seesActivity,
      values: showing.values,
      errors: showing.errors,
      key: showing.key,
      theirs: changedMeanwhile('who owns the case', showing.theirs),
    }),
  });
}

type Sent<Params> = Ask<Params, unknown, Form & { _key?: string; _version?: number }>;
type Person = { id: number };
type Item = { id: number; item: number };

/** What is wrong is said on the page itself, with what was typed. */
const again = (
  ask: Sent<Person>,
  framePerson: FramePerson,
  errors: readonly FieldError[],
  theirs?: string,
): Promise<Reply> =>
  ask.read((tx) =>
    show(tx, ask, framePerson, {
      values: ask.body,
      errors,
      key: theirs === undefined ? ask.body._key : newKey(),
      theirs,
    }),
  );

const home = (ask: Sent<Person>, done: string): Reply => redirect(`/people/${ask.params.id}/team`, done);

async function sendOwner(ask: Sent<Person>, framePerson: FramePerson): Promise<Reply> {
  const personId = ask.params.id;
  const read = readOwner(ask.body, await ask.read((tx) => modelOf(tx, ask)));
  if ('errors' in read) return again(ask, framePerson, read.errors);
  try {
    const input = { personId, version: ask.body._version ?? 0, ...read.input };
    await ask.perform(changeOwner, input, ask.body._key ?? newKey());
  } catch (error) {
    if (!(error instanceof WaymarkError) || error.code !== 'stale-version') throw error;
    const now = await ask.read((tx) => findCase(tx, personId, ask.viewer.schemeId));
    return again(
      ask,
      framePerson,
      [],
      now === undefined ? 'They are not on the scheme now' : ownerWords[now.ownedBy],
    );
  }
  return home(ask, `${ownerWords[read.input.owner]}.`);
}

async function sendHandover(ask: Sent<Person>, framePerson: FramePerson): Promise<Reply> {
  const [teams, model] = await ask.read((tx) =>
    Promise.all([neighbourhoods(tx, ask.viewer.schemeId), modelOf(tx, ask)]),
  );
  const read = readHandover(ask.body, teams, model, ask.today);
  if ('errors' in read) return again(ask, framePerson, read.errors);
  await ask.perform(handOver, { ...read.input, personId: ask.params.id }, ask.body._key ?? newKey());
  return home(ask, `The neighbourhood team has them until ${showDay(read.input.untilDay)}.`);
}

async function sendReturn(ask: Sent<Item>, framePerson: FramePerson): Promise<Reply> {
  const read = readReturn(ask.body);
  if ('errors' in read) return again(ask, framePerson, read.errors);
  const input = { personId: ask.params.id, id: ask.params.item, note: read.input.note };
  await ask.perform(takeBackFromTeam, input, ask.body._key ?? newKey());
  return home(ask, 'They are back: the neighbourhood team sees them no longer by it.');
}

async function sendActivity(ask: Sent<Person>, framePerson: FramePerson): Promise<Reply> {
  const read = readActivity(ask.body, ask.today);
  if ('errors' in read) return again(ask, framePerson, read.errors);
  await ask.perform(recordActivity, { ...read.input, personId: ask.params.id }, ask.body._key ?? newKey());
  return home(ask, 'It was recorded.');
}

async function sendWithdraw(ask: Sent<Item>, framePerson: FramePerson): Promise<Reply> {
  const { id: personId, item } = ask.params;
  const why = typeof ask.body.why === 'string' ? ask.body.why.trim().slice(0, 500) : '';
  if (why === '')
    return again(ask, framePerson, [{ field: `why-${item}`, text: 'Say why it was a mistake' }]);
  await ask.perform(
    takeBackActivity,
    { personId, id: item, version: ask.body._version ?? 0, why },
    ask.body._key ?? newKey(),
  );
  return home(ask, 'It was taken back and counts no more.');
}

type CountsQuery = {
  from?: string;
  to?: string;
  team?: number;
  kind?: (typeof activityKinds)[number];
  page?: number;
};

async function showCounts(ask: Ask<unknown, CountsQuery>): Promise<Reply> {
  const { query, today } = ask;
  const from = isDay(query.from ?? '') ? (query.from ?? '') : addMonths(today, -3);
  const to = isDay(query.to ?? '') ? (query.to ?? '') : today;
  const filter = { from, to, teamId: query.team ?? null, kind: query.kind ?? null };
  const at = query.page ?? 1;
  return ask.read(async (tx) => {
    const [counts, rows] = await Promise.all([
      countActivity(tx, filter),
      listActivity(tx, filter, { limit: pageSize, offset: (at - 1) * pageSize }),
    ]);
    await ask.listed(tx, {
      act: 'team:activity',
      subject: 'person',
      people: rows,
    });
    const last = Math.ceil(counts.reduce((sum, { n }) => sum + n, 0) / pageSize);
    const href = (n: number): string =>
      addressOf('/cohort/team-activity', { from, to, team: query.team, kind: query.kind, page: n });
    return page({
      title: 'Activity by team',
      section: 'cohort',
      breadcrumbs: [{ text: 'Cohort', href: '/cohort' }, { text: 'Activity by team' }],
      body: countsPage({
        from,
        to,
        counts,
        href: (team, kind) =>
          addressOf('/cohort/team-activity', { from, to, team: team ?? undefined, kind: kind ?? undefined }),
        list: html`${activityTable(rows, { caption: 'Entries, newest first', withName: true })}${last > 1 && pagination({ landmarkLabel: 'Pages of entries', items: pageItems(at, last, href) })}`,
      }),
    });
  });
}

const mostToday = 10;

/** Hand-overs that end in days or have ended and are not back: for whoever allocates, and for the team that has them. */
export async function handoversToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: string },
): Promise<TodayItem[]> {
  if (!viewer.may('see:cohort')) return [];
  const rows = await listEnding(tx, addDays(today, 3), mostToday);
  const mine = rows.filter(({ teamId }) => viewer.may('case:allocate') || viewer.teams.includes(teamId));
  return [
    ...mine.map(
      (one): TodayItem => ({
        group: one.untilDay < today ? 'overdue' : 'due',
        day: one.untilDay,
        title: one.name,
        personId: one.personId,
        href: `/people/${one.personId}/team`,
        detail: `With ${one.team} until ${showDay(one.untilDay)}: ${one.untilDay < today ? 'take them back, and say what came of it' : 'ends soon'}`,
      }),
    ),
    ...cutLine(mine, mostToday, { group: 'due', day: today, href: '', what: 'hand-overs' }),
  ];
}

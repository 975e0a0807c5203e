import { aboutPeople } from '../../access/audit-log.ts';
import { noteVisit } from '../../access/sessions.ts';
import { appointmentsOf, membersLed, visitBanner } from '../../casework/index.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { dropDraft } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody } from '../../web/schemas.ts';
import { cutLine } from '../../web/today.ts';
import type { TodayItem, Wing } from '../../web/wing.ts';
import { dayNavigation } from '../day-navigation.ts';
import { openItems } from '../links.ts';
import { guideFor } from './guide.ts';
import { preparing } from './preparing.ts';
import { draftHome, groupItems, memberChangeWords, teamGroups } from './rules.ts';
import { sectionCards } from './sections.ts';
import {
  listKnown,
  listMemberChanges,
  listNotices,
  listOwnDrafts,
  type MemberChange,
  markNoticesOpened,
  mostOnToday,
} from './store.ts';
import { draftsPage, knownShown, todayPage } from './views.ts';

export const todayPages = (wings: () => readonly Wing[]): Route[] => [
  route({
    method: 'GET',
    url: '/',
    right: 'signed-in',
    reads: 'list',
    section: 'today',
    handle: async (ask) => {
      const reply = await showToday(ask, wings());
      await noteVisit(ask.database, ask.viewer);
      return reply;
    },
  }),
  route({
    method: 'POST',
    url: '/notices/opened',
    right: 'signed-in',
    reads: 'none',
    body: formBody({ notice: fieldList() }),
    handle: async (ask) => {
      const ids = (ask.body.notice ?? []).map(Number).filter((id) => Number.isSafeInteger(id) && id > 0);
      await ask.read((tx) => markNoticesOpened(tx, ask.viewer.staffId, ids));
      return redirect('/');
    },
  }),
  route({
    method: 'GET',
    url: '/drafts',
    right: 'signed-in',
    reads: 'list',
    section: 'today',
    handle: (ask) =>
      ask.read(async (tx) => {
        const drafts = await listOwnDrafts(tx, ask.viewer.staffId);
        await ask.listed(tx, { act: 'draft:list', subject: 'person', people: drafts });
        return page({ title: 'Drafts', section: 'today', body: draftsPage(drafts, ask.csrfToken) });
      }),
  }),
  route({
    method: 'POST',
    url: '/drafts/throw-away',
    right: 'signed-in',
    reads: 'none',
    body: formBody({ form: field(120), again: field(3) }),
    handle: async (ask) => {
      const name = ask.body.form ?? '';
      await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, name));
      // From the form itself: back to it, empty.
      if (ask.body.again === 'yes')
        return redirect(draftHome(name).href ?? '/drafts', 'What you had typed was thrown away.');
      return redirect('/drafts', 'The draft was thrown away.');
    },
  }),
];

async function showToday(ask: Ask, wings: readonly Wing[]): Promise<Reply> {
  const { viewer, today, now } = ask;
  return ask.read(async (tx) => {
    const appointments = await appointmentsOf(tx, viewer, today);
    const items: TodayItem[] = [];
    for (const load of wings.flatMap((wing) => wing.today ?? []))
      items.push(...(await load(tx, { viewer, today, now })));
    items.push(...(await changedMembers(tx, ask)), ...(await drafts(tx, ask)));
    const open = openItems(wings, viewer, items);
    const notices = await listNotices(tx, viewer.staffId);
    const known = new Set(wings.flatMap((wing) => wing.routes ?? []).map(({ url }) => url));
    const hasDay = viewer.may('contact:record');
    const cards = hasDay && !viewer.may('case:allocate') ? [] : await sectionCards(tx, viewer, known, today);
    // Of those who work with people and have no list of the cohort.
    const people = hasDay && !viewer.may('see:cohort') ? await listKnown(tx, knownShown + 1) : undefined;
    const led = hasDay && viewer.may('see:cohort') ? await membersLed(tx, viewer.staffId) : 0;
    const others = aboutPeople((people ?? []).map(({ id }) => id));
    const named = [...appointments, ...open, ...notices, ...others];
    await ask.listed(tx, { act: 'today:show', subject: 'person', people: named });
    return page({
      title: 'Today',
      section: 'today',
      above: html`${await visitBanner(tx, ask)}${dayNavigation(viewer, '/')}`,
      body: todayPage({
        today,
        csrfToken: ask.csrfToken,
        hasDay,
        appointments,
        ...(await preparing(tx, ask, appointments)),
        groups: groupItems(open),
        teams: teamGroups(open),
        people,
        led: led === 0 ? undefined : { count: led, href: `/cohort?lead=${viewer.staffId}` },
        notices,
        since: viewer.previousVisit,
        cards,
        // Who carries a case load knows their way; the others are told what there is.
        guide: viewer.may('membership:rate') ? undefined : guideFor(wings, viewer),
      }),
    });
  });
}

async function changedMembers(tx: Tx, ask: Ask): Promise<TodayItem[]> {
  const { viewer } = ask;
  if (viewer.previousVisit === null || !viewer.may('see:identity')) return [];
  const changes = await listMemberChanges(tx, viewer, viewer.previousVisit);
  const items = changes.map((change: MemberChange) => ({
    group: 'changed' as const,
    day: change.day ?? londonDay(change.at),
    title: change.name,
    href: `/people/${change.personId}`,
    detail: memberChangeWords(change),
    personId: change.personId,
  }));
  const href = viewer.may('case:allocate') ? '/cohort' : `/cohort?lead=${viewer.staffId}`;
  const cut = { group: 'changed', day: ask.today, href, what: 'changes of members' } as const;
  return [...items, ...cutLine(changes, mostOnToday.changes, cut)];
}

async function drafts(tx: Tx, ask: Ask): Promise<TodayItem[]> {
  const rows = await listOwnDrafts(tx, ask.viewer.staffId);
  const items = rows.map((row): TodayItem => {
    const home = draftHome(row.form);
    return {
      group: 'draft' as const,
      day: londonDay(row.savedAt),
      title: `${home.title}${row.name === null ? '' : ` about ${row.name}`}`,
      href: home.href ?? '/drafts',
      ...(row.personId === null ? {} : { personId: row.personId }),
    };
  });
  const cut = { group: 'draft', day: ask.today, href: '/drafts', what: 'drafts' } as const;
  return [...items, ...cutLine(rows, mostOnToday.drafts, cut)];
}

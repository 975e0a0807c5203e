import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, dayStart, daysBetween, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { type Html, html } from '../../web/html.ts';
import { cutLine } from '../../web/today.ts';
import type { PersonPanel, TimelineEntry, TodayItem } from '../../web/wing.ts';
import { stageWords } from '../questionnaires/types.ts';
import { stateTag } from './list-views.ts';
import { type Around, findAround, type Happening, listHappenings } from './store.ts';
import { listForProvider, listForReferrer, mostOnToday, type TodayReferral } from './today-store.ts';
import { type ReferralsRule, referralStateWords, sessionStateWords } from './types.ts';

export const referralsPanel: PersonPanel = {
  id: 'referrals',
  order: 35,
  load: async (tx, { personId, viewer }) => {
    if (!viewer.may('see:referrals') && !viewer.may('referral:handle')) return undefined;
    return panelOf(personId, viewer, await findAround(tx, personId));
  },
};

function panelOf(personId: number, viewer: StaffViewer, around: Around): Html | undefined {
  const open = around.open ?? [];
  const path = `/people/${personId}/referrals`;
  if (!viewer.may('see:referrals') && open.length === 0) return undefined;
  const others = [
    around.declined > 0 ? `${around.declined} declined` : '',
    around.unmet === 1
      ? '1 need that no service meets'
      : around.unmet > 1
        ? `${around.unmet} needs that no service meets`
        : '',
    around.askedOn === null
      ? ''
      : `last asked how things are on ${showShortDay(around.askedOn)}${around.refused === true ? ', did not want to answer' : ''}`,
  ].filter((part) => part !== '');
  return html`<h2 class="govuk-heading-m">Referrals</h2>
${open.length === 0 ? html`<p class="govuk-body">No referral is open.</p>` : html`<ul class="govuk-list">${open.map((one) => html`<li><a class="govuk-link" href="/referrals/${one.id}">${one.service}</a> ${stateTag(one.state)}</li>`)}</ul>`}
${viewer.may('see:referrals') ? html`<p class="govuk-body"><a class="govuk-link" href="${path}">${others.length === 0 ? 'All referrals' : `Referrals: ${others.join('; ')}`}</a></p>` : ''}`;
}

const happeningTitles: Record<Happening['what'], (one: Happening) => string> = {
  sent: ({ title }) => `Referred to ${title}`,
  answered: ({ title }) => `Referral to ${title} accepted`,
  started: ({ title }) => `${title} started`,
  ended: ({ title, state }) =>
    `Referral to ${title}: ${referralStateWords[state as keyof typeof referralStateWords]?.toLowerCase() ?? 'ended'}`,
  session: ({ title, state }) =>
    `Session of ${title}: ${sessionStateWords[state as keyof typeof sessionStateWords]?.toLowerCase() ?? state}`,
  unmet: () => 'A need that no service meets',
  asked: ({ title, state }) =>
    `Asked how things are (${stageWords[state as keyof typeof stageWords]?.toLowerCase() ?? state})${title === 'refused' ? ': did not want to answer' : ''}`,
};

/** Newest 300. */
export async function referralsTimeline(tx: Tx, personId: number, limit = 300): Promise<TimelineEntry[]> {
  const happenings = await listHappenings(tx, personId, limit);
  return happenings.map((one) => ({
    day: londonDay(one.at),
    at: one.at.toISOString(),
    kind: 'referral' as const,
    title: happeningTitles[one.what](one),
    ...(one.detail === null || one.what === 'answered' || one.what === 'started'
      ? {}
      : { detail: one.detail.length > 300 ? `${one.detail.slice(0, 300)}…` : one.detail }),
    agency: one.agency,
    changedAt: one.at.toISOString(),
    href: one.id === null ? `/people/${personId}/referrals` : `/referrals/${one.id}`,
  }));
}

type TodayAsk = { viewer: StaffViewer; today: string; now: Date };

/** For the referrer: what was declined, waits too long, or was answered; for the provider: what is to be done. */
export async function referralsToday(tx: Tx, { viewer, today }: TodayAsk): Promise<TodayItem[]> {
  const makes = viewer.may('referral:make');
  const handles = viewer.may('referral:handle');
  if (!makes && !handles) return [];
  const rule = (await findRule<ReferralsRule>(tx, viewer.schemeId, 'referrals', today))?.body;
  const waitingAfter = rule?.waitingAfterDays ?? 14;
  const [made, handled] = await Promise.all([
    makes
      ? listForReferrer(tx, viewer.staffId, {
          waitingBefore: dayStart(addDays(today, -waitingAfter)),
          declinedSince: dayStart(addDays(today, -28)),
          since: viewer.previousVisit,
        })
      : [],
    handles
      ? listForProvider(tx, {
          dayAfter: dayStart(addDays(today, 7)),
          lastBefore: dayStart(addDays(today, -(rule?.reportDueAfterDays ?? 14) + 3)),
        })
      : [],
  ]);
  const cut = { group: 'due' as const, day: today, href: '/referrals' };
  return [
    ...made.map((one) => madeItem(one, today)),
    ...handled.map((one) =>
      handledItem(one, today, { waitingAfter, reportAfter: rule?.reportDueAfterDays ?? 14 }),
    ),
    ...cutLine(made, mostOnToday.made, { ...cut, what: 'referrals of yours' }),
    ...cutLine(handled, mostOnToday.handled, { ...cut, what: 'referrals and sessions' }),
  ];
}

const days = (n: number): string => `${n} ${n === 1 ? 'day' : 'days'}`;

function madeItem(one: TodayReferral, today: string): TodayItem {
  const item = {
    day: londonDay(one.at),
    title: one.name,
    href: `/referrals/${one.id}`,
    personId: one.personId,
  };
  const waited = days(daysBetween(item.day, today));
  switch (one.what) {
    case 'declined':
      return {
        ...item,
        group: 'due',
        detail: `Referral to ${one.service} was declined: refer elsewhere, or record the need`,
      };
    case 'waiting':
      return {
        ...item,
        group: 'overdue',
        detail: `Referral to ${one.service} has waited ${waited} for an answer`,
      };
    default:
      return {
        ...item,
        group: 'changed',
        detail: `Referral to ${one.service}: ${referralStateWords[one.state].toLowerCase()}`,
      };
  }
}

function handledItem(
  one: TodayReferral,
  today: string,
  { waitingAfter, reportAfter }: { waitingAfter: number; reportAfter: number },
): TodayItem {
  const day = londonDay(one.at);
  const item = { title: one.name, href: `/referrals/${one.id}`, personId: one.personId };
  switch (one.what) {
    case 'unanswered':
      return {
        ...item,
        day,
        group: daysBetween(day, today) > waitingAfter ? 'overdue' : 'due',
        detail: `Referral to ${one.service}, sent ${showShortDay(day)}: accept or decline`,
      };
    case 'session':
      return {
        ...item,
        day,
        href: `/referrals/${one.id}/sessions/${one.sessionId}`,
        group: day < today ? 'overdue' : day === today ? 'due' : 'ahead',
        detail: `Session ${showMoment(one.at)}${day < today ? ': no attendance recorded' : ''}`,
      };
    default: {
      const due = addDays(day, reportAfter);
      return {
        ...item,
        day: due,
        href: `/referrals/${one.id}/report`,
        group: due < today ? 'overdue' : 'due',
        detail: `End-of-service report of ${one.service} due by ${showShortDay(due)}, or plan a session`,
      };
    }
  }
}

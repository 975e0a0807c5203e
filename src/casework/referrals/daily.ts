import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, dayStart, daysBetween, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { type Html, html } from '../../web/html.ts';
import { cutLine } from '../../web/today.ts';
import type { PersonPanel, TimelineEntry, TodayItem } from '../../web/wing.ts';
import { stageWords } from '../questionnaires/types.ts';
import { stateTag } from './list-views.ts';
import { type AskedRow, type ReferralRow, referralsAround, type SessionRow } from './store.ts';
import { listForProvider, listForReferrer, mostOnToday, type TodayReferral } from './today-store.ts';
import { type ReferralState, type ReferralsRule, referralStateWords, sessionStateWords } from './types.ts';

type Around = Awaited<ReturnType<typeof referralsAround>>;

const openStates: readonly ReferralState[] = ['sent', 'accepted', 'started'];

export const referralsPanel: PersonPanel = {
  id: 'referrals',
  order: 35,
  load: async (tx, { personId, viewer }) => {
    if (!viewer.may('see:referrals') && !viewer.may('referral:handle')) return undefined;
    return panelOf(personId, viewer, await referralsAround(tx, personId));
  },
};

function panelOf(personId: number, viewer: StaffViewer, { referrals, asked }: Around): Html | undefined {
  const open = referrals.filter(({ state }) => openStates.includes(state));
  const declined = referrals.filter(({ state }) => state === 'declined').length;
  const unmet = asked.filter(({ what, state }) => what === 'unmet' && state === 'open').length;
  const last = asked.find(({ what }) => what === 'asked');
  const path = `/people/${personId}/referrals`;
  if (!viewer.may('see:referrals') && open.length === 0) return undefined;
  const others = [
    declined > 0 ? `${declined} declined` : '',
    unmet === 1 ? '1 need that no service meets' : unmet > 1 ? `${unmet} needs that no service meets` : '',
    last === undefined || last.on === null
      ? ''
      : `last asked how things are on ${showShortDay(last.on)}${last.title === 'refused' ? ', did not want to answer' : ''}`,
  ].filter((part) => part !== '');
  return html`<h2 class="govuk-heading-m">Referrals</h2>
${open.length === 0 ? html`<p class="govuk-body">No referral is open.</p>` : html`<ul class="govuk-list">${open.map((one) => html`<li><a class="govuk-link" href="/referrals/${one.id}">${one.service}</a> ${stateTag(one.state)}</li>`)}</ul>`}
${viewer.may('see:referrals') ? html`<p class="govuk-body"><a class="govuk-link" href="${path}">${others.length === 0 ? 'All referrals' : `Referrals: ${others.join('; ')}`}</a></p>` : ''}`;
}

/** A line of the timeline. */
interface Happening {
  at: Date | null;
  title: string;
  agency: string;
  referralId?: number;
  detail?: string | null;
}

/** What became of a referral, a line for each turn; the agency is whose turn it was. */
function turnsOf(one: ReferralRow): Happening[] {
  const { id: referralId, service, need, agency, provider } = one;
  return [
    { at: one.sentAt, title: `Referred to ${service}`, agency, referralId, detail: need },
    {
      at: one.state === 'declined' ? null : one.answeredAt,
      title: `Referral to ${service} accepted`,
      agency: provider,
      referralId,
    },
    { at: one.startedAt, title: `${service} started`, agency: provider, referralId },
    {
      at: one.sentAt === null ? null : one.endedAt,
      title: `Referral to ${service}: ${referralStateWords[one.state].toLowerCase()}`,
      agency: one.state === 'withdrawn' ? agency : provider,
      referralId,
      detail: one.reason,
    },
  ];
}

const sessionLine = (one: SessionRow, service: string): Happening => ({
  ...one,
  title: `Session of ${service}: ${sessionStateWords[one.state as keyof typeof sessionStateWords]?.toLowerCase() ?? one.state}`,
  detail: one.feedback,
});

const askedLine = (one: AskedRow): Happening => ({
  at: one.at,
  agency: one.agency,
  detail: one.detail,
  title:
    one.what === 'unmet'
      ? 'A need that no service meets'
      : `Asked how things are (${stageWords[one.state as keyof typeof stageWords]?.toLowerCase() ?? one.state})${one.title === 'refused' ? ': did not want to answer' : ''}`,
});

/** Newest 300. */
export async function referralsTimeline(tx: Tx, personId: number, limit = 300): Promise<TimelineEntry[]> {
  const { referrals, asked, sessions } = await referralsAround(tx, personId);
  const services = new Map(referrals.map(({ id, service }) => [id, service]));
  const happenings = [
    ...referrals.flatMap(turnsOf),
    ...asked.map(askedLine),
    ...sessions.map((one) => sessionLine(one, services.get(one.referralId) ?? 'a service')),
  ];
  return happenings
    .flatMap((one) => (one.at === null ? [] : [{ ...one, at: one.at }]))
    .sort((left, right) => right.at.getTime() - left.at.getTime())
    .slice(0, limit)
    .map((one) => ({
      day: londonDay(one.at),
      at: one.at.toISOString(),
      kind: 'referral' as const,
      title: one.title,
      ...(one.detail === undefined || one.detail === null ? {} : { detail: cut(one.detail) }),
      agency: one.agency,
      changedAt: one.at.toISOString(),
      href: one.referralId === undefined ? `/people/${personId}/referrals` : `/referrals/${one.referralId}`,
    }));
}

const cut = (text: string): string => (text.length > 300 ? `${text.slice(0, 300)}…` : text);

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

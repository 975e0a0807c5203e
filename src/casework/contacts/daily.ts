import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, addMonths, dayStart, londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule, ruleInForce } from '../../scheme/rules.ts';
import { cutLine } from '../../web/today.ts';
import type { PersonPanel, TimelineSource, TimelineWindow, TodayItem } from '../../web/wing.ts';
import { wouldEnforce } from '../enforcement/start.ts';
import { countTouching } from './appointment-store.ts';
import { countOpen } from './delius-store.ts';
import { contactsPanel } from './outcome-views.ts';
import {
  contactsAround,
  listChanged,
  listContacts,
  listPlanned,
  listSeenSince,
  mostChanged,
  mostPlanned,
  type NamedContact,
} from './store.ts';
import {
  type AppointmentsRule,
  type Coded,
  type ContactFilter,
  type ContactKind,
  outcomeWords,
} from './types.ts';

export type { NamedContact } from './store.ts';

/** Who was seen on or after a day in London: an absence is no seeing. */
export const seenSince = async (tx: Tx, day: string): Promise<number[]> =>
  (await listSeenSince(tx, dayStart(day))).map(({ personId }) => personId);

async function kindNames(tx: Tx, viewer: StaffViewer, today: string): Promise<ContactKind[]> {
  return (await ruleInForce<{ kinds: ContactKind[] }>(tx, viewer.schemeId, 'contact-kinds', today)).body
    .kinds;
}

export interface Appointment extends NamedContact {
  kindName: string;
  kindOf: ContactKind | undefined;
  /** What a failure to attend would start, in words. */
  enforces: string | undefined;
  /** Why an absence may be acceptable. */
  reasons: readonly Coded[];
}

/** The viewer's appointments of a day, in time order. */
export async function appointmentsOf(tx: Tx, viewer: StaffViewer, day: string): Promise<Appointment[]> {
  if (!viewer.may('contact:record')) return [];
  const [kinds, rule, planned] = await Promise.all([
    kindNames(tx, viewer, day),
    findRule<AppointmentsRule>(tx, viewer.schemeId, 'appointments', day),
    listPlanned(tx, viewer.staffId, dayStart(day), dayStart(addDays(day, 1))),
  ]);
  const reasons = rule?.body.absenceReasons ?? [];
  const enforces = await wouldEnforce(
    tx,
    viewer,
    planned.map(({ personId }) => personId),
    day,
  );
  return planned.map((one) => {
    const kindOf = kinds.find(({ code }) => code === one.kind);
    const kindName = kindOf?.name ?? one.kind;
    return { ...one, kindOf, kindName, enforces: enforces.get(one.personId), reasons };
  });
}

/** How many contacts touched each step of somebody's plan, as far as the viewer may see them. */
export const touchedSteps = async (tx: Tx, personId: number): Promise<Map<number, number>> =>
  new Map((await countTouching(tx, personId)).map(({ stepId, count }) => [stepId, count]));

/** Lines that came back from Delius and wait for a decision. */
async function linesToDecide(tx: Tx, { viewer, today }: TodayAsk): Promise<TodayItem[]> {
  if (!viewer.may('contact:exchange')) return [];
  const open = await countOpen(tx);
  return open === 0
    ? []
    : [
        {
          group: 'due',
          day: today,
          title: open === 1 ? 'One contact from Delius' : `${open} contacts from Delius`,
          href: '/contacts/delius#open',
          detail: 'decide whether they are ours',
        },
      ];
}

type TodayAsk = { viewer: StaffViewer; today: string; now: Date };

/** Appointments that went by without an outcome, those of the next six days, and what others recorded. */
export async function contactsToday(tx: Tx, ask: TodayAsk): Promise<TodayItem[]> {
  const { viewer, today } = ask;
  if (!viewer.may('contact:record')) return [];
  const kinds = await kindNames(tx, viewer, today);
  const kindOf = (contact: NamedContact): string =>
    kinds.find(({ code }) => code === contact.kind)?.name ?? contact.kind;
  const item = (group: TodayItem['group'], contact: NamedContact): TodayItem => ({
    group,
    day: londonDay(contact.at),
    title: contact.name,
    personId: contact.personId,
    href:
      group === 'overdue'
        ? `/people/${contact.personId}/contacts/${contact.id}/outcome`
        : `/people/${contact.personId}/contacts`,
    detail: `${kindOf(contact)}, ${showMoment(contact.at)}${group === 'overdue' ? ': no outcome yet' : ''}`,
  });
  const [overdue, ahead, changed, lines] = await Promise.all([
    listPlanned(tx, viewer.staffId, dayStart('2000-01-01'), dayStart(today)),
    listPlanned(tx, viewer.staffId, dayStart(addDays(today, 1)), dayStart(addDays(today, 7))),
    viewer.previousVisit === null ? [] : listChanged(tx, viewer.staffId, viewer.previousVisit),
    linesToDecide(tx, ask),
  ]);
  return [
    ...lines,
    ...overdue.map((contact) => item('overdue', contact)),
    ...ahead.map((contact) => item('ahead', contact)),
    ...cuts(ask, { overdue, ahead, changed }),
    ...changed.map((contact) => ({
      ...item('changed', contact),
      detail: `${kindOf(contact)}, ${contact.ofSeries > 1 ? `${contact.ofSeries} appointments from ` : ''}${showMoment(contact.at)}, ${contact.outcome === null ? 'planned' : outcomeWords[contact.outcome]}, by ${contact.staff}`,
    })),
  ];
}

/** Which of the lists are as long as they can be here. */
function cuts(
  { viewer, today }: TodayAsk,
  lists: Record<'overdue' | 'ahead' | 'changed', readonly unknown[]>,
): TodayItem[] {
  const { overdue, ahead, changed } = lists;
  const line = { day: today, href: '/calendar' };
  return [
    ...cutLine(overdue, mostPlanned, { ...line, group: 'overdue', what: 'appointments without an outcome' }),
    ...cutLine(ahead, mostPlanned, { ...line, group: 'ahead', what: 'appointments' }),
    ...cutLine(changed, mostChanged, {
      day: today,
      group: 'changed',
      href: `/cohort?lead=${viewer.staffId}`,
      what: 'contacts that others recorded or changed',
    }),
  ];
}

/** What of a window is asked of the database: the day it ends on bounds it as an earlier page does. */
function filterOf(window: TimelineWindow | undefined): ContactFilter {
  if (window === undefined) return {};
  const ends = [
    ...(window.before === undefined ? [] : [Date.parse(window.before)]),
    ...(window.to === undefined ? [] : [dayStart(addDays(window.to, 1)).getTime() - 1]),
  ];
  return {
    agencyId: window.agencyId,
    changedSince: window.onlyChanged === true ? window.since : undefined,
    // Everything at that very moment belongs to it.
    before: ends.length === 0 ? undefined : { at: new Date(Math.min(...ends)), id: Number.MAX_SAFE_INTEGER },
  };
}

/** Newest 500, or a window of them. */
export const contactsTimeline: TimelineSource = async (tx, personId, limit = 500, window) => {
  if (window?.kinds?.includes('contact') === false) return [];
  const contacts = await listContacts(tx, personId, filterOf(window), window?.limit ?? limit);
  return contacts.map((contact) => ({
    day: londonDay(contact.at),
    at: contact.at.toISOString(),
    kind: 'contact' as const,
    title:
      contact.state === 'planned'
        ? `Contact planned: ${showMoment(contact.at)}`
        : contact.state === 'cancelled'
          ? `Contact cancelled: ${showMoment(contact.at)}`
          : `Contact: ${outcomeWords[contact.outcome ?? 'none'].toLowerCase()}`,
    ...(contact.note === null
      ? {}
      : { detail: contact.note.length > 300 ? `${contact.note.slice(0, 300)}…` : contact.note }),
    agency: contact.agency,
    changedAt: contact.changedAt.toISOString(),
    href: `/people/${personId}/contacts/${contact.id}`,
  }));
};

export const lastAndNextPanel: PersonPanel = {
  id: 'contacts',
  order: 30,
  load: async (tx, { personId, viewer, today }) => {
    if (!viewer.may('see:contacts') && !viewer.may('see:own-contacts')) return undefined;
    const [around, kinds] = await Promise.all([
      contactsAround(tx, personId, today),
      kindNames(tx, viewer, today),
    ]);
    return contactsPanel({
      personId,
      around,
      kinds,
      since: addMonths(today, -12),
    });
  },
};

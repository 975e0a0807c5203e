import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day, dayStart, londonDay, showDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { html } from '../../web/html.ts';
import { cutLine } from '../../web/today.ts';
import type { PersonPanel, TimelineEntry, TodayItem } from '../../web/wing.ts';
import { orderTypeWords } from '../enforcement/types.ts';
import type { LicenceConflicts, VisitConditions } from '../ports.ts';
import { type InForce, inForce, licenceEntries } from './around.ts';
import { licenceFacts } from './around-store.ts';
import { conflictsOf } from './conflicts.ts';
import {
  listItemsDue,
  listPlaces,
  listPlannedOf,
  listRuledOut,
  listStanding,
  mostItemsDue,
} from './daily-store.ts';
import { curfewWords } from './place-rules.ts';
import { type Appointment, type Conflict, itemKindWords } from './types.ts';

export interface ChecksRule {
  /** Kinds of contact that take the person nowhere, and those in custody. */
  remote: string[];
  custody: string[];
  /** Of a contact whose length is not known. */
  minutes: number;
}

interface KindsRule {
  kinds: { code: string; atTheirDoor?: boolean }[];
}

/** How the scheme's kinds of contact take somebody out of their home. */
async function placing(
  tx: Tx,
  schemeId: number,
  today: Day,
): Promise<
  (contact: { kind: string; at: Date; minutes: number | null; place: string | null }) => Appointment
> {
  const [checks, kinds] = await Promise.all([
    findRule<ChecksRule>(tx, schemeId, 'licence-checks', today),
    findRule<KindsRule>(tx, schemeId, 'contact-kinds', today),
  ]);
  const home = new Set(
    kinds?.body.kinds.filter(({ atTheirDoor }) => atTheirDoor === true).map(({ code }) => code),
  );
  return ({ kind, at, minutes, place }) => ({
    at,
    place,
    minutes: minutes ?? checks?.body.minutes ?? 60,
    where: home.has(kind)
      ? 'home'
      : checks?.body.remote.includes(kind)
        ? 'remote'
        : checks?.body.custody.includes(kind)
          ? 'custody'
          : 'away',
  });
}

const conflictWords = (conflict: Conflict): string =>
  conflict.kind === 'curfew'
    ? `during a curfew (${curfewWords(conflict.curfew)})`
    : `in the exclusion zone “${conflict.zone.name}”`;

/** Said in place of what the viewer may not see: that there is something, and whom to ask. */
const withheldWords =
  'at a time or place that something you may not see rules out: ask the lead before you go';

/**
 * What an appointment would break, in words, for the form of a contact. What the viewer may not see is told without
 * saying what it is.
 */
export const licenceConflicts: LicenceConflicts = async (tx, viewer, contact) =>
  (await seriesConflicts(tx, viewer, contact.personId, [contact]))[0] ?? [];

/** The same of several appointments of one person, in their order, with no more questions than of one. */
export async function seriesConflicts(
  tx: Tx,
  viewer: { schemeId: number },
  personId: number,
  contacts: readonly Omit<Parameters<LicenceConflicts>[2], 'personId'>[],
): Promise<string[][]> {
  const days = contacts.map(({ at }) => londonDay(at)).sort();
  const [first] = days;
  if (first === undefined) return [];
  const [seen, all, place] = await Promise.all([
    listPlaces(tx, [personId], first),
    listRuledOut(tx, personId),
    placing(tx, viewer.schemeId, first),
  ]);
  return contacts.map((contact) => {
    const appointment = place(contact);
    const told = conflictsOf(appointment, seen.curfews, seen.zones);
    const broken = conflictsOf(appointment, all.curfews, all.zones);
    return [...told.map(conflictWords), ...(broken.length > told.length ? [withheldWords] : [])];
  });
}

/** Conditions that a visit can see to, with curfews and zones, in words. */
export const visitConditions: VisitConditions = async (tx, personIds, today) => {
  const [standing, places] = await Promise.all([
    listStanding(tx, personIds, today),
    listPlaces(tx, personIds, today),
  ]);
  const words = new Map<number, string[]>();
  const say = (personId: number, text: string): void => {
    words.set(personId, [...(words.get(personId) ?? []), text]);
  };
  for (const { personId, wording } of standing) say(personId, wording);
  for (const curfew of places.curfews) say(curfew.personId, `Curfew: ${curfewWords(curfew)}`);
  for (const zone of places.zones) say(zone.personId, `Exclusion zone: ${zone.name}`);
  return words;
};

type TodayAsk = { viewer: StaffViewer; today: Day; now: Date };

/** What was lent and is due back, and appointments of one's own that a curfew or a zone rules out. */
export async function licencesToday(tx: Tx, { viewer, today }: TodayAsk): Promise<TodayItem[]> {
  if (!viewer.may('compliance:register')) return [];
  const week = addDays(today, 7);
  const [due, planned, place] = await Promise.all([
    listItemsDue(tx, viewer.staffId, week),
    listPlannedOf(tx, viewer.staffId, dayStart(today), dayStart(week)),
    placing(tx, viewer.schemeId, today),
  ]);
  const people = [...new Set(planned.map(({ personId }) => personId))];
  const places = people.length === 0 ? { curfews: [], zones: [] } : await listPlaces(tx, people, today);
  return [
    ...due.map((item) => ({
      group: item.dueBackOn < today ? ('overdue' as const) : ('due' as const),
      day: item.dueBackOn,
      title: item.name,
      personId: item.personId,
      href: `/people/${item.personId}/register/${item.id}`,
      detail: `${itemKindWords[item.kind]} due back ${showDay(item.dueBackOn)}`,
    })),
    ...cutLine(due, mostItemsDue, { group: 'due', day: today, href: '/register', what: 'tags and items' }),
    ...planned.flatMap((contact) => {
      const own = <Place extends { personId: number }>(all: readonly Place[]): Place[] =>
        all.filter(({ personId }) => personId === contact.personId);
      return conflictsOf(place(contact), own(places.curfews), own(places.zones)).map((conflict) => ({
        group: 'due' as const,
        day: londonDay(contact.at),
        title: contact.name,
        personId: contact.personId,
        href: `/people/${contact.personId}/licence`,
        detail: `Appointment ${showMoment(contact.at)} lies ${conflictWords(conflict)}`,
      }));
    }),
  ];
}

/** Licences, variations, tags and items, enforcement and warrants. */
export const licencesTimeline = async (tx: Tx, personId: number, limit = 500): Promise<TimelineEntry[]> =>
  licenceEntries(await licenceFacts(tx, personId), personId, limit);

/** What somebody must keep to today, on the overview. */
export const conditionsPanel: PersonPanel = {
  id: 'conditions',
  order: 35,
  load: async (tx, { personId, viewer, today }) => {
    if (!viewer.may('see:licence') || !viewer.may('see:plan')) return undefined;
    const held = inForce(await licenceFacts(tx, personId), today);
    return held.licences.length === 0 && held.out === 0 && held.open === 0
      ? undefined
      : panel(personId, held);
  },
};

function panel(personId: number, { licences, more, curfews, zones, out, open }: InForce) {
  const path = `/people/${personId}/licence`;
  return html`<h2 class="govuk-heading-m">Conditions in force</h2>
${licences.length > 0 && html`<p class="govuk-body">${licences.map((one, index) => html`${index === 0 ? '' : html`<br>`}<a class="govuk-link" href="${path}/${one.id}">${orderTypeWords[one.orderType]}</a>${one.until === null ? '' : ` until ${showDay(one.until)}`}: ${one.standard} standard`)}</p>`}
${more.length > 0 && html`<ul class="govuk-list govuk-list--bullet">${more.slice(0, 6).map((wording) => html`<li>${wording}</li>`)}</ul>${more.length > 6 ? html`<p class="govuk-body"><a class="govuk-link" href="${path}">${more.length - 6} more</a></p>` : ''}`}
${curfews.length > 0 && html`<p class="govuk-body"><strong>Curfew:</strong> ${curfews.map(curfewWords).join('; ')}</p>`}
${zones.length > 0 && html`<p class="govuk-body"><strong>Not to enter:</strong> ${zones.join('; ')}</p>`}
${out > 0 && html`<p class="govuk-body"><a class="govuk-link" href="${path}#register">Issued and not back: ${out}</a></p>`}
${open > 0 && html`<p class="govuk-body"><a class="govuk-link" href="${path}#enforcement">Enforcement open: ${open}</a></p>`}`;
}

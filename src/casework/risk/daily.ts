import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, type Day, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { warningText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { cutLine } from '../../web/today.ts';
import type { PersonPanel, TimelineEntry, TodayItem } from '../../web/wing.ts';
import { countDue, type Due, listDueOf, listHeld, mostOnToday } from './due-store.ts';
import { flagName, levelName, riskLists, typeName } from './lists.ts';
import { dayOfEntry, standingOf } from './rules.ts';
import {
  findRiskAround,
  listFlagsInForce,
  listFlagsInForceOf,
  listRiskLines,
  type RiskLine,
} from './store.ts';
import { type RiskLists, registerWords } from './types.ts';
import { entryWords, isToStaff } from './views.ts';

/** What is due within this many days stands on Today. */
const ahead = 14;

export const dueWords = (lists: RiskLists, due: Pick<Due, 'what' | 'code' | 'register'>): string => {
  switch (due.what) {
    case 'assessment':
      return `${typeName(lists, due.code)} due again`;
    case 'flag':
      return `Flag to look at again: ${flagName(lists, due.code).toLowerCase()}`;
    case 'held':
      return `${typeName(lists, due.code)} waits to be let in`;
    case 'register':
      return due.register === 'marac'
        ? 'MARAC hears this again'
        : `${registerWords[due.register ?? 'mappa']} to look at again`;
  }
};

const anchors: Record<Due['what'], string> = {
  assessment: '#assessments',
  flag: '#flags',
  register: '',
  held: '#assessments',
};

const item = (lists: RiskLists, due: Due, today: Day): TodayItem => ({
  group: due.day < today ? 'overdue' : 'due',
  day: due.day,
  title: due.name,
  personId: due.personId,
  href:
    due.what === 'held'
      ? `/people/${due.personId}/risk/assessments/${due.id}/decide`
      : `/people/${due.personId}/risk${anchors[due.what] || (due.register === null ? '' : `#${due.register}`)}`,
  detail: dueWords(lists, due),
});

/** What of one's own people is due, and what waits for one's decision. */
export async function riskToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: Day; now: Date },
): Promise<TodayItem[]> {
  if (!viewer.may('see:risk')) return [];
  const [lists, own, held] = await Promise.all([
    riskLists(tx, viewer.schemeId, today),
    listDueOf(tx, viewer.staffId, addDays(today, ahead)),
    viewer.may('risk:override') ? listHeld(tx, viewer.staffId) : [],
  ]);
  return [
    ...own.map((due) => item(lists, due, today)),
    ...held.map((due) => ({ ...item(lists, due, today), group: 'due' as const })),
    ...cutLine(own, mostOnToday, { group: 'due', day: today, href: '/risk', what: 'assessments and flags' }),
    ...cutLine(held, mostOnToday, {
      group: 'due',
      day: today,
      href: '/risk',
      what: 'assessments that wait to be let in',
    }),
  ];
}

/** How much of the viewer's people is past its day; the list is `/risk?when=overdue`. */
export const riskOverdue = (tx: Tx, today: Day): Promise<number> => countDue(tx, addDays(today, -1));

const titles: Record<RiskLine['what'], (line: RiskLine) => string> = {
  assessment: ({ name, level }) => `Assessed: ${name}, ${(level ?? '').toLowerCase()}`,
  'flag-set': ({ name }) => `Flag set: ${name.toLowerCase()}`,
  'flag-ended': ({ name }) => `Flag ended: ${name.toLowerCase()}`,
};

/** Assessments that count, flags set and ended; one statement, by the policies. */
export async function riskTimeline(tx: Tx, personId: number, limit = 500): Promise<TimelineEntry[]> {
  const lines = await listRiskLines(tx, personId, limit);
  return lines.map((line) => ({
    day: line.day,
    at: `${line.day}T${line.at.toISOString().slice(11)}`,
    changedAt: line.at.toISOString(),
    kind: 'risk' as const,
    title: titles[line.what](line),
    detail: line.words.length > 300 ? `${line.words.slice(0, 300)}…` : line.words,
    agency: line.agency,
    href: `/people/${personId}/risk`,
  }));
}

export const riskPanel: PersonPanel = {
  id: 'risk',
  order: 28,
  load: async (tx, { personId, viewer, today }) => {
    if (!viewer.may('see:risk')) return undefined;
    const [around, lists] = await Promise.all([
      findRiskAround(tx, personId),
      riskLists(tx, viewer.schemeId, today),
    ]);
    const path = `/people/${personId}/risk`;
    const past = (day: Day | null): string => (day !== null && day < today ? ' (past its date)' : '');
    const standing = standingOf(around.assessments);
    const lines = [
      ...standing.map(
        (one) =>
          `${typeName(lists, one.type)}: ${levelName(lists, one.type, one.level).toLowerCase()}, ${showShortDay(one.assessedOn)}${one.nextDue === null ? '' : `; next due ${showShortDay(one.nextDue)}${past(one.nextDue)}`}`,
      ),
      ...around.entries.map(
        (entry) => `${registerWords[entry.register]}: ${entryWords(lists, entry)}${past(dayOfEntry(entry))}`,
      ),
      ...(around.assessments.some(({ state }) => state === 'held')
        ? ['An assessment waits to be let in']
        : []),
    ];
    return html`<h2 class="govuk-heading-m">Risk</h2>
${
  lines.length === 0
    ? html`<p class="govuk-body">No assessment that you may see is recorded.</p>`
    : html`<ul class="govuk-list">${lines.map((line) => html`<li>${line}</li>`)}</ul>`
}<p class="govuk-body"><a class="govuk-link" href="${path}">Assessments, flags and arrangements</a></p>`;
  },
};

/** A warning for whoever goes to see somebody. */
export interface SafetyWarning {
  text: string;
  why: string;
  toStaff: boolean;
  /** Nobody has looked at it since its day went by. */
  outOfDate: boolean;
}

/**
 * Flags in force as a form of a visit, a visit sheet or a briefing shows them, risk to staff first. As far as the viewer
 * may see flags; none for whoever may not.
 */
export async function safetyWarnings(
  tx: Tx,
  {
    personId,
    viewer,
    today,
  }: { personId: number; viewer: Pick<StaffViewer, 'may' | 'schemeId'>; today: Day },
): Promise<SafetyWarning[]> {
  if (!viewer.may('see:risk')) return [];
  const [flags, lists] = await Promise.all([
    listFlagsInForce(tx, personId),
    riskLists(tx, viewer.schemeId, today),
  ]);
  return inWords(flags, lists, today);
}

const inWords = (
  flags: readonly { kind: string; why: string; reviewOn: Day }[],
  lists: Awaited<ReturnType<typeof riskLists>>,
  today: Day,
): SafetyWarning[] =>
  flags
    .map((flag) => ({
      text: flagName(lists, flag.kind),
      why: flag.why,
      toStaff: isToStaff(lists, flag.kind),
      outOfDate: flag.reviewOn < today,
    }))
    .sort((left, right) => Number(right.toStaff) - Number(left.toStaff));

/** The same of several people, for what is printed of them together: one statement. */
export async function safetyWarningsOf(
  tx: Tx,
  ask: { personIds: readonly number[]; viewer: Pick<StaffViewer, 'may' | 'schemeId'>; today: Day },
): Promise<Map<number, SafetyWarning[]>> {
  if (!ask.viewer.may('see:risk')) return new Map();
  const [flags, lists] = await Promise.all([
    listFlagsInForceOf(tx, ask.personIds),
    riskLists(tx, ask.viewer.schemeId, ask.today),
  ]);
  return new Map(
    ask.personIds.map((personId) => [
      personId,
      inWords(
        flags.filter((flag) => flag.personId === personId),
        lists,
        ask.today,
      ),
    ]),
  );
}

/** The warnings above a form of a visit; nothing where there are none. */
export const safetyNotice = (warnings: readonly SafetyWarning[]): Html | '' => {
  const said = ({ text, why, outOfDate }: SafetyWarning): string =>
    `${text}: ${why}${outOfDate ? ' (past its review date: check before you go)' : ''}`;
  const others = warnings.filter(({ toStaff }) => !toStaff);
  return warnings.length === 0
    ? ''
    : html`${warnings.filter(({ toStaff }) => toStaff).map((one) => warningText({ text: said(one) }))}${
        others.length === 0
          ? ''
          : html`<div class="govuk-inset-text"><ul class="govuk-list">${others.map((one) => html`<li>${said(one)}</li>`)}</ul></div>`
      }`;
};

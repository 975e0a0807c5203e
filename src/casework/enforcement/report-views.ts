import { type Day, daysBetween, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  exampleTag,
  filterChips,
  input,
  pageArrows,
  select,
  table,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { caseTag, dueWords } from './case-views.ts';
import type { CaseFilter, CaseRow, OpenWarrant, TimelinessRow, Timing } from './report-store.ts';
import {
  type CaseState,
  caseStateWords,
  type EnforcementRule,
  orderTypeWords,
  warrantKindWords,
} from './types.ts';

export const timingWords: Record<Timing, string> = {
  'in-time': 'Done in time',
  late: 'Done late',
  overdue: 'Overdue',
  'not-yet-due': 'Not yet due',
};

export interface CasesModel {
  cases: readonly CaseRow[];
  bases: readonly { id: number; name: string }[];
  filter: CaseFilter;
  today: Day;
  page: number;
  hasMore: boolean;
  seesTimeliness: boolean;
}

const addressWith = (filter: CaseFilter, more: Record<string, string | number | undefined>): string =>
  addressOf('/enforcement', {
    state: filter.state,
    base: filter.baseId,
    timing: filter.timing,
    from: filter.from,
    to: filter.to,
    ...more,
  });

export function casesPage(model: CasesModel): Html {
  const { filter } = model;
  return html`<h1 class="govuk-heading-l">Enforcement</h1>
<p class="govuk-body"><a class="govuk-link" href="/enforcement?state=open">Still open</a> · <a class="govuk-link" href="/enforcement?state=recall-asked">Waiting for a manager</a> · <a class="govuk-link" href="/warrants">Warrants and recalls to execute</a>${model.seesTimeliness ? html` · <a class="govuk-link" href="/enforcement/timeliness">Timeliness</a>` : ''}</p>
${filterChips({ chips: chipsOf(model), clearHref: '/enforcement' })}
${details({ summaryText: 'Filter', html: filterForm(model) })}
${
  model.cases.length === 0
    ? emptyState({
        title: 'No failure to comply matches.',
        text: 'Failures of people under an order or licence stand here, what is due soonest on top.',
        actions: [{ text: 'All failures', href: '/enforcement' }],
      })
    : table({
        caption: 'Failures to comply, what is due soonest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Failures to comply',
        stack: true,
        head: [
          { text: 'Person' },
          { text: 'Failure' },
          { text: 'Order' },
          { text: 'State' },
          { text: 'When' },
        ],
        rows: model.cases.map((one) => [
          html`<a class="govuk-link" href="/people/${one.personId}/enforcement/${one.id}">${one.name}</a>${one.base === null ? '' : html`<br><span class="govuk-hint">${one.base}</span>`}`,
          `${showShortDay(one.failedOn)}: ${one.what}`,
          orderTypeWords[one.orderType],
          caseTag(one.state),
          dueWords(one, model.today),
        ]),
      })
}
${pageArrows(model.page, model.hasMore, (page) => addressWith(filter, { page }))}`;
}

const chipsOf = ({ filter, bases }: CasesModel): { text: string; removeHref: string }[] => [
  ...(filter.state === undefined
    ? []
    : [
        {
          text: filter.state === 'open' ? 'Still open' : caseStateWords[filter.state as CaseState],
          removeHref: addressWith(filter, { state: undefined }),
        },
      ]),
  ...(filter.baseId === undefined
    ? []
    : [
        {
          text: bases.find(({ id }) => id === filter.baseId)?.name ?? 'One base',
          removeHref: addressWith(filter, { base: undefined }),
        },
      ]),
  ...(filter.timing === undefined
    ? []
    : [{ text: timingWords[filter.timing], removeHref: addressWith(filter, { timing: undefined }) }]),
  ...(filter.from === undefined
    ? []
    : [{ text: `From ${showShortDay(filter.from)}`, removeHref: addressWith(filter, { from: undefined }) }]),
  ...(filter.to === undefined
    ? []
    : [{ text: `To ${showShortDay(filter.to)}`, removeHref: addressWith(filter, { to: undefined }) }]),
];

const filterForm = ({ filter, bases }: CasesModel): Html =>
  html`<form method="get" action="/enforcement" class="wm-filter">
${select({ id: 'state', name: 'state', label: { text: 'State' }, value: filter.state ?? '', items: [{ value: '', text: 'All' }, { value: 'open', text: 'Still open' }, ...Object.entries(caseStateWords).map(([value, text]) => ({ value, text }))] })}
${select({ id: 'base', name: 'base', label: { text: 'Base' }, value: filter.baseId ?? '', items: [{ value: '', text: 'All' }, ...bases.map(({ id, name }) => ({ value: id, text: name }))] })}
${select({ id: 'timing', name: 'timing', label: { text: 'In time' }, value: filter.timing ?? '', items: [{ value: '', text: 'All' }, ...Object.entries(timingWords).map(([value, text]) => ({ value, text }))] })}
${input({ id: 'from', name: 'from', type: 'date', label: { text: 'Failed from' }, value: filter.from ?? '' })}
${input({ id: 'to', name: 'to', type: 'date', label: { text: 'Failed to' }, value: filter.to ?? '' })}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`;

export interface TimelinessModel {
  rows: readonly TimelinessRow[];
  from: Day;
  to: Day;
  rule: RuleVersion<EnforcementRule> | undefined;
}

/** Done in time, of those that were done or should have been: with its counts, and a list behind each. */
export function timelinessPage(model: TimelinessModel): Html {
  const { rows, from, to, rule } = model;
  const link = (n: number, timing: Timing, baseId: number | null): Html | string =>
    n === 0
      ? '0'
      : html`<a class="govuk-link" href="${addressOf('/enforcement', { timing, base: baseId ?? undefined, from, to })}">${n}<span class="govuk-visually-hidden"> ${timingWords[timing].toLowerCase()}</span></a>`;
  const sum = (part: 'inTime' | 'late' | 'overdue' | 'notYetDue'): number =>
    rows.reduce((total, row) => total + row[part], 0);
  const total: TimelinessRow = {
    baseId: null,
    base: 'All',
    inTime: sum('inTime'),
    late: sum('late'),
    overdue: sum('overdue'),
    notYetDue: sum('notYetDue'),
  };
  return html`<h1 class="govuk-heading-l">Timeliness of enforcement</h1>
<form method="get" action="/enforcement/timeliness" class="wm-filter">${input({ id: 'from', name: 'from', type: 'date', label: { text: 'Failed from' }, classes: 'govuk-input--width-10', value: from })}${input({ id: 'to', name: 'to', type: 'date', label: { text: 'Failed to' }, classes: 'govuk-input--width-10', value: to })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${rule === undefined ? html`<p class="govuk-body">The scheme has no enforcement rule in force, so nothing has a day by which it is due.</p>` : html`<p class="govuk-body">Failures from ${showDay(from)} to ${showDay(to)} that were not acceptable. Done in time: a warning, the start of proceedings or a decision on recall within ${rule.body.action.workingDays} working days of the failure, by the bank holidays of England and Wales. ${rule.body.action.label}.${exampleTag(rule.example)} Each case goes by the rule in force on the day it was noted.</p>`}
${
  rows.length === 0
    ? emptyState({
        title: 'No such failure in this time.',
        text: 'Failures that were acceptable, and those not yet decided, are not counted.',
      })
    : table({
        caption: 'By base',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Timeliness by base',
        stack: true,
        firstCellIsHeader: true,
        head: [
          { text: 'Base' },
          ...(['in-time', 'late', 'overdue', 'not-yet-due'] as const).map((timing) => ({
            text: timingWords[timing],
            format: 'numeric',
          })),
          { text: 'Share in time', format: 'numeric' },
        ],
        rows: [...rows, ...(rows.length > 1 ? [total] : [])].map((row) => [
          row.base ?? 'No base',
          { html: html`${link(row.inTime, 'in-time', row.baseId)}`, format: 'numeric' },
          { html: html`${link(row.late, 'late', row.baseId)}`, format: 'numeric' },
          { html: html`${link(row.overdue, 'overdue', row.baseId)}`, format: 'numeric' },
          { html: html`${link(row.notYetDue, 'not-yet-due', row.baseId)}`, format: 'numeric' },
          { text: shareWords(row), format: 'numeric' },
        ]),
      })
}`;
}

/** `75% (6 of 8)`: of those that are done or overdue. */
export function shareWords({
  inTime,
  late,
  overdue,
}: Pick<TimelinessRow, 'inTime' | 'late' | 'overdue'>): string {
  const all = inTime + late + overdue;
  return all === 0 ? 'none due yet' : `${Math.round((100 * inTime) / all)}% (${inTime} of ${all})`;
}

export interface WarrantsModel {
  warrants: readonly OpenWarrant[];
  today: Day;
  page: number;
  hasMore: boolean;
}

export const warrantsPage = (model: WarrantsModel): Html =>
  html`<h1 class="govuk-heading-l">Warrants and recalls to execute</h1>
${
  model.warrants.length === 0
    ? emptyState({
        title: 'None is open.',
        text: 'A warrant or recall recorded on a person’s Licence page stands here until it is executed or withdrawn.',
      })
    : table({
        caption: 'Open warrants and recalls, the oldest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Open warrants and recalls',
        stack: true,
        head: [
          { text: 'Person' },
          { text: 'What' },
          { text: 'Issued' },
          { text: 'Attempts', format: 'numeric' },
          { text: 'Last attempt' },
        ],
        rows: model.warrants.map((one) => [
          html`<a class="govuk-link" href="/people/${one.personId}/warrants/${one.id}">${one.name}</a>`,
          warrantKindWords[one.kind],
          `${showShortDay(one.issuedOn)} (${daysBetween(one.issuedOn, model.today)} days), ${one.issuedBy}`,
          { text: String(one.attempts), format: 'numeric' },
          one.lastAt === null ? 'none' : showMoment(one.lastAt),
        ]),
      })
}
${pageArrows(model.page, model.hasMore, (page) => addressOf('/warrants', { page }))}`;

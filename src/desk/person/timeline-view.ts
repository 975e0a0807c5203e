import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { AgencyName } from '../../scheme/directory.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  filterChips,
  input,
  pagination,
  select,
  type TimelineItem,
  tag,
  timeline,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { TimelineEntry } from '../../web/wing.ts';
import { type Cursor, cursorText, isChanged, type TimelineFilter } from './timeline-rules.ts';

export const kindWords: Record<TimelineEntry['kind'], string> = {
  offence: 'Offences',
  custody: 'Custody',
  supervision: 'Orders and licences',
  contact: 'Contacts',
  panel: 'Panels',
  membership: 'Scheme',
  plan: 'Plan',
  referral: 'Referrals',
  licence: 'Licences',
  enforcement: 'Enforcement',
  risk: 'Risk',
};

/** @param since when the viewer last looked: what was changed after it is marked. */
export const entryList = (
  entries: readonly TimelineEntry[],
  headingLevel: 2 | 3,
  since: Date | undefined,
): Html => timeline({ headingLevel, items: entries.map((entry) => itemOf(entry, isChanged(entry, since))) });

const itemOf = (entry: TimelineEntry, changed: boolean): TimelineItem => ({
  label:
    entry.href === undefined
      ? entry.title
      : html`<a class="govuk-link" href="${entry.href}">${entry.title}</a>`,
  ...(entry.agency === undefined ? {} : { byline: entry.agency }),
  ...(entry.detail === undefined ? {} : { text: entry.detail }),
  ...(changed ? { tag: tag({ text: 'New to you', classes: 'govuk-tag--blue' }), classes: 'wm-new' } : {}),
  datetime: { timestamp: entry.day, text: showShortDay(entry.day) },
});

export interface TimelineModel {
  personId: number;
  entries: readonly TimelineEntry[];
  filter: TimelineFilter;
  agencies: readonly AgencyName[];
  /** When the viewer last looked before this time; undefined on the first. */
  since: Date | undefined;
  older: Cursor | undefined;
  /** It is not the first page. */
  isOlder: boolean;
}

/** The address of a page of the timeline, its filters in it. */
export function timelineAddress(personId: number, filter: TimelineFilter, before?: Cursor): string {
  const query = new URLSearchParams([
    ...filter.kinds.map((kind): [string, string] => ['kind', kind]),
    ...(filter.agency === undefined ? [] : [['agency', String(filter.agency.id)] as [string, string]]),
    ...(filter.from === undefined ? [] : [['from', filter.from] as [string, string]]),
    ...(filter.to === undefined ? [] : [['to', filter.to] as [string, string]]),
    ...(filter.onlyChanged ? [['changed', 'yes'] as [string, string]] : []),
    ...(before === undefined ? [] : [['before', cursorText(before)] as [string, string]]),
  ]).toString();
  return `/people/${personId}/timeline${query === '' ? '' : `?${query}`}`;
}

export function timelinePage(model: TimelineModel): Html {
  const path = `/people/${model.personId}/timeline`;
  return html`<h1 class="govuk-heading-l">Timeline</h1>
${changedLine(model)}
${chips(model, path)}
${filterForm(model, path)}
${
  model.entries.length === 0
    ? emptyState({
        title: model.filter.onlyChanged ? 'Nothing has changed since you last looked.' : 'Nothing is here.',
        actions: [{ text: 'Show everything', href: path }],
      })
    : entryList(model.entries, 2, model.since)
}
${
  model.older === undefined && !model.isOlder
    ? ''
    : pagination({
        landmarkLabel: 'Pages of the timeline',
        previous: model.isOlder
          ? { text: 'Newest', href: timelineAddress(model.personId, model.filter) }
          : null,
        next:
          model.older === undefined
            ? null
            : { text: 'Older', href: timelineAddress(model.personId, model.filter, model.older) },
      })
}`;
}

const changedLine = ({ since, filter, personId }: TimelineModel): Html =>
  since === undefined
    ? html`<p class="govuk-hint">From your next visit on, what has changed since you last looked is marked.</p>`
    : html`<p class="govuk-body">You last looked on ${showMoment(since)}. What was written or changed since is marked “New to you”.${filter.onlyChanged ? '' : html` <a class="govuk-link wm-no-print" href="${timelineAddress(personId, { ...filter, onlyChanged: true })}">Only what has changed</a>`}</p>`;

function chips({ filter, personId }: TimelineModel, path: string): Html {
  const without = (change: Partial<TimelineFilter>): string =>
    timelineAddress(personId, { ...filter, ...change });
  return filterChips({
    clearHref: path,
    chips: [
      ...filter.kinds.map((kind) => ({
        text: kindWords[kind],
        removeHref: without({ kinds: filter.kinds.filter((one) => one !== kind) }),
      })),
      ...(filter.agency === undefined
        ? []
        : [{ text: filter.agency.name, removeHref: without({ agency: undefined }) }]),
      ...(filter.from === undefined
        ? []
        : [{ text: `From ${showShortDay(filter.from)}`, removeHref: without({ from: undefined }) }]),
      ...(filter.to === undefined
        ? []
        : [{ text: `To ${showShortDay(filter.to)}`, removeHref: without({ to: undefined }) }]),
      ...(filter.onlyChanged
        ? [{ text: 'Changed since you last looked', removeHref: without({ onlyChanged: false }) }]
        : []),
    ],
  });
}

const filterForm = ({ filter, agencies }: TimelineModel, path: string): Html =>
  html`<div class="wm-no-print">${details({
    summaryText: 'Filter the timeline',
    html: html`<form method="get" action="${path}">
${checkboxes({ name: 'kind', classes: 'govuk-checkboxes--small', fieldset: { legend: { text: 'What', classes: 'govuk-fieldset__legend--s' } }, values: filter.kinds, items: Object.entries(kindWords).map(([value, text]) => ({ value, text })) })}
${select({ id: 'agency', name: 'agency', label: { text: 'Said by' }, value: filter.agency?.id ?? '', items: [{ value: '', text: 'Any agency' }, ...agencies.map(({ id, name }) => ({ value: id, text: name }))] })}
${input({ id: 'from', name: 'from', type: 'date', label: { text: 'From' }, classes: 'govuk-input--width-10', value: filter.from ?? '' })}
${input({ id: 'to', name: 'to', type: 'date', label: { text: 'To' }, classes: 'govuk-input--width-10', value: filter.to ?? '' })}
${checkboxes({ name: 'changed', classes: 'govuk-checkboxes--small', values: filter.onlyChanged ? ['yes'] : [], items: [{ value: 'yes', text: 'Only what has changed since I last looked' }] })}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}
</form>`,
  })}</div>`;

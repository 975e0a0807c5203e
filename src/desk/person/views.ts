import { showShortDay } from '../../kernel/clock.ts';
import { emptyState, type TimelineItem, timeline } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { TimelineEntry } from '../../web/wing.ts';
import type { Thing } from './rules.ts';

export interface OverviewModel {
  personId: number;
  things: readonly Thing[];
  /** Where they live, as the records say. */
  address: Html | null;
  panels: readonly Html[];
  entries: readonly TimelineEntry[];
  /** There are older ones. */
  more: boolean;
}

export const overviewPage = (model: OverviewModel): Html => html`<h1 class="govuk-heading-l">Overview</h1>
${
  model.things.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">To know now</h2><ul class="govuk-list govuk-list--bullet">${model.things.map(({ text, href }) => html`<li>${href === undefined ? text : html`<a class="govuk-link" href="${href}">${text}</a>`}</li>`)}</ul>`
}
${model.address}
${model.panels.map((panel) => html`<section class="wm-panel">${panel}</section>`)}
<h2 class="govuk-heading-m">Timeline</h2>
${
  model.entries.length === 0
    ? emptyState({
        title: 'Nothing is on the timeline yet.',
        text: 'What you may see of offences, custody, orders, decisions, contacts and the plan will stand here, newest first.',
      })
    : html`${entryList(model.entries, 3)}${model.more ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${model.personId}/timeline">The whole timeline</a></p>` : ''}`
}`;

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

export const entryList = (entries: readonly TimelineEntry[], headingLevel: 2 | 3): Html =>
  timeline({ headingLevel, items: entries.map(itemOf) });

const itemOf = (entry: TimelineEntry): TimelineItem => ({
  label:
    entry.href === undefined
      ? entry.title
      : html`<a class="govuk-link" href="${entry.href}">${entry.title}</a>`,
  ...(entry.agency === undefined ? {} : { byline: entry.agency }),
  ...(entry.detail === undefined ? {} : { text: entry.detail }),
  datetime: { timestamp: entry.day, text: showShortDay(entry.day) },
});

export interface TimelineModel {
  personId: number;
  entries: readonly TimelineEntry[];
  kinds: readonly { kind: TimelineEntry['kind']; n: number }[];
  kind: TimelineEntry['kind'] | undefined;
  page: number;
  pages: number;
}

export function timelinePage(model: TimelineModel): Html {
  const path = `/people/${model.personId}/timeline`;
  const address = (kind: string | undefined, number: number): string =>
    `${path}?${new URLSearchParams({ ...(kind === undefined ? {} : { kind }), page: String(number) })}`;
  return html`<h1 class="govuk-heading-l">Timeline</h1>
<nav aria-label="Kinds of entry"><ul class="govuk-list wm-chips">${[{ kind: undefined, n: model.kinds.reduce((sum, { n }) => sum + n, 0) }, ...model.kinds].map(({ kind, n }) => html`<li><a class="govuk-link" href="${address(kind, 1)}"${kind === model.kind ? html` aria-current="page"` : ''}>${kind === undefined ? 'All' : kindWords[kind]} (${n})</a></li>`)}</ul></nav>
${model.entries.length === 0 ? emptyState({ title: 'Nothing is here.', actions: [{ text: 'Show everything', href: path }] }) : entryList(model.entries, 2)}
<p class="govuk-body">Page ${model.page} of ${model.pages}${model.page > 1 ? html` · <a class="govuk-link" href="${address(model.kind, model.page - 1)}">Newer</a>` : ''}${model.page < model.pages ? html` · <a class="govuk-link" href="${address(model.kind, model.page + 1)}">Older</a>` : ''}</p>`;
}

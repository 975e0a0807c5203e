import { button, details, emptyState } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { TimelineEntry } from '../../web/wing.ts';
import type { Thing } from './rules.ts';
import { entryList } from './timeline-view.ts';

export interface OverviewModel {
  personId: number;
  things: readonly Thing[];
  /** Where they live, as the records say. */
  address: Html | null;
  panels: readonly Html[];
  /** Records contacts with them. */
  mayRecord: boolean;
  /** What has been, newest first. */
  entries: readonly TimelineEntry[];
  /** What lies ahead, the next first. */
  ahead: readonly TimelineEntry[];
  /** There are older ones. */
  more: boolean;
  /** When the viewer last looked; undefined on the first visit. */
  since: Date | undefined;
}

export const overviewPage = (model: OverviewModel): Html => html`<h1 class="govuk-heading-l">Overview</h1>
${model.mayRecord ? button({ text: 'Record a contact', href: `/people/${model.personId}/contacts/new`, classes: 'govuk-button--secondary' }) : ''}
${
  model.things.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">To know now</h2><ul class="govuk-list govuk-list--bullet">${model.things.map(({ text, href }) => html`<li>${href === undefined ? text : html`<a class="govuk-link" href="${href}">${text}</a>`}</li>`)}</ul>`
}
${model.address}
${model.panels.map((panel) => html`<section class="wm-panel">${panel}</section>`)}
<h2 class="govuk-heading-m">Timeline</h2>
${model.ahead.length === 0 ? '' : details({ summaryText: `What lies ahead (${model.ahead.length})`, html: entryList(model.ahead, 3, model.since) })}
${
  model.entries.length === 0 && model.ahead.length === 0
    ? emptyState({
        title: 'Nothing is on the timeline yet.',
        text: 'What you may see of offences, custody, orders, decisions, contacts and the plan will stand here, newest first.',
      })
    : html`${entryList(model.entries, 3, model.since)}${model.more ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${model.personId}/timeline">The whole timeline</a></p>` : ''}`
}`;

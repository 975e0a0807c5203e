import { alertRights } from '../../access/rights.ts';
import { addDays, londonInstants, showMoment } from '../../kernel/clock.ts';
import { html } from '../../web/html.ts';
import { mayEnter } from '../../web/route.ts';
import type { PersonPanel } from '../../web/wing.ts';
import { listOfPerson } from './store.ts';
import { kindWords } from './types.ts';

const shown = 5;
const days = 7;

/** What other systems sent about somebody lately: by the event's own policies, and no word of it for anybody else. */
export const eventsPanel: PersonPanel = {
  id: 'events',
  order: 12,
  load: async (tx, { personId, viewer, today }) => {
    if (!mayEnter(viewer, alertRights)) return undefined;
    const [since] = londonInstants(addDays(today, 1 - days), '00:00');
    if (since === undefined) return undefined;
    const events = await listOfPerson(tx, personId, since, shown + 1);
    if (events.length === 0) return undefined;
    return html`<h2 class="govuk-heading-m">Events of the last ${days} days</h2>
<ul class="govuk-list">${events
      .slice(0, shown)
      .map(
        (event) =>
          html`<li><a class="govuk-link" href="/inbox/${event.alertId}">${kindWords[event.kind]}</a>, ${showMoment(event.happenedAt)}, ${event.agency}${event.detail === null ? '' : html`<br><span class="govuk-hint">${event.detail}</span>`}</li>`,
      )}</ul>
${events.length > shown ? html`<p class="govuk-body">There are more than are shown here.</p>` : ''}`;
  },
};

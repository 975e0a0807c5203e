import { showMoment } from '../../kernel/clock.ts';
import { html } from '../../web/html.ts';
import type { PersonPanel } from '../../web/wing.ts';
import { countSightings, listSeenWhere } from './store.ts';

const shown = 3;

/** Where somebody was last seen by the front line, and the way to ask for something about them. */
export const sightingsPanel: PersonPanel = {
  id: 'sightings',
  order: 75,
  load: async (tx, { personId, viewer, onScheme }) => {
    if (!viewer.may('see:intelligence')) return undefined;
    const last = await listSeenWhere(tx, personId, shown);
    const total = last.length < shown ? last.length : await countSightings(tx, { state: null, personId });
    const ask = onScheme && viewer.may('tasking:ask');
    if (total === 0 && !ask) return undefined;
    return html`<h2 class="govuk-heading-m">Front line</h2>
${last.length === 0 ? html`<p class="govuk-body">No sighting that you may see.</p>` : html`<ul class="govuk-list">${last.map((one) => html`<li><a class="govuk-link" href="/sightings/${one.id}">${showMoment(one.at)}</a>, ${one.place}</li>`)}</ul>`}
${total > last.length && html`<p class="govuk-body"><a class="govuk-link" href="/sightings?person=${personId}">All ${total} sightings</a></p>`}
${ask && html`<p class="govuk-body"><a class="govuk-link" href="/taskings/new?person=${personId}">Ask a shift or partner about them</a></p>`}`;
  },
};

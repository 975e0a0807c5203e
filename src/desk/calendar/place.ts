import { type Html, html } from '../../web/html.ts';
import { mapLink } from './rules.ts';

/** Where an appointment is, with a map of the place, what to take along and where a visit to it begins. */
export function placeAndVisit(
  one: { id: number; personId: number; name: string; place: string | null },
  own: boolean,
): Html {
  const map = mapLink(one.place, one.name);
  const hidden = html`<span class="govuk-visually-hidden"> of where to meet ${one.name}</span>`;
  return html`${one.place !== null && html`, ${one.place}`}${map !== undefined && html` <a class="govuk-link wm-no-print" href="${map}" rel="noopener noreferrer">Map${hidden}</a>`}${
    own &&
    html`<br><a class="govuk-link wm-no-print" href="/people/${one.personId}/contacts/${one.id}/visit">Start the visit<span class="govuk-visually-hidden"> to ${one.name}</span></a> · <a class="govuk-link wm-no-print" href="/people/${one.personId}/visit-sheet?contact=${one.id}">Visit sheet<span class="govuk-visually-hidden"> for ${one.name}</span></a>`
  }`;
}

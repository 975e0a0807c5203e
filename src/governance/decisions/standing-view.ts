import { showDay } from '../../kernel/clock.ts';
import { type Html, html } from '../../web/html.ts';
import type { DecisionStanding } from './ports.ts';
import { waitedFor } from './rules.ts';
import { stateWords } from './types.ts';

/** Each policing body decides by a notice of its own; the agreement waits for all. */
export const standingsPart = (standings: readonly DecisionStanding[]): Html => {
  const waiting = waitedFor(standings);
  return html`<h2 class="govuk-heading-m">Policing bodies and the agreement</h2>
<p class="govuk-body">${waiting.length === 0 ? 'Every policing body that is a party has approved it.' : html`The agreement waits for: <strong>${waiting.map(({ body }) => body).join('; ')}</strong>.`}</p>
<ul class="govuk-list govuk-list--bullet">${standings.map(({ body, decisionId, number, state, decidedOn }) => html`<li>${body}: ${decisionId === null ? 'no notice of its own yet' : html`<a class="govuk-link" href="/governance/decisions/${decisionId}">${number ?? ''}</a>, ${state === null ? '' : stateWords[state].toLowerCase()}${decidedOn === null ? '' : ` ${showDay(decidedOn)}`}`}</li>`)}</ul>`;
};

import { showDay } from '../../kernel/clock.ts';
import { type Html, html } from '../../web/html.ts';
import type { DecisionStanding } from './ports.ts';
import { waitedFor } from './rules.ts';
import { stateWords } from './types.ts';

/** How the agreement stands: signed by all, or over, it waits for nobody whatever notices are in the register. */
type Agreed = 'waits' | 'signed' | 'over';

function standingWords(standings: readonly DecisionStanding[], agreed: Agreed): Html | string {
  const bodies = waitedFor(standings)
    .map(({ body }) => body)
    .join('; ');
  if (bodies === '') return 'Every policing body that is a party has approved it.';
  if (agreed === 'waits') return html`The agreement waits for: <strong>${bodies}</strong>.`;
  return `${agreed === 'signed' ? 'Every party has signed it. ' : ''}No approved notice is in this register of: ${bodies}.`;
}

/** Each policing body decides by a notice of its own; the agreement waits for all. */
export const standingsPart = (standings: readonly DecisionStanding[], agreed: Agreed = 'waits'): Html => {
  return html`<h2 class="govuk-heading-m">Policing bodies and the agreement</h2>
<p class="govuk-body">${standingWords(standings, agreed)}</p>
<ul class="govuk-list govuk-list--bullet">${standings.map(({ body, decisionId, number, state, decidedOn }) => html`<li>${body}: ${decisionId === null ? 'no notice of its own yet' : html`<a class="govuk-link" href="/governance/decisions/${decisionId}">${number ?? ''}</a>, ${state === null ? '' : stateWords[state].toLowerCase()}${decidedOn === null ? '' : ` ${showDay(decidedOn)}`}`}</li>`)}</ul>`;
};

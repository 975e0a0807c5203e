import { type Html, html } from '../html.ts';
import { insetText } from './inset-text.ts';

/**
 * Both texts on one screen: what somebody else made of it while the form was open, above the form that keeps one's
 * own. Nothing while nobody did. `what` is in the words of the page, such as `this goal`.
 */
export const changedMeanwhile = (
  what: string,
  theirs: string | undefined,
  lead = 'It now says:',
): Html | '' =>
  theirs === undefined
    ? ''
    : insetText({
        html: html`<p class="govuk-body"><strong>Somebody changed ${what} while you were writing.</strong> ${lead}</p><p class="govuk-body">${theirs}</p><p class="govuk-body">What you entered is below. Send it to replace theirs, or change it first.</p>`,
      });

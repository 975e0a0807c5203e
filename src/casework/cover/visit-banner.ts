import type { StaffViewer } from '../../access/viewers.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { tag } from '../../web/components/index.ts';
import { csrfToken } from '../../web/csrf.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type VisitOut, visitClockWords } from './types.ts';
import { minutesOver, visitClock } from './visit-rules.ts';
import { outForPage } from './visit-store.ts';

const clockTime = (moment: Date): string => showMoment(moment).split(', ')[1] ?? '';

/**
 * Over the pages of a working day: whoever is out says from there that they are safe, and a colleague who needs help
 * now is seen wherever one is. Asks nothing more on a page that shows who is out.
 */
export async function visitBanner(
  tx: Tx,
  { viewer, now }: { viewer: StaffViewer; now: Date },
): Promise<Html | ''> {
  if (!viewer.may('contact:record')) return '';
  const out = await outForPage(tx, viewer.staffId);
  const own = out.find(({ staffId }) => staffId === viewer.staffId);
  const crying = out.filter((one) => one.staffId !== viewer.staffId && one.helpAt !== null);
  if (own === undefined && crying.length === 0) return '';
  return html`<div class="wm-visit wm-no-print" role="region" aria-label="Visits under way">${crying.map(cry)}${own !== undefined && ownStrip(own, now, csrfToken(viewer.csrfSecret))}</div>`;
}

const cry = (one: VisitOut): Html =>
  html`<p class="govuk-body">${tag({ text: visitClockWords.help, classes: 'govuk-tag--red' })} <strong>${one.staff}</strong> since ${clockTime(one.helpAt ?? one.expectedAt)}. <a class="govuk-link" href="/visits">Where, and their number</a></p>`;

function ownStrip(own: VisitOut, now: Date, token: string): Html {
  const clock = visitClock(own, now);
  const words =
    clock === 'in-time'
      ? html`On a visit until <strong>${clockTime(own.expectedAt)}</strong>`
      : clock === 'help'
        ? html`${tag({ text: 'You asked for help', classes: 'govuk-tag--red' })}`
        : html`${tag({ text: `Overdue, ${minutesOver(own, now)} minutes`, classes: 'govuk-tag--red' })} You were expected at <strong>${clockTime(own.expectedAt)}</strong>`;
  return html`<div class="wm-visit__own"><span>${words}</span>${form({
    action: `/visits/${own.id}/safe`,
    csrfToken: token,
    body: html`<button type="submit" class="govuk-button govuk-!-margin-bottom-0" data-module="govuk-button" data-prevent-double-click="true">I am safe</button>`,
  })}<a class="govuk-link" href="/visits/${own.id}">More time, or help</a></div>`;
}

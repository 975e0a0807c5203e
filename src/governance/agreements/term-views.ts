import { addDays, type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import { button, details, scrollRegion, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { timeAxis } from '../registers/time-axis.ts';
import type { AgreementPage } from './page-model.ts';
import { openRequestOf } from './request-rules.ts';
import { enteredWords } from './request-views.ts';
import { signersOf, variationWords } from './rules.ts';
import { signAllForm, signForm } from './signing-views.ts';
import type { Party, Review, Variation } from './types.ts';

const line = { left: 20, width: 600, y: 50 };

/** The term on a line: as first agreed, each variation's part, reviews and today. The table below has the same. */
export function termLine({ agreement, variations, reviews, today }: AgreementPage): Html {
  const inEffect = variations.filter(({ state }) => state === 'in-effect');
  const ends = [agreement.firstExpiresOn, ...inEffect.map(({ expiresOn }) => expiresOn)].filter(
    (day) => day !== null,
  );
  const last = agreement.endedOn === null ? agreement.expiresOn : addDays(agreement.endedOn, -1);
  if (last === null || last < agreement.startsOn) return html``;
  const axis = timeAxis([agreement.startsOn, last, today], line.left, line.width);
  const x = (day: Day): string => axis.x(day).toFixed(1);
  const marks = [...new Set(ends)].filter((day) => day <= last);
  const height = 100;
  return scrollRegion({
    label: 'The term on a line',
    html: html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 ${height}" width="680" height="${height}" role="img" aria-labelledby="term-title term-text">
<title id="term-title">The term of the agreement</title>
<desc id="term-text">From ${showDay(agreement.startsOn)} to ${showDay(last)}, with a mark where the first term and each variation ends, reviews as circles, and today. The tables below have the same.</desc>
<g stroke="#b1b4b6">${axis.ticks.map((day) => html`<path d="M${x(day)} 24V${line.y + 18}"></path>`)}</g>
<g font-size="11" fill="#0b0c0c">${axis.ticks.map((day) => html`<text x="${x(day)}" y="18">${showShortDay(day).replace(/^\d+ /, '')}</text>`)}</g>
<rect x="${x(agreement.startsOn)}" y="${line.y - 6}" width="${Math.max(2, axis.x(last) - axis.x(agreement.startsOn)).toFixed(1)}" height="12" fill="${last < today ? '#b1b4b6' : '#1d70b8'}"></rect>
${marks.map((day, at) => html`<path d="M${x(day)} ${line.y - 12}V${line.y + 12}" stroke="#0b0c0c" stroke-width="2"></path><text x="${x(day)}" y="${line.y + 28 + (at % 2) * 14}" font-size="11" text-anchor="end" fill="#0b0c0c">${showShortDay(day)}</text>`)}
${reviews.map(({ heldOn }) => html`<circle cx="${x(heldOn)}" cy="${line.y}" r="5" fill="#ffffff" stroke="#0b0c0c" stroke-width="2"></circle>`)}
${today >= axis.from && today < axis.to ? html`<path d="M${x(today)} 24V${line.y + 18}" stroke="#d4351c" stroke-width="2" stroke-dasharray="4 3"></path><text x="${x(today)}" y="${height - 4}" font-size="11" fill="#0b0c0c">today</text>` : ''}
</svg>`,
  });
}

const signedOf = (
  variation: Variation,
  { parties, signatures }: AgreementPage,
): { of: number; signed: number } => ({
  of: signersOf(parties).length,
  signed: signatures.filter(({ variationId }) => variationId === variation.id).length,
});

export const stateOfVariation = (variation: Variation, model: AgreementPage): Html =>
  html`${variationWords(variation, signedOf(variation, model), model.today)}${variation.withdrawnWhy === null ? '' : html`<br><span class="govuk-hint">${variation.withdrawnWhy}</span>`}`;

/** Who has signed the variation that waits, with a form for each who has not. */
export function waitingVariations(model: AgreementPage): Html {
  const waiting = model.variations.filter(({ state }) => state === 'waiting');
  return html`${waiting.map((variation) => waitingVariation(model, variation))}`;
}

function waitingVariation(model: AgreementPage, variation: Variation): Html {
  const { parties, signatures, mayManage, agreement } = model;
  const may = mayManage && agreement.endedOn === null && agreement.suspendedOn === null;
  return html`<h3 class="govuk-heading-s">Signatures of variation ${variation.number}</h3>
<p class="govuk-body">It takes effect when every party that has signed the agreement has signed it too: the last day is then ${showDay(variation.expiresOn)}.</p>
${table({
  caption: `Signatures of variation ${variation.number}`,
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: `Signatures of variation ${variation.number}`,
  stack: true,
  firstCellIsHeader: true,
  head: [{ text: 'Party' }, { text: 'Signed' }],
  rows: signersOf(parties).map((party) => {
    const signed = signatures.find(
      ({ variationId, partyId }) => variationId === variation.id && partyId === party.id,
    );
    return [
      party.name,
      signed === undefined
        ? notSigned(model, variation, party, may)
        : html`${showShortDay(signed.signedOn)}<br><span class="govuk-hint">${signed.signedAs}</span>`,
    ];
  }),
})}
${may ? html`${signAllForm(model, variation, unasked(model, variation))}${withdrawForm(model, variation)}` : ''}`;
}

/** Those whose signature of the variation is neither there nor asked. */
const unasked = (model: AgreementPage, { id }: Variation): Party[] =>
  signersOf(model.parties).filter(
    (party) =>
      !model.signatures.some(({ variationId, partyId }) => variationId === id && partyId === party.id) &&
      openRequestOf(model.requests, 'sign-variation', party.id, id) === undefined,
  );

function notSigned(model: AgreementPage, variation: Variation, party: Party, may: boolean): Html {
  const entered = enteredWords(model, party, 'sign-variation', variation.id);
  if (entered !== undefined) return html`Not signed<br>${entered}`;
  return html`Not signed${may ? signForm({ ...model, action: 'sign-variation', variationId: variation.id }, party) : ''}`;
}

const withdrawForm = ({ agreement, csrfToken }: AgreementPage, variation: Variation): Html =>
  details({
    summaryText: 'Withdraw the variation',
    html: form({
      action: `/governance/agreements/${agreement.id}/withdraw-variation`,
      csrfToken,
      version: agreement.version,
      body: html`<input type="hidden" name="variation" value="${variation.id}"><div class="govuk-form-group"><label class="govuk-label" for="why-${variation.id}">Why</label><input class="govuk-input" id="why-${variation.id}" name="why" maxlength="500"></div>${button({ text: 'Withdraw it', classes: 'govuk-button--warning' })}`,
    }),
  });

export const reviewTable = (reviews: readonly Review[]): Html =>
  reviews.length === 0
    ? html`<p class="govuk-body">No review is recorded.</p>`
    : table({
        caption: 'Reviews, latest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Reviews',
        stack: true,
        firstCellIsHeader: true,
        head: [{ text: 'Held' }, { text: 'Found' }, { text: 'Next' }, { text: 'Recorded by' }],
        rows: reviews.map((review) => [
          showShortDay(review.heldOn),
          review.found,
          review.nextOn === null ? 'None set' : showShortDay(review.nextOn),
          review.recordedBy,
        ]),
      });

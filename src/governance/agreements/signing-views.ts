import { button, details, input } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { AgreementPage } from './page-model.ts';
import type { Party, Variation } from './types.ts';

export interface SignForm extends Pick<AgreementPage, 'agreement' | 'csrfToken' | 'today' | 'signing'> {
  action: 'sign' | 'sign-variation';
  /** The variation that is signed; undefined for the agreement itself. */
  variationId: number | undefined;
}

/** The form of one party's signature, of the agreement or of a variation. */
export function signForm(model: SignForm, party: Party): Html {
  const { agreement, csrfToken, today, signing, variationId } = model;
  const again = signing?.partyId === party.id && signing.variationId === variationId ? signing : undefined;
  const suffix = variationId === undefined ? `${party.id}` : `${variationId}-${party.id}`;
  const [as, on] = [`signed-as-${suffix}`, `signed-on-${suffix}`];
  return details({
    summaryHtml: html`Enter the signature<span class="govuk-visually-hidden"> of ${party.name}</span>`,
    open: again !== undefined,
    html: form({
      action: `/governance/agreements/${agreement.id}/${model.action}`,
      csrfToken,
      key: again?.key,
      version: agreement.version,
      body: html`<input type="hidden" name="party" value="${party.id}">${variationId === undefined ? '' : html`<input type="hidden" name="variation" value="${variationId}">`}
<p class="govuk-body">A second person confirms it. Nothing opens before.</p>${input({ id: as, name: 'signedAs', label: { text: 'Office of whoever signed' }, hint: { text: 'Such as Chief Executive; no name is needed' }, value: again?.signedAs ?? '', ...messageFor(again?.errors ?? [], as) })}
${input({ id: on, name: 'signedOn', type: 'date', label: { text: 'Date of the signature' }, classes: 'govuk-input--width-10', value: again?.signedOn ?? today, ...messageFor(again?.errors ?? [], on) })}
${button({ text: 'Enter signature', classes: 'govuk-button--secondary' })}`,
    }),
  });
}

/** The signatures of a variation that were made on one day, in one form: an office left empty is not entered. */
export function signAllForm(
  { agreement, csrfToken, today, signing }: AgreementPage,
  variation: Variation,
  parties: readonly Party[],
): Html | '' {
  if (parties.length < 2) return '';
  const again = signing?.offices !== undefined && signing.variationId === variation.id ? signing : undefined;
  const [as, on] = [`all-as-${variation.id}`, `all-on-${variation.id}`];
  return details({
    summaryText: 'Enter all signatures of one day',
    open: again !== undefined,
    html: form({
      action: `/governance/agreements/${agreement.id}/sign-variation-all`,
      csrfToken,
      key: again?.key,
      version: agreement.version,
      body: html`<input type="hidden" name="variation" value="${variation.id}">
<p class="govuk-body">Of whoever has not signed that day, leave the office empty. A second person confirms each.</p>
${input({ id: on, name: 'signedOn', type: 'date', label: { text: 'Date of the signatures' }, classes: 'govuk-input--width-10', value: again?.signedOn ?? today, ...messageFor(again?.errors ?? [], on) })}
${parties.map((party, at) => html`<input type="hidden" name="party" value="${party.id}">${input({ id: at === 0 ? as : `${as}-${at}`, name: 'signedAs', label: { text: `Office of whoever signed for ${party.name}` }, value: again?.offices?.[at] ?? '', ...(at === 0 ? messageFor(again?.errors ?? [], as) : {}) })}`)}
${button({ text: 'Enter these signatures', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });
}

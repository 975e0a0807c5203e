import { button, details, input } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { AgreementPage } from './page-model.ts';
import type { Party } from './types.ts';

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

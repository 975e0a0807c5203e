import type { FieldError } from '../../kernel/errors.ts';
import { button, insetText, select, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { effectClaims } from './effect-claims.ts';
import { claimCard, type LinkedClaim } from './linked.ts';
import { effectWarning, markUnsupported, unsupportedClaims } from './unsupported.ts';

export interface CheckModel {
  text: string;
  /** The id of the claim that is to stand behind the text. */
  chosen: string | undefined;
  errors: readonly FieldError[];
  claims: readonly LinkedClaim[];
  csrfToken: string;
}

export function checkPage(model: CheckModel): Html {
  const { text, errors, csrfToken } = model;
  return html`<h1 class="govuk-heading-l">Check a text</h1>
<p class="govuk-body">Before a paper, a notice or a press release goes out: does it say that offending changed because of the scheme, and does a figure stand behind that? The text is not kept.</p>
${form({
  action: '/outcomes/check-text',
  csrfToken,
  body: html`${textarea({ id: 'text', name: 'text', label: { text: 'The text' }, rows: 8, value: text, ...messageFor(errors, 'text') })}
${choice(model)}${button({ text: 'Check the text' })}`,
})}
${text.trim() === '' || errors.length > 0 ? '' : answer(model)}`;
}

const choice = ({ claims, chosen }: CheckModel): Html | false =>
  claims.length > 0 &&
  select({
    id: 'claim',
    name: 'claim',
    label: { text: 'Claim that stands behind it (optional)' },
    value: chosen ?? '',
    items: [
      { value: '', text: 'None' },
      ...claims.map(({ id, title }) => ({ value: String(id), text: title })),
    ],
  });

function answer({ text, claims, chosen }: CheckModel): Html {
  const claim = claims.find(({ id }) => String(id) === chosen);
  const linked = claim === undefined ? [] : [claim];
  const asserted = effectClaims(text).length;
  const card = claim === undefined ? '' : claimCard(claim);
  if (unsupportedClaims(text, linked).length === 0) {
    const words =
      asserted === 0
        ? 'Nothing was found that says offending changed because of the scheme. A program reads words, not sense: read it once more yourself.'
        : 'The claim carries what the text says. Print its card with the text.';
    return html`<h2 class="govuk-heading-m">What was found</h2>${insetText({ text: words })}${card}`;
  }
  return html`<h2 class="govuk-heading-m">What was found</h2>
${effectWarning(text, { linked, offered: claims.filter((one) => one !== claim) })}
${card}
<h2 class="govuk-heading-m">As it would be printed</h2>
<div class="govuk-inset-text wm-pre">${markUnsupported(text, linked)}</div>`;
}

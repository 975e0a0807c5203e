import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type DetailsOptions = Styled & {
  readonly summaryText?: string;
  readonly summaryHtml?: Html;
  readonly id?: string;
  readonly open?: boolean;
};

export function details(options: DetailsOptions): Html {
  return html`<details${attributes({ id: options.id || undefined })} class="${classNames('govuk-details', options.classes)}"${attributes(options.attributes)}${attributes({ open: options.open })}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">${
    options.summaryHtml ?? options.summaryText
  }</span></summary><div class="govuk-details__text">${inner(options)}</div></details>`;
}

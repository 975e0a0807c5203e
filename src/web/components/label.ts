import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type LabelOptions = Styled & { readonly for?: string; readonly isPageHeading?: boolean };

export function label(options: LabelOptions): Html {
  if (!options.html && !options.text) return html``;
  const element = html`<label class="${classNames('govuk-label', options.classes)}"${attributes(options.attributes)}${attributes({ for: options.for })}>${inner(options)}</label>`;
  return options.isPageHeading ? html`<h1 class="govuk-label-wrapper">${element}</h1>` : element;
}

import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type WarningTextOptions = Styled & { readonly iconFallbackText?: string };

export function warningText(options: WarningTextOptions): Html {
  return html`<div class="${classNames('govuk-warning-text', options.classes)}"${attributes(options.attributes)}><span class="govuk-warning-text__icon" aria-hidden="true">!</span> <strong class="govuk-warning-text__text"><span class="govuk-visually-hidden">${options.iconFallbackText || 'Warning'}</span> ${inner(options)}</strong></div>`;
}

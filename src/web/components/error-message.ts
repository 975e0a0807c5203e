import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type ErrorMessageOptions = Styled & {
  readonly id?: string;
  /** Said before the message by screen readers; "Error" unless given, none where it is empty or null. */
  readonly visuallyHiddenText?: string | null;
};

export function errorMessage(options: ErrorMessageOptions): Html {
  const spoken = options.visuallyHiddenText === undefined ? 'Error' : options.visuallyHiddenText;
  const prefix = spoken ? html`<span class="govuk-visually-hidden">${spoken}:</span> ` : null;
  return html`<p${attributes({ id: options.id })} class="${classNames('govuk-error-message', options.classes)}"${attributes(options.attributes)}>${prefix}${inner(options)}</p>`;
}

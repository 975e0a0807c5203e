import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type HintOptions = Styled & { readonly id?: string };

export function hint(options: HintOptions): Html {
  return html`<div${attributes({ id: options.id })} class="${classNames('govuk-hint', options.classes)}"${attributes(options.attributes)}>${inner(options)}</div>`;
}

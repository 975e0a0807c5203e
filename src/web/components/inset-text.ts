import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type InsetTextOptions = Styled & { readonly id?: string };

export function insetText(options: InsetTextOptions): Html {
  return html`<div${attributes({ id: options.id || undefined })} class="${classNames('govuk-inset-text', options.classes)}"${attributes(options.attributes)}>${inner(options)}</div>`;
}

import { attributes, type Html, html } from '../html.ts';
import { classNames, type Styled } from './content.ts';

export type BackLinkOptions = Styled & { readonly href: string };

export function backLink(options: BackLinkOptions): Html {
  return html`<a href="${options.href || '#'}" class="${classNames('govuk-back-link', options.classes)}"${attributes(options.attributes)}>${options.html ?? (options.text || 'Back')}</a>`;
}

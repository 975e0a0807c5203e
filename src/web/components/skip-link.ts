import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type SkipLinkOptions = Styled & { readonly href?: string };

export function skipLink(options: SkipLinkOptions): Html {
  return html`<a href="${options.href || '#content'}" class="${classNames('govuk-skip-link', options.classes)}"${attributes(options.attributes)} data-module="govuk-skip-link">${inner(options)}</a>`;
}

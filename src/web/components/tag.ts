import { attributes, type Html, html } from '../html.ts';
import { classNames, inner, type Styled } from './content.ts';

export type TagOptions = Styled;

export function tag(options: TagOptions): Html {
  return html`<strong class="${classNames('govuk-tag', options.classes)}"${attributes(options.attributes)}>${inner(options)}</strong>`;
}

import { attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner, type Styled, styled } from './content.ts';

export type LegendOptions = Content & { readonly classes?: string; readonly isPageHeading?: boolean };

export type FieldsetOptions = {
  readonly legend?: string | Html | LegendOptions;
  readonly describedBy?: string;
  readonly classes?: string;
  readonly role?: string;
  readonly attributes?: Styled['attributes'];
  readonly html?: Html;
};

export function fieldset(options: FieldsetOptions): Html {
  return html`<fieldset class="${classNames('govuk-fieldset', options.classes)}"${attributes({
    role: options.role || undefined,
    'aria-describedby': options.describedBy || undefined,
  })}${attributes(options.attributes)}>${legend(options.legend)}${options.html}</fieldset>`;
}

function legend(wording: FieldsetOptions['legend']): Html | null {
  if (!wording) return null;
  const options: LegendOptions = styled<LegendOptions>(wording);
  if (!options.html && !options.text) return null;
  const content = options.isPageHeading
    ? html`<h1 class="govuk-fieldset__heading">${inner(options)}</h1>`
    : inner(options);
  return html`<legend class="${classNames('govuk-fieldset__legend', options.classes)}">${content}</legend>`;
}

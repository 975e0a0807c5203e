import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type ErrorItem = Content & { readonly href?: string; readonly attributes?: AttributeValues };

export type ErrorSummaryOptions = {
  readonly titleText?: string;
  readonly titleHtml?: Html;
  readonly descriptionText?: string;
  readonly descriptionHtml?: Html;
  readonly errorList?: readonly ErrorItem[];
  readonly disableAutoFocus?: boolean;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export function errorSummary(options: ErrorSummaryOptions): Html {
  const description = options.descriptionHtml ?? options.descriptionText;
  const focus = attributes({
    'data-disable-auto-focus':
      options.disableAutoFocus === undefined ? undefined : String(options.disableAutoFocus),
  });
  return html`<div class="${classNames('govuk-error-summary', options.classes)}"${focus}${attributes(options.attributes)} data-module="govuk-error-summary"><div role="alert"><h2 class="govuk-error-summary__title">${
    options.titleHtml ?? options.titleText
  }</h2><div class="govuk-error-summary__body">${description && html`<p>${description}</p>`}${list(options.errorList)}</div></div></div>`;
}

function list(errors: ErrorSummaryOptions['errorList']): Html | null {
  if (!errors?.length) return null;
  return html`<ul class="govuk-list govuk-error-summary__list">${errors.map(
    (error) =>
      html`<li>${error.href ? html`<a href="${error.href}"${attributes(error.attributes)}>${inner(error)}</a>` : inner(error)}</li>`,
  )}</ul>`;
}

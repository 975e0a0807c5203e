import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type Breadcrumb = Content & { readonly href?: string; readonly attributes?: AttributeValues };

export type BreadcrumbsOptions = {
  readonly items: readonly Breadcrumb[];
  readonly collapseOnMobile?: boolean;
  readonly labelText?: string;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export function breadcrumbs(options: BreadcrumbsOptions): Html {
  const classes = classNames(
    'govuk-breadcrumbs',
    options.classes,
    options.collapseOnMobile && 'govuk-breadcrumbs--collapse-on-mobile',
  );
  return html`<nav class="${classes}"${attributes(options.attributes)} aria-label="${options.labelText ?? 'Breadcrumb'}"><ol class="govuk-breadcrumbs__list">${options.items.map(crumb)}</ol></nav>`;
}

function crumb(item: Breadcrumb): Html {
  if (!item.href)
    return html`<li class="govuk-breadcrumbs__list-item" aria-current="page">${inner(item)}</li>`;
  return html`<li class="govuk-breadcrumbs__list-item"><a class="govuk-breadcrumbs__link" href="${item.href}"${attributes(item.attributes)}>${inner(item)}</a></li>`;
}

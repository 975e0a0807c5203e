import { type AttributeValues, attributes, type Html, html, raw } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type PaginationLink = Content & {
  readonly href: string;
  readonly labelText?: string;
  readonly attributes?: AttributeValues;
};

export type PaginationItem =
  | {
      readonly number: string | number;
      readonly href: string;
      readonly current?: boolean;
      readonly visuallyHiddenText?: string;
      readonly attributes?: AttributeValues;
      readonly ellipsis?: false;
    }
  | { readonly ellipsis: true };

export type PaginationOptions = {
  readonly items?: readonly (PaginationItem | null | false | undefined)[];
  readonly previous?: PaginationLink | null;
  readonly next?: PaginationLink | null;
  readonly landmarkLabel?: string;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

const arrows = {
  prev: raw(
    '<svg class="govuk-pagination__icon govuk-pagination__icon--prev" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m6.5938-0.0078125-6.7266 6.7266 6.7441 6.4062 1.377-1.449-4.1856-3.9768h12.896v-2h-12.984l4.2931-4.293-1.414-1.414z"></path></svg>',
  ),
  next: raw(
    '<svg class="govuk-pagination__icon govuk-pagination__icon--next" xmlns="http://www.w3.org/2000/svg" height="13" width="15" aria-hidden="true" focusable="false" viewBox="0 0 15 13"><path d="m8.107-0.0078125-1.4136 1.414 4.2926 4.293h-12.986v2h12.896l-4.1855 3.9766 1.377 1.4492 6.7441-6.4062-6.7246-6.7266z"></path></svg>',
  ),
};

export function pagination(options: PaginationOptions): Html {
  const block = !options.items && Boolean(options.next || options.previous);
  const classes = classNames('govuk-pagination', block && 'govuk-pagination--block', options.classes);
  return html`<nav class="${classes}" aria-label="${options.landmarkLabel || 'Pagination'}"${attributes(options.attributes)}>${arrowLink('prev', options.previous, block)}${
    options.items &&
    html`<ul class="govuk-pagination__list">${options.items.map((item) => item && pageItem(item))}</ul>`
  }${arrowLink('next', options.next, block)}</nav>`;
}

function arrowLink(
  kind: 'prev' | 'next',
  link: PaginationLink | null | undefined,
  block: boolean,
): Html | null {
  if (!link?.href) return null;
  const words = link.html || link.text ? inner(link) : defaultWords(kind);
  const title = classNames(
    'govuk-pagination__link-title',
    block && !link.labelText && 'govuk-pagination__link-title--decorated',
  );
  const label =
    link.labelText && block
      ? html` <span class="govuk-visually-hidden">:</span> <span class="govuk-pagination__link-label">${link.labelText}</span>`
      : null;
  const arrowFirst = block || kind === 'prev';
  return html`<div class="govuk-pagination__${kind}"><a class="govuk-link govuk-pagination__link" href="${link.href}" rel="${kind}"${attributes(link.attributes)}>${arrowFirst && arrows[kind]} <span class="${title}">${words}</span>${label}${!arrowFirst && arrows[kind]}</a></div>`;
}

function defaultWords(kind: 'prev' | 'next'): Html {
  return html`${kind === 'prev' ? 'Previous' : 'Next'}<span class="govuk-visually-hidden"> page</span>`;
}

function pageItem(item: PaginationItem): Html {
  if (item.ellipsis) {
    return html`<li class="govuk-pagination__item govuk-pagination__item--ellipsis">&ctdot;</li>`;
  }
  const classes = classNames('govuk-pagination__item', item.current && 'govuk-pagination__item--current');
  const own = attributes({
    href: item.href,
    'aria-label': item.visuallyHiddenText ?? `Page ${item.number}`,
    'aria-current': item.current ? 'page' : undefined,
  });
  return html`<li class="${classes}"><a class="govuk-link govuk-pagination__link"${own}${attributes(item.attributes)}>${item.number}</a></li>`;
}

/** The items for page `current` of `last`: first, last, and one either side, with gaps shown. Pages count from 1. */
export function pageItems(current: number, last: number, href: (page: number) => string): PaginationItem[] {
  const shown = [1, current - 1, current, current + 1, last].filter((page) => page >= 1 && page <= last);
  const items: PaginationItem[] = [];
  let before = 0;
  for (const number of [...new Set(shown)].sort((a, b) => a - b)) {
    if (number > before + 1) items.push({ ellipsis: true });
    items.push({ number, href: href(number), current: number === current });
    before = number;
  }
  return items;
}

/**
 * Page `current` of `last`, with previous and next, which on a phone are all that is left beside the first and last
 * number; nothing where there is one page only.
 */
export const numberedPages = (
  current: number,
  last: number,
  href: (page: number) => string,
  landmarkLabel = 'Pages',
): Html | '' =>
  last <= 1
    ? ''
    : pagination({
        landmarkLabel,
        items: pageItems(current, last, href),
        previous: current > 1 ? { href: href(Math.min(current - 1, last)) } : null,
        next: current < last ? { href: href(current + 1) } : null,
      });

/** Previous and next, for a list that is read one row further than it shows; nothing where there is one page only. */
export const pageArrows = (current: number, hasMore: boolean, href: (page: number) => string): Html | '' =>
  current === 1 && !hasMore
    ? ''
    : pagination({
        previous: current > 1 ? { href: href(current - 1) } : null,
        next: hasMore ? { href: href(current + 1) } : null,
      });

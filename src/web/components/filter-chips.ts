import { type Html, html } from '../html.ts';

export type FilterChip = {
  /** What it filters by and to: "Base: Ipswich". */
  readonly text: string;
  /** The same list without this filter. */
  readonly removeHref: string;
};

export type FilterChipsOptions = {
  readonly label?: string;
  readonly chips: readonly FilterChip[];
  /** The same list without any filter. */
  readonly clearHref?: string;
};

/** The filters in force, as MOJ's filter tags: each a link that takes it away. Nothing where there are none. */
export function filterChips(options: FilterChipsOptions): Html {
  if (options.chips.length === 0) return html``;
  const chips = options.chips.map(
    (chip) =>
      html`<li><a class="moj-filter__tag" href="${chip.removeHref}"><span class="govuk-visually-hidden">Remove this filter:</span> ${chip.text}</a></li>`,
  );
  return html`<div class="wm-chips" role="group" aria-label="Filters in force"><p class="wm-chips__label">${options.label ?? 'Filtered by'}</p><ul class="moj-filter-tags">${chips}</ul>${
    options.clearHref && html`<a class="govuk-link" href="${options.clearHref}">Clear all filters</a>`
  }</div>`;
}

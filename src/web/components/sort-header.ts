import { html } from '../html.ts';
import type { TableCell } from './table.ts';

export type SortDirection = 'ascending' | 'descending';

export type SortHeaderOptions = {
  readonly text: string;
  /** The column's key in the address. */
  readonly key: string;
  /** How the list is sorted now. */
  readonly sorted?: { readonly key: string; readonly direction: SortDirection };
  /** The way the first press sorts; ascending unless given. */
  readonly first?: SortDirection;
  readonly href: (key: string, direction: SortDirection) => string;
  readonly format?: string;
};

/** A cell for a table's `head`: a link that sorts by this column, and turns the order round where it already does. */
export function sortHeader(options: SortHeaderOptions): TableCell {
  const now = options.sorted?.key === options.key ? options.sorted.direction : undefined;
  const next = now ? opposite(now) : (options.first ?? 'ascending');
  return {
    // For the label of a cell on a phone; `html` is what is drawn.
    text: options.text,
    html: html`<a class="govuk-link wm-sort" href="${options.href(options.key, next)}">${options.text}</a>`,
    format: options.format,
    attributes: { 'aria-sort': now ?? 'none' },
  };
}

function opposite(direction: SortDirection): SortDirection {
  return direction === 'ascending' ? 'descending' : 'ascending';
}

import { type AttributeValues, attributes, type Html, html, isHtml } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';
import { scrollRegion } from './scroll-region.ts';

export type TableCell = Content & {
  readonly format?: string;
  readonly classes?: string;
  readonly colspan?: number;
  readonly rowspan?: number;
  readonly attributes?: AttributeValues;
};

/** A cell, or the words or markup that stand for one. */
export type Cell = TableCell | Html | string | number | null | undefined;

export type TableOptions = {
  readonly rows: readonly (readonly Cell[] | null | false | undefined)[];
  readonly head?: readonly Cell[];
  readonly caption?: string;
  readonly captionClasses?: string;
  readonly firstCellIsHeader?: boolean;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
  /** Names a region that the table scrolls in on a narrow screen. Give it to every table of more than three columns. */
  readonly scrollLabel?: string;
  /** On a phone each row is a card of labels and values, so that what can be done with it is not out of sight. */
  readonly stack?: boolean;
  /** With `stack`: columns that a phone folds under “More”, so that a row is a line or two. By number, from 0. */
  readonly foldOnPhone?: readonly number[];
};

export function table(options: TableOptions): Html {
  const drawn = html`<table class="${classNames('govuk-table', options.stack && 'wm-stack', options.foldOnPhone && 'wm-brief', options.classes)}"${attributes(options.attributes)}>${caption(options)}${
    options.head && head(options.head)
  }<tbody class="govuk-table__body">${options.rows.map((row) => row && bodyRow(row, options))}</tbody></table>`;
  return options.scrollLabel ? scrollRegion({ label: options.scrollLabel, html: drawn }) : drawn;
}

function caption(options: TableOptions): Html | null {
  if (!options.caption) return null;
  return html`<caption class="${classNames('govuk-table__caption', options.captionClasses)}">${options.caption}</caption>`;
}

function head(cells: readonly Cell[]): Html {
  return html`<thead class="govuk-table__head"><tr class="govuk-table__row">${cells.map((given) => {
    const cell = cellOf(given);
    const format = cell.format && `govuk-table__header--${cell.format}`;
    return html`<th scope="col" class="${classNames('govuk-table__header', format, cell.classes)}"${more(cell)}>${inner(cell)}</th>`;
  })}</tr></thead>`;
}

function bodyRow(
  cells: readonly Cell[],
  { firstCellIsHeader, stack, foldOnPhone, head: heads }: TableOptions,
): Html {
  const labels = stack ? (heads ?? []).map((given) => cellOf(given).text) : [];
  return html`<tr${stack ? null : html` class="govuk-table__row"`}>${cells.map((given, index) =>
    firstCellIsHeader && index === 0
      ? rowHeader(cellOf(given), foldOnPhone !== undefined)
      : bodyCell(given, labels[index], stack === true, foldOnPhone?.includes(index) === false),
  )}</tr>`;
}

/** What is folded is shown by the stylesheet while this stands open: it needs no script. */
const unfold = html`<details class="wm-more"><summary>More</summary></details>`;

function rowHeader(cell: TableCell, folds: boolean): Html {
  return html`<th scope="row" class="${classNames('govuk-table__header', cell.classes)}"${more(cell)}>${inner(cell)}${folds && unfold}</th>`;
}

/**
 * A cell of a stacked table gets its look from the table's class, and where a phone folds, the few that stay are marked: a
 * class on each of hundreds is kilobytes.
 */
function bodyCell(given: Cell, label: TableCell['text'], stack: boolean, kept: boolean): Html {
  const named = label !== undefined && label !== null && attributes({ 'data-label': String(label) });
  const own = kept ? 'wm-keep' : stack ? undefined : 'govuk-table__cell';
  if (!isOptions(given)) return html`<td${classOf(own)}${named}>${given}</td>`;
  const format = given.format && `govuk-table__cell--${given.format}`;
  return html`<td${classOf(own, format, given.classes)}${named}${more(given)}>${inner(given)}</td>`;
}

const classOf = (...names: readonly (string | undefined)[]): Html | null => {
  const classes = names.filter((name) => name).join(' ');
  return classes === '' ? null : html` class="${classes}"`;
};

function isOptions(given: Cell): given is TableCell {
  return typeof given === 'object' && given !== null && !isHtml(given);
}

function cellOf(given: Cell): TableCell {
  if (isOptions(given)) return given;
  return isHtml(given) ? { html: given } : { text: given };
}

function more(cell: TableCell): Html | null {
  if (!cell.colspan && !cell.rowspan && !cell.attributes) return null;
  return html`${attributes({ colspan: cell.colspan || undefined, rowspan: cell.rowspan || undefined })}${attributes(cell.attributes)}`;
}

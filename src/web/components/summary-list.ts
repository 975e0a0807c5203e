import { type AttributeValues, attributes, type Html, html, raw } from '../html.ts';
import { type Content, classNames, inner, type Styled, styled } from './content.ts';

export type SummaryAction = Content & {
  readonly href: string;
  readonly visuallyHiddenText?: string;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export type SummaryActions = { readonly items?: readonly SummaryAction[]; readonly classes?: string };

type Part = string | Html | (Content & { readonly classes?: string });

export type SummaryRow = {
  readonly key: Part;
  readonly value: Part;
  readonly actions?: SummaryActions;
  readonly classes?: string;
};

export type SummaryCard = {
  readonly title?: Content & { readonly headingLevel?: number; readonly classes?: string };
  readonly actions?: SummaryActions;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export type SummaryListOptions = {
  readonly rows: readonly (SummaryRow | null | false | undefined)[];
  readonly card?: SummaryCard;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export function summaryList(options: SummaryListOptions): Html {
  const anyActions = options.rows.some((row) => (row ? row.actions?.items?.length : false));
  const title = options.card?.title;
  const list = html`<dl class="${classNames('govuk-summary-list', options.classes)}"${attributes(options.attributes)}>${options.rows.map(
    (row) => row && summaryRow(row, Boolean(anyActions), title),
  )}</dl>`;
  return options.card ? summaryCard(options.card, list) : list;
}

function summaryRow(row: SummaryRow, anyActions: boolean, title: Content | undefined): Html {
  const classes = classNames(
    'govuk-summary-list__row',
    anyActions && !row.actions?.items && 'govuk-summary-list__row--no-actions',
    row.classes,
  );
  return html`<div class="${classes}">${part('dt', 'key', row.key)}${part('dd', 'value', row.value)}${rowActions(row.actions, title)}</div>`;
}

function part(element: 'dt' | 'dd', name: 'key' | 'value', wording: Part): Html {
  const options: Styled = styled<Styled>(wording ?? '');
  const classes = classNames(`govuk-summary-list__${name}`, options.classes);
  return element === 'dt'
    ? html`<dt class="${classes}">${inner(options)}</dt>`
    : html`<dd class="${classes}">${inner(options)}</dd>`;
}

function rowActions(actions: SummaryActions | undefined, title: Content | undefined): Html | null {
  const items = actions?.items;
  if (!items?.length) return null;
  const links = items.map((item) => actionLink(item, title));
  const content =
    links.length === 1
      ? links
      : html`<ul class="govuk-summary-list__actions-list">${links.map(
          (link) => html`<li class="govuk-summary-list__actions-list-item">${link}</li>`,
        )}</ul>`;
  return html`<dd class="${classNames('govuk-summary-list__actions', actions?.classes)}">${content}</dd>`;
}

function actionLink(action: SummaryAction, title: Content | undefined): Html {
  const hidden =
    (action.visuallyHiddenText || title) &&
    html`<span class="govuk-visually-hidden">${action.visuallyHiddenText && html` ${action.visuallyHiddenText}`}${
      title && html` (${inner(title)})`
    }</span>`;
  return html`<a class="${classNames('govuk-link', action.classes)}" href="${action.href}"${attributes(action.attributes)}>${inner(action)}${hidden}</a>`;
}

function summaryCard(card: SummaryCard, list: Html): Html {
  return html`<div class="${classNames('govuk-summary-card', card.classes)}"${attributes(card.attributes)}><div class="govuk-summary-card__title-wrapper">${cardTitle(card.title)}${cardActions(card)}</div><div class="govuk-summary-card__content">${list}</div></div>`;
}

function cardTitle(title: SummaryCard['title']): Html | null {
  if (!title) return null;
  const heading = raw(`h${Number(title.headingLevel || 2)}`);
  return html`<${heading} class="${classNames('govuk-summary-card__title', title.classes)}">${inner(title)}</${heading}>`;
}

function cardActions(card: SummaryCard): Html | null {
  const items = card.actions?.items;
  if (!items?.length) return null;
  const classes = classNames('govuk-summary-card__actions', card.actions?.classes);
  const links = items.map((item) => actionLink(item, card.title));
  if (links.length === 1) return html`<div class="${classes}">${links}</div>`;
  return html`<ul class="${classes}">${links.map((link) => html`<li class="govuk-summary-card__action">${link}</li>`)}</ul>`;
}

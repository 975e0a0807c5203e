import { type AttributeValues, attributes, type Html, html, join, raw } from '../html.ts';
import { button } from './button.ts';
import { classNames, inner, type Styled } from './content.ts';

export type PanelAction = {
  readonly text: string;
  readonly href?: string;
  readonly type?: 'submit' | 'button';
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export type PanelOptions = Styled & {
  readonly titleText?: string;
  readonly titleHtml?: Html;
  readonly headingLevel?: number;
  /** Drawn only where `classes` names `govuk-panel--interruption`. */
  readonly actions?: {
    readonly items?: readonly PanelAction[];
    readonly classes?: string;
    readonly attributes?: AttributeValues;
  };
};

export function panel(options: PanelOptions): Html {
  const interruption = options.classes?.includes('govuk-panel--interruption') ?? false;
  const classes = classNames('govuk-panel', !interruption && 'govuk-panel--confirmation', options.classes);
  const heading = raw(`h${Number(options.headingLevel || 1)}`);
  const body = (options.html || options.text) && html`<div class="govuk-panel__body">${inner(options)}</div>`;
  return html`<div class="${classes}"${attributes(options.attributes)}><${heading} class="govuk-panel__title">${
    options.titleHtml ?? options.titleText
  }</${heading}>${body}${interruption && actions(options.actions)}</div>`;
}

function actions(given: PanelOptions['actions']): Html | null {
  if (!given) return null;
  const items = given.items?.length
    ? html`<div class="govuk-button-group">${join(given.items.map(action), ' ')}</div>`
    : null;
  return html`<div class="${classNames('govuk-panel__actions', given.classes)}"${attributes(given.attributes)}>${items}</div>`;
}

function action(item: PanelAction): Html {
  if (!item.href || item.type === 'button') {
    const classes = classNames('govuk-button--inverse', item.classes);
    return button({
      text: item.text,
      type: item.type || 'button',
      href: item.href,
      classes,
      attributes: item.attributes,
    });
  }
  return html`<a class="${classNames('govuk-link govuk-link--inverse', item.classes)}" href="${item.href}"${attributes(item.attributes)}>${item.text}</a>`;
}

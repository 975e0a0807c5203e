import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type SubNavigationItem = Content & {
  readonly href: string;
  readonly active?: boolean;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

export type SubNavigationOptions = {
  readonly label?: string;
  readonly items: readonly (SubNavigationItem | null | false | undefined)[];
  readonly classes?: string;
  readonly attributes?: AttributeValues;
};

/** MOJ's sub-navigation: the tabs of a person's pages, each a page of its own. */
export function subNavigation(options: SubNavigationOptions): Html {
  return html`<nav class="${classNames('moj-sub-navigation', options.classes)}" aria-label="${options.label || 'Secondary navigation region'}"${attributes(options.attributes)}><ul class="moj-sub-navigation__list">${options.items.map(
    (item) => item && tab(item),
  )}</ul></nav>`;
}

function tab(item: SubNavigationItem): Html {
  const current = attributes({ 'aria-current': item.active ? 'page' : undefined, href: item.href });
  return html`<li class="${classNames('moj-sub-navigation__item', item.classes)}"><a class="moj-sub-navigation__link"${current}${attributes(item.attributes)}>${inner(item)}</a></li>`;
}

import { type AttributeValues, attributes, type Html, html } from '../html.ts';
import { type Content, classNames, inner } from './content.ts';

export type NavigationItem = Content & {
  readonly href?: string;
  /** The page itself. */
  readonly current?: boolean;
  /** The section that the page is in. */
  readonly active?: boolean;
  readonly attributes?: AttributeValues;
};

type EndSlot = Html | { readonly html?: Html; readonly align?: 'inline' };

export type ServiceNavigationOptions = {
  readonly serviceName?: string;
  readonly serviceUrl?: string;
  readonly navigation?: readonly (NavigationItem | null | false | undefined)[];
  readonly navigationId?: string;
  readonly navigationLabel?: string;
  readonly navigationClasses?: string;
  readonly collapseNavigationOnMobile?: boolean;
  readonly menuButtonText?: string;
  readonly menuButtonLabel?: string;
  readonly ariaLabel?: string;
  readonly classes?: string;
  readonly attributes?: AttributeValues;
  readonly slots?: {
    readonly start?: Html;
    readonly end?: EndSlot;
    readonly navigationStart?: Html;
    readonly navigationEnd?: Html;
  };
};

export function serviceNavigation(options: ServiceNavigationOptions): Html {
  const slots = options.slots;
  const end = endSlot(slots?.end);
  const common = html`${attributes({
    class: classNames('govuk-service-navigation', options.classes),
    'data-module': 'govuk-service-navigation',
  })}${attributes(options.attributes)}`;
  const container = classNames(
    'govuk-width-container',
    end.inline && 'govuk-service-navigation__inlining-container',
  );
  const content = html`<div class="${container}">${slots?.start}<div class="govuk-service-navigation__container">${serviceName(options)}${navigation(options)}</div>${end.html}</div>`;
  // With a name or slots it is more than navigation, so the whole is a landmark; otherwise the <nav> is enough.
  if (!options.serviceName && !slots?.start && !end.html) return html`<div${common}>${content}</div>`;
  return html`<section aria-label="${options.ariaLabel ?? 'Service information'}"${common}>${content}</section>`;
}

function endSlot(slot: EndSlot | undefined): { html: Html | undefined; inline: boolean } {
  if (slot && 'align' in slot) return { html: slot.html, inline: slot.align === 'inline' };
  if (slot && 'html' in slot) return { html: slot.html, inline: false };
  return { html: slot as Html | undefined, inline: false };
}

function serviceName(options: ServiceNavigationOptions): Html | null {
  if (!options.serviceName) return null;
  const name = options.serviceUrl
    ? html`<a href="${options.serviceUrl}" class="govuk-service-navigation__link">${options.serviceName}</a>`
    : html`<span class="govuk-service-navigation__text">${options.serviceName}</span>`;
  return html`<span class="govuk-service-navigation__service-name">${name}</span>`;
}

function navigation(options: ServiceNavigationOptions): Html | null {
  const items: readonly NavigationItem[] = (options.navigation ?? []).filter((item) => !!item);
  const { navigationStart, navigationEnd } = options.slots ?? {};
  if (!items.length && !navigationStart && !navigationEnd) return null;
  const menu = options.menuButtonText || 'Menu';
  const id = options.navigationId || 'navigation';
  const collapses = options.collapseNavigationOnMobile ?? items.length > 1;
  const wrapper = classNames('govuk-service-navigation__wrapper', options.navigationClasses);
  return html`<nav aria-label="${options.navigationLabel || menu}" class="${wrapper}">${
    collapses && toggle(id, menu, options.menuButtonLabel)
  }<ul class="govuk-service-navigation__list" id="${id}">${navigationStart}${items.map(navigationItem)}${navigationEnd}</ul></nav>`;
}

function toggle(id: string, menu: string, label: string | undefined): Html {
  const own = attributes({ 'aria-controls': id, 'aria-label': label && label !== menu ? label : undefined });
  return html`<button type="button" class="govuk-service-navigation__toggle govuk-js-service-navigation-toggle"${own} hidden aria-hidden="true">${menu}</button>`;
}

function navigationItem(item: NavigationItem): Html {
  const here = item.active || item.current;
  // Bold too, for people who override colours.
  const words = here
    ? html`<strong class="govuk-service-navigation__active-fallback">${inner(item)}</strong>`
    : inner(item);
  const current = attributes({ 'aria-current': here ? (item.current ? 'page' : 'true') : undefined });
  const classes = classNames(
    'govuk-service-navigation__item',
    here && 'govuk-service-navigation__item--active',
  );
  if (item.href) {
    return html`<li class="${classes}"><a class="govuk-service-navigation__link" href="${item.href}"${current}${attributes(item.attributes)}>${words}</a></li>`;
  }
  return html`<li class="${classes}">${(item.html || item.text) && html`<span class="govuk-service-navigation__text"${current}>${words}</span>`}</li>`;
}

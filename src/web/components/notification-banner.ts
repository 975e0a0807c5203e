import { attributes, type Html, html, raw } from '../html.ts';
import { classNames, type Styled } from './content.ts';

export type NotificationBannerOptions = Styled & {
  readonly type?: 'success';
  readonly titleText?: string;
  readonly titleHtml?: Html;
  readonly titleHeadingLevel?: number | string;
  readonly titleId?: string;
  readonly role?: string;
  readonly disableAutoFocus?: boolean;
};

export function notificationBanner(options: NotificationBannerOptions): Html {
  const success = options.type === 'success';
  const id = options.titleId || 'govuk-notification-banner-title';
  const heading = raw(`h${Number(options.titleHeadingLevel || 2)}`);
  const own = attributes({
    class: classNames(
      'govuk-notification-banner',
      success && 'govuk-notification-banner--success',
      options.classes,
    ),
    role: options.role || (success ? 'alert' : 'region'),
    'aria-labelledby': id,
    'data-module': 'govuk-notification-banner',
    'data-disable-auto-focus':
      options.disableAutoFocus === undefined ? undefined : String(options.disableAutoFocus),
  });
  const title = options.titleHtml ?? (options.titleText || (success ? 'Success' : 'Important'));
  const content =
    options.html ?? (options.text && html`<p class="govuk-notification-banner__heading">${options.text}</p>`);
  return html`<div${own}${attributes(options.attributes)}><div class="govuk-notification-banner__header"><${heading} class="govuk-notification-banner__title" id="${id}">${title}</${heading}></div><div class="govuk-notification-banner__content">${content}</div></div>`;
}

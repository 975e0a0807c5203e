import { createHash } from 'node:crypto';
import { assetUrl } from './assets.ts';
import { backLink } from './components/back-link.ts';
import { type Breadcrumb, breadcrumbs } from './components/breadcrumbs.ts';
import { button } from './components/button.ts';
import { type ErrorItem, errorSummary } from './components/error-summary.ts';
import { marking } from './components/marking.ts';
import { serviceNavigation } from './components/service-navigation.ts';
import { skipLink } from './components/skip-link.ts';
import { attributes, type Fragment, type Html, html, raw, render } from './html.ts';

/** A moment: a Date, or Temporal's Instant or ZonedDateTime. */
export type Moment = Date | { readonly epochMilliseconds: number };

export type PageViewer = { readonly name: string; readonly role: string; readonly agency: string };

export type PageLink = { readonly text: string; readonly href: string };

export type PageOptions = {
  /** Of the page alone; the service's name is added, and "Error: " where there are errors. */
  readonly title: string;
  /** Who is looking and in which role; null before sign-in. */
  readonly viewer: PageViewer | null;
  /** Only the sections this role has. */
  readonly navigation: readonly (PageLink & { readonly active: boolean })[];
  /** Whether to draw the search box: a form that asks GET /search?q=… */
  readonly search: boolean;
  readonly searchFor?: string;
  /** Whether the viewer can be told of alerts: a link to their inbox, and what says that something new is there. */
  readonly inbox?: boolean;
  /** Protective marking, such as OFFICIAL-SENSITIVE. */
  readonly marking: string;
  readonly breadcrumbs?: readonly Breadcrumb[];
  readonly back?: PageLink | { readonly href: string };
  /** A notification banner, already drawn: what an act has just done. */
  readonly banner?: Html | null;
  /** What was wrong with the form, one for each field, linking to it. */
  readonly errors?: readonly ErrorItem[];
  /** Between the page's navigation and its content, over the whole width: the identity bar and a person's tabs. */
  readonly above?: Html;
  readonly body: Html;
  readonly cspNonce?: string;
  /** Said on every page until it ends: demonstration data, emergency access and its end. */
  readonly staffBanner?: Fragment;
  readonly csrfToken: string;
  /** Where the sign-out form posts to; /sign-out unless given. */
  readonly signOutAction?: string;
  /** Where "change role" leads, where the viewer has several roles. */
  readonly changeRole?: PageLink;
  /** Accessibility, privacy, help. */
  /** Where the name of the system leads. */
  readonly home?: string;
  readonly footer?: readonly PageLink[];
  /** The viewer, unless given. */
  readonly printedBy?: string;
  /** `now`, unless given. */
  readonly printedAt?: Moment;
  readonly now: Moment;
};

const enableScript =
  "document.body.className += ' js-enabled' + ('noModule' in HTMLScriptElement.prototype ? ' govuk-frontend-supported' : '');";

/** For the policy's script-src: lets the one inline script run without a nonce. The quotes are part of it. */
export const inlineScriptHash: `'sha256-${string}'` = `'sha256-${createHash('sha256').update(enableScript).digest('base64')}'`;

const inlineScript = raw(enableScript);

const clock = new Intl.DateTimeFormat('en-GB', {
  timeZone: 'Europe/London',
  day: 'numeric',
  month: 'long',
  year: 'numeric',
  hour: '2-digit',
  minute: '2-digit',
});

function inWords(moment: Moment): string {
  return clock.format(moment instanceof Date ? moment : moment.epochMilliseconds);
}

/** The whole document. */
export function page(options: PageOptions): string {
  const errors = options.errors?.length ? options.errors : null;
  return render(html`<!DOCTYPE html>
<html lang="en" class="govuk-template">
${head(options.title, errors !== null)}
<body class="govuk-template__body" data-marking="${options.marking}"><script${attributes({ nonce: options.cspNonce })}>${inlineScript}</script>
${skipLink({ href: '#main-content', text: 'Skip to main content' })}
${header(options)}
${options.staffBanner && html`<div class="wm-staff-banner" role="region" aria-label="Notice"><div class="govuk-width-container">${options.staffBanner}</div></div>`}
<div class="govuk-width-container">
${options.breadcrumbs && breadcrumbs({ items: options.breadcrumbs, collapseOnMobile: true })}${options.back && backLink(options.back)}${options.above}
<main class="govuk-main-wrapper wm-main" id="main-content">
${errors && errorSummary({ titleText: 'There is a problem', errorList: errors })}${options.banner}${options.body}
</main>
</div>
${footer(options)}
<script type="module" src="${assetUrl('waymark.js')}"></script>
</body>
</html>
`);
}

function head(title: string, hasErrors: boolean): Html {
  // The preload tells waymark.js the address of GOV.UK's script, and starts fetching it.
  return html`<head>
<meta charset="utf-8">
<title>${hasErrors && 'Error: '}${title} – Waymark</title>
<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
<meta name="theme-color" content="#1d3557">
<meta name="referrer" content="same-origin">
<link rel="icon" href="${assetUrl('favicon.svg')}" type="image/svg+xml">
<link rel="stylesheet" href="${assetUrl('govuk-frontend.min.css')}">
<link rel="stylesheet" href="${assetUrl('moj-frontend.min.css')}">
<link rel="stylesheet" href="${assetUrl('waymark.css')}">
<link rel="modulepreload" href="${assetUrl('govuk-frontend.min.js')}">
</head>`;
}

function mark(options: PageOptions, place: 'top' | 'bottom'): Html {
  const viewer = options.viewer;
  const printedBy =
    options.printedBy ?? (viewer ? `${viewer.name} (${viewer.agency})` : 'somebody not signed in');
  return marking({
    marking: options.marking,
    place,
    printedBy,
    printedAt: inWords(options.printedAt ?? options.now),
  });
}

function header(options: PageOptions): Html {
  return html`<header class="govuk-template__header wm-header">
${mark(options, 'top')}
<div class="wm-header__bar"><div class="govuk-width-container wm-header__row">
<a class="wm-header__name" href="${options.home ?? '/'}">Waymark</a>
${options.search && searchForm(options.searchFor)}
${options.inbox && inboxPart}
${options.viewer && viewerPart(options, options.viewer)}
</div></div>
${options.navigation.length > 0 && serviceNavigation({ navigation: options.navigation })}
</header>`;
}

function searchForm(searchFor: string | undefined): Html {
  return html`<form class="wm-search" action="/search" method="get" role="search"><label class="govuk-visually-hidden" for="wm-search">Search people</label><input class="govuk-input wm-search__input" id="wm-search" name="q" type="search" value="${searchFor}" placeholder="Name, date or number" autocomplete="off" spellcheck="false">${button({ text: 'Search', classes: 'wm-search__button' })}</form>`;
}

/** Without script a link; with it, a page that is open says when something new is there. It names nobody. */
const inboxPart = html`<div class="wm-inbox"><a class="wm-inbox__link" href="/inbox">Alerts</a><span class="wm-inbox__news" role="status" data-alerts-stream="/inbox/stream"></span></div>`;

function viewerPart(options: PageOptions, viewer: PageViewer): Html {
  const change = options.changeRole;
  return html`<div class="wm-viewer"><span class="wm-viewer__who"><strong>${viewer.name}</strong>, ${viewer.agency}</span><span class="wm-viewer__role">Acting as ${viewer.role}${
    change && html` <a href="${change.href}">${change.text}</a>`
  }</span><form class="wm-viewer__out" action="${options.signOutAction ?? '/sign-out'}" method="post"><input type="hidden" name="_csrf" value="${options.csrfToken}"><button class="wm-viewer__button" type="submit">Sign out</button></form></div>`;
}

function footer(options: PageOptions): Html {
  const links = (options.footer ?? []).map(
    (link) =>
      html`<li class="govuk-footer__inline-list-item"><a class="govuk-footer__link" href="${link.href}">${link.text}</a></li>`,
  );
  return html`<footer class="govuk-template__footer wm-footer"><div class="govuk-footer"><div class="govuk-width-container"><div class="govuk-footer__meta"><div class="govuk-footer__meta-item govuk-footer__meta-item--grow">${
    links.length > 0 &&
    html`<h2 class="govuk-visually-hidden">Support links</h2><ul class="govuk-footer__inline-list">${links}</ul>`
  }<p class="govuk-footer__meta-custom wm-footer__made">Waymark. Page made ${inWords(options.now)}.</p></div></div></div></div>${mark(options, 'bottom')}</footer>`;
}

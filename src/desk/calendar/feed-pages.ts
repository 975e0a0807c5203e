import { showMoment } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey, newToken, sha256 } from '../../kernel/ids.ts';
import { button, checkboxes, insetText, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { fieldList, formBody } from '../../web/schemas.ts';
import { calendarFeed } from './feed.ts';
import { findOwnFeed, makeFeed, type OwnFeed, revokeFeed } from './feed-acts.ts';

const path = '/settings/calendar';

/** Each worker's own: make, renew and revoke the address that a calendar program reads. */
export const feedPages: readonly Route[] = [
  route({
    method: 'GET',
    url: path,
    right: 'contact:record',
    reads: 'none',
    section: 'today',
    handle: (ask) =>
      ask.read(async (tx) => showFeed(ask, { feed: await findOwnFeed(tx, ask.viewer.staffId) })),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'contact:record',
    reads: 'none',
    limit: 10,
    body: formBody({ shows: fieldList(2) }),
    handle: makeFromForm,
  }),
  route({
    method: 'POST',
    url: `${path}/revoke`,
    right: 'contact:record',
    reads: 'none',
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(revokeFeed, {}, ask.body._key ?? newKey());
      return redirect(path, 'The address was revoked. It opens nothing any more.');
    },
  }),
];

async function makeFromForm(ask: Ask<unknown, unknown, { shows?: string[]; _key?: string }>): Promise<Reply> {
  const shows = ask.body.shows ?? [];
  const token = newToken();
  try {
    await ask.perform(
      makeFeed,
      {
        tokenSha256: sha256(token),
        role: ask.viewer.role,
        showsKind: shows.includes('kind'),
        showsPlace: shows.includes('place'),
      },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    // The page was sent again: its address was shown once and is nowhere kept.
    if (!(error instanceof WaymarkError) || error.code !== 'key-reused') throw error;
    return redirect(path, 'That address was shown once already. Make a new one if you have lost it.');
  }
  return ask.read(async (tx) => showFeed(ask, { feed: await findOwnFeed(tx, ask.viewer.staffId), token }));
}

interface Showing {
  feed: OwnFeed | undefined;
  /** Just made: shown this once. */
  token?: string;
}

const showFeed = (ask: Ask, showing: Showing): Reply =>
  page({
    title: 'Your appointments in another calendar',
    section: 'today',
    marking: 'OFFICIAL',
    breadcrumbs: [{ text: 'Calendar', href: '/calendar' }, { text: 'In another calendar' }],
    body: feedPage(showing, ask),
  });

function feedPage({ feed, token }: Showing, { csrfToken, origin }: Ask): Html {
  return html`<h1 class="govuk-heading-l">Your appointments in another calendar</h1>
<p class="govuk-body">A calendar program (Outlook, a phone) can read your appointments from a secret address. It is told when you have one, and never with whom: no name, no number, no note.</p>
${token !== undefined && newAddress(`${origin}${calendarFeed.url.replace(':token', token)}`)}
${feed === undefined ? insetText({ text: 'You have no address now.' }) : current(feed)}
<h2 class="govuk-heading-m">${feed === undefined ? 'Make an address' : 'Make a new address'}</h2>
${feed !== undefined && html`<p class="govuk-body">The one you have stops working at once.</p>`}
${form({
  action: path,
  csrfToken,
  body: html`${checkboxes({
    name: 'shows',
    classes: 'govuk-checkboxes--small',
    fieldset: {
      legend: { text: 'Besides the time, tell the other program', classes: 'govuk-fieldset__legend--s' },
    },
    hint: {
      text: 'It may be kept and shown outside this system. Of places, only those that the scheme has listed are told; one that somebody typed never is.',
    },
    values: [feed?.showsKind && 'kind', feed?.showsPlace && 'place'].filter(
      (one) => one !== undefined && one !== false,
    ),
    items: [
      { value: 'kind', text: 'The kind of contact' },
      { value: 'place', text: 'The place, where the scheme has listed it' },
    ],
  })}
${button({ text: feed === undefined ? 'Make an address' : 'Make a new address', preventDoubleClick: true })}`,
})}
${
  feed === undefined
    ? ''
    : html`<h2 class="govuk-heading-m">Revoke it</h2>${form({ action: `${path}/revoke`, csrfToken, body: button({ text: 'Revoke the address', classes: 'govuk-button--warning', preventDoubleClick: true }) })}`
}`;
}

const newAddress = (
  address: string,
): Html => html`${warningText({ text: 'Copy the address now: it is shown this once, and whoever has it can read your appointments’ times.' })}
<p class="govuk-body">Add it in the other program as a calendar “from the internet” or “by subscription”.</p>
<p class="govuk-body"><code class="wm-wrap" data-copy="address">${address}</code></p>`;

const current = (feed: OwnFeed): Html =>
  insetText({
    html: html`<p class="govuk-body">You have an address, made ${showMoment(feed.madeAt)}. It tells ${['when', feed.showsKind && 'what kind', feed.showsPlace && 'where'].filter((one) => one !== false).join(', ')}. ${feed.readAt === null ? 'No program has read it yet.' : `Last read ${showMoment(feed.readAt)}.`}</p>`,
  });

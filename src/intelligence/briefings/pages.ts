import Type from 'typebox';
import type { StaffViewer } from '../../access/viewers.ts';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, emptyState, pageItems, pagination, subNavigation } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams, pageNumber } from '../../web/schemas.ts';
import type { TodayItem } from '../../web/wing.ts';
import { acknowledgeBriefing, takeCopy, takeOwnCopy } from './acts.ts';
import { briefingAgainPages } from './again-pages.ts';
import { findGone, goneNotice, gonePage, goneToday } from './gone.ts';
import { madeBriefing } from './made.ts';
import { briefingMakePages } from './make-pages.ts';
import { paperSheet } from './sheet-views.ts';
import {
  countMade,
  findBriefedPhoto,
  findOwnCopy,
  findReading,
  getBriefing,
  listCurrent,
  listGone,
  listItems,
  listMade,
  listParts,
  noteReader,
} from './store.ts';
import type { CurrentBriefing } from './types.ts';
import { currentList, currentWords, madeTable, noBriefing, readingPage } from './views.ts';

const pageSize = 25;

export const briefingPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/briefings',
    right: ['see:briefing', 'briefing:make'],
    reads: 'none',
    section: 'briefings',
    query: Type.Object({
      show: Type.Optional(Type.Union([Type.Literal('now'), Type.Literal('past')])),
      page: pageNumber,
    }),
    handle: (ask) => (ask.viewer.may('briefing:make') ? showMade(ask) : showCurrent(ask)),
  }),
  ...briefingMakePages,
  ...briefingAgainPages,
  route({
    method: 'GET',
    url: '/briefings/:id',
    right: ['see:briefing', 'briefing:make'],
    reads: 'list',
    section: 'briefings',
    params: idParams,
    // It finds people: no more often than the search itself.
    limit: 60,
    query: Type.Object({ q: field(100) }),
    handle: (ask) =>
      ask.viewer.may('briefing:make') ? madeBriefing(ask, { wanted: ask.query.q ?? '' }) : readBriefing(ask),
  }),
  route({
    method: 'GET',
    url: '/briefings/:id/photos/:photo',
    right: ['see:briefing', 'briefing:make'],
    reads: 'person',
    params: Type.Object({ id: idParams.properties.id, photo: idParams.properties.id }),
    handle: sendPhoto,
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/acknowledge',
    right: 'see:briefing',
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(acknowledgeBriefing, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(`/briefings/${ask.params.id}`, 'It is noted that you have read it.');
    },
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/copies',
    right: ['see:briefing', 'briefing:make'],
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const act = ask.viewer.may('see:briefing') ? takeCopy : takeOwnCopy;
      const { number } = await ask.perform(act, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(`/briefings/${ask.params.id}/copies/${number}`);
    },
  }),
  route({
    method: 'GET',
    url: '/briefings/:id/copies/:number',
    right: ['see:briefing', 'briefing:make'],
    reads: 'export',
    section: 'briefings',
    params: Type.Object({ id: idParams.properties.id, number: idParams.properties.id }),
    handle: showCopy,
  }),
];

const hasTeam = (viewer: StaffViewer): boolean => viewer.teams.length > 0;

async function showCurrent(ask: Ask): Promise<Reply> {
  const current = await ask.read((tx) => listCurrent(tx, ask.viewer.staffId));
  const [only] = current;
  if (current.length === 1 && only !== undefined) return redirect(`/briefings/${only.id}`);
  return page({
    title: 'Your briefings',
    section: 'briefings',
    body: current.length === 0 ? noBriefing(hasTeam(ask.viewer)) : currentList(current),
  });
}

async function showMade(ask: Ask<unknown, { show?: 'now' | 'past'; page?: number }>): Promise<Reply> {
  const show = ask.query.show ?? 'now';
  const at = ask.query.page ?? 1;
  const [rows, total] = await ask.read((tx) =>
    Promise.all([listMade(tx, show, { limit: pageSize, offset: (at - 1) * pageSize }), countMade(tx, show)]),
  );
  const caption = show === 'now' ? 'Drafts and briefings that are out' : 'Briefings that have ended';
  return page({
    title: 'Briefings',
    section: 'briefings',
    breadcrumbs: [{ text: 'Intelligence', href: '/intelligence' }, { text: 'Briefings' }],
    body: html`<h1 class="govuk-heading-l">Briefings</h1>
${button({ text: 'Make a briefing', href: '/briefings/new' })}
${subNavigation({
  label: 'Briefings',
  items: [
    { text: 'Drafts and out', href: '/briefings', active: show === 'now' },
    { text: 'Ended', href: '/briefings?show=past', active: show === 'past' },
  ],
})}<h2 class="govuk-heading-m">${caption}</h2>
${
  rows.length === 0
    ? emptyState({
        title: show === 'now' ? 'No briefing is being made or is out.' : 'No briefing has ended yet.',
        text: 'A briefing tells a shift or a beat whom to look out for, and ends by itself.',
      })
    : html`${madeTable(rows, ask.now, caption)}${pages(total, at, show)}`
}`,
  });
}

function pages(total: number, at: number, show: string): Html | '' {
  const last = Math.ceil(total / pageSize);
  const href = (n: number): string => `/briefings?show=${show}&page=${n}`;
  return last <= 1
    ? ''
    : pagination({ landmarkLabel: 'Pages of briefings', items: pageItems(at, last, href) });
}

async function loadReading(tx: Tx, id: number) {
  const [briefing, items, parts] = await Promise.all([
    getBriefing(tx, id),
    listItems(tx, id),
    listParts(tx, id),
  ]);
  return { briefing, items, parts };
}

async function readBriefing(ask: Ask<{ id: number }>): Promise<Reply> {
  const { id } = ask.params;
  const { viewer, now, csrfToken } = ask;
  return ask.read(async (tx) => {
    const gone = await findGone(tx, id);
    if (gone.some(({ why }) => why !== null)) return gonePage(tx, ask, gone);
    const [{ briefing, items, parts }, reading] = await Promise.all([
      loadReading(tx, id),
      findReading(tx, id, viewer.staffId),
    ]);
    await noteReader(tx, id, viewer.staffId, now);
    await ask.listed(tx, {
      act: 'briefing:open',
      subject: 'briefing',
      subjectId: id,
      people: items,
    });
    const withLinks = items.map((item) => ({
      ...item,
      href: { sighting: `/sightings/new?briefing=${id}&item=${item.id}` },
    }));
    const acknowledged = reading?.acknowledgedAt ?? null;
    return page({
      title: `Briefing: ${briefing.areaName}`,
      section: 'briefings',
      body: readingPage({
        briefing,
        items: withLinks,
        parts,
        now,
        makerNote: html`${goneNotice(gone, csrfToken)}`,
        below: html`<div class="wm-no-print"><h2 class="govuk-heading-m">When you have read it</h2>${
          acknowledged === null
            ? form({
                action: `/briefings/${id}/acknowledge`,
                csrfToken,
                body: button({ text: 'I have read it', preventDoubleClick: true }),
              })
            : html`<p class="govuk-body">You said on ${showMoment(acknowledged)} that you have read it.</p>`
        }${form({
          action: `/briefings/${id}/copies`,
          csrfToken,
          body: html`<p class="govuk-body">Paper: the copy is numbered, in your name and recorded.</p>${button({ text: 'Take a copy to print', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
        })}<p class="govuk-body"><a class="govuk-link" href="/sightings/new?briefing=${id}">I have seen somebody else</a> · <a class="govuk-link" href="/taskings">Taskings of your shift</a> · <a class="govuk-link" href="/sightings">What came of your sightings</a></p></div>`,
      }),
    });
  });
}

async function showCopy(ask: Ask<{ id: number; number: number }>): Promise<Reply> {
  const { id, number } = ask.params;
  const { viewer, now } = ask;
  return ask.read(async (tx) => {
    const gone = await findGone(tx, id);
    if (gone.some(({ why }) => why !== null)) return gonePage(tx, ask, gone);
    const [{ briefing, items, parts }, copy] = await Promise.all([
      loadReading(tx, id),
      findOwnCopy(tx, id, number, viewer.staffId),
    ]);
    if (copy === undefined) throw notFound();
    await ask.exported(tx, {
      act: 'briefing:copy',
      subject: 'briefing',
      subjectId: id,
      people: items,
      detail: { number },
    });
    return page({
      title: `Briefing: ${briefing.areaName}, copy ${number}`,
      section: 'briefings',
      breadcrumbs: [{ text: 'Briefing', href: `/briefings/${id}` }, { text: `Copy ${number}` }],
      body: html`<p class="govuk-body wm-no-print"><button type="button" class="govuk-button" data-module="govuk-button" data-print hidden>Print</button></p>${goneNotice(
        gone.filter((one) => one.number === number),
        ask.csrfToken,
      )}${paperSheet({ briefing, items, parts, now, below: html``, copy })}`,
    });
  });
}

/** A picture of the briefing: the policies are asked anew each time, as for the page around it. */
async function sendPhoto(ask: Ask<{ id: number; photo: number }>): Promise<Reply> {
  const { id, photo } = ask.params;
  return ask.read(async (tx) => {
    const found = await findBriefedPhoto(tx, id, photo);
    if (found === undefined) throw notFound();
    await ask.opened(tx, {
      act: 'briefing:photo',
      subject: 'person_photo',
      subjectId: photo,
      personId: found.personId,
    });
    return { kind: 'image', contentType: 'image/jpeg', content: Buffer.from(found.image, 'base64') };
  });
}

const mostToday = 3;

/**
 * A front-line officer's Today leads to their briefings, those not read first, and no more of them than leave room for
 * what is asked of the shift; one that waits for whoever made it stands on theirs, and what they hold of one withdrawn.
 */
export async function briefingsToday(
  tx: Tx,
  { viewer, today, now }: { viewer: StaffViewer; today: string; now: Date },
): Promise<TodayItem[]> {
  if (!viewer.may('see:briefing') && !viewer.may('briefing:make')) return [];
  const gone = goneToday(await listGone(tx), today, now);
  return [
    ...gone,
    ...(viewer.may('see:briefing')
      ? currentToday(await listCurrent(tx, viewer.staffId), today)
      : await draftsToday(tx, viewer)),
  ];
}

function currentToday(current: readonly CurrentBriefing[], today: string): TodayItem[] {
  const ordered = [...current].sort((one, other) => Number(one.isRead) - Number(other.isRead));
  const rest = ordered.length - mostToday;
  return [
    ...ordered.slice(0, mostToday).map(
      (one): TodayItem => ({
        group: 'due',
        day: today,
        title: `Briefing ${one.id}: ${one.areaName}${one.isRead ? '' : ', not read yet'}`,
        href: `/briefings/${one.id}`,
        detail: currentWords(one),
      }),
    ),
    ...(rest > 0
      ? [
          {
            group: 'due' as const,
            day: today,
            title: `${rest} more ${rest === 1 ? 'briefing is' : 'briefings are'} out for your team`,
            href: '/briefings',
          },
        ]
      : []),
  ];
}

async function draftsToday(tx: Tx, viewer: StaffViewer): Promise<TodayItem[]> {
  const drafts = await listMade(tx, 'now', { limit: 10, offset: 0 });
  return drafts
    .filter(({ state, madeBy }) => state === 'draft' && madeBy === viewer.name)
    .map((one) => ({
      group: 'draft',
      day: londonDay(one.fromAt),
      title: `Briefing for ${one.areaName}, not released`,
      href: `/briefings/${one.id}`,
    }));
}

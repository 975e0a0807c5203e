import Type from 'typebox';
import { londonDay, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import { button, emptyState, pageArrows, select, table } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { codeField, pageNumber } from '../../web/schemas.ts';
import { loadPathways } from './load.ts';
import { countOpenNeeds, listOpenNeeds, type OpenNeed } from './store.ts';
import type { Pathway } from './types.ts';

const pageSize = 50;

/** The pathways manager's list: who has an open need, and the need. Nothing else of the person is here. */
export const needsPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/needs',
    right: 'see:needs',
    reads: 'list',
    query: Type.Object({
      pathway: codeField,
      page: pageNumber,
    }),
    handle: (ask) => showNeeds(ask),
  }),
];

async function showNeeds(ask: Ask<unknown, { pathway?: string; page?: number }>): Promise<Reply> {
  const number = ask.query.page ?? 1;
  const pathway = ask.query.pathway || undefined;
  return ask.read(async (tx) => {
    const pathways = await loadPathways(tx, ask.viewer.schemeId, ask.today);
    const counts = await countOpenNeeds(tx);
    const needs = await listOpenNeeds(tx, pathway, pageSize + 1, (number - 1) * pageSize);
    const shown = needs.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'plan:needs',
      subject: 'plan_goal',
      people: shown,
      detail: { pathway: pathway ?? null, page: number },
    });
    const more = (to: number): string => addressOf('/needs', { pathway, page: to });
    return page({
      title: 'Open needs',
      body: html`<h1 class="govuk-heading-l">Open needs</h1>
<form method="get" action="/needs" class="wm-filter">${select({ id: 'pathway', name: 'pathway', label: { text: 'Pathway' }, value: pathway ?? '', items: [{ value: '', text: `All (${counts.reduce((sum, { n }) => sum + n, 0)})` }, ...pathways.map(({ code, name }) => ({ value: code, text: `${name} (${counts.find((count) => count.pathway === code)?.n ?? 0})` }))] })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${shown.length === 0 ? emptyState({ title: 'No need is open here.', text: 'A need shows here while a goal on somebody’s plan is worked on or waits.' }) : needsTable(shown, pathways)}
${pageArrows(number, needs.length > pageSize, more)}`,
    });
  });
}

const needsTable = (needs: readonly OpenNeed[], pathways: readonly Pathway[]) =>
  table({
    caption: 'Open needs, oldest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Open needs',
    stack: true,
    head: [
      { text: 'Since' },
      { text: 'Person' },
      { text: 'Pathway' },
      { text: 'Need' },
      { text: 'Hoped for by' },
    ],
    rows: needs.map((one) => [
      showShortDay(londonDay(one.since)),
      html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a>`,
      pathways.find(({ code }) => code === one.pathway)?.name ?? one.pathway,
      one.need,
      one.targetOn === null ? '' : showShortDay(one.targetOn),
    ]),
  });

import Type from 'typebox';
import { aboutPeople } from '../../access/audit-log.ts';
import { londonDay } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { idParams, pageNumber } from '../../web/schemas.ts';
import { drawnCard } from '../claims/card.ts';
import { outcomesCrumb } from '../crumbs.ts';
import { findClaimOf, findLatestOf, listHistory, listLatest } from './page-store.ts';
import { findMeasure, getMeasure, measures } from './registry.ts';
import { beforeAfter } from './types.ts';
import { measurePage, overviewPage, peoplePage, type ShownClaim } from './views.ts';

const marking = 'OFFICIAL';
const pageSize = 50;
const here = [
  { text: 'Outcomes', href: '/outcomes' },
  { text: 'Measures', href: '/outcomes/measures' },
];

export const measurePages: readonly Route[] = [
  route({ method: 'GET', url: '/outcomes/measures', right: 'see:outcomes', reads: 'none', handle: showAll }),
  route({
    method: 'GET',
    url: '/outcomes/measures/:code',
    right: 'see:outcomes',
    reads: 'none',
    params: Type.Object({ code: Type.String({ maxLength: 60 }) }),
    handle: showOne,
  }),
  route({
    method: 'GET',
    url: '/outcomes/claims/:id/people',
    right: 'see:cohort',
    reads: 'list',
    params: idParams,
    query: Type.Object({ list: Type.String({ maxLength: 40 }), page: pageNumber }),
    handle: showPeople,
  }),
];

async function showAll(ask: Ask): Promise<Reply> {
  const latest = await ask.read((tx) => listLatest(tx, ask.viewer.schemeId));
  const lines = measures.map((measure) => {
    const claim = latest.find((one) => one.measure === measure.code);
    return {
      measure,
      claim,
      href: measure.code === beforeAfter ? '/outcomes' : `/outcomes/measures/${measure.code}`,
    };
  });
  return page({
    title: 'Measures',
    section: 'outcomes',
    marking,
    breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: 'Measures' }],
    body: overviewPage(lines, latest.at(0)?.feeds ?? []),
  });
}

async function showOne(ask: Ask<{ code: string }>): Promise<Reply> {
  const measure = getMeasure(ask.params.code);
  const { schemeId } = ask.viewer;
  return ask.read(async (tx) => {
    const [claim, history] = await Promise.all([
      findLatestOf(tx, schemeId, measure.code),
      listHistory(tx, schemeId, measure.code, 20),
    ]);
    if (claim !== undefined) return drawMeasure(ask, claim, history, false);
    return page({
      title: measure.name,
      section: 'outcomes',
      marking,
      breadcrumbs: [...here, { text: measure.name }],
      body: measurePage({ measure, claim, card: null, history, isFrozenPage: false }),
    });
  });
}

/** The page of a claim of any measure, the newest or an older one. */
export function drawMeasure(
  ask: Pick<Ask, 'viewer'>,
  claim: ShownClaim,
  history: Awaited<ReturnType<typeof listHistory>>,
  isFrozenPage: boolean,
): Reply {
  const measure = getMeasure(claim.measure);
  const words = measure.card(claim.figures);
  const seesPeople = ask.viewer.may('see:cohort');
  const card =
    words === null
      ? null
      : drawnCard(words, {
          ...(seesPeople ? { list: (name) => `/outcomes/claims/${claim.id}/people?list=${name}` } : {}),
          definition: `#definition`,
        });
  const text = isFrozenPage ? `Claim ${claim.id}` : measure.name;
  return page({
    title: isFrozenPage ? `${measure.name}: claim ${claim.id}` : measure.name,
    section: 'outcomes',
    marking,
    breadcrumbs: [
      outcomesCrumb(ask.viewer),
      ...(ask.viewer.may('see:outcomes') ? [{ text: 'Measures', href: '/outcomes/measures' }] : []),
      { text },
    ],
    body: measurePage({ measure, claim, card, history, isFrozenPage }),
  });
}

type PeopleQuery = { list: string; page?: number };

async function showPeople(ask: Ask<{ id: number }, PeopleQuery>): Promise<Reply> {
  const { query, viewer, params } = ask;
  const number = query.page ?? 1;
  return ask.read(async (tx) => {
    const claim = await findClaimOf(tx, params.id);
    const measure = claim === undefined ? undefined : findMeasure(claim.measure);
    const title = measure?.lists[query.list];
    if (claim == null || claim.figures === null || measure === undefined || title === undefined) {
      throw new WaymarkError('not-found');
    }
    const people = await measure.rows(tx, {
      schemeId: viewer.schemeId,
      figures: claim.figures,
      on: londonDay(claim.at),
      list: query.list,
      limit: pageSize + 1,
      offset: (number - 1) * pageSize,
    });
    const shown = people.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'outcomes:members',
      subject: 'claim',
      subjectId: claim.id,
      people: aboutPeople(shown.map((person) => person.id)),
      detail: { list: query.list },
    });
    return page({
      title,
      section: 'outcomes',
      breadcrumbs: [
        ...here,
        { text: measure.name, href: `/outcomes/measures/${measure.code}` },
        { text: 'People' },
      ],
      body: peoplePage({
        title,
        people: shown,
        page: number,
        hasMore: people.length > pageSize,
        href: (to) => `/outcomes/claims/${claim.id}/people?list=${query.list}&page=${to}`,
        back: `/outcomes/claims/${claim.id}`,
      }),
    });
  });
}

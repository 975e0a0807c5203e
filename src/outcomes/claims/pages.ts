import Type from 'typebox';
import { aboutPeople } from '../../access/audit-log.ts';
import { londonDay } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type Ask, mayEnter, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { formBody, idParams, oneOf, pageNumber } from '../../web/schemas.ts';
import { outcomesCrumb } from '../crumbs.ts';
import { runMeasureNow } from '../measures/acts.ts';
import { drawMeasure } from '../measures/pages.ts';
import { runMeasure } from '../measures/run.ts';
import { beforeAfter, type MeasureRule } from '../measures/types.ts';
import { scoresRight } from '../scores-checked/types.ts';
import { type DownloadForm, downloadForms, downloadOf } from './download.ts';
import { findLatest, getShownClaim, listEarlier, listMembersJoined } from './store.ts';
import type { Claim } from './types.ts';
import { claimPage, definitionPage, membersPage } from './views.ts';

const pageSize = 50;
const marking = 'OFFICIAL';
const by = Type.Optional(Type.Union([Type.Literal('base'), Type.Literal('strand')]));

export const claimPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/outcomes',
    right: 'see:outcomes',
    reads: 'none',
    query: Type.Object({ by }),
    handle: showLatest,
  }),
  route({
    method: 'GET',
    url: '/outcomes/definition',
    right: ['see:outcomes', 'see:aggregates'],
    reads: 'none',
    handle: showDefinition,
  }),
  route({
    method: 'GET',
    url: '/outcomes/claims/:id',
    right: ['see:outcomes', 'see:aggregates'],
    reads: 'none',
    params: idParams,
    query: Type.Object({ by }),
    handle: showClaim,
  }),
  route({
    method: 'GET',
    url: '/outcomes/claims/:id/download',
    right: ['see:outcomes', 'see:aggregates'],
    reads: 'none',
    params: idParams,
    query: Type.Object({ as: Type.Optional(oneOf(downloadForms)) }),
    handle: download,
  }),
  route({
    method: 'GET',
    url: '/outcomes/members',
    right: 'see:cohort',
    reads: 'list',
    query: Type.Object({
      claim: Type.Integer({ minimum: 1 }),
      group: Type.Union([Type.Literal('followed'), Type.Literal('not-yet')]),
      page: pageNumber,
    }),
    handle: showMembers,
  }),
  route({
    method: 'POST',
    url: '/outcomes/measure',
    right: 'measure:run',
    reads: 'none',
    limit: 10,
    body: formBody({}),
    handle: measureNow,
  }),
];

type ByQuery = { by?: 'base' | 'strand' };

async function showLatest(ask: Ask<unknown, ByQuery>): Promise<Reply> {
  const { viewer } = ask;
  return ask.read(async (tx) => {
    const [claim, history] = await Promise.all([
      findLatest(tx, viewer.schemeId, beforeAfter),
      listEarlier(tx, viewer.schemeId, beforeAfter, 20),
    ]);
    return drawClaim(ask, claim, history, false);
  });
}

function drawClaim(
  ask: Ask<unknown, ByQuery>,
  claim: Claim | undefined,
  history: Parameters<typeof claimPage>[0]['history'],
  isFrozenPage: boolean,
): Reply {
  return page({
    title: isFrozenPage && claim !== undefined ? `Claim ${claim.id}` : 'Outcomes',
    section: 'outcomes',
    marking,
    ...(isFrozenPage ? { breadcrumbs: [outcomesCrumb(ask.viewer), { text: `Claim ${claim?.id}` }] } : {}),
    body: claimPage({
      claim,
      history,
      by: ask.query.by ?? 'base',
      isFrozenPage,
      seesMembers: ask.viewer.may('see:cohort'),
      seesTrials: ask.viewer.may('see:trials'),
      seesScores: mayEnter(ask.viewer, scoresRight),
      runCsrf: !isFrozenPage && ask.viewer.may('measure:run') ? ask.csrfToken : undefined,
    }),
  });
}

/** @throws WaymarkError `not-allowed-now` when nothing of it may be shown to this viewer */
async function shownClaim(ask: Ask, id: number): Promise<Claim> {
  const claim = await ask.read((tx) => getShownClaim(tx, id));
  if (claim.figures === null) {
    throw new WaymarkError('not-allowed-now', {
      text: `This figure is not published. ${claim.notPublishedWhy ?? ''}`.trim(),
    });
  }
  return claim;
}

async function showClaim(ask: Ask<{ id: number }, ByQuery>): Promise<Reply> {
  const claim = await shownClaim(ask, ask.params.id);
  return claim.measure === beforeAfter ? drawClaim(ask, claim, [], true) : drawMeasure(ask, claim, [], true);
}

async function showDefinition(ask: Ask): Promise<Reply> {
  const rule = await ask.read((tx) =>
    ruleInForce<MeasureRule>(tx, ask.viewer.schemeId, 'outcome-measure', ask.today),
  );
  return page({
    title: 'How it is measured',
    section: 'outcomes',
    marking,
    breadcrumbs: [outcomesCrumb(ask.viewer), { text: 'How it is measured' }],
    body: definitionPage(rule.body, rule.example),
  });
}

async function download(ask: Ask<{ id: number }, { as?: DownloadForm }>): Promise<Reply> {
  return downloadOf(ask, await shownClaim(ask, ask.params.id), ask.query.as ?? 'csv');
}

type MembersQuery = { claim: number; group: 'followed' | 'not-yet'; page?: number };

async function showMembers(ask: Ask<unknown, MembersQuery>): Promise<Reply> {
  const { query, viewer } = ask;
  const claim = await shownClaim(ask, query.claim);
  if (claim.measure !== beforeAfter) throw new WaymarkError('not-found');
  const number = query.page ?? 1;
  const window = { joinedBy: claim.figures.joinedBy, measuredOn: londonDay(claim.at), group: query.group };
  return ask.read(async (tx) => {
    const members = await listMembersJoined(tx, viewer.schemeId, window, {
      limit: pageSize + 1,
      offset: (number - 1) * pageSize,
    });
    const shown = members.slice(0, pageSize);
    await ask.listed(tx, {
      act: 'outcomes:members',
      subject: 'claim',
      subjectId: claim.id,
      people: aboutPeople(shown.map((member) => member.id)),
      detail: { group: query.group },
    });
    return page({
      title: query.group === 'followed' ? 'Joined in time to be counted' : 'Not yet countable',
      section: 'outcomes',
      breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: 'People' }],
      body: membersPage({
        claim,
        group: query.group,
        members: shown,
        page: number,
        hasMore: members.length > pageSize,
      }),
    });
  });
}

/** The act says who asked; the measurement service does the work, because no member of staff sees everybody. */
async function measureNow(ask: Ask<unknown, unknown, { _key?: string }>): Promise<Reply> {
  const { schemeId } = ask.viewer;
  await ask.perform(runMeasureNow, { schemeId }, ask.body._key ?? newKey());
  const id = await runMeasure(ask.database, { schemeId, on: ask.today, now: ask.now });
  return redirect(`/outcomes`, `Measured: claim ${id}.`);
}

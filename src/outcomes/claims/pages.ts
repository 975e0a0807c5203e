import Type from 'typebox';
import { londonDay } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type Ask, csvFile, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { formBody, idParams, pageNumber } from '../../web/schemas.ts';
import { runMeasureNow } from '../measures/acts.ts';
import { drawMeasure } from '../measures/pages.ts';
import { getMeasure } from '../measures/registry.ts';
import { runMeasure } from '../measures/run.ts';
import { beforeAfter, type FigureRow, type MeasureRule } from '../measures/types.ts';
import { drawnCard } from './card.ts';
import { findLatest, getClaim, listClaims, listMembersJoined } from './store.ts';
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
    right: 'see:outcomes',
    reads: 'none',
    handle: showDefinition,
  }),
  route({
    method: 'GET',
    url: '/outcomes/claims/:id',
    right: 'see:outcomes',
    reads: 'none',
    params: idParams,
    query: Type.Object({ by }),
    handle: showClaim,
  }),
  route({
    method: 'GET',
    url: '/outcomes/claims/:id/download',
    right: 'see:outcomes',
    reads: 'none',
    params: idParams,
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
    const claim = await findLatest(tx, viewer.schemeId, beforeAfter);
    const history = await listClaims(tx, viewer.schemeId, beforeAfter, 20);
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
    ...(isFrozenPage
      ? { breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: `Claim ${claim?.id}` }] }
      : {}),
    body: claimPage({
      claim,
      history,
      by: ask.query.by ?? 'base',
      isFrozenPage,
      seesMembers: ask.viewer.may('see:cohort'),
      seesTrials: ask.viewer.may('see:trials'),
      runCsrf: !isFrozenPage && ask.viewer.may('measure:run') ? ask.csrfToken : undefined,
    }),
  });
}

/** @throws WaymarkError `not-allowed-now` when nothing of it may be shown to this viewer */
async function shownClaim(ask: Ask, id: number): Promise<Claim> {
  const claim = await ask.read((tx) => getClaim(tx, id));
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
    breadcrumbs: [{ text: 'Outcomes', href: '/outcomes' }, { text: 'How it is measured' }],
    body: definitionPage(rule.body, rule.example),
  });
}

/** The sentence, its design and its cautions come first, so that no row goes without them. */
async function download(ask: Ask<{ id: number }>): Promise<Reply> {
  const claim = await shownClaim(ask, ask.params.id);
  const measure = getMeasure(claim.measure);
  const card = measure.card(claim.figures);
  const lines: FigureRow[] = [
    ['Marking', marking],
    ['Measure', measure.name],
    ['Claim', claim.id],
    ['Frozen', claim.at.toISOString()],
    [
      'In words',
      card === null
        ? (claim.figures.cannotWhy ?? 'Nobody can be counted yet.')
        : drawnCard(card, { definition: '' }).headline,
    ],
    ['Caution', 'This is not an estimate of the effect of the scheme.'],
    ['Expected anyway', card?.expectedUnderNothing ?? 'Not worked out'],
    ...measure.table(claim.figures),
    ...(claim.measure === beforeAfter ? groupRows(claim.figures) : []),
    ['Definition version', claim.definitionVersion],
    ['Rule version', claim.ruleVersion],
    ['Calculation version', claim.codeVersion],
    ['SHA-256 of everything that went in', claim.inputs],
  ];
  const shown = lines.map(([name, value]) => csvLine([name, value ?? 'not shown']));
  return csvFile(`outcomes-claim-${claim.id}.csv`, [csvLine(['figure', 'value']), ...shown].join(''));
}

const groupRows = ({ byBase, byStrand }: Claim['figures']): FigureRow[] => [
  ...byBase.map((group): FigureRow => [`Counted at base ${group.name}`, group.counted]),
  ...byStrand.map((group): FigureRow => [`Counted in strand ${group.name}`, group.counted]),
];

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
      ids: shown.map((member) => member.id),
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

import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { addressOf } from '../../web/address.ts';
import { emptyState, pageArrows } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, route } from '../../web/route.ts';
import { codeField, field, oneOf, pageNumber } from '../../web/schemas.ts';
import { listOwners } from '../registers/owners.ts';
import type { GovernanceSection } from '../sections.ts';
import { scalesOf } from './acts.ts';
import { changeRiskPages } from './change-pages.ts';
import { onePages } from './one-pages.ts';
import { appetiteOf, bandOf, countSquares, scoreOf } from './rules.ts';
import { countRisks, listRisks, listSquares } from './store.ts';
import {
  type RiskFilter,
  type RiskRegister,
  type RiskScales,
  type RiskSort,
  type RiskState,
  riskRegisters,
  riskRegisterWords,
  riskSorts,
  riskStates,
  type SchemeRisk,
} from './types.ts';
import { categoryName, riskList, riskPath, riskTable } from './views.ts';

const pageSize = 50;

const listQuery = Type.Object({
  state: Type.Optional(oneOf([...riskStates, ''])),
  register: Type.Optional(oneOf([...riskRegisters, ''])),
  category: codeField,
  owner: Type.Optional(Type.Union([Type.Literal(''), Type.Integer({ minimum: 1 })])),
  above: field(1),
  due: field(1),
  square: Type.Optional(Type.String({ pattern: '^[0-9]{1,2}-[0-9]{1,2}(-before)?$' })),
  show: Type.Optional(oneOf(['before', ''])),
  sort: Type.Optional(oneOf(riskSorts)),
  way: Type.Optional(oneOf(['ascending', 'descending'])),
  page: pageNumber,
});

interface ListQuery {
  state?: RiskState | '';
  register?: RiskRegister | '';
  category?: string;
  owner?: number | '';
  above?: string;
  due?: string;
  square?: string;
  show?: 'before' | '';
  sort?: RiskSort;
  way?: 'ascending' | 'descending';
  page?: number;
}

export const riskPages: Route[] = [
  route({
    method: 'GET',
    url: riskPath,
    right: 'see:governance',
    reads: 'none',
    query: listQuery,
    handle: showList,
  }),
  route({
    method: 'GET',
    url: '/governance/risks.csv',
    right: 'see:governance',
    reads: 'export',
    query: listQuery,
    handle: download,
  }),
  ...changeRiskPages,
  ...onePages,
];

function filterOf(query: ListQuery): RiskFilter {
  const [likelihood, impact, before] = query.square?.split('-') ?? [];
  return {
    state: query.state || undefined,
    register: query.register || undefined,
    category: query.category || undefined,
    ownerId: query.owner || undefined,
    above: query.above === '1',
    due: query.due === '1',
    square:
      likelihood === undefined || impact === undefined
        ? undefined
        : { likelihood: Number(likelihood), impact: Number(impact), before: before === 'before' },
  };
}

const sortOf = (query: ListQuery): { key: RiskSort; direction: 'ascending' | 'descending' } => ({
  key: query.sort ?? 'score',
  direction: query.way ?? (query.sort === undefined || query.sort === 'score' ? 'descending' : 'ascending'),
});

async function showList(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const { query, today, viewer } = ask;
  const current = query.page ?? 1;
  const sorted = sortOf(query);
  const href = (changes: Partial<Record<keyof ListQuery, string | number | undefined>>): string =>
    addressOf(riskPath, { ...query, page: undefined, ...changes });
  return ask.read(async (tx) => {
    const rule = await findRule<RiskScales>(tx, viewer.schemeId, 'risk-register', today);
    if (rule === undefined) return noScales();
    const scales = rule.body;
    const before = query.show === 'before';
    const window = { limit: pageSize + 1, offset: (current - 1) * pageSize };
    const [risks, counts, squares, owners] = await Promise.all([
      listRisks(
        tx,
        filterOf(query),
        { scales, today, sort: sorted.key, down: sorted.direction === 'descending' },
        window,
      ),
      countRisks(tx, scales, today),
      listSquares(tx),
      listOwners(tx, viewer.schemeId),
    ]);
    return page({
      title: 'Risk register',
      section: 'governance',
      breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Risk register' }],
      body: riskList({
        risks: risks.slice(0, pageSize),
        scales,
        example: rule.example,
        counts,
        squares: countSquares(
          before
            ? squares.map((risk) => ({ likelihood: risk.likelihoodBefore, impact: risk.impactBefore }))
            : squares,
        ),
        before,
        today,
        filter: filterOf(query),
        owners,
        sorted,
        hrefSorted: (key, direction) => href({ sort: key, way: direction }),
        hrefWithout: (name) => href({ [name]: undefined }),
        hrefBefore: href({ show: before ? undefined : 'before' }),
        csvHref: addressOf('/governance/risks.csv', { ...query, page: undefined, show: undefined }),
        mayManage: viewer.may('scheme-risk:manage'),
        pages: pageArrows(current, risks.length > pageSize, (to) => href({ page: to })),
      }),
    });
  });
}

const noScales = (): Reply =>
  page({
    title: 'Risk register',
    section: 'governance',
    breadcrumbs: [{ text: 'Governance', href: '/governance' }, { text: 'Risk register' }],
    body: html`<h1 class="govuk-heading-l">Risk register</h1>${emptyState({
      title: 'The scheme has no scales for risks yet.',
      text: 'Levels of likelihood and impact, their bands and what is accepted are the rule “risk-register” of its configuration. No national scale is assumed.',
    })}`,
  });

async function download(ask: Ask<unknown, ListQuery>): Promise<Reply> {
  const sorted = sortOf(ask.query);
  return ask.read(async (tx) => {
    const scales = await scalesOf(tx, ask.viewer.schemeId, ask.today);
    const risks = await listRisks(
      tx,
      filterOf(ask.query),
      { scales, today: ask.today, sort: sorted.key, down: sorted.direction === 'descending' },
      { limit: 5000, offset: 0 },
    );
    await ask.exported(tx, {
      act: 'scheme-risks:export',
      subject: 'scheme-risk',
      people: [],
      ids: risks.map(({ id }) => id),
    });
    return markedCsv(ask, {
      name: `risks-${ask.today}`,
      lines: [csvLine(csvHead), ...risks.map((risk) => csvRow(risk, scales))],
    });
  });
}

const csvHead = [
  ...[
    'risk',
    'kind',
    'cause',
    'event',
    'effect',
    'likelihood before',
    'impact before',
    'score before',
    'controls',
  ],
  ...[
    'likelihood',
    'impact',
    'score',
    'band',
    'accepted up to',
    'owner',
    'next review',
    'state',
    'register',
    'example',
  ],
];

function csvRow(risk: SchemeRisk, scales: RiskScales): string {
  const score = scoreOf(risk.likelihood, risk.impact);
  return csvLine([
    risk.title,
    categoryName(scales, risk.category),
    risk.cause,
    risk.event,
    risk.effect,
    risk.likelihoodBefore,
    risk.impactBefore,
    scoreOf(risk.likelihoodBefore, risk.impactBefore),
    risk.controls,
    risk.likelihood,
    risk.impact,
    score,
    bandOf(scales, score)?.name ?? '',
    appetiteOf(scales, risk.category),
    risk.owner,
    risk.reviewOn,
    risk.state,
    riskRegisterWords[risk.register],
    risk.example ? 'yes' : 'no',
  ]);
}

/** The wing's first page: the counts and the highest; nothing where the scheme has no scales. */
export async function riskSection(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
): Promise<GovernanceSection | undefined> {
  const rule = await findRule<RiskScales>(tx, ask.viewer.schemeId, 'risk-register', ask.today);
  if (rule === undefined) return undefined;
  const by = { scales: rule.body, today: ask.today, sort: 'score' as const, down: true };
  const [counts, found] = await Promise.all([
    countRisks(tx, rule.body, ask.today),
    listRisks(tx, { state: 'open' }, by, { limit: 3, offset: 0 }),
  ]);
  return {
    id: 'risks',
    title: 'Risks',
    stats: [
      { number: counts.open, label: 'open', href: `${riskPath}?state=open` },
      { number: counts.above, label: 'above what is accepted', href: `${riskPath}?state=open&above=1` },
      { number: counts.due, label: 'with a review overdue', href: `${riskPath}?state=open&due=1` },
      { number: counts.opcc, label: 'in the OPCC’s register', href: `${riskPath}?state=open&register=opcc` },
    ],
    body:
      found.length === 0
        ? emptyState({ title: 'No risk is open.' })
        : riskTable(found, { scales: rule.body, today: ask.today }),
    all: { text: 'The risk register', href: riskPath },
  };
}

import type { Tx } from '../../kernel/database.ts';
import { listClaims, publishedQuarters } from '../../outcomes/index.ts';
import { listTeams } from '../../scheme/directory.ts';
import { type Ask, mayEnter } from '../../web/route.ts';
import { countForPrinciples } from './store.ts';
import type { Figure, FigureCode } from './types.ts';

const outcomes = ['see:outcomes', 'see:aggregates'] as const;

/**
 * Everything that is counted of principles, in one go, as far as the viewer sees it. Only registers, cover and stored
 * figures are counted: whoever sees no person sees the same numbers.
 */
export async function countFigures(
  tx: Tx,
  ask: Pick<Ask, 'viewer' | 'today'>,
): Promise<Map<FigureCode, Figure>> {
  const { viewer, today } = ask;
  const seesFigures = mayEnter(viewer, outcomes);
  const [counts, teams, claims, quarters] = await Promise.all([
    countForPrinciples(tx, today),
    listTeams(tx, viewer.schemeId),
    seesFigures ? listClaims(tx, viewer.schemeId, { newestOnly: true }) : [],
    seesFigures ? publishedQuarters(tx, viewer.schemeId) : [],
  ]);
  const figure = (code: FigureCode, number: number | string, label: string, href?: string): Figure => ({
    code,
    number: String(number),
    label,
    href,
  });
  const latest = quarters.toSorted().at(-1);
  const found = [
    figure(
      'agencies-sharing',
      `${counts.sharing} of ${counts.agencies}`,
      'agencies have an agreement in force by which they share',
      '/governance/agreements?state=in-force',
    ),
    figure(
      'agreements-in-force',
      counts.agreementsInForce,
      'agreements in force',
      '/governance/agreements?state=in-force',
    ),
    figure(
      'bases',
      // A satellite, where people are seen and nobody is based, has none.
      new Set(teams.map(({ baseId }) => baseId)).size,
      'bases with a joint team',
      viewer.may('see:posts') ? '/resources' : undefined,
    ),
    figure('decisions', counts.decisions, 'decisions in the register', '/governance/decisions'),
    figure(
      'actions-closed',
      `${counts.actionsClosed} of ${counts.actions}`,
      'actions closed',
      '/governance/actions?state=closed',
    ),
    figure(
      'recommendations-assured',
      `${counts.assured} of ${counts.recommendations}`,
      'recommendations done and assured',
      '/governance/recommendations?status=assured',
    ),
    figure(
      'programme-done',
      `${counts.itemsDone} of ${counts.items}`,
      'items of the programme done',
      '/governance/programme',
    ),
    figure('risks-open', counts.risksOpen, 'risks open in the register', '/governance/risks?state=open'),
    ...(seesFigures
      ? [
          figure(
            'claims',
            claims.length,
            'measures with a published claim card',
            viewer.may('see:outcomes') ? '/outcomes' : undefined,
          ),
          figure(
            'quarters',
            quarters.length === 0 ? 0 : `${quarters.length}, to ${latest ?? ''}`,
            'quarters of figures published without small numbers',
            '/outcomes/dashboards',
          ),
        ]
      : []),
  ];
  return new Map(found.map((one) => [one.code, one]));
}

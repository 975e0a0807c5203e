import { addMonths, type Day, daysBetween, londonDay, showDay, showShortDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { claimText, type LinkedClaim, listClaims, markUnsupported } from '../../outcomes/index.ts';
import { financialYearOf, listGrants, schemeCost, showPounds } from '../../resources/index.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { stateWords as actionWords } from '../actions/types.ts';
import { type WarningRule, warningsOn } from '../agreements/rules.ts';
import { claimsNumbered } from '../boards/claims.ts';
import { listAgenda, listPapers } from '../boards/meeting-store.ts';
import { purposeWords } from '../boards/types.ts';
import { stateWords as decisionWords, markingWords } from '../decisions/types.ts';
import { appetiteOf, bandOf, scoreOf } from '../risk-register/rules.ts';
import { type RiskScales, riskRegisterWords } from '../risk-register/types.ts';
import {
  countActionFacts,
  listActionFacts,
  listDecisionFacts,
  listExpiringFacts,
  listObjectiveFacts,
  listProgrammeFacts,
  listRecommendationFacts,
  listRiskFacts,
} from './facts-store.ts';
import { figureBlocks } from './figures.ts';
import { highest } from './rules.ts';
import { lastIssuedOn } from './store.ts';
import {
  type Block,
  type Pack,
  type PackContent,
  type PackPart,
  type PackSection,
  partWords,
} from './types.ts';

interface Assembling {
  tx: Tx;
  viewer: { schemeId: number; may(right: string): boolean };
  today: Day;
  pack: Pick<Pack, 'boardId' | 'meetingId' | 'claims' | 'replacesId'>;
}

const nothing = (text: string): Block[] => [{ kind: 'text', text }];
const marked = (title: string, example: boolean): string => (example ? `${title} (Example)` : title);

const tableOr = (none: string, block: Extract<Block, { kind: 'table' }>): Block[] =>
  block.rows.length === 0 ? nothing(none) : [block];

const table = (
  caption: string,
  head: string[],
  rows: string[][],
  numeric: number[] = [],
): Extract<Block, { kind: 'table' }> => ({ kind: 'table', caption, head, rows, numeric });

const claimBlock = (claim: LinkedClaim): Block => ({
  kind: 'claim',
  claimId: claim.id,
  lines: [...claimText(claim)],
});

const makers: Record<PackPart, (given: Assembling) => Promise<Block[]>> = {
  agenda: async ({ tx, pack }) => {
    const items = pack.meetingId === null ? [] : await listAgenda(tx, pack.meetingId);
    return tableOr(
      'Nothing is on the agenda.',
      table(
        'Items in their order',
        ['No.', 'Item', 'Purpose', 'Presented by'],
        items.map((item) => [
          String(item.number),
          item.decision === null ? item.title : `${item.title} (decision ${item.decision})`,
          purposeWords[item.purpose],
          item.presenter ?? '',
        ]),
      ),
    );
  },
  papers: async ({ tx, pack }) => {
    const papers = pack.meetingId === null ? [] : await listPapers(tx, pack.meetingId);
    const given = papers.filter(({ withdrawnWhy }) => withdrawnWhy === null);
    if (given.length === 0) return nothing('There is no paper.');
    return given.flatMap((paper): Block[] => [
      { kind: 'heading', text: `${paper.title} (${markingWords[paper.marking]})` },
      { kind: 'text', text: `By ${paper.author}` },
      { kind: 'text', text: paper.printed },
      ...paper.claims.map(({ id, lines }): Block => ({ kind: 'claim', claimId: id, lines })),
    ]);
  },
  objectives: async ({ tx }) => {
    const found = await listObjectiveFacts(tx);
    const measured = (one: (typeof found)[number]): string =>
      one.measures.length > 0
        ? one.measures.join('; ')
        : `Not measured${one.notMeasuredWhy === null ? '' : `. ${one.notMeasuredWhy}`}`;
    return tableOr(
      'No objective is entered.',
      table(
        'Objectives, what serves them and what measures them',
        ['Objective', 'Whose', 'Decisions', 'Grants', 'Measured by'],
        found.map((one) => [
          marked(`${one.number === null ? '' : `${one.number}. `}${one.title}`, one.example),
          one.body,
          String(one.decisions),
          String(one.grants),
          measured(one),
        ]),
        [2, 3],
      ),
    );
  },
  outcomes: async ({ tx, viewer, pack }) => {
    const [newest, linked] = await Promise.all([
      listClaims(tx, viewer.schemeId, { newestOnly: true }),
      claimsNumbered(tx, viewer.schemeId, pack.claims),
    ]);
    const more = linked.filter(({ id }) => !newest.some((claim) => claim.id === id));
    const shown = [...newest, ...more].toSorted((one, other) => other.level - one.level || one.id - other.id);
    return shown.length === 0 ? nothing('No claim is published yet.') : shown.map(claimBlock);
  },
  figures: ({ tx, viewer }) => figureBlocks(tx, viewer.schemeId),
  costs: async ({ tx, viewer, today }) => {
    if (!viewer.may('see:costs')) return nothing('Whoever assembled this pack does not see costs.');
    const years = [financialYearOf(addMonths(today, -12)), financialYearOf(today)];
    const costs = await Promise.all(years.map((year) => schemeCost(tx, year)));
    const stages = { budget: 'Budget', proposed: 'Proposed', baseline: 'Baseline' };
    return tableOr(
      'No cost is entered.',
      table(
        'What the scheme costs',
        ['Year', 'From', 'Cost', 'Spent so far', 'Lines not yet known'],
        costs.flatMap((cost) =>
          cost.stage === null
            ? []
            : [
                [
                  cost.year,
                  stages[cost.stage],
                  cost.pence === null ? 'Not known' : showPounds(cost.pence),
                  cost.actualPence === null ? 'Not entered' : showPounds(cost.actualPence),
                  String(cost.unknownLines),
                ],
              ],
        ),
        [2, 3, 4],
      ),
    );
  },
  grants: async ({ tx, viewer, today }) => {
    if (!viewer.may('see:grants')) return nothing('Whoever assembled this pack does not see grants.');
    const { grants } = await listGrants(
      tx,
      { state: 'in-force' },
      { sort: 'starts', direction: 'descending' },
      { limit: 40, offset: 0, today },
    );
    return tableOr(
      'No grant is in force.',
      table(
        'Grants in force',
        ['Grant', 'Provider', 'Until', 'In all', 'Released', 'Returns late'],
        grants.map((grant) => [
          marked(`${grant.reference}: ${grant.title}`, grant.example),
          grant.provider,
          showShortDay(grant.endsOn),
          showPounds(grant.totalPence),
          grant.paidPence === null ? 'Not known' : showPounds(grant.paidPence),
          String(grant.lateReturns),
        ]),
        [3, 4, 5],
      ),
    );
  },
  decisions: async ({ tx, today, pack }) => {
    const since = (await lastIssuedOn(tx, pack.boardId, pack.replacesId)) ?? addMonths(today, -12);
    const found = await listDecisionFacts(tx, since);
    return tableOr(
      `No decision was taken since ${showDay(since)}, and none waits.`,
      table(
        `Decisions since ${showDay(since)}, and those that wait`,
        ['Number', 'Subject', 'State', 'Decided'],
        found.map((one) => [
          one.number,
          marked(one.title, one.example),
          decisionWords[one.state as keyof typeof decisionWords],
          one.decidedOn === null ? '' : showShortDay(one.decidedOn),
        ]),
      ),
    );
  },
  recommendations: async ({ tx, today }) =>
    tableOr(
      'No recommendation is entered.',
      table(
        'Recommendations by source',
        [
          'Source',
          'By its own count',
          'Entered',
          'Not started',
          'In progress',
          'Wait for assurance',
          'Assured',
          'Overdue',
        ],
        (await listRecommendationFacts(tx, today)).map((one) => [
          marked(one.source, one.example),
          one.stated === null ? 'Not said' : String(one.stated),
          ...[one.entered, one.open, one.inProgress, one.done, one.assured, one.overdue].map(String),
        ]),
        [1, 2, 3, 4, 5, 6, 7],
      ),
    ),
  programme: async ({ tx, today }) =>
    tableOr(
      'No programme is entered.',
      table(
        'Programmes',
        ['Programme', 'Items', 'Done', 'Late', 'Red', 'Next milestone'],
        (await listProgrammeFacts(tx, today)).map((one) => [
          marked(one.programme, one.example),
          ...[one.items, one.done, one.late, one.red].map(String),
          one.next ?? 'None',
        ]),
        [1, 2, 3, 4],
      ),
    ),
  risks: async ({ tx, viewer, today }) => {
    const [found, rule] = await Promise.all([
      listRiskFacts(tx),
      ruleInForce<RiskScales>(tx, viewer.schemeId, 'risk-register', today),
    ]);
    const scales = rule.body;
    const above = found.filter(
      (one) => scoreOf(one.likelihood, one.impact) > (appetiteOf(scales, one.category) ?? Infinity),
    );
    const rows = found.slice(0, 20).map((one) => {
      const score = scoreOf(one.likelihood, one.impact);
      return [
        marked(one.title, one.example),
        scales.categories.find(({ code }) => code === one.category)?.name ?? one.category,
        String(scoreOf(one.likelihoodBefore, one.impactBefore)),
        `${score}, ${bandOf(scales, score)?.name ?? 'no band'}`,
        above.includes(one) ? 'Above' : 'Within',
        riskRegisterWords[one.register],
      ];
    });
    if (rows.length === 0) return nothing('No risk is open.');
    return [
      { kind: 'text', text: `${found.length} open, ${above.length} above what the scheme accepts.` },
      table(
        'Open risks, the highest score first',
        ['Risk', 'Kind', 'Before controls', 'Now', 'Appetite', 'Register'],
        rows,
        [2],
      ),
    ];
  },
  agreements: async ({ tx, viewer, today }) => {
    const rule = await ruleInForce<WarningRule>(tx, viewer.schemeId, 'agreement-warnings', today);
    const until = warningsOn(rule.body, today)[0]?.until ?? today;
    const found = await listExpiringFacts(tx, today, until);
    return tableOr(
      `No agreement ends by ${showDay(until)}.`,
      table(
        `Agreements that end by ${showDay(until)}, or ended in the last year`,
        ['Agreement', 'Last day', 'Days left'],
        found.map((one) => [
          marked(`${one.reference}: ${one.title}`, one.example),
          showShortDay(one.expiresOn),
          one.expiresOn < today ? 'Expired' : String(daysBetween(today, one.expiresOn)),
        ]),
        [2],
      ),
    );
  },
  actions: async ({ tx, today }) => {
    const [counts, found] = await Promise.all([countActionFacts(tx, today), listActionFacts(tx)]);
    return [
      {
        kind: 'text',
        text: `${counts.overdue} overdue, ${counts.open} not started, ${counts.inProgress} in progress, ${counts.closed} closed.`,
      },
      ...(found.length === 0
        ? []
        : [
            table(
              'Actions that are not closed, the first due on top',
              ['Action', 'From', 'Due', 'State'],
              found.map((one) => [
                marked(one.title, one.example),
                one.source,
                one.dueOn === null ? 'No date' : showShortDay(one.dueOn),
                actionWords[one.state as keyof typeof actionWords],
              ]),
            ),
          ]),
    ];
  },
};

/**
 * A pack as the figures stand now, in words and numbers that name nobody. What is said under a part and asserts an
 * effect that none of the pack's linked claim cards bears out is marked.
 *
 * @param viewer whose rights decide what may be in it; figures are published, suppressed ones whoever assembles
 */
export async function assemble(
  tx: Tx,
  viewer: Assembling['viewer'],
  pack: Pack,
  now: Date,
): Promise<PackContent> {
  const given: Assembling = { tx, viewer, pack, today: londonDay(now) };
  const linked = await claimsNumbered(tx, viewer.schemeId, pack.claims);
  const sections = await Promise.all(
    pack.parts.map(async (part): Promise<PackSection> => {
      const said = pack.said[part];
      return {
        part,
        title: partWords[part],
        said: said === undefined ? null : markUnsupported(said, linked),
        blocks: await makers[part](given),
      };
    }),
  );
  const papers =
    pack.meetingId === null || !pack.parts.includes('papers') ? [] : await listPapers(tx, pack.meetingId);
  return {
    format: 1,
    title: pack.title,
    board: pack.board,
    meeting: pack.heldOn === null ? null : { on: pack.heldOn, place: pack.place },
    marking: highest(
      pack.marking,
      papers.flatMap((paper) => (paper.withdrawnWhy === null ? [paper.marking] : [])),
    ),
    example: pack.example,
    takenAt: now.toISOString(),
    sections,
  };
}

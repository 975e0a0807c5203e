import { type Day, londonDay, showDay, showMoment } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import {
  allowedVerbs,
  type ClaimLevel,
  claimCautions,
  claimLines,
  claimCard as drawCard,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { findMeasure } from '../measures/registry.ts';
import type { CommonFigures } from '../measures/types.ts';
import { drawnCard } from './card.ts';
import { ClaimFigure } from './figure.ts';

/**
 * A frozen claim as it is published, for papers, notices and packs to link by its id: the same for every reader, small
 * numbers left out, whatever else the one who links it may see.
 */
export interface LinkedClaim {
  readonly id: number;
  /** Of the measure, such as `proven-reoffending`. */
  readonly measure: string;
  /** To choose it by; no figure is in it. */
  readonly title: string;
  readonly at: Date;
  readonly dataTo: Day;
  readonly level: ClaimLevel;
  readonly definition: string | null;
  /** Null where nothing of it may be shown; `notPublishedWhy` says why. */
  readonly figure: ClaimFigure | null;
  readonly notPublishedWhy: string | null;
}

interface ClaimRow {
  id: number;
  measure: string;
  at: Date;
  dataTo: Day;
  level: ClaimLevel;
  definition: string | null;
  notPublishedWhy: string | null;
  published: CommonFigures | null;
}

const columns = sql`id, measure, at, data_to as "dataTo", design_level as level, definition, not_published_why as "notPublishedWhy", published`;

function linked({ published, ...row }: ClaimRow): LinkedClaim {
  const measure = findMeasure(row.measure);
  const card = published === null ? null : (measure?.card(published) ?? null);
  const none = published?.cannotWhy ?? 'Nobody could be counted.';
  return {
    ...row,
    title: `${measure?.name ?? row.measure}: claim ${row.id} of ${showDay(londonDay(row.at))}, level ${row.level}, data to ${showDay(row.dataTo)}`,
    figure: card === null ? null : ClaimFigure.seal(card),
    notPublishedWhy: card === null ? (row.notPublishedWhy ?? none) : null,
  };
}

/** The published claims of a scheme, newest first; with `newestOnly` one of each measure. @param limit 50 unless given */
export async function listClaims(
  tx: Tx,
  schemeId: number,
  { newestOnly = false, limit = 50 }: { newestOnly?: boolean; limit?: number } = {},
): Promise<LinkedClaim[]> {
  const each = newestOnly ? sql`distinct on (measure)` : sql``;
  const order = newestOnly ? sql`measure, id desc` : sql`id desc`;
  const rows = await tx.many(sql<ClaimRow>`
    select * from (select ${each} ${columns} from claim where scheme_id = ${schemeId} and published is not null
      order by ${order} limit ${limit}) c order by id desc`);
  return rows.map(linked);
}

/** @throws WaymarkError `not-found` where there is none, or none of the viewer's scheme */
export async function getClaim(tx: Tx, id: number): Promise<LinkedClaim> {
  const row = await tx.maybe(sql<ClaimRow>`select ${columns} from claim where id = ${id}`);
  if (row === undefined) throw new WaymarkError('not-found', { text: 'There is no such claim.' });
  return linked(row);
}

const modelOf = (claim: LinkedClaim, figure: ClaimFigure) => ({
  ...drawnCard(ClaimFigure.open(figure), { definition: `/outcomes/claims/${claim.id}/frozen` }),
  id: `claim-${claim.id}`,
});

/**
 * The card, for a page or a printed pack.
 * @param at `headingLevel` 3 under a heading of level 2; `linksToDefinition` false where the reader may not go there
 */
export function claimCard(
  claim: LinkedClaim,
  at: { headingLevel?: 2 | 3; linksToDefinition?: boolean } = {},
): Html {
  if (claim.figure === null)
    return html`<p class="govuk-body">Claim ${claim.id} is not published. ${claim.notPublishedWhy ?? ''}</p>`;
  const { definitionHref, ...model } = modelOf(claim, claim.figure);
  return drawCard({
    ...model,
    headingLevel: at.headingLevel ?? 2,
    ...(at.linksToDefinition === false
      ? { definition: claim.definition ?? 'The definition was not kept' }
      : { definitionHref }),
  });
}

/** The card in lines of plain text, for a document or print: the headline, its cautions, and what it rests on. */
export function claimText(claim: LinkedClaim): readonly string[] {
  if (claim.figure === null)
    return [`Claim ${claim.id} is not published. ${claim.notPublishedWhy ?? ''}`.trim()];
  const model = modelOf(claim, claim.figure);
  return [
    model.headline,
    ...claimCautions(model),
    ...claimLines(model).map(({ name, said }) => `${name}: ${said.join('; ')}`),
    ...(claim.definition === null ? [] : [`How this is measured: ${claim.definition.replaceAll('\n', ' ')}`]),
    `Claim ${claim.id}, frozen ${showMoment(claim.at)}`,
  ];
}

/** What stands in every line of a file, and in an answer for machines; every one is there whatever the measure. */
export interface ClaimFields {
  claim: number;
  measure: string;
  headline: string;
  cautions: string;
  design_level: ClaimLevel;
  may_be_said: string;
  change: string | null;
  interval_low: number | null;
  interval_high: number | null;
  interval_percent_confidence: number | null;
  interval_of: string | null;
  comparison: string;
  expected_had_nothing_been_done: string;
  counted: string;
  window: string;
  time_at_risk: string;
  left_out: string;
  more_people_needed: string;
  data_to: Day;
  definition: string;
  frozen_at: string;
}

/** The card as a flat record. A claim that is not published says why where its headline would be. */
export function claimFields(claim: LinkedClaim): ClaimFields {
  const rest = {
    claim: claim.id,
    measure: claim.measure,
    design_level: claim.level,
    may_be_said: allowedVerbs[claim.level],
    data_to: claim.dataTo,
    definition: claim.definition ?? '',
    frozen_at: claim.at.toISOString(),
  };
  if (claim.figure === null) return { ...rest, ...withoutFigure(claim) };
  const model = modelOf(claim, claim.figure);
  const lines = new Map(claimLines(model).map(({ name, said }) => [name, said.join('; ')]));
  const line = (name: string): string => lines.get(name) ?? '';
  const { interval } = model;
  return {
    ...rest,
    headline: model.headline,
    cautions: claimCautions(model).join(' '),
    change: lines.get('Change') ?? null,
    interval_low: interval?.low ?? null,
    interval_high: interval?.high ?? null,
    interval_percent_confidence: interval?.confidence ?? null,
    interval_of: interval?.of ?? null,
    comparison: line('Comparison'),
    expected_had_nothing_been_done: line('Expected had nothing been done'),
    counted: line('Counted'),
    window: model.window,
    time_at_risk: model.timeAtRisk,
    left_out: line('Left out'),
    more_people_needed: line('More people needed'),
  };
}

function withoutFigure(claim: LinkedClaim) {
  const none = 'Not published';
  return {
    headline: `${none}. ${claim.notPublishedWhy ?? ''}`.trim(),
    cautions: '',
    change: null,
    interval_low: null,
    interval_high: null,
    interval_percent_confidence: null,
    interval_of: null,
    comparison: none,
    expected_had_nothing_been_done: none,
    counted: none,
    window: none,
    time_at_risk: none,
    left_out: none,
    more_people_needed: none,
  };
}

import { type Day, londonDay, showDay, showMoment } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import {
  type ClaimFinding,
  type ClaimLevel,
  claimCautions,
  claimFinding,
  claimLines,
  claimCard as drawCard,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { findMeasure } from '../measures/registry.ts';
import type { CommonFigures } from '../measures/types.ts';
import { drawnCard } from './card.ts';
import { type ClaimFields, fieldsOf } from './fields.ts';
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
  /** Which way it points, where its interval excludes no difference; null where nothing of it may be shown. */
  readonly finding: ClaimFinding | null;
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
    finding: card === null ? null : claimFinding(card),
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

/** The card as a flat record. A claim that is not published says why where its headline would be. */
export const claimFields = (claim: LinkedClaim): ClaimFields =>
  fieldsOf(claim, claim.figure === null ? (claim.notPublishedWhy ?? '') : modelOf(claim, claim.figure));

import { type Day, londonDay, showDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { type Html, html } from '../../web/html.ts';
import { type MadeBy, madeByWords, representationWords } from './after-types.ts';
import { reasonWords, sentence } from './rules.ts';
import { type Decision, decidedWords, type RepresentationKind } from './types.ts';

/** The decision that an item is about: what is said against it is heard there, or it is corrected. */
export interface Earlier {
  /** The item that hears or corrects. */
  itemId: number;
  id: number;
  heldOn: Day;
  decision: Decision;
  reasonCode: string | null;
  reason: string;
  decidedBy: string;
  decidedAt: Date;
  /** What is said against it; null where it is corrected. */
  kind: RepresentationKind | null;
  madeBy: MadeBy | null;
  madeOn: Day | null;
  said: string | null;
  isLate: boolean;
}

/** As the viewer may see them, in the order in which they were said. */
export const listEarlier = (tx: Tx, itemIds: readonly number[]): Promise<Earlier[]> =>
  tx.many(sql<Earlier>`
    with about as (
      select r.heard_item as item, r.item_id as earlier, r.id as nth, r.kind, r.made_by, r.made_on, r.said, r.made_on > r.until_on as late
      from panel_representation r where r.heard_item = any (${[...itemIds]}::bigint[])
      union all
      select i.id, i.corrects, 0, null, null, null, null, false from panel_item i
      where i.id = any (${[...itemIds]}::bigint[]) and i.corrects is not null
    )
    select b.item as "itemId", e.id, m.held_on as "heldOn", e.decision, e.reason_code as "reasonCode", e.reason, s.name as "decidedBy",
      e.decided_at as "decidedAt", b.kind, b.made_by as "madeBy", b.made_on as "madeOn", b.said, b.late as "isLate"
    from about b join panel_item e on e.id = b.earlier join panel_meeting m on m.id = e.meeting_id join staff s on s.id = e.decided_by
    where e.decision is not null order by b.item, b.nth`);

/** `Declined on 3 November 2026`, by which a decision is named. */
export const earlierName = ({ decision, decidedAt }: Earlier): string =>
  `${decidedWords[decision]} on ${showDay(londonDay(decidedAt))}`;

/** What was said, in the words taken down, and the decision in full with who signed it. */
export const earlierWords = (list: readonly Earlier[]): Html =>
  html`${list.map(
    (one) =>
      html`<div class="govuk-inset-text">${one.kind !== null && one.madeBy !== null && one.madeOn !== null && html`<p class="govuk-body"><strong>${representationWords[one.kind]} of ${showDay(one.madeOn)}</strong> by ${madeByWords[one.madeBy].toLowerCase()}${one.isLate && ', after the last day for it'}:</p><blockquote class="wm-wrap">${one.said}</blockquote>`}<p class="govuk-body"><strong>${one.kind === null ? 'Corrects' : 'Against'}: <a class="govuk-link" href="/panels/items/${one.id}">${earlierName(one)}</a></strong>${one.reasonCode !== null && ` (${reasonWords(one.reasonCode).toLowerCase()})`}. ${sentence(one.reason)} Signed by ${one.decidedBy}, panel of ${showDay(one.heldOn)}.</p></div>`,
  )}`;

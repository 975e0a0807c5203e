import type { StaffViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import { showShortDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { insetText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';

/**
 * A no-contact condition as those who see the member's licence may know of it: its wording where it is on the licence,
 * else only that one is in force and whom to ask. Never of whom, nor where they live.
 */
export interface NoContact {
  wording: string | null;
  fromOn: Day | null;
  toOn: Day | null;
  /** The victim officer; null where the wording is given. */
  officer: string | null;
  phone: string | null;
}

/** In force on a day; nothing for whoever may not see licences or does not reach the person. */
export const noContactNotices = async (
  tx: Tx,
  viewer: Pick<StaffViewer, 'may'>,
  personId: number,
  on: Day,
): Promise<NoContact[]> =>
  viewer.may('see:licence')
    ? tx.many(
        sql<NoContact>`select wording, from_on as "fromOn", to_on as "toOn", officer, phone from no_contact(${personId}, ${on}::date)`,
      )
    : [];

/** For a page that shows a licence, risk or a visit: nothing where there is none. */
export const noContactList = (notices: readonly NoContact[]): Html | '' =>
  notices.length === 0 ? '' : html`${notices.map((one) => insetText({ html: noticeOf(one) }))}`;

const noticeOf = (one: NoContact): Html =>
  one.wording === null
    ? html`<strong>A no-contact condition is in force: ask the victim officer</strong>${one.officer === null ? '' : html` (${one.officer}${one.phone === null ? '' : `, ${one.phone}`})`}.`
    : html`<strong>No-contact condition on the licence:</strong> ${one.wording}${one.fromOn === null ? '' : ` From ${showShortDay(one.fromOn)}`}${one.toOn === null ? '' : ` to ${showShortDay(one.toOn)}`}.`;

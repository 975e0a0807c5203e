import { showMoment } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';

export type Register = 'recommendation' | 'programme-item' | 'scheme-risk';

export interface RegisterEvent {
  at: Date;
  by: string;
  act: string;
  /** One line for each field that changed: `Due: 1 May 2026, before: not set`. */
  changes: string[];
  words: string | null;
}

/** Keeps who did what to something of a register, in the act's transaction. */
export const keepEvent = (
  tx: Tx,
  event: {
    register: Register;
    itemId: number;
    schemeId: number;
    staffId: number;
    act: string;
    changes?: readonly string[];
    words?: string | null;
    status?: string;
  },
): Promise<number> =>
  tx.run(sql`
    insert into register_event (scheme_id, register, item_id, staff_id, act, changes, words, status)
    values (${event.schemeId}, ${event.register}, ${event.itemId}, ${event.staffId}, ${event.act}, ${[...(event.changes ?? [])]},
      ${event.words ?? null}, ${event.status ?? null})`);

/** Newest first; the latest hundred. */
export const listEvents = (tx: Tx, register: Register, itemId: number): Promise<RegisterEvent[]> =>
  tx.many(sql<RegisterEvent>`
    select e.at, s.name as by, e.act, e.changes, e.words from register_event e join staff s on s.id = e.staff_id
    where e.register = ${register} and e.item_id = ${itemId} order by e.id desc limit 100`);

/** What changed between two states of something, a line a field; `show` gives each field's words. */
export function changesBetween<Item>(
  before: Item,
  after: Item,
  fields: readonly { label: string; show: (item: Item) => string }[],
): string[] {
  return fields.flatMap(({ label, show }) => {
    const [was, is] = [show(before), show(after)];
    return was === is ? [] : [`${label}: ${is || 'nothing'}, before: ${was || 'nothing'}`];
  });
}

export const historyTable = (events: readonly RegisterEvent[]): Html =>
  html`<h2 class="govuk-heading-m">History</h2>${table({
    caption: 'What was done, latest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'History',
    stack: true,
    head: [{ text: 'When' }, { text: 'By' }, { text: 'What' }],
    rows: events.map((event) => [
      showMoment(event.at),
      event.by,
      html`${event.act}${event.words === null ? '' : html`<br>${event.words}`}${
        event.changes.length === 0
          ? ''
          : html`<ul class="govuk-list govuk-list--bullet">${event.changes.map((line) => html`<li>${line}</li>`)}</ul>`
      }`,
    ]),
  })}`;

import { type Day, showShortDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { type Html, html } from '../../web/html.ts';

/** Where one agency's record says that somebody lives. */
export interface AddressRow {
  address: string;
  postcode: string | null;
  agencyId: number;
  agency: string;
  /** When the agency last changed its record; where it does not say, when it was last sent. */
  day: Day;
}

/** Of the records that the viewer may see, the newest first. A prison is where somebody is, not where they live. */
export const listAddresses = (tx: Tx, personId: number): Promise<AddressRow[]> =>
  tx.many(sql<AddressRow>`
    select r.address, r.postcode, r.agency_id as "agencyId", a.name as agency,
      coalesce(r.source_updated, (r.last_seen_at at time zone 'Europe/London')::date) as day
    from source_record r join agency a on a.id = r.agency_id
    where r.person_id = ${personId} and r.withdrawn_at is null and r.capacity not in ('victim', 'witness')
      and btrim(r.address) <> '' and r.address !~* '(^|[^a-z])(hmp|yoi|hmyoi|prison)([^a-z]|$)'
    order by day desc, r.id desc limit 20`);

export interface WhereTheyLive {
  newest: AddressRow;
  /** What other agencies' newest records say instead. */
  others: AddressRow[];
}

/** @param rows the newest first. */
export function whereTheyLive(rows: readonly AddressRow[]): WhereTheyLive | undefined {
  const [newest, ...rest] = rows;
  if (newest === undefined) return undefined;
  const others: AddressRow[] = [];
  const heard = new Set([newest.agencyId]);
  for (const row of rest) {
    if (heard.has(row.agencyId)) continue;
    heard.add(row.agencyId);
    if (!isSamePlace(row, newest)) others.push(row);
  }
  return { newest, others };
}

/** Agencies write one address in many ways; the same number at the same postcode is one place. */
function isSamePlace(left: AddressRow, right: AddressRow): boolean {
  const plain = ({ address }: AddressRow): string => address.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  const code = ({ postcode }: AddressRow): string => (postcode ?? '').toLowerCase().replaceAll(/\s/g, '');
  const door = ({ address }: AddressRow): string =>
    (address.match(/\d+[a-z]?\b/gi) ?? []).join(' ').toLowerCase();
  if (code(left) !== '' && code(right) !== '')
    return code(left) === code(right) && (door(left) === door(right) || plain(left) === plain(right));
  return plain(left) === plain(right);
}

const inWords = ({ address, postcode }: AddressRow): string =>
  postcode === null || address.toUpperCase().includes(postcode.toUpperCase())
    ? address
    : `${address}, ${postcode}`;

const bySource = (row: AddressRow): string => `${row.agency}, ${showShortDay(row.day)}`;

/** For who goes to see them; nothing where no record that the viewer may see has an address. */
export function addressLine(rows: readonly AddressRow[]): Html | null {
  const found = whereTheyLive(rows);
  if (found === undefined) return null;
  const { newest, others } = found;
  return html`<p class="govuk-body"><strong>Where they live:</strong> ${inWords(newest)} <span class="govuk-hint">(${bySource(newest)})</span>${
    others.length > 0 &&
    html`. <strong>Not all agree:</strong> ${others.map((row, index) => html`${index > 0 && '; '}${inWords(row)} <span class="govuk-hint">(${bySource(row)})</span>`)}`
  }</p>`;
}

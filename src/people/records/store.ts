import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type { CustodySpell, Offence, Supervision } from './types.ts';

export interface OffenceFilter {
  /** Of the year in which it was done. */
  year?: number | undefined;
  proven?: boolean | undefined;
}

/** A person's offences that the viewer may see, newest first; never those they suffered or saw. */
export const listOffences = (tx: Tx, personId: number, filter: OffenceFilter = {}): Promise<Offence[]> =>
  tx.many(sql<Offence>`
    select o.id, o.agency_id as "agencyId", a.name as agency, o.capacity, o.offence_code as "offenceCode",
      o.home_office_class as "homeOfficeClass", o.title, o.offence_date as "offenceDate", o.arrest_date as "arrestDate", o.asn,
      o.charge_date as "chargeDate", o.outcome, o.outcome_date as "outcomeDate", o.court, o.sentence, o.area, o.proven
    from offence o join agency a on a.id = o.agency_id
    where o.person_id = ${personId} and o.capacity not in ('victim', 'witness')
      and (${filter.year ?? null}::integer is null or extract(year from o.offence_date) = ${filter.year ?? null}::integer)
      and (${filter.proven ?? null}::boolean is null or o.proven = ${filter.proven ?? null}::boolean)
    order by o.offence_date desc, o.id desc`);

/** A person's stays in police cells and prisons that the viewer may see, newest first. */
export const listCustody = (tx: Tx, personId: number): Promise<CustodySpell[]> =>
  tx.many(sql<CustodySpell>`
    select c.id, a.name as agency, c.kind, c.place, c.from_day as "fromDay", c.to_day as "toDay", c.release_type as "releaseType",
      c.licence_end as "licenceEnd", c.reason
    from custody_spell c join agency a on a.id = c.agency_id where c.person_id = ${personId} order by c.from_day desc, c.id desc`);

/** A person's orders and licences that the viewer may see, newest first. */
export const listSupervision = (tx: Tx, personId: number): Promise<Supervision[]> =>
  tx.many(sql<Supervision>`
    select s.id, a.name as agency, s.order_type as "orderType", s.title, s.sentence_date as "sentenceDate", s.from_day as "fromDay",
      s.to_day as "toDay", s.main_offence_code as "mainOffenceCode", s.rosh, s.mappa_level as "mappaLevel", s.conditions
    from supervision s join agency a on a.id = s.agency_id where s.person_id = ${personId} order by s.from_day desc, s.id desc`);

/** A person's offences, custody and orders, which several parts of a page draw on. */
export const recordsOf = oncePerTransaction(async (tx, personId: number) => {
  const [offences, custody, supervision] = await Promise.all([
    listOffences(tx, personId),
    listCustody(tx, personId),
    listSupervision(tx, personId),
  ]);
  return { offences, custody, supervision };
});

/** How many proven offences of somebody were committed on or after a day, as far as the viewer may see them. */
export async function provenSince(tx: Tx, personId: number, day: Day): Promise<number> {
  const { offences } = await recordsOf(tx, personId);
  return offences.filter(({ proven, offenceDate }) => proven && offenceDate >= day).length;
}

/** One line of a timeline: an offence, or the beginning or end of a spell or an order. */
export interface RecordLine {
  what: 'offence' | 'received' | 'released' | 'begins' | 'ends';
  /** When the batch that brought it in came, where that was after the moment asked about. */
  newAt: Date | null;
  offence: Offence | null;
  custody: CustodySpell | null;
  order: Supervision | null;
}

export interface RecordWindow {
  limit: number;
  /** `YYYY-MM-DDTHH:MM…`: lines at this moment and older ones. */
  before?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
  kinds: readonly ('offence' | 'custody' | 'supervision')[];
  agencyId?: number | undefined;
  since?: Date | undefined;
  onlyChanged?: boolean | undefined;
}

const offenceBody = sql`json_build_object('id', x.id, 'agencyId', x.agency_id, 'agency', a.name, 'capacity', x.capacity, 'offenceCode', x.offence_code,
  'title', x.title, 'offenceDate', x.offence_date, 'outcome', x.outcome, 'sentence', x.sentence, 'proven', x.proven)`;
const custodyBody = sql`json_build_object('id', x.id, 'agency', a.name, 'kind', x.kind, 'place', x.place, 'fromDay', x.from_day, 'toDay', x.to_day,
  'releaseType', x.release_type, 'licenceEnd', x.licence_end, 'reason', x.reason)`;
const orderBody = sql`json_build_object('id', x.id, 'agency', a.name, 'orderType', x.order_type, 'title', x.title, 'fromDay', x.from_day, 'toDay', x.to_day)`;

/** The lines of a window, newest first, in one statement: of one day the end of an order stands before its beginning. */
export function listRecordLines(tx: Tx, personId: number, window: RecordWindow): Promise<RecordLine[]> {
  const bounds = (day: Sql<unknown>, minute: number): Sql<unknown> => {
    const parts: Sql<unknown>[] = [sql`x.person_id = ${personId}`];
    if (window.from !== undefined) parts.push(sql`${day} >= ${window.from}::date`);
    if (window.to !== undefined) parts.push(sql`${day} <= ${window.to}::date`);
    if (window.agencyId !== undefined) parts.push(sql`x.agency_id = ${window.agencyId}`);
    if (window.onlyChanged === true) parts.push(sql`b.at is not null`);
    if (window.before !== undefined)
      parts.push(
        sql`${day} + ${sql.lit(minute)} * interval '1 minute' <= ${window.before.slice(0, 19)}::timestamp`,
      );
    return sql.join(parts, sql` and `);
  };
  const line = (
    what: string,
    minute: number,
    day: Sql<unknown>,
    body: Sql<unknown>,
    table: Sql<unknown>,
  ): Sql<unknown> =>
    sql`(select ${sql.lit(what)} as what, ${day} + ${sql.lit(minute)} * interval '1 minute' as moment, x.id, ${body} as body, b.at as "newAt"
      from ${table} x join agency a on a.id = x.agency_id left join fresh b on b.id = x.batch_id where ${bounds(day, minute)} order by 2 desc, x.id desc limit ${window.limit})`;
  const of = (kind: RecordWindow['kinds'][number], parts: Sql<unknown>[]): Sql<unknown>[] =>
    window.kinds.includes(kind) ? parts : [];
  const lines = [
    ...of('offence', [
      line(
        'offence',
        0,
        sql`x.offence_date`,
        offenceBody,
        sql`(select * from offence where capacity not in ('victim', 'witness'))`,
      ),
    ]),
    ...of('custody', [
      line('received', 0, sql`x.from_day`, custodyBody, sql`custody_spell`),
      line(
        'released',
        1,
        sql`x.to_day`,
        custodyBody,
        sql`(select * from custody_spell where to_day is not null and not (kind = 'police' and to_day = from_day))`,
      ),
    ]),
    ...of('supervision', [
      line('begins', 2, sql`x.from_day`, orderBody, sql`supervision`),
      line('ends', 3, sql`x.to_day`, orderBody, sql`(select * from supervision where to_day is not null)`),
    ]),
  ];
  if (lines.length === 0) return Promise.resolve([]);
  const since = window.since ?? null;
  return tx.many(sql<RecordLine>`
    with fresh as materialized (select id, at from batches_since(coalesce(${since}::timestamptz, 'infinity')))
    select l.what, l."newAt", case when l.what = 'offence' then l.body end as offence, case when l.what in ('received', 'released') then l.body end as custody,
      case when l.what in ('begins', 'ends') then l.body end as "order"
    from (${sql.join(lines, sql` union all `)}) l order by l.moment desc, l.what, l.id desc limit ${window.limit}`);
}

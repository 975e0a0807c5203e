import { sql, type Tx } from '../../kernel/database.ts';
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

import { addMonths, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { CustodyFact, OffenceFact, PersonFacts } from './types.ts';

/** A person's facts, and what else a run needs to know of them. */
export interface PersonToScore {
  personId: number;
  facts: PersonFacts;
  /** Every record says victim or witness and nothing else. */
  onlyVictimOrWitness: boolean;
  /** The number leads to another person since. */
  retired: boolean;
  /** Under an order or licence on the day. */
  supervised: boolean;
  isMember: boolean;
}

/**
 * People who have enough proven offences to be worth looking at, in order of their ids, after `after`. Only
 * offences whose agency shares them with statutory partners are read at all: a score is shown to these, and
 * must not tell what an agency keeps to itself.
 */
export const listPeopleToScore = async (
  tx: Tx,
  find: { after: number; minimum: number; months: number; on: Day; limit: number },
): Promise<number[]> =>
  (
    await tx.many(sql<{ person_id: number }>`
      select person_id from offence
      where proven and person_id > ${find.after} and offence_date > ${addMonths(find.on, -find.months)}
        and offence_date <= ${find.on} and handling in ('partners', 'statutory')
      group by person_id having count(*) >= ${find.minimum}
      order by person_id limit ${find.limit}`)
  ).map((row) => row.person_id);

/** How many people have any proven offence in the window. */
export const countPeopleWithOffences = async (tx: Tx, months: number, on: Day): Promise<number> =>
  (
    await tx.one(sql<{ n: number }>`
      select count(distinct person_id) as n from offence
      where proven and person_id is not null and offence_date > ${addMonths(on, -months)} and offence_date <= ${on}
        and handling in ('partners', 'statutory')`)
  ).n;

interface PersonRow {
  id: number;
  born: Day | null;
  retired: boolean;
  only_victim: boolean;
  supervised: boolean;
  is_member: boolean;
}

/** The facts of these people, by three statements whatever their number. */
export async function loadFacts(
  tx: Tx,
  schemeId: number,
  personIds: readonly number[],
  on: Day,
): Promise<PersonToScore[]> {
  const ids = [...personIds];
  const people = await tx.many(sql<PersonRow>`
    select p.id, p.born, p.gone_to is not null as retired,
      exists (select from source_record s where s.person_id = p.id)
        and not exists (select from source_record s where s.person_id = p.id and s.capacity not in ('victim', 'witness')) as only_victim,
      exists (select from supervision v where v.person_id = p.id and v.from_day <= ${on}
        and (v.to_day is null or v.to_day > ${on}) and v.handling in ('partners', 'statutory')) as supervised,
      exists (select from membership m where m.person_id = p.id and m.scheme_id = ${schemeId} and m.left_on is null) as is_member
    from person p where p.id = any (${ids}::bigint[]) order by p.id`);
  const offences = await tx.many(sql<OffenceFact & { personId: number }>`
    select person_id as "personId", offence_date as date, outcome_date as "outcomeOn", proven, capacity,
      home_office_class as "homeOfficeClass", area
    from offence where person_id = any (${ids}::bigint[]) and proven and handling in ('partners', 'statutory')`);
  const custody = await tx.many(sql<CustodyFact & { personId: number }>`
    select person_id as "personId", kind, from_day as "from", to_day as "to"
    from custody_spell where person_id = any (${ids}::bigint[]) and kind = 'prison' and handling in ('partners', 'statutory')`);
  const offencesOf = Map.groupBy(offences, (row) => row.personId);
  const custodyOf = Map.groupBy(custody, (row) => row.personId);
  return people.map((person) => ({
    personId: person.id,
    facts: {
      born: person.born,
      offences: offencesOf.get(person.id) ?? [],
      custody: custodyOf.get(person.id) ?? [],
    },
    onlyVictimOrWitness: person.only_victim,
    retired: person.retired,
    supervised: person.supervised,
    isMember: person.is_member,
  }));
}

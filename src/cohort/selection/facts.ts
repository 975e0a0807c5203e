import { addMonths, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { stillStands } from './official-store.ts';
import type { CustodyFact, OffenceFact, OfficialScore, PersonFacts } from './types.ts';

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

/** The highest number that anybody has. */
export const findLastPerson = async (tx: Tx): Promise<number> =>
  (await tx.one(sql<{ last: number }>`select coalesce(max(id), 0) as last from person`)).last;

/**
 * Of the people with these numbers (after `after`, up to `upTo`), who has enough proven offences to be worth looking at,
 * and how many have any in the window. Only offences whose agency shares them with statutory partners are read at all:
 * a score is shown to these, and must not tell what an agency keeps to itself. Answered from the index
 * `offence_selection` alone.
 */
export const listPeopleToScore = (
  tx: Tx,
  find: { after: number; upTo: number; minimum: number; months: number; on: Day },
): Promise<{ considered: number; ids: number[] }> =>
  tx.one(sql<{ considered: number; ids: number[] }>`
    select count(*) as considered, coalesce(array_agg(person_id order by person_id) filter (where n >= ${find.minimum}), '{}') as ids from (
      select person_id, count(*) as n from offence
      where proven and person_id > ${find.after} and person_id <= ${find.upTo} and offence_date > ${addMonths(find.on, -find.months)}
        and offence_date <= ${find.on} and handling in ('partners', 'statutory') group by person_id) p`);

interface PersonRow {
  id: number;
  born: Day | null;
  sex: 'male' | 'female' | 'other' | null;
  retired: boolean;
  only_victim: boolean;
  supervised: boolean;
  is_member: boolean;
  official: OfficialScore | null;
}

/**
 * The facts of these people, by three statements whatever their number. Offences are those that were committed and
 * proven by the day; each person's come as one text, because a county's come as fast as they can be read.
 */
export async function loadFacts(
  tx: Tx,
  schemeId: number,
  personIds: readonly number[],
  on: Day,
): Promise<PersonToScore[]> {
  const ids = sql`${[...personIds]}::bigint[]`;
  const [people, offences, custody] = await Promise.all([
    tx.many(sql<PersonRow>`
      select p.id, p.born, p.sex, p.gone_to is not null as retired,
        exists (select from source_record s where s.person_id = p.id)
          and not exists (select from source_record s where s.person_id = p.id and s.capacity not in ('victim', 'witness')) as only_victim,
        exists (select from supervision v where v.person_id = p.id and v.from_day <= ${on}
          and (v.to_day is null or v.to_day > ${on}) and v.handling in ('partners', 'statutory')) as supervised,
        exists (select from membership m where m.person_id = p.id and m.scheme_id = ${schemeId} and m.left_on is null) as is_member,
        (select jsonb_build_object('instrument', f.instrument, 'percent', f.percent, 'needs', f.needs, 'scoredOn', f.scored_on, 'toolVersion', f.tool_version)
          from official_score f where f.person_id = p.id and f.scored_on <= ${on} and ${stillStands} order by f.scored_on desc, f.id desc limit 1) as official
      from person p where p.id = any (${ids}) order by p.id`),
    tx.many(sql<{ personId: number; packed: string }>`
      select person_id as "personId", string_agg(offence_date || coalesce('=' || outcome_date, '') || ',' || translate(coalesce(home_office_class, ''), ',;', '') || ',' || translate(coalesce(area, ''), ',;', ''), ';') as packed
      from offence where person_id = any (${ids}) and proven and handling in ('partners', 'statutory')
        and offence_date <= ${on} and (outcome_date is null or outcome_date <= ${on}) group by person_id`),
    tx.many(sql<CustodyFact & { personId: number }>`
      select person_id as "personId", kind, from_day as "from", to_day as "to"
      from custody_spell where person_id = any (${ids}) and kind = 'prison' and handling in ('partners', 'statutory')`),
  ]);
  const offencesOf = new Map(offences.map(({ personId, packed }) => [personId, packed]));
  const custodyOf = Map.groupBy(custody, (row) => row.personId);
  return people.map((person) => ({
    personId: person.id,
    facts: {
      born: person.born,
      sex: person.sex === 'other' ? null : person.sex,
      offences: unpack(offencesOf.get(person.id)),
      custody: custodyOf.get(person.id) ?? [],
      official: person.official,
    },
    onlyVictimOrWitness: person.only_victim,
    retired: person.retired,
    supervised: person.supervised,
    isMember: person.is_member,
  }));
}

/** `2026-01-05=2026-02-01,028/01,NW1;…`: the day, when it was proven, class and area. */
const unpack = (packed: string | undefined): OffenceFact[] =>
  packed === undefined
    ? []
    : packed.split(';').map((one) => {
        const [dates = '', homeOfficeClass = '', area = ''] = one.split(',');
        return {
          date: dates.slice(0, 10),
          outcomeOn: dates.length > 10 ? dates.slice(11) : null,
          proven: true,
          capacity: 'convicted',
          homeOfficeClass: homeOfficeClass === '' ? null : homeOfficeClass,
          area: area === '' ? null : area,
        };
      });

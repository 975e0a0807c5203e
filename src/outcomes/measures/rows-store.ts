import { sql, type Tx } from '../../kernel/database.ts';
import type { Figures, PersonLine, RowsAsk } from './types.ts';

export const joinedLists = { followed: 'Joined in time to be counted', 'not-yet': 'Not yet countable' };

/** Members by whether they joined early enough to be counted, as far as the viewer sees them. */
export const listJoined = (
  tx: Tx,
  { schemeId, figures, on, list, limit, offset }: RowsAsk<Pick<Figures, 'joinedBy'>>,
): Promise<PersonLine[]> =>
  tx.many(sql<PersonLine>`
    select first.id, first.name, first.day, 'Joined at ' || first.base as detail from (
      select distinct on (m.person_id) m.person_id as id, p.given_names || ' ' || p.family_name as name, m.joined_on as day, b.name as base
      from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id
      where m.scheme_id = ${schemeId} and m.joined_on <= ${on}::date order by m.person_id, m.joined_on, m.id
    ) first where (first.day <= ${figures.joinedBy}::date) = ${list === 'followed'}
    order by first.day desc, first.id limit ${limit} offset ${offset}`);

import { sql, type Tx } from '../../kernel/database.ts';
import type { PersonLine, RowsAsk } from '../measures/types.ts';
import type { PeoplePlan } from './types.ts';

/** Who first joined in the days of a plan, as far as the viewer sees them. */
export const listJoinedBetween = (
  tx: Tx,
  { schemeId, figures, on, limit, offset }: RowsAsk<{ plan: PeoplePlan }>,
): Promise<PersonLine[]> =>
  tx.many(sql<PersonLine>`
    select first.id, first.name, first.day, 'Joined at ' || first.base as detail from (
      select distinct on (m.person_id) m.person_id as id, p.given_names || ' ' || p.family_name as name, m.joined_on as day, b.name as base, m.base_id
      from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id
      where m.scheme_id = ${schemeId} and m.joined_on <= ${on}::date order by m.person_id, m.joined_on, m.id
    ) first where first.day between ${figures.plan.joinedFrom}::date and ${figures.plan.joinedTo}::date
      and (${figures.plan.base?.id ?? null}::bigint is null or first.base_id = ${figures.plan.base?.id ?? null}::bigint)
    order by first.day desc, first.id limit ${limit} offset ${offset}`);

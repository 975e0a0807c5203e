import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Figures } from '../measures/types.ts';
import type { Claim, ClaimLine, MemberLine } from './types.ts';

const columns = sql`c.id, c.measure, c.at, c.data_to as "dataTo", c.design_level as level, c.definition_version as "definitionVersion", c.definition,
  c.inputs_sha256 as inputs, c.code_version as "codeVersion", c.not_published_why as "notPublishedWhy",
  r.version as "ruleVersion", r.example as "ruleIsExample", coalesce(e.figures, c.published) as figures, e.claim_id is null as "isSuppressed"`;

// The exact figures are there for those whom their policy lets see them; everybody else has the published ones.
const from = sql`from claim c join rule_version r on r.id = c.rule_id left join claim_exact e on e.claim_id = c.id`;

/** The newest claim that has figures for this viewer. */
export const findLatest = (tx: Tx, schemeId: number, measure: string): Promise<Claim | undefined> =>
  tx.maybe(sql<Claim>`
    select ${columns} ${from} where c.scheme_id = ${schemeId} and c.measure = ${measure}
      and coalesce(e.figures, c.published) is not null
    order by c.id desc limit 1`);

export const getShownClaim = (tx: Tx, id: number): Promise<Claim & { figures: Figures | null }> =>
  tx.one(sql<Claim & { figures: Figures | null }>`select ${columns} ${from} where c.id = ${id}`);

export const listEarlier = (tx: Tx, schemeId: number, measure: string, limit: number): Promise<ClaimLine[]> =>
  tx.many(sql<ClaimLine>`
    select c.id, c.at, c.data_to as "dataTo", c.design_level as level, (coalesce(e.figures, c.published)->>'counted')::int as counted,
      c.not_published_why as "notPublishedWhy"
    from claim c left join claim_exact e on e.claim_id = c.id
    where c.scheme_id = ${schemeId} and c.measure = ${measure} order by c.id desc limit ${limit}`);

/** Members by whether they joined early enough to be counted, as far as the viewer sees them. */
export const listMembersJoined = (
  tx: Tx,
  schemeId: number,
  by: { joinedBy: Day; measuredOn: Day; group: 'followed' | 'not-yet' },
  page: { limit: number; offset: number },
): Promise<MemberLine[]> =>
  tx.many(sql<MemberLine>`
    select * from (
      select distinct on (m.person_id) m.person_id as id, p.given_names || ' ' || p.family_name as name, m.joined_on as "joinedOn",
        (select max(x.left_on) from membership x where x.person_id = m.person_id and x.scheme_id = m.scheme_id
          and not exists (select 1 from membership y where y.person_id = m.person_id and y.scheme_id = m.scheme_id and y.left_on is null)) as "leftOn",
        b.name as base
      from membership m join person p on p.id = m.person_id join base b on b.id = m.base_id
      where m.scheme_id = ${schemeId} and m.joined_on <= ${by.measuredOn}::date order by m.person_id, m.joined_on, m.id
    ) first where (first."joinedOn" <= ${by.joinedBy}::date) = ${by.group === 'followed'}
    order by first."joinedOn" desc, first.id limit ${page.limit} offset ${page.offset}`);

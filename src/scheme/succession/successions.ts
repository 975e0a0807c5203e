import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { AgencyRow, CaseLine, CaseRule, Choice, PreviewLine, Succession } from './types.ts';

const columns = sql`s.id, s.from_agency_id as "fromAgencyId", f.name as "from", s.on_day as "onDay", s.state, s.heir_id as "heirId", h.name as heir,
  s.successor_ids as "successorIds", s.cases, s.why, m.name as "madeBy", s.made_at as "madeAt", s.done_at as "doneAt", s.planners,
  b.name as "confirmedBy", s.confirmed_at as "confirmedAt", s.version`;
const from = sql`from agency_succession s join agency f on f.id = s.from_agency_id join agency h on h.id = s.heir_id join staff m on m.id = s.made_by
  left join staff b on b.id = s.confirmed_by`;

export const getSuccession = (tx: Tx, id: number): Promise<Succession> =>
  tx.one(sql<Succession>`select ${columns} ${from} where s.id = ${id}`);

/** As it stands; locked while it may still be changed. */
export async function lockSuccession(tx: Tx, id: number): Promise<Succession> {
  const found = await getSuccession(tx, id);
  if (found.state !== 'draft') return found;
  await tx.one(sql`select id from agency_succession where id = ${id} for update`);
  return getSuccession(tx, id);
}

export const listSuccessions = (tx: Tx, schemeId: number): Promise<Succession[]> =>
  tx.many(
    sql<Succession>`select ${columns} ${from} where s.scheme_id = ${schemeId} order by s.on_day desc, s.id desc limit 100`,
  );

/** Every agency there is or was, those that ended last. */
export const listAgencyDates = (tx: Tx): Promise<AgencyRow[]> =>
  tx.many(sql<AgencyRow>`
    select id, code, name, kind, from_date as "from", to_date as "to" from agency order by (to_date is not null), name`);

export const insertSuccession = (
  tx: Tx,
  row: {
    schemeId: number;
    fromAgencyId: number;
    onDay: Day;
    heirId: number;
    successorIds: readonly number[];
    why: string;
    by: number;
    at: Date;
  },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into agency_succession (scheme_id, from_agency_id, on_day, state, heir_id, successor_ids, why, made_by, made_at)
    values (${row.schemeId}, ${row.fromAgencyId}, ${row.onDay}, 'draft', ${row.heirId}, ${[...row.successorIds]}::bigint[], ${row.why}, ${row.by}, ${row.at})
    returning id`);

/** A successor that is not there yet: of the old one's kind. Null where the code is taken. */
export const insertSuccessor = async (
  tx: Tx,
  row: { like: number; code: string; name: string; from: Day },
): Promise<number | null> =>
  (
    await tx.one(sql<{ id: number | null }>`
      select succession_agency(${row.like}, ${row.code}, ${row.name}, ${row.from}) as id`)
  ).id;

export const updatePlan = (tx: Tx, id: number, plan: { onDay: Day; cases: CaseRule }): Promise<number> =>
  tx.run(sql`
    update agency_succession set on_day = ${plan.onDay}, cases = ${JSON.stringify(plan.cases)}::jsonb, version = version + 1 where id = ${id}`);

/** What was chosen for a plan is a change of it: it has to be confirmed anew. */
export const touchPlan = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update agency_succession set version = version + 1 where id = ${id}`);

/** False where the plan is another by now. */
export const confirmRow = async (tx: Tx, id: number, version: number): Promise<boolean> =>
  (await tx.one(sql<{ done: boolean }>`select succession_confirm(${id}, ${version}) as done`)).done;

/** Of its kind and standing, or of a kind that is named to follow it. */
export const mayFollow = async (tx: Tx, old: number, heir: number): Promise<boolean> =>
  (await tx.one(sql<{ may: boolean }>`select agency_may_follow(${old}, ${heir}) as may`)).may;

export const withdrawRow = (tx: Tx, id: number): Promise<number> =>
  tx.run(sql`update agency_succession set state = 'withdrawn', version = version + 1 where id = ${id}`);

/** All choices of one kind, in place of those before. */
export async function putChoices(
  tx: Tx,
  id: number,
  what: 'staff' | 'service',
  choices: readonly { id: number; toAgencyId: number }[],
): Promise<void> {
  await tx.run(sql`delete from succession_choice where succession_id = ${id} and what = ${what}`);
  if (choices.length > 0)
    await tx.run(sql`
      insert into succession_choice (succession_id, what, row_id, to_agency_id)
      select ${id}, ${what}, c.row_id, c.goes from unnest(${choices.map((one) => one.id)}::bigint[], ${choices.map((one) => one.toAgencyId)}::bigint[]) as c (row_id, goes)`);
}

/** One person by hand; null takes the hand off, and the rule says where they go. */
export async function putPerson(
  tx: Tx,
  id: number,
  personId: number,
  toAgencyId: number | null,
): Promise<void> {
  await tx.run(sql`delete from succession_person where succession_id = ${id} and person_id = ${personId}`);
  if (toAgencyId !== null)
    await tx.run(sql`
      insert into succession_person (succession_id, person_id, to_agency_id) values (${id}, ${personId}, ${toAgencyId})`);
}

/** Staff and services of the old agency, and where each goes. */
export const listChoices = (tx: Tx, id: number): Promise<Choice[]> =>
  tx.many(sql<Choice>`
    select l.what, l.row_id as id, coalesce(f.name, v.name) as name, l.to_agency_id as "toAgencyId" from succession_lines(${id}) l
      left join staff f on l.what = 'staff' and f.id = l.row_id left join service v on l.what = 'service' and v.id = l.row_id
    where l.what in ('staff', 'service') order by l.what desc, 3, 2`);

/** How much goes where: of the whole agency, whoever looks. */
export const countLines = (tx: Tx, id: number): Promise<PreviewLine[]> =>
  tx.many(sql<PreviewLine>`
    select what, to_agency_id as "toAgencyId", ends, count(*)::int as n from succession_lines(${id}) group by what, to_agency_id, ends`);

/** The same of one that was carried out, from what was frozen. */
export const countItems = (tx: Tx, id: number): Promise<PreviewLine[]> =>
  tx.many(sql<PreviewLine>`
    select what, to_agency_id as "toAgencyId", ends, count(*)::int as n from succession_item where succession_id = ${id} group by what, to_agency_id, ends`);

/** Cases of the old agency that the viewer may see, person by person. */
export const listCases = (
  tx: Tx,
  id: number,
  window: { limit: number; offset: number },
): Promise<CaseLine[]> =>
  tx.many(sql<CaseLine>`
    select a.person_id as "personId", p.family_name || ', ' || p.given_names as name, f.name as worker, l.to_agency_id as "toAgencyId", l.ends,
      h.id is not null as "isListed"
    from succession_lines(${id}) l join allocation a on a.id = l.row_id join person p on p.id = a.person_id join staff f on f.id = a.staff_id
      left join succession_person h on h.succession_id = ${id} and h.person_id = a.person_id
    where l.what = 'allocation' and a.kind <> 'embedded' order by l.ends desc, p.family_name, p.given_names, a.id limit ${window.limit} offset ${window.offset}`);

export const begin = async (tx: Tx, id: number, version: number, today: Day): Promise<number | null> =>
  (await tx.one(sql<{ n: number | null }>`select succession_begin(${id}, ${version}, ${today}) as n`)).n;

export const step = async (tx: Tx, id: number, atMost: number): Promise<number | null> =>
  (await tx.one(sql<{ n: number | null }>`select succession_step(${id}, ${atMost}) as n`)).n;

export interface ProviderLine {
  /** As it was called on the day. */
  provider: string;
  leads: number;
  coWorks: number;
  linkWorkers: number;
  referrals: number;
}

/**
 * Who had how many cases and open referrals on a day, by the agency that it was then: an allocation keeps the agency
 * of its time, a referral the one that had it before it moved. Of the people whom the viewer may see.
 */
export const splitByProvider = (tx: Tx, schemeId: number, on: Day): Promise<ProviderLine[]> =>
  tx.many(sql<ProviderLine>`
    with cases as (
      select l.agency_id, l.kind, count(distinct l.person_id)::int as n from allocation l join membership m on m.id = l.membership_id
      where m.scheme_id = ${schemeId} and (l.from_at at time zone 'Europe/London')::date <= ${on}
        and (l.to_at is null or (l.to_at at time zone 'Europe/London')::date > ${on}) group by l.agency_id, l.kind
    ), sent as (
      select coalesce((select t.from_agency_id from referral_transfer t where t.referral_id = r.id and t.on_day > ${on} order by t.on_day, t.id limit 1), r.provider_agency_id) as agency_id
      from referral r where r.scheme_id = ${schemeId} and r.sent_at is not null and (r.sent_at at time zone 'Europe/London')::date <= ${on}
        and (r.ended_at is null or (r.ended_at at time zone 'Europe/London')::date > ${on}) and r.state not in ('draft', 'declined')
    ), referred as (select agency_id, count(*)::int as n from sent group by agency_id)
    select a.name as provider, coalesce(sum(c.n) filter (where c.kind = 'lead'), 0)::int as leads,
      coalesce(sum(c.n) filter (where c.kind = 'co-worker'), 0)::int as "coWorks", coalesce(sum(c.n) filter (where c.kind = 'embedded'), 0)::int as "linkWorkers",
      coalesce((select r.n from referred r where r.agency_id = a.id), 0) as referrals
    from agency a left join cases c on c.agency_id = a.id
    where c.agency_id is not null or exists (select 1 from referred r where r.agency_id = a.id)
    group by a.id, a.name order by leads desc, a.name`);

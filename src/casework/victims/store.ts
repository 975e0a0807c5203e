import type { Day } from '../../kernel/clock.ts';
import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { KnownVictim, Victim, VictimCrime, VictimDetails, VictimRow } from './types.ts';

const columns = sql`v.id, v.officer_id as "officerId", s.name as officer, v.capacity, v.given_names as "givenNames", v.family_name as "familyName", v.born,
  v.contact_scheme as "contactScheme", v.wants_updates as "wantsUpdates", v.phone, v.email, v.address, v.prefers, v.best_times as "bestTimes",
  v.no_contact_times as "noContactTimes", v.message, v.safe_words as "safeWords", v.needs, v.state, v.closed_on as "closedOn", v.closed_why as "closedWhy", v.version`;

export const getVictim = (tx: Tx, id: number): Promise<Victim> =>
  tx.one(sql<Victim>`select ${columns} from victim v join staff s on s.id = v.officer_id where v.id = ${id}`);

/** For an act: locked until the transaction ends. */
export async function lockVictim(tx: Tx, id: number): Promise<Victim> {
  await tx.one(sql`select id from victim where id = ${id} for update`);
  return getVictim(tx, id);
}

const orders = {
  due: sql`"nextDue" nulls last, name, id`,
  name: sql`name, id`,
} as const;
export type VictimOrder = keyof typeof orders;

export interface VictimFilter {
  state: 'open' | 'closed';
  contactScheme?: string | undefined;
  onlyDue?: boolean | undefined;
}

/** Those whom the viewer holds, with how many updates are due and the next day. */
export const listVictims = (
  tx: Tx,
  filter: VictimFilter,
  page: { order: VictimOrder; limit: number; offset: number },
): Promise<VictimRow[]> =>
  tx.many(sql<VictimRow>`
    select *, (count(*) over ())::int as total from (
      select v.id, trim(v.given_names || ' ' || v.family_name) as name, v.capacity, v.contact_scheme as "contactScheme", v.wants_updates as "wantsUpdates",
        (select count(*)::int from victim_offence o where o.victim_id = v.id) as crimes, u.due, u."nextDue", u."lastGiven"
      from victim v
      cross join lateral (select count(*) filter (where state = 'due')::int as due, min(due_on) filter (where state = 'due') as "nextDue",
        max(given_on) as "lastGiven" from victim_update where victim_id = v.id) u
      where ${matching(filter)}) found
    order by ${orders[page.order]} limit ${page.limit} offset ${page.offset}`);

const matching = ({ state, contactScheme, onlyDue }: VictimFilter): Sql<unknown> =>
  sql.join(
    [
      sql`v.state = ${state}`,
      ...(contactScheme === undefined ? [] : [sql`v.contact_scheme = ${contactScheme}`]),
      ...(onlyDue === true ? [sql`u.due > 0`] : []),
    ],
    sql` and `,
  );

/** The crimes, each with what may be known of the member whose offence it was. */
export const listCrimes = (tx: Tx, victimId: number, on: Day): Promise<VictimCrime[]> =>
  tx.many(sql<VictimCrime>`
    select o.id, o.crime, o.offence, o.offence_on as "offenceOn", coalesce(m.custody, 'withheld') as custody, m.release_on as "releaseOn"
    from victim_offence o left join victim_member_state(${victimId}, ${on}::date) m on m.link_id = o.id
    where o.victim_id = ${victimId} order by o.offence_on desc, o.id`);

export const updateDetails = (tx: Tx, id: number, details: VictimDetails & { by: number }): Promise<number> =>
  tx.run(sql`
    update victim set capacity = ${details.capacity}, given_names = ${details.givenNames}, family_name = ${details.familyName}, born = ${details.born},
      contact_scheme = ${details.contactScheme}, wants_updates = ${details.wantsUpdates}, phone = ${details.phone}, email = ${details.email},
      address = ${details.address}, prefers = ${details.prefers}, best_times = ${details.bestTimes}, no_contact_times = ${details.noContactTimes},
      message = ${details.message}, safe_words = ${details.safeWords}, needs = ${details.needs}, version = version + 1, changed_at = now(), changed_by = ${details.by}
    where id = ${id}`);

export const updateVictimState = (
  tx: Tx,
  id: number,
  next: { state: 'open' | 'closed'; on: Day | null; why: string | null; by: number },
): Promise<number> =>
  tx.run(sql`
    update victim set state = ${next.state}, closed_on = ${next.on}, closed_why = ${next.why}, version = version + 1, changed_at = now(), changed_by = ${next.by}
    where id = ${id}`);

export const listKnown = (tx: Tx, page: { limit: number; offset: number }): Promise<KnownVictim[]> =>
  tx.many(sql<KnownVictim>`
    select victim_row as row, crime, capacity, offence, offence_on as "offenceOn", agency, total from victim_known(${page.limit}, ${page.offset})`);

export const takeOn = (
  tx: Tx,
  row: number,
  on: Day,
): Promise<{ outcome: 'made' | 'taken' | 'absent'; id: number | null }> =>
  tx.one(
    sql<{
      outcome: 'made' | 'taken' | 'absent';
      id: number | null;
    }>`select outcome, id from victim_take_on(${row}, ${on}::date)`,
  );

export const enter = async (
  tx: Tx,
  victim: { crime: string; capacity: string; givenNames: string; familyName: string },
  on: Day,
): Promise<number | null> =>
  (
    await tx.one(
      sql<{
        id: number | null;
      }>`select victim_enter(${victim.crime}, ${victim.capacity}, ${victim.givenNames}, ${victim.familyName}, ${on}::date) as id`,
    )
  ).id;

export const linkCrime = async (tx: Tx, id: number, crime: string, on: Day): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select victim_add_crime(${id}, ${crime}, ${on}::date) as n`)).n;

export const handOverRow = async (tx: Tx, id: number, to: number): Promise<boolean> =>
  (await tx.one(sql<{ done: boolean }>`select victim_hand_over(${id}, ${to}) as done`)).done;

export const takeOverRow = async (tx: Tx, id: number): Promise<boolean> =>
  (await tx.one(sql<{ done: boolean }>`select victim_take_over(${id}) as done`)).done;

export const endReasons = (tx: Tx, id: number, until: Date | null): Promise<number> =>
  tx.run(sql`select victim_end(${id}, coalesce(${until}::timestamptz, 'infinity'))`);

export const listUnheld = (tx: Tx): Promise<{ id: number; recordedOn: Day; due: number }[]> =>
  tx.many(
    sql<{
      id: number;
      recordedOn: Day;
      due: number;
    }>`select id, recorded_on as "recordedOn", updates_due as due from victim_unheld()`,
  );

/** Colleagues who may be a named contact instead. */
export const listOfficers = (
  tx: Tx,
  schemeId: number,
  self: { staffId: number; agencyId: number },
): Promise<{ id: number; name: string }[]> =>
  tx.many(sql<{ id: number; name: string }>`
    select s.id, s.name from staff s where s.agency_id = ${self.agencyId} and s.id <> ${self.staffId} and (s.to_date is null or s.to_date > current_date)
      and exists (select 1 from staff_role o join role_right g on g.scheme_id = o.scheme_id and g.role = o.role and g."right" = 'victim:work'
        where o.staff_id = s.id and o.scheme_id = ${schemeId} and o.from_date <= current_date and (o.to_date is null or o.to_date > current_date)
          and g.from_date <= current_date and (g.to_date is null or g.to_date > current_date))
    order by s.name`);

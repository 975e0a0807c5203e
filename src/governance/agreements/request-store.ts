import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { Changes, Request, RequestKind } from './types.ts';

const columns = (
  today: Day,
) => sql`r.id, r.agreement_id as "agreementId", r.kind, r.party_id as "partyId", p.name as party,
  r.variation_id as "variationId", v.number as variation, r.signed_as as "signedAs", r.signed_on as "signedOn", r.last_day as "lastDay", r.suspends, r.why, r.changes,
  r.asked_by as "askedById", b.name as "askedBy", r.asked_on as "askedOn", r.lapses_on as "lapsesOn",
  case when r.state = 'asked' and not r.suspends and r.lapses_on < ${today}::date then 'lapsed' else r.state end as state,
  d.name as "decidedBy", r.decided_at as "decidedAt", r.decided_why as "decidedWhy",
  case when r.state <> 'asked' then '{}' else array(select s.name || ', ' || g.name from staff s join agency g on g.id = s.agency_id
    where s.id = any (agreement_confirmers(r.id)) order by 1) end as confirmers,
  r.state = 'asked' and viewer_may('agreement:confirm') and viewer_staff() = any (agreement_confirmers(r.id)) as "mayDecide"`;

const from = sql`from agreement_request r join staff b on b.id = r.asked_by left join staff d on d.id = r.decided_by
  left join agreement_party p on p.id = r.party_id left join agreement_variation v on v.id = r.variation_id`;

/** Those that wait first, then the latest. */
export const listRequests = (tx: Tx, agreementId: number, today: Day): Promise<Request[]> =>
  tx.many(sql<Request>`select ${columns(today)} ${from} where r.agreement_id = ${agreementId}
    order by (r.state = 'asked') desc, case when r.state = 'asked' then r.id end, r.id desc limit 200`);

export const getRequest = (tx: Tx, id: number, today: Day): Promise<Request> =>
  tx.one(sql<Request>`select ${columns(today)} ${from} where r.id = ${id}`);

export interface WaitingRequest extends Request {
  reference: string;
}

/** Everything that waits for a second person, the first to lapse on top. */
export const listWaiting = (tx: Tx, today: Day): Promise<WaitingRequest[]> =>
  tx.many(sql<WaitingRequest>`select ${columns(today)}, a.reference ${from} join agreement a on a.id = r.agreement_id
    where r.state = 'asked' and (r.suspends or (r.lapses_on >= ${today}::date and a.ended_on is null)) order by r.lapses_on, r.id limit 200`);

export interface Asked {
  kind: RequestKind;
  partyId?: number;
  variationId?: number;
  signedAs?: string | null;
  signedOn?: Day | null;
  lastDay?: Day;
  why?: string;
  changes?: Changes;
}

export const insertRequest = (
  tx: Tx,
  agreementId: number,
  asked: Asked & { staffId: number; askedOn: Day; lapsesOn: Day },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into agreement_request (agreement_id, kind, party_id, variation_id, signed_as, signed_on, last_day, why, changes, asked_by, asked_on, lapses_on)
    values (${agreementId}, ${asked.kind}, ${asked.partyId ?? null}, ${asked.variationId ?? null}, ${asked.signedAs ?? null}, ${asked.signedOn ?? null},
      ${asked.lastDay ?? null}, ${asked.why ?? null}, ${asked.changes === undefined ? null : JSON.stringify(asked.changes)}::jsonb, ${asked.staffId}, ${asked.askedOn}, ${asked.lapsesOn})
    returning id`);

export type Decided = 'done' | 'in-effect' | 'stale' | 'over' | 'suspended';

/** The second person's yes or no; the database does what was asked, or says why not. */
export const decideRow = async (
  tx: Tx,
  id: number,
  decision: { version: number; today: Day; yes: boolean; why: string | null },
): Promise<Decided> =>
  (
    await tx.one(sql<{ came: Decided }>`
      select agreement_decide(${id}, ${decision.version}::integer, ${decision.today}::date, ${decision.yes}, ${decision.why}) as came`)
  ).came;

export const withdrawRow = (
  tx: Tx,
  id: number,
  by: { staffId: number; why: string | null },
): Promise<number> =>
  tx.run(sql`update agreement_request set state = 'withdrawn', decided_by = ${by.staffId}, decided_at = now(), decided_why = ${by.why}
    where id = ${id} and state = 'asked'`);

/** How many covers it closed; null where the agreement has changed meanwhile. */
export const suspendRow = async (
  tx: Tx,
  id: number,
  suspension: { version: number; today: Day; why: string },
): Promise<number | null> =>
  (
    await tx.one(sql<{ closed: number | null }>`
      select agreement_suspend(${id}, ${suspension.version}::integer, ${suspension.today}::date, ${suspension.why}) as closed`)
  ).closed;

/** What became of the suspensions that one person asked for, lately. */
export const listLiftedFor = (
  tx: Tx,
  staffId: number,
  since: Day,
): Promise<{ agreementId: number; reference: string; on: Day; lifted: boolean; by: string }[]> =>
  tx.many(sql<{ agreementId: number; reference: string; on: Day; lifted: boolean; by: string }>`
    select r.agreement_id as "agreementId", a.reference, (r.decided_at at time zone 'Europe/London')::date as "on", r.state = 'refused' as lifted, d.name as by
    from agreement_request r join agreement a on a.id = r.agreement_id join staff d on d.id = r.decided_by
    where r.suspends and r.asked_by = ${staffId} and r.state in ('confirmed', 'refused')
      and (r.decided_at at time zone 'Europe/London')::date >= ${since}::date order by r.decided_at desc limit 50`);

/** A variation of an agreement that nobody has signed takes effect; no where somebody has. */
export const varyUnsigned = async (tx: Tx, variationId: number): Promise<boolean> =>
  (await tx.one(sql<{ varied: boolean }>`select agreement_vary_unsigned(${variationId}) as varied`)).varied;

import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

export interface SheetAppointment {
  id: number;
  personId: number;
  kind: string;
  at: Date;
  place: string | null;
}

export interface SheetPerson {
  personId: number;
  name: string;
  born: Day | null;
  /** As agencies sent them, newest first; those whose handling lets the viewer's agency have them. */
  addresses: { address: string; agency: string; seen: Day }[];
  orders: { type: string; until: Day | null; conditions: string[] }[];
  lastAt: Date | null;
  lastKind: string | null;
  lastOutcome: 'attended' | 'acceptable-absence' | 'failed' | 'none' | null;
  /** Null where the contact touched a pathway that stays off paper. */
  lastNote: string | null;
  /** Appointments ahead, the first few, in text (ISO). */
  ahead: string[];
  steps: { what: string; dueOn: Day | null; actor: string; pathway: string }[];
}

/** An appointment under its own person's address: under anybody else's it is not found. */
export const getSheetAppointment = (
  tx: Tx,
  ask: { id: number; personId: number },
): Promise<SheetAppointment> =>
  tx.one(sql<SheetAppointment>`
    select id, person_id as "personId", kind, at, place from contact where id = ${ask.id} and person_id = ${ask.personId} and state <> 'withdrawn'`);

/** One's own appointments of a day, in time order. */
export const listSheetAppointments = (
  tx: Tx,
  ask: { staffId: number; from: Date; to: Date },
): Promise<SheetAppointment[]> =>
  tx.many(sql<SheetAppointment>`
    select id, person_id as "personId", kind, at, place from contact
    where staff_id = ${ask.staffId} and state = 'planned' and at >= ${ask.from} and at < ${ask.to} order by at, id limit 30`);

/** The address that was last sent of each of these people, as a visit sheet has it first. */
export const listHomes = (
  tx: Tx,
  personIds: readonly number[],
): Promise<{ personId: number; address: string }[]> =>
  tx.many(sql<{ personId: number; address: string }>`
    select distinct on (r.person_id) r.person_id as "personId", concat_ws(', ', r.address, r.postcode) as address from source_record r
    where r.person_id = any (${[...personIds]}::bigint[]) and r.withdrawn_at is null and btrim(r.address) <> ''
      and r.address !~* '(^|[^a-z])(hmp|yoi|hmyoi|prison)([^a-z]|$)'
    order by r.person_id, coalesce(r.source_updated, (r.last_seen_at at time zone 'Europe/London')::date) desc, r.id desc`);

/**
 * What a visit sheet says of each of these people, in one statement; what the viewer may not see is not there.
 * @param kept codes of pathways that stay off paper.
 */
export const listSheetPeople = (
  tx: Tx,
  ask: { personIds: readonly number[]; today: Day; until: Day; now: Date; kept: readonly string[] },
): Promise<SheetPerson[]> =>
  tx.many(sql<SheetPerson>`
    select p.id as "personId", p.given_names || ' ' || p.family_name as name, p.born,
      coalesce((select json_agg(json_build_object('address', x.address, 'agency', x.agency, 'seen', x.seen) order by x.seen desc) from (
        select concat_ws(', ', r.address, r.postcode) as address, a.name as agency, max(coalesce(r.source_updated, (r.last_seen_at at time zone 'Europe/London')::date)) as seen
        from source_record r join agency a on a.id = r.agency_id
        where r.person_id = p.id and r.withdrawn_at is null and btrim(r.address) <> ''
          -- A prison is where somebody is, not where they live.
          and r.address !~* '(^|[^a-z])(hmp|yoi|hmyoi|prison)([^a-z]|$)' group by 1, 2 order by 3 desc limit 4) x), '[]') as addresses,
      coalesce((select json_agg(json_build_object('type', v.order_type, 'until', v.to_day, 'conditions', v.conditions) order by v.from_day desc) from supervision v
        where v.person_id = p.id and v.from_day <= ${ask.today} and (v.to_day is null or v.to_day >= ${ask.today})), '[]') as orders,
      last.at as "lastAt", last.kind as "lastKind", last.outcome as "lastOutcome",
      case when last.pathway is null or not (last.pathway = any (${[...ask.kept]}::text[])) then last.note end as "lastNote",
      coalesce((select json_agg(x.at order by x.at) from (select c.at from contact c where c.person_id = p.id and c.state = 'planned' and c.at > ${ask.now}
        order by c.at limit 5) x), '[]') as ahead,
      coalesce((select json_agg(json_build_object('what', t.what, 'dueOn', t.due_on, 'actor', t.actor, 'pathway', g.pathway) order by t.due_on nulls last, t.id)
        from plan_step t join plan_goal g on g.id = t.goal_id
        where t.person_id = p.id and t.state in ('to-do', 'doing') and g.state = 'active' and not (g.pathway = any (${[...ask.kept]}::text[]))
          and (t.due_on is null or t.due_on <= ${ask.until})), '[]') as steps
    from person p
    left join lateral (select at, kind, outcome, note, pathway from contact where person_id = p.id and state = 'recorded' order by at desc, id desc limit 1) last on true
    where p.id = any (${[...ask.personIds]}::bigint[])`);

import { sql, type Tx } from '../../kernel/database.ts';
import { oncePerTransaction } from '../../kernel/once.ts';
import type { Visit, VisitOut } from './types.ts';

/** Starts a visit to an appointment of one's own; undefined where it is none, or has its outcome already. */
export const insertVisit = (
  tx: Tx,
  row: {
    contactId: number;
    personId: number;
    staffId: number;
    schemeId: number;
    startedAt: Date;
    expectedAt: Date;
    graceMinutes: number;
  },
): Promise<{ id: number } | undefined> =>
  tx.maybe(sql<{ id: number }>`
    insert into visit (scheme_id, contact_id, person_id, agency_id, handling, named_agencies, staff_id, state, started_at, expected_at, grace_minutes)
    select ${row.schemeId}, c.id, c.person_id, c.agency_id, c.handling, c.named_agencies, ${row.staffId}, 'out', ${row.startedAt}, ${row.expectedAt}, ${row.graceMinutes}
    from contact c where c.id = ${row.contactId} and c.person_id = ${row.personId} and (c.staff_id = ${row.staffId} or viewer_covers(c.staff_id)) and c.state = 'planned'
    returning id`);

const columns = sql`v.id, v.contact_id as "contactId", v.person_id as "personId", p.given_names || ' ' || p.family_name as name, v.staff_id as "staffId", s.name as staff,
  v.state, v.started_at as "startedAt", v.expected_at as "expectedAt", v.grace_minutes as "graceMinutes", v.ended_at as "endedAt", v.help_at as "helpAt", c.kind, c.place,
  c.state = 'planned' as open, v.extended, v.version`;

const from = sql`from visit v join person p on p.id = v.person_id join contact c on c.id = v.contact_id join staff s on s.id = v.staff_id`;

export const getVisit = (tx: Tx, id: number): Promise<Visit> =>
  tx.one(sql<Visit>`select ${columns} ${from} where v.id = ${id}`);

/** The visit that somebody is out on. */
export const findOwnOut = (tx: Tx, staffId: number): Promise<Visit | undefined> =>
  tx.maybe(sql<Visit>`select ${columns} ${from} where v.staff_id = ${staffId} and v.state = 'out'`);

/** One's own visit, locked, though its person may not be seen any more. */
export const lockOwnVisit = (
  tx: Tx,
  { id, staffId }: { id: number; staffId: number },
): Promise<{ state: 'out' | 'safe'; expectedAt: Date; personId: number } | undefined> =>
  tx.maybe(sql<{ state: 'out' | 'safe'; expectedAt: Date; personId: number }>`
    select state, expected_at as "expectedAt", person_id as "personId" from visit where id = ${id} and staff_id = ${staffId} for update`);

export const extendVisitRow = (tx: Tx, id: number, expectedAt: Date): Promise<number> =>
  tx.run(
    sql`update visit set expected_at = ${expectedAt}, extended = extended + 1, alerted_at = null, version = version + 1 where id = ${id}`,
  );

/** The first cry for help stands, however often the button is pressed. */
export const askHelpRow = (tx: Tx, id: number, at: Date): Promise<number> =>
  tx.run(
    sql`update visit set help_at = coalesce(help_at, ${at}::timestamptz), version = version + 1 where id = ${id}`,
  );

/** Whom to ring: those who have the team's day first, then the team. */
export const listHelpers = (
  tx: Tx,
  ask: { staffId: number; schemeId: number; teams: readonly number[]; managers: readonly string[] },
): Promise<{ name: string; phone: string }[]> =>
  tx.many(sql<{ name: string; phone: string }>`
    select s.name, s.phone from staff s join staff_role r on r.staff_id = s.id
    where s.phone is not null and s.id <> ${ask.staffId} and r.scheme_id = ${ask.schemeId} and (r.to_date is null or r.to_date > current_date)
      and r.team_id = any (${[...ask.teams]}::bigint[])
    group by s.id, s.name, s.phone order by bool_or(r.role = any (${[...ask.managers]}::text[])) desc, s.name limit 8`);

/** Without RETURNING: what is over is seen as its contact is, and they may not see that any more. */
export const endVisitRow = (tx: Tx, id: number, row: { at: Date; by: number }): Promise<number> =>
  tx.run(
    sql`update visit set state = 'safe', ended_at = ${row.at}, ended_by = ${row.by}, version = version + 1 where id = ${id}`,
  );

/** A colleague reached them; whose visit it was, or null where it is no longer as the page showed it. */
export const endFoundVisit = async (tx: Tx, id: number, version: number): Promise<number | null> =>
  (await tx.one(sql<{ staffId: number | null }>`select visit_found(${id}, ${version}) as "staffId"`)).staffId;

/** Who is out now, for whoever looks out for them; with whom and where only where they may see it. */
export const listOut = (tx: Tx): Promise<VisitOut[]> =>
  tx.many(sql<VisitOut>`
    select o.id, o.staff_id as "staffId", s.name as staff, s.phone, o.started_at as "startedAt", o.expected_at as "expectedAt", o.grace_minutes as "graceMinutes",
      o.help_at as "helpAt", o.version, p.id as "personId", p.given_names || ' ' || p.family_name as name, c.place
    from visits_out() o join staff s on s.id = o.staff_id
    left join visit v on v.id = o.id left join contact c on c.id = v.contact_id left join person p on p.id = c.person_id
    order by o.expected_at, o.id`);

/** The same for the parts of one page, for transactions that only read; by the viewer's id. */
export const outForPage = oncePerTransaction((tx, _staffId: number) => listOut(tx));

/** An appointment of one's own that has no outcome yet. */
export const findAppointment = (
  tx: Tx,
  ask: { id: number; personId: number; staffId: number },
): Promise<{ id: number; at: Date; kind: string; place: string | null } | undefined> =>
  tx.maybe(sql<{ id: number; at: Date; kind: string; place: string | null }>`
    select id, at, kind, place from contact
    where id = ${ask.id} and person_id = ${ask.personId} and (staff_id = ${ask.staffId} or viewer_covers(staff_id)) and state = 'planned'`);

/** Marks who has not come back in time, each once; called by the check-in service alone. */
export const markOverdue = (tx: Tx, now: Date): Promise<{ id: number; staffId: number }[]> =>
  tx.many(sql<{ id: number; staffId: number }>`select id, staff_id as "staffId" from visits_overdue(${now})`);

/** Tells the rest of the system, by number. */
export const emitVisit = (
  tx: Tx,
  topic: 'visit-overdue' | 'visit-help',
  visit: { id: number; staffId: number },
): Promise<number> =>
  tx.run(
    sql`insert into outbox (topic, payload) values (${topic}, ${JSON.stringify({ visit: visit.id, staff: visit.staffId })}::jsonb)`,
  );

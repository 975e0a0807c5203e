import { type Sql, sql, type Tx } from '../../kernel/database.ts';
import type { AskedBy, Counted, Move, Withdrawn } from './appointment-types.ts';
import type { ContactKey, LockedContact } from './store.ts';
import type { DrugTest } from './types.ts';

/** Notes when an appointment was to be, before it is moved or called off; handled as the appointment. */
export const insertMove = (
  tx: Tx,
  contact: Pick<LockedContact, 'id' | 'personId' | 'agencyId' | 'at' | 'handling' | 'namedAgencies'>,
  move: {
    what: 'moved' | 'cancelled';
    to: Date | null;
    askedBy: AskedBy | null;
    why: string | null;
    by: number;
  },
): Promise<number> =>
  tx.run(sql`
    insert into contact_move (contact_id, person_id, agency_id, handling, named_agencies, staff_id, what, was_at, became_at, asked_by, why)
    values (${contact.id}, ${contact.personId}, ${contact.agencyId}, ${contact.handling}, ${contact.namedAgencies}::bigint[], ${move.by}, ${move.what},
      ${contact.at}, ${move.to}, ${move.askedBy}, ${move.why})`);

export const listMoves = (tx: Tx, contactId: number): Promise<Move[]> =>
  tx.many(sql<Move>`
    select v.id, v.what, v.was_at as "wasAt", v.became_at as "becameAt", v.asked_by as "askedBy", v.why, v.made_at as "madeAt", s.name as by
    from contact_move v join staff s on s.id = v.staff_id where v.contact_id = ${contactId} order by v.id`);

export const moveRow = (
  tx: Tx,
  id: number,
  row: { at: Date; place: string | null; minutes: number | null; by: number },
): Promise<number> =>
  tx.run(sql`
    update contact set at = ${row.at}, place = ${row.place}, minutes = ${row.minutes}, moved = moved + 1, version = version + 1, changed_at = now(), changed_by = ${row.by}
    where id = ${id}`);

export const cancelRow = (tx: Tx, id: number, row: { why: string; by: number }): Promise<number> =>
  tx.run(sql`
    update contact set state = 'cancelled', cancelled_why = ${row.why}, version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

/** This appointment, and where wanted the later ones of its series that are still planned; locked, earliest first. */
export const lockSeries = (
  tx: Tx,
  from: Pick<LockedContact, 'id' | 'personId' | 'agencyId' | 'seriesId' | 'at'>,
  later: boolean,
): Promise<LockedContact[]> => {
  const which: Sql<unknown> =
    later && from.seriesId !== null
      ? sql`(id = ${from.id} or (series_id = ${from.seriesId} and at > ${from.at} and state = 'planned'))`
      : sql`id = ${from.id}`;
  return tx.many(sql<LockedContact>`
    select id, person_id as "personId", agency_id as "agencyId", state, version, at, kind, note, handling, named_agencies as "namedAgencies",
      staff_id as "staffId", minutes, place, series_id as "seriesId"
    from contact where person_id = ${from.personId} and agency_id = ${from.agencyId} and ${which} order by at, id for update`);
};

/** How many later ones of its series are still planned. */
export const countLater = async (
  tx: Tx,
  contact: { personId: number; seriesId: number | null; at: Date },
): Promise<number> =>
  contact.seriesId === null
    ? 0
    : (
        await tx.one(sql<{ n: number }>`
          select count(*)::int as n from contact where person_id = ${contact.personId} and series_id = ${contact.seriesId}
            and at > ${contact.at} and state = 'planned'`)
      ).n;

export const findDrugTest = (tx: Tx, contactId: number): Promise<DrugTest | undefined> =>
  tx.maybe(sql<DrugTest>`select outcome, result, substances from drug_test where contact_id = ${contactId}`);

/** Handled as the contact it belongs to. A test once noted is corrected, never removed: "not required" takes it back. */
export const setDrugTest = (
  tx: Tx,
  contact: { id: number; personId: number },
  test: DrugTest,
  by: number,
): Promise<number> =>
  tx.run(sql`
    insert into drug_test (contact_id, person_id, agency_id, handling, named_agencies, staff_id, outcome, result, substances, changed_by)
    select c.id, c.person_id, c.agency_id, c.handling, c.named_agencies, ${by}, ${test.outcome}, ${test.result}, ${test.substances}::text[], ${by}
    from contact c where c.id = ${contact.id} and c.person_id = ${contact.personId}
    on conflict (contact_id) do update set outcome = excluded.outcome, result = excluded.result, substances = excluded.substances,
      version = drug_test.version + 1, changed_at = now(), changed_by = excluded.changed_by
    where (drug_test.outcome, drug_test.result, drug_test.substances) is distinct from (excluded.outcome, excluded.result, excluded.substances)`);

/** Recorded contacts of a person since a moment by outcome, as far as the viewer may see them. */
export const countOutcomes = (tx: Tx, personId: number, since: Date): Promise<Counted> =>
  tx.one(sql<Counted>`
    select count(*) filter (where outcome = 'attended')::int as attended,
      count(*) filter (where outcome = 'acceptable-absence')::int as acceptable, count(*) filter (where outcome = 'failed')::int as failed,
      (select count(*)::int from contact w where w.person_id = ${personId} and w.agency_id = viewer_agency() and w.state = 'withdrawn') as withdrawn
    from contact where person_id = ${personId} and state = 'recorded' and at >= ${since}`);

/** What the viewer's own agency withdrew, with the reasons. */
export const listWithdrawn = (tx: Tx, personId: number, limit: number): Promise<Withdrawn[]> =>
  tx.many(sql<Withdrawn>`
    select c.id, c.at, c.kind, c.note, c.withdrawn_why as why, c.changed_at as "withdrawnAt", s.name as by
    from contact c left join staff s on s.id = c.changed_by
    where c.person_id = ${personId} and c.agency_id = viewer_agency() and c.state = 'withdrawn' order by c.changed_at desc, c.id desc limit ${sql.lit(limit)}`);

/** What a contact said before each change, newest first; kept for the agency that wrote it. */
export const listWordings = (
  tx: Tx,
  { id, personId }: ContactKey,
): Promise<
  {
    at: Date;
    by: string | null;
    note: string | null;
    observed: string | null;
    outcome: string | null;
    was: Date;
  }[]
> =>
  tx.many(sql<{
    at: Date;
    by: string | null;
    note: string | null;
    observed: string | null;
    outcome: string | null;
    was: Date;
  }>`
    select h.at, s.name as by, h.was->>'note' as note, h.was->>'observed' as observed, h.was->>'outcome' as outcome, (h.was->>'at')::timestamptz as was
    from row_history h left join staff s on s.id = h.staff_id
    where h.table_name = 'contact' and h.row_id = ${id} and h.person_id = ${personId} and h.op = 'update' order by h.id desc limit 50`);

/** Open steps of the person's plan that the viewer may see, with their goal's pathway. */
export const listOpenSteps = (
  tx: Tx,
  personId: number,
  also: number | null,
): Promise<{ id: number; what: string; pathway: string }[]> =>
  tx.many(sql<{ id: number; what: string; pathway: string }>`
    select t.id, t.what, g.pathway from plan_step t join plan_goal g on g.id = t.goal_id
    where t.person_id = ${personId} and (t.id = ${also}::bigint or (t.state in ('to-do', 'doing') and g.state in ('active', 'later')))
    order by t.due_on nulls last, t.id limit 40`);

/** How many contacts touched each step, as far as the viewer may see them; the list is the contacts page with `step`. */
export const countTouching = (tx: Tx, personId: number): Promise<{ stepId: number; count: number }[]> =>
  tx.many(sql<{ stepId: number; count: number }>`
    select step_id as "stepId", count(*)::int as count from contact
    where person_id = ${personId} and step_id is not null and state = 'recorded' group by step_id`);

/** The step that a contact touched, where the viewer may see both. */
export const findStep = (tx: Tx, contactId: number): Promise<{ what: string } | undefined> =>
  tx.maybe(sql<{ what: string }>`
    select t.what from contact c join plan_step t on t.id = c.step_id where c.id = ${contactId}`);

import { sql, type Tx } from '../../kernel/database.ts';
import type { Contact, ContactFilter, ContactInput, ContactState } from './types.ts';

const columns = sql`c.id, c.person_id as "personId", c.agency_id as "agencyId", a.name as agency, c.staff_id as "staffId", s.name as staff,
  c.kind, c.state, c.at, c.planned, c.outcome, c.place, c.pathway, c.minutes, c.note, c.handling, c.withdrawn_why as "withdrawnWhy", c.version`;

const from = sql`from contact c join agency a on a.id = c.agency_id join staff s on s.id = c.staff_id`;

export const getContact = (tx: Tx, id: number): Promise<Contact> =>
  tx.one(sql<Contact>`select ${columns} ${from} where c.id = ${id}`);

/** For an act: locked until the transaction ends. */
export const lockContact = (
  tx: Tx,
  id: number,
): Promise<{
  id: number;
  personId: number;
  agencyId: number;
  state: ContactState;
  version: number;
  note: string | null;
}> =>
  tx.one(sql<{
    id: number;
    personId: number;
    agencyId: number;
    state: ContactState;
    version: number;
    note: string | null;
  }>`
    select id, person_id as "personId", agency_id as "agencyId", state, version, note from contact where id = ${id} for update`);

/** A person's contacts, newest first, planned ones on top because they lie ahead. */
export const listContacts = (
  tx: Tx,
  personId: number,
  filter: ContactFilter,
  limit: number,
): Promise<Contact[]> =>
  tx.many(sql<Contact>`
    select ${columns} ${from}
    where c.person_id = ${personId} and c.state <> 'withdrawn'
      and (${filter.agencyId ?? null}::bigint is null or c.agency_id = ${filter.agencyId ?? null})
      and (${filter.kind ?? null}::text is null or c.kind = ${filter.kind ?? null})
      and (${filter.outcome ?? null}::text is null or c.outcome = ${filter.outcome ?? null})
      and (${filter.text ?? null}::text is null or c.note ilike '%' || ${escapeLike(filter.text)} || '%')
      and (${filter.before ?? null}::date is null or c.at < (${filter.before ?? null}::date)::timestamp at time zone 'Europe/London')
    order by c.at desc, c.id desc limit ${limit}`);

const escapeLike = (text: string | undefined): string | null => text?.replaceAll(/[\\%_]/g, '\\$&') ?? null;

export const insertContact = (
  tx: Tx,
  input: ContactInput & { agencyId: number; staffId: number; state: ContactState },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into contact (person_id, agency_id, staff_id, kind, state, at, planned, outcome, place, pathway, minutes, note, handling)
    values (${input.personId}, ${input.agencyId}, ${input.staffId}, ${input.kind}, ${input.state}, ${input.at}, ${input.state === 'planned'}, ${input.outcome},
      ${input.place}, ${input.pathway}, ${input.minutes}, ${input.note}, ${input.handling})
    returning id`);

export const updateContact = (
  tx: Tx,
  id: number,
  input: ContactInput & { state: ContactState },
): Promise<number> =>
  tx.run(sql`
    update contact set kind = ${input.kind}, at = ${input.at}, state = ${input.state}, outcome = ${input.outcome}, place = ${input.place},
      pathway = ${input.pathway}, minutes = ${input.minutes}, note = ${input.note}, handling = ${input.handling}, version = version + 1
    where id = ${id}`);

export const withdrawContactRow = (tx: Tx, id: number, why: string): Promise<number> =>
  tx.run(
    sql`update contact set state = 'withdrawn', withdrawn_why = ${why}, version = version + 1 where id = ${id}`,
  );

/** Contacts of one worker that lie in a window, for Today and the calendar. */
export const listAppointments = (
  tx: Tx,
  staffId: number,
  start: Date,
  end: Date,
): Promise<(Contact & { name: string })[]> =>
  tx.many(sql<Contact & { name: string }>`
    select ${columns}, p.given_names || ' ' || p.family_name as name
    from contact c join agency a on a.id = c.agency_id join staff s on s.id = c.staff_id join person p on p.id = c.person_id
    where c.staff_id = ${staffId} and c.state = 'planned' and c.at >= ${start} and c.at < ${end} order by c.at`);

import { sql, type Tx } from '../../kernel/database.ts';
import type { EndReport, ReportInput, Session, SessionInput } from './types.ts';

const columns = sql`x.id, x.referral_id as "referralId", x.at, x.minutes, x.place, x.state, x.feedback, s.name as staff, x.version`;

export const listSessions = (tx: Tx, referralId: number): Promise<Session[]> =>
  tx.many(sql<Session>`
    select ${columns} from referral_session x join staff s on s.id = x.staff_id where x.referral_id = ${referralId} order by x.at desc, x.id desc limit 200`);

/** A session under its own referral's address: under any other it is not found. */
export interface SessionKey {
  id: number;
  referralId: number;
}

export const getSession = (tx: Tx, { id, referralId }: SessionKey): Promise<Session> =>
  tx.one(sql<Session>`
    select ${columns} from referral_session x join staff s on s.id = x.staff_id where x.id = ${id} and x.referral_id = ${referralId}`);

export const lockSession = (
  tx: Tx,
  { id, referralId }: SessionKey,
): Promise<Pick<Session, 'id' | 'state' | 'feedback' | 'version'> & { personId: number }> =>
  tx.one(sql<Pick<Session, 'id' | 'state' | 'feedback' | 'version'> & { personId: number }>`
    select id, state, feedback, version, person_id as "personId" from referral_session where id = ${id} and referral_id = ${referralId} for update`);

export const insertSession = (
  tx: Tx,
  row: SessionInput & { referralId: number; personId: number; agencyId: number; staffId: number },
): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into referral_session (referral_id, person_id, agency_id, staff_id, at, minutes, place, state, feedback, changed_by)
    values (${row.referralId}, ${row.personId}, ${row.agencyId}, ${row.staffId}, ${row.at}, ${row.minutes}, ${row.place}, ${row.state}, ${row.feedback}, ${row.staffId})
    returning id`);

export const updateSession = (tx: Tx, id: number, row: SessionInput & { by: number }): Promise<number> =>
  tx.run(sql`
    update referral_session set at = ${row.at}, minutes = ${row.minutes}, place = ${row.place}, state = ${row.state}, feedback = ${row.feedback},
      version = version + 1, changed_at = now(), changed_by = ${row.by} where id = ${id}`);

export const callOffPlanned = (tx: Tx, referralId: number, by: number): Promise<number> =>
  tx.run(sql`
    update referral_session set state = 'called-off', version = version + 1, changed_at = now(), changed_by = ${by}
    where referral_id = ${referralId} and state = 'planned'`);

export const findReport = (tx: Tx, referralId: number): Promise<EndReport | undefined> =>
  tx.maybe(sql<EndReport>`
    select r.at, s.name as staff, r.summary, r.still_needed as "stillNeeded", r.outcomes from referral_report r join staff s on s.id = r.staff_id
    where r.referral_id = ${referralId}`);

export const insertReport = (
  tx: Tx,
  key: { referralId: number; personId: number; agencyId: number; staffId: number; at: Date },
  report: ReportInput,
): Promise<number> =>
  tx.run(sql`
    insert into referral_report (referral_id, person_id, agency_id, staff_id, at, summary, still_needed, outcomes)
    values (${key.referralId}, ${key.personId}, ${key.agencyId}, ${key.staffId}, ${key.at}, ${report.summary}, ${report.stillNeeded}, ${JSON.stringify(report.outcomes)}::jsonb)`);

import { serviceViewer } from '../access/viewers.ts';
import { eventsSetAside } from '../intelligence/index.ts';
import { type Database, sql } from '../kernel/database.ts';

export interface DoctorReport {
  records: number;
  people: number;
  members: number;
  contacts: number;
  auditEntries: number;
  /** Events that could not be taken up: their reasons are in the list of events to review. */
  eventsSetAside: number;
}

/** How much there is: counts alone, for the person on call. */
export async function examine(database: Database): Promise<DoctorReport> {
  const counts = await database.as(serviceViewer('measurement'), (tx) =>
    tx.one(sql<Omit<DoctorReport, 'auditEntries' | 'eventsSetAside'>>`
      select (select count(*)::int from source_record where withdrawn_at is null) as records, (select count(*)::int from person where gone_to is null) as people,
        (select count(*)::int from membership where left_on is null) as members, (select count(*)::int from contact where state <> 'withdrawn') as contacts`),
  );
  const audit = await database.as(serviceViewer('sealing'), (tx) =>
    tx.one(sql<{ n: number }>`select count(*)::int as n from audit_entry`),
  );
  return { ...counts, auditEntries: audit.n, eventsSetAside: await eventsSetAside(database) };
}

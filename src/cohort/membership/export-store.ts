import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';

/** A copy of the cohort that left the system. Whom it shows is in the audit alone. */
export interface ExportCopy {
  id: number;
  staffId: number;
  staff: string;
  agency: string;
  marking: string;
  purpose: string;
  query: string;
  people: number;
  madeAt: Date;
  linkUntil: Date;
  destroyBy: Day;
  downloads: number;
  lastAt: Date | null;
  destroyedAt: Date | null;
  destroyedHow: string | null;
  version: number;
}

const columns = sql`e.id, e.staff_id as "staffId", s.name as staff, a.name as agency, e.marking, e.purpose, e.query, e.people, e.made_at as "madeAt",
  e.link_until as "linkUntil", e.destroy_by as "destroyBy", e.downloads, e.last_at as "lastAt", e.destroyed_at as "destroyedAt",
  e.destroyed_how as "destroyedHow", e.version`;
const from = sql`from export_copy e join staff s on s.id = e.staff_id join agency a on a.id = e.agency_id`;

export const getExport = (tx: Tx, id: number): Promise<ExportCopy> =>
  tx.one(sql<ExportCopy>`select ${columns} ${from} where e.id = ${id}`);

export const lockExport = (tx: Tx, id: number): Promise<ExportCopy> =>
  tx.one(sql<ExportCopy>`select ${columns} ${from} where e.id = ${id} for update of e`);

/** One's own, or all of the scheme's: the policy decides. Those not destroyed yet first. */
export const listExports = (tx: Tx, window: { limit: number; offset: number }): Promise<ExportCopy[]> =>
  tx.many(sql<ExportCopy>`
    select ${columns} ${from} order by (e.destroyed_at is null) desc, e.id desc limit ${window.limit} offset ${window.offset}`);

export const listToDestroy = (tx: Tx, staffId: number, until: Day): Promise<ExportCopy[]> =>
  tx.many(sql<ExportCopy>`
    select ${columns} ${from} where e.staff_id = ${staffId} and e.destroyed_at is null and e.downloads > 0 and e.destroy_by <= ${until}
    order by e.destroy_by, e.id limit 20`);

export interface NewExport {
  schemeId: number;
  staffId: number;
  agencyId: number;
  marking: string;
  purpose: string;
  query: string;
  people: number;
  madeAt: Date;
  linkUntil: Date;
  destroyBy: Day;
}

export const insertExport = (tx: Tx, row: NewExport): Promise<{ id: number }> =>
  tx.one(sql<{ id: number }>`
    insert into export_copy (scheme_id, staff_id, agency_id, marking, purpose, query, people, made_at, link_until, destroy_by)
    values (${row.schemeId}, ${row.staffId}, ${row.agencyId}, ${row.marking}, ${row.purpose}, ${row.query}, ${row.people}, ${row.madeAt}, ${row.linkUntil}, ${row.destroyBy})
    returning id`);

export const countDownload = (tx: Tx, id: number, people: number, now: Date): Promise<number> =>
  tx.run(sql`
    update export_copy set downloads = downloads + 1, last_at = ${now}, people = ${people}, version = version + 1 where id = ${id}`);

export const markDestroyed = (tx: Tx, id: number, how: string, now: Date): Promise<number> =>
  tx.run(
    sql`update export_copy set destroyed_at = ${now}, destroyed_how = ${how}, version = version + 1 where id = ${id}`,
  );

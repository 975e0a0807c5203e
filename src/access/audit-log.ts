import { type Database, sql, type Tx, type Viewer } from '../kernel/database.ts';

/**
 * What an entry may hold: ids and codes. Names and texts have no column, so that erasing a person's data never
 * breaks the chain of seals.
 */
export interface AuditEntry {
  /** What was done or read, as a code: `contact:record`, `person:overview`. */
  act: string;
  subject?: string | undefined;
  subjectId?: number | undefined;
  personId?: number | undefined;
  /** Whom a list or an export showed: the rows themselves, of which the audit keeps the numbers of the people. */
  people?: readonly AboutPerson[] | undefined;
  /** Numbers of other things that were shown, of what `subject` says. A search for a person never takes them for people. */
  ids?: readonly number[] | undefined;
  /** Codes and numbers only: a filter's codes, a batch's counts. */
  detail?:
    | Readonly<Record<string, string | number | boolean | null | readonly (string | number)[]>>
    | undefined;
}

/**
 * A row about somebody. It is taken whole, so that the number of a case or a warrant is never given for a person’s;
 * a row about nobody in particular is left out.
 */
export interface AboutPerson {
  readonly personId?: number | null | undefined;
}

/** Somebody, where only their number is at hand. */
export const aboutPeople = (numbers: readonly number[]): AboutPerson[] =>
  numbers.map((personId) => ({ personId }));

/** An entry of a list or an export: it always says whom it showed, be it nobody. */
export type ShownEntry = AuditEntry & { people: readonly AboutPerson[] };

/** Each of them once. */
const numbersOf = (people: readonly AboutPerson[]): number[] => [
  ...new Set(people.flatMap(({ personId }) => personId ?? [])),
];

/** A word of a code list, a day, a number's digits: never a name or a sentence, which erasure could not reach. */
const code = /^[a-z0-9._:/+-]{0,80}$/i;

function checkCodes(entry: AuditEntry): void {
  for (const [name, value] of Object.entries(entry.detail ?? {})) {
    for (const one of Array.isArray(value) ? value : [value])
      if (typeof one === 'string' && !code.test(one))
        throw new Error(`${entry.act} would write text into the audit's ${name}: codes and numbers only`);
  }
}

type Kind = 'opened' | 'listed' | 'exported' | 'wrote' | 'signed-in' | 'signed-out' | 'ran';

async function append(tx: Tx, kind: Kind, entry: AuditEntry): Promise<void> {
  checkCodes(entry);
  if (entry.subject === 'intelligence_report' && entry.personId === undefined)
    return appendOfReports(tx, kind, entry);
  await tx.run(sql`
    insert into audit_entry (kind, act, staff_id, agency_id, role, service, session_id, request_id, subject, subject_id, person_id, people, ids, detail)
    values (${kind}, ${entry.act}, viewer_staff(), viewer_agency(), nullif(current_setting('waymark.role', true), ''), viewer_service(), viewer_session(),
      nullif(current_setting('waymark.request', true), ''), ${entry.subject ?? null}, ${entry.subjectId ?? null}, ${entry.personId ?? null},
      ${entry.people === undefined ? null : numbersOf(entry.people)}::bigint[], ${entry.ids === undefined ? null : [...entry.ids]}::bigint[], ${entry.detail === undefined ? null : JSON.stringify(entry.detail)}::jsonb)`);
}

/** The database says whom reports are about: the viewer may not know all of them, and the auditor must. */
async function appendOfReports(tx: Tx, kind: Kind, entry: AuditEntry): Promise<void> {
  await tx.run(sql`
    select audit_reports(${kind}, ${entry.act}, ${entry.subjectId ?? null}::bigint, ${entry.ids === undefined ? null : [...entry.ids]}::bigint[],
      ${entry.detail === undefined ? null : JSON.stringify(entry.detail)}::jsonb)`);
}

/** Somebody looked at one person's item. Committed with the read, before the page's first byte. */
export const auditOpened = (tx: Tx, entry: AuditEntry): Promise<void> => append(tx, 'opened', entry);

/** People or items appeared in a list: one entry with whom it showed, and the ids of other things. */
export const auditListed = (tx: Tx, entry: ShownEntry): Promise<void> => append(tx, 'listed', entry);

export const auditExported = (tx: Tx, entry: ShownEntry): Promise<void> => append(tx, 'exported', entry);

export const auditWrote = (tx: Tx, entry: AuditEntry): Promise<void> => append(tx, 'wrote', entry);

/** A service's work: an import's batch, a linkage run, a measurement. */
export const auditRan = (tx: Tx, entry: AuditEntry): Promise<void> => append(tx, 'ran', entry);

export const auditSignedIn = (tx: Tx, entry: AuditEntry): Promise<void> => append(tx, 'signed-in', entry);
export const auditSignedOut = (tx: Tx, entry: AuditEntry): Promise<void> => append(tx, 'signed-out', entry);

export interface Refusal {
  act: string;
  /** Code of the error. */
  code: string;
  subject?: string | undefined;
  subjectId?: number | undefined;
}

/**
 * A refusal has a transaction of its own, because the act's rolls back. The database notes whether what was
 * asked for exists and tells only the auditor.
 */
export async function auditRefused(database: Database, viewer: Viewer, refusal: Refusal): Promise<void> {
  await database.as(viewer, (tx) =>
    tx.run(
      sql`select audit_refusal(${refusal.act}, ${refusal.subject ?? null}, ${refusal.subjectId ?? null}::bigint, ${refusal.code})`,
    ),
  );
}

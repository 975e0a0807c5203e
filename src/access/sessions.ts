import { createHash } from 'node:crypto';
import { type Database, sql, type Tx, type Viewer } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { newToken } from '../kernel/ids.ts';
import { auditSignedIn, auditSignedOut } from './audit-log.ts';
import { isRole, type Role } from './rights.ts';
import { type StaffViewer, serviceViewer, staffViewer } from './viewers.ts';

const hoursOpen = 12;

interface SessionRow {
  session_id: number;
  staff_id: number;
  name: string;
  agency_id: number;
  agency_name: string;
  agency_kind: string;
  statutory: boolean;
  scheme_id: number;
  role: string;
  csrf_secret: string;
  previous_visit: Date | null;
  rights: string[];
  shares: string[];
  teams: number[];
  other_roles: string[];
}

const digest = (token: string): Buffer => createHash('sha256').update(token).digest();

/** Who a session's token stands for now, or undefined when it has ended, was revoked, or the role was taken away. */
export async function findViewer(
  database: Database,
  token: string,
  requestId: string,
): Promise<StaffViewer | undefined> {
  // Rights and agreements may be seconds old; whether the session has ended is asked at every transaction.
  const row = await database.shared.get(`session:${token}`, () =>
    database.as(serviceViewer('sign-in', requestId), (tx) =>
      tx.maybe(sql<SessionRow>`select * from session_viewer(${digest(token)})`),
    ),
  );
  if (row === undefined || !isRole(row.role)) return undefined;
  return staffViewer(
    {
      sessionId: row.session_id,
      staffId: row.staff_id,
      name: row.name,
      agencyId: row.agency_id,
      agencyName: row.agency_name,
      agencyKind: row.agency_kind,
      statutory: row.statutory,
      schemeId: row.scheme_id,
      role: row.role,
      otherRoles: row.other_roles.filter(isRole),
      previousVisit: row.previous_visit,
      csrfSecret: row.csrf_secret,
      rights: row.rights,
      shares: row.shares,
      teams: row.teams,
    },
    requestId,
  );
}

/** Roles whose risky decisions take a second person of the same role: the demo has two of them. */
const decideByTwo: readonly Role[] = ['identity-reviewer'];

/** The demo's people, one for each role but two of those, in the order of the roles' catalogue. */
export async function listDemoPeople(
  database: Database,
): Promise<{ login: string; name: string; agency: string; role: Role }[]> {
  const rows = await database.as(serviceViewer('sign-in'), (tx) =>
    tx.many(sql<{ login: string; name: string; agency: string; role: string }>`
      select s.login, s.name, a.name as agency, r.role
      from staff s join agency a on a.id = s.agency_id join staff_role r on r.staff_id = s.id
      where s.demo and (s.login = r.role or (s.login = r.role || '-2' and r.role = any (${[...decideByTwo]}::text[]))) and r.to_date is null order by r.id`),
  );
  return rows.filter((row): row is typeof row & { role: Role } => isRole(row.role));
}

/**
 * Signs a demo person in.
 * @returns the session's token: the only copy; the database has its hash.
 * @throws WaymarkError `invalid` for somebody who is not a demo person.
 */
export async function signInDemoPerson(
  database: Database,
  login: string,
  requestId: string,
): Promise<string> {
  const token = newToken();
  await database.as(serviceViewer('sign-in', requestId), async (tx) => {
    const person = await tx.maybe(sql<{ id: number; agency_id: number; scheme_id: number; role: string }>`
      select s.id, s.agency_id, r.scheme_id, r.role from staff s join staff_role r on r.staff_id = s.id
      where s.demo and s.login = ${login} and (s.to_date is null or s.to_date > current_date)
        and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date)
      order by (r.role = s.login) desc, r.id limit 1`);
    if (person === undefined)
      throw new WaymarkError('invalid', {
        fields: [{ field: 'person', text: 'Choose one of the demo people.' }],
      });
    const made = await tx.one(sql<{ id: number }>`
      insert into session (token_sha256, staff_id, scheme_id, role, csrf_secret, expires_at, previous_visit)
      values (${digest(token)}, ${person.id}, ${person.scheme_id}, ${person.role}, ${newToken()}, now() + make_interval(hours => ${hoursOpen}::int),
        (select max(seen_at) from session where staff_id = ${person.id}))
      returning id`);
    await auditSignedIn(tx, {
      act: 'session:open',
      subject: 'staff',
      subjectId: person.id,
      detail: { session: made.id, role: person.role },
    });
  });
  return token;
}

export async function signOut(database: Database, viewer: StaffViewer): Promise<void> {
  await database.as(serviceViewer('sign-in', viewer.facts.request), async (tx) => {
    await tx.run(
      sql`update session set revoked_at = now() where id = ${viewer.sessionId} and revoked_at is null`,
    );
    await auditSignedOut(tx, {
      act: 'session:close',
      subject: 'staff',
      subjectId: viewer.staffId,
      detail: { session: viewer.sessionId },
    });
  });
  database.shared.clear();
}

/** Acting in another of one's roles: one at a time, and the screen says which. */
export async function actIn(database: Database, viewer: StaffViewer, role: Role): Promise<void> {
  if (!viewer.otherRoles.includes(role)) throw new WaymarkError('right-missing');
  await database.as(serviceViewer('sign-in', viewer.facts.request), async (tx) => {
    await tx.run(sql`update session set role = ${role} where id = ${viewer.sessionId}`);
    await auditSignedIn(tx, {
      act: 'session:role',
      subject: 'staff',
      subjectId: viewer.staffId,
      detail: { session: viewer.sessionId, role },
    });
  });
  database.shared.clear();
}

/** Notes that somebody looked at Today, which is what "since I was here" counts from next time. */
export async function noteVisit(database: Database, viewer: StaffViewer): Promise<void> {
  await database.as(serviceViewer('sign-in', viewer.facts.request), (tx) =>
    tx.run(sql`update session set seen_at = now() where id = ${viewer.sessionId}`),
  );
}

/** Somebody as a viewer in one of their roles, without a session: nothing can be shown to them by it. */
export interface StandIn extends Viewer {
  readonly staffId: number;
}

/**
 * Staff as they would see, in each role they have today: so that who is told of something is decided by the policies
 * that decide what they see. Who may call it is listed in test/access/service-callers.test.ts.
 */
export async function standInsFor(tx: Tx, schemeId: number, staffIds: readonly number[]): Promise<StandIn[]> {
  const rows = await tx.many(sql<
    Omit<SessionRow, 'session_id' | 'csrf_secret' | 'previous_visit' | 'other_roles'>
  >`
    select distinct on (st.id, r.role) st.id as staff_id, st.name, a.id as agency_id, a.name as agency_name, a.kind as agency_kind, a.statutory,
      ${schemeId}::bigint as scheme_id, r.role,
      array(select rr."right" from role_right rr where rr.scheme_id = ${schemeId} and rr.role = r.role
        and rr.from_date <= current_date and (rr.to_date is null or rr.to_date > current_date)) as rights,
      array(select distinct c.category from sharing_cover c where c.scheme_id = ${schemeId} and c.agency_id = a.id
        and c.from_date <= current_date and (c.to_date is null or c.to_date > current_date)) as shares,
      array(select t.team_id from staff_role t where t.staff_id = st.id and t.scheme_id = ${schemeId} and t.role = r.role and t.team_id is not null
        and t.from_date <= current_date and (t.to_date is null or t.to_date > current_date)) as teams
    from staff st join agency a on a.id = st.agency_id join staff_role r on r.staff_id = st.id and r.scheme_id = ${schemeId}
    where st.id = any (${[...staffIds]}::bigint[]) and st.from_date <= current_date and (st.to_date is null or st.to_date > current_date)
      and r.from_date <= current_date and (r.to_date is null or r.to_date > current_date)
    order by st.id, r.role`);
  return rows.flatMap(({ role, ...row }) => (isRole(role) ? [standIn({ ...row, role })] : []));
}

function standIn(
  row: Omit<SessionRow, 'session_id' | 'csrf_secret' | 'previous_visit' | 'other_roles' | 'role'> & {
    role: Role;
  },
): StandIn {
  const { databaseRole, facts, staffId } = staffViewer(
    {
      sessionId: 0,
      staffId: row.staff_id,
      name: row.name,
      agencyId: row.agency_id,
      agencyName: row.agency_name,
      agencyKind: row.agency_kind,
      statutory: row.statutory,
      schemeId: row.scheme_id,
      role: row.role,
      otherRoles: [],
      previousVisit: null,
      csrfSecret: '',
      rights: row.rights,
      shares: row.shares,
      teams: row.teams,
    },
    'stand-in',
  );
  return { databaseRole, facts: { ...facts, session: '' }, staffId };
}

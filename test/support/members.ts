import { sql } from '../../src/kernel/database.ts';
import type { TestHouse } from './house.ts';

let made = 0;
const nextCrn = (): string => {
  made += 1;
  return `X${100_000 + made}`;
};

/** A person on the scheme with their team and the managers, as adoption leaves them: for tests only. */
export async function addMember(house: TestHouse, team = 'Norwich team', crn = nextCrn()): Promise<number> {
  const [person] = await house.ownerQuery<{ id: string }>(
    `insert into person (family_name, given_names, search_names, born, sex, crn) values ('Blythe', 'Aaron', 'aaron blythe', '1990-05-01', 'male', $1) returning id`,
    [crn],
  );
  const id = Number(person?.id);
  const [member] = await house.ownerQuery<{ id: string; team_id: string }>(
    `insert into membership (scheme_id, person_id, state, strand, base_id, team_id, rag, statutory, joined_on, review_retention_on)
     select t.scheme_id, $1, 'member', 'fixed', t.base_id, t.id, 'red', 'statutory', '2026-03-01', '2032-01-01' from team t where t.name = $2
     returning id, team_id`,
    [id, team],
  );
  const source = `membership:${member?.id}`;
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, team_id, source) values ($1, 'team', $2, $3)`,
    [id, member?.team_id, source],
  );
  await house.ownerQuery(
    `insert into access_reason (person_id, kind, post, source) values ($1, 'management', $2, $3)`,
    [id, `management:${house.schemeId}`, source],
  );
  return id;
}

export async function staffId(house: TestHouse, login: string): Promise<number> {
  const [row] = await house.ownerQuery<{ id: string }>('select id from staff where login = $1', [login]);
  return Number(row?.id);
}

/** Whether somebody sees the person now: what every policy comes down to. */
export async function sees(house: TestHouse, login: string, personId: number): Promise<boolean> {
  const viewer = await house.viewerFor(login);
  const row = await house.database.as(viewer, (tx) =>
    tx.maybe(sql`select id from person where id = ${personId}`),
  );
  return row !== undefined;
}

import { Value } from 'typebox/value';
import { roleRights } from '../access/rights.ts';
import { serviceViewer } from '../access/viewers.ts';
import { type Database, sql, type Tx } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { type SchemeConfiguration, schemeConfiguration } from './configuration.ts';

/**
 * Sets a scheme up from its configuration. What is there already stays as it is, so it may run at every start;
 * a change to a live scheme goes through Settings, where it is versioned and approved.
 *
 * @returns the scheme's id.
 * @throws WaymarkError `wrong-setting` naming the place in the file.
 */
export async function setUpScheme(database: Database, file: unknown, demo: boolean): Promise<number> {
  if (!Value.Check(schemeConfiguration, file)) {
    const [problem] = Value.Errors(schemeConfiguration, file);
    throw new WaymarkError('wrong-setting', {
      text: `Scheme configuration, at ${problem?.instancePath}: ${problem?.message}.`,
    });
  }
  return database.as(serviceViewer('setup'), async (tx) => {
    const found = await tx.maybe(sql<{ id: number }>`select id from scheme where code = ${file.code}`);
    if (found !== undefined) return found.id;
    const scheme = await tx.one(
      sql<{ id: number }>`insert into scheme (code, name) values (${file.code}, ${file.name}) returning id`,
    );
    await addAgencies(tx, file);
    await addPlaces(tx, scheme.id, file);
    await addStaff(tx, scheme.id, file, demo);
    await addRights(tx, scheme.id);
    await addRules(tx, scheme.id, file);
    return scheme.id;
  });
}

async function addAgencies(tx: Tx, file: SchemeConfiguration): Promise<void> {
  for (const agency of file.agencies) {
    const { id } = await tx.one(sql<{ id: number }>`
      insert into agency (code, name, kind, statutory, regime, from_date)
      values (${agency.code}, ${agency.name}, ${agency.kind}, ${agency.statutory}, ${agency.regime}, ${agency.from})
      on conflict (code) do update set name = excluded.name returning id`);
    for (const format of agency.extracts ?? []) {
      await tx.run(
        sql`insert into import_source (agency_id, format) values (${id}, ${format}) on conflict do nothing`,
      );
    }
  }
}

async function addPlaces(tx: Tx, schemeId: number, file: SchemeConfiguration): Promise<void> {
  for (const base of file.bases) {
    await tx.run(sql`insert into base (scheme_id, name, county, satellite_of)
      values (${schemeId}, ${base.name}, ${base.county}, (select id from base where scheme_id = ${schemeId} and name = ${base.satelliteOf ?? null}))`);
  }
  for (const team of file.teams) {
    await tx.run(sql`insert into team (scheme_id, base_id, name, kind)
      values (${schemeId}, (select id from base where scheme_id = ${schemeId} and name = ${team.base}), ${team.name}, ${team.kind ?? 'management'})`);
  }
}

async function addStaff(tx: Tx, schemeId: number, file: SchemeConfiguration, demo: boolean): Promise<void> {
  for (const person of file.staff) {
    const { id } = await tx.one(sql<{ id: number }>`
      insert into staff (login, name, agency_id, phone, demo, from_date)
      values (${person.login}, ${person.name}, (select id from agency where code = ${person.agency}), ${person.phone ?? null}, ${demo}, ${person.from})
      returning id`);
    for (const { role, team } of person.roles) {
      if (!Object.hasOwn(roleRights, role))
        throw new WaymarkError('wrong-setting', {
          text: `Scheme configuration: ${person.login} has the unknown role ${role}.`,
        });
      await tx.run(sql`insert into staff_role (staff_id, scheme_id, role, team_id, from_date)
        values (${id}, ${schemeId}, ${role}, (select id from team where scheme_id = ${schemeId} and name = ${team ?? null}), ${person.from})`);
    }
  }
}

async function addRights(tx: Tx, schemeId: number): Promise<void> {
  const pairs = Object.entries(roleRights).flatMap(([role, rights]) =>
    rights.map((right) => ({ role, right })),
  );
  await tx.run(sql`insert into role_right (scheme_id, role, "right", from_date)
    select distinct ${schemeId}::bigint, role, "right", date '2000-01-01'
    from unnest(${pairs.map((pair) => pair.role)}::text[], ${pairs.map((pair) => pair.right)}::text[]) as t (role, "right")`);
}

async function addRules(tx: Tx, schemeId: number, file: SchemeConfiguration): Promise<void> {
  for (const rule of file.rules) {
    await tx.run(sql`insert into rule_version (scheme_id, kind, version, valid_from, body, example)
      values (${schemeId}, ${rule.kind}, ${rule.version}, ${rule.validFrom}, ${JSON.stringify(rule.body)}::jsonb, ${rule.example})`);
  }
}

/** Does a step of the first start once: it is marked when it has ended, so one that was cut off runs again. */
export async function once(database: Database, step: string, work: () => Promise<void>): Promise<boolean> {
  const done = await database.as(serviceViewer('setup'), (tx) =>
    tx.maybe(sql`select 1 from setup_step where name = ${step}`),
  );
  if (done !== undefined) return false;
  await work();
  await database.as(serviceViewer('setup'), (tx) =>
    tx.run(sql`insert into setup_step (name) values (${step}) on conflict do nothing`),
  );
  return true;
}

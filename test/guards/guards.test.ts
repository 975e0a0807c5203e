import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import Type from 'typebox';
import { html } from '../../src/web/html.ts';
import { page, type Route, type RouteRight, route } from '../../src/web/route.ts';
import { formBody, idParams } from '../../src/web/schemas.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { importFaults, sourceFaults } from './imports.ts';
import { filesOfNobody, linkFaults, linksOf, routeFaults, signedInRoutes, tokenInHeader } from './routes.ts';
import { schemaFaults } from './schema.ts';

const auditColumns =
  'act,agency_id,detail,ids,kind,people,person_id,request_id,role,service,session_id,staff_id,subject,subject_id';

/** Each guard fails on a violation planted for it, and only on that. */

describe('the schema guard', () => {
  let house: TestHouse;
  let earlier: string[];
  before(async () => {
    house = await testHouse();
    earlier = await schemaFaults((text) => house.ownerQuery(text));
  });
  after(() => house.close());

  /** What the guard says of a statement that it did not say before it; undone afterwards. */
  async function saysOf(plant: string, undo: string): Promise<string[]> {
    await house.ownerQuery(plant);
    try {
      const now = await schemaFaults((text) => house.ownerQuery(text));
      return now.filter((fault) => !earlier.includes(fault));
    } finally {
      await house.ownerQuery(undo);
    }
  }

  test('finds nothing wrong with the schema as it is', () => assert.deepEqual(earlier, []));

  test('a table about people without row-level security', async () => {
    assert.deepEqual(
      await saysOf('create table planted (id bigint, person_id bigint)', 'drop table planted'),
      [
        'table planted is about people and has no enabled and forced row-level security',
        'table planted has no file in src/access/policies',
      ],
    );
  });

  test('row-level security that the owner is free of', async () => {
    assert.deepEqual(
      await saysOf(
        'alter table contact no force row level security',
        'alter table contact force row level security',
      ),
      ['table contact is about people and has no enabled and forced row-level security'],
    );
  });

  test('a table about nobody without a reason', async () => {
    assert.match(
      (await saysOf('create table planted (id bigint)', 'drop table planted')).join('\n'),
      /planted has no forced row-level security and no reason/,
    );
  });

  for (const [what, clause, said] of [
    ['is constantly true', 'for select using (true)', 'is always true (using)'],
    ['is constantly true for writing', 'for insert with check (true)', 'is always true (with check)'],
    [
      'does not ask who looks',
      "for select using (handling = 'partners')",
      'asks nothing about the viewer (using)',
    ],
    ['lets every new row in', 'for insert', 'has no with check'],
  ] as const)
    test(`a policy that ${what}`, async () => {
      const command = clause.startsWith('for insert') ? 'INSERT' : 'SELECT';
      assert.deepEqual(
        await saysOf(`create policy planted on contact ${clause}`, 'drop policy planted on contact'),
        [`policy planted on contact (${command}) ${said}`],
      );
    });

  // Roles belong to the whole server, which other tests share: only grants inside this database are planted.
  for (const [plant, undo, said] of [
    [
      'grant truncate on contact to waymark_app',
      'revoke truncate on contact from waymark_app',
      'role waymark_app may truncate contact',
    ],
    [
      'grant create on schema public to waymark_intake',
      'revoke create on schema public from waymark_intake',
      'role waymark_intake may create in schema public',
    ],
    [
      'grant update on audit_entry to waymark_app',
      'revoke update on audit_entry from waymark_app',
      `waymark_app has SELECT,UPDATE; INSERT(${auditColumns}) on audit_entry, not SELECT; INSERT(${auditColumns})`,
    ],
    [
      'grant insert on audit_seal to waymark_app',
      'revoke insert on audit_seal from waymark_app',
      'waymark_app has INSERT,SELECT on audit_seal, not SELECT',
    ],
    [
      'grant select on person to waymark_login',
      'revoke select on person from waymark_login',
      'waymark_login has a grant of its own on person',
    ],
    [
      'grant select on person to public',
      'revoke select on person from public',
      'everybody may select person',
    ],
    [
      'alter table draft owner to waymark_app',
      'alter table draft owner to waymark_owner',
      'draft is owned by waymark_app, which works for the application',
    ],
    [
      'grant execute on function viewer_staff() to public',
      'revoke execute on function viewer_staff() from public',
      'function viewer_staff() may be called by everybody',
    ],
    [
      'grant execute on function event_settle(bigint, text, bigint, integer) to public',
      'revoke execute on function event_settle(bigint, text, bigint, integer) from public',
      'function event_settle(bigint,text,bigint,integer) may be called by every service, and is not among those of _functions.sql',
    ],
    [
      'alter function access_close(text, bigint, text, timestamptz) reset search_path',
      'alter function access_close(text, bigint, text, timestamptz) set search_path = pg_catalog, public, pg_temp',
      'function access_close(text,bigint,text,timestamp with time zone) is a definer’s and has no fixed search_path with pg_temp last',
    ],
    [
      'alter function who_may_see(bigint) owner to postgres',
      'alter function who_may_see(bigint) owner to waymark_definer',
      'function who_may_see(bigint) is a definer’s and belongs to postgres, not waymark_definer',
    ],
    [
      'create function planted() returns bigint language sql security definer set search_path = pg_catalog, public, pg_temp as $$ select 1::bigint $$; alter function planted() owner to waymark_definer',
      'drop function planted()',
      'function planted() looks past policies without a reason in the guard',
    ],
    [
      'drop index contact_joint_person_id_idx',
      'create index on contact_joint (person_id)',
      'foreign key contact_joint.person_id to person has no index and no reason in test/guards/schema.ts',
    ],
  ] as const)
    test(plant, async () => assert.ok((await saysOf(plant, undo)).includes(said), said));
});

describe('the route guard', () => {
  const sound = (over: Partial<Route> = {}): Route => ({
    ...route({
      method: 'GET',
      url: '/people/:id/planted',
      right: 'see:identity',
      reads: 'person',
      about: 'person',
      params: idParams,
      handle: async () => page({ title: 'x', body: html`x` }),
    }),
    ...over,
  });
  /** The listed exceptions have to be routes, so they come along. */
  const listed = [
    ...new Set([signedInRoutes, tokenInHeader, filesOfNobody].flatMap((list) => Object.keys(list))),
  ].map((name) => {
    const [method, url] = name.split(' ') as ['GET' | 'POST', string];
    return sound({ method, url, right: 'signed-in', reads: 'none', body: formBody({}) });
  });
  const quiet = routeFaults(listed);
  const saysOf = (...routes: Route[]): string[] =>
    routeFaults([...listed, ...routes]).filter((fault) => !quiet.includes(fault));

  test('finds nothing wrong with the routes, the navigation and the tabs as they are', async () => {
    const house = await testHouse();
    try {
      assert.deepEqual(routeFaults(house.routes), []);
      assert.deepEqual(linkFaults(house.routes, linksOf(house)), []);
    } finally {
      await house.close();
    }
  });

  test('says nothing of a sound route', () => assert.deepEqual(saysOf(sound()), []));

  test('a right that nobody has, and none at all', () => {
    const invented: Route = Object.assign(sound(), { right: 'see:everything' });
    assert.match(saysOf(invented).join(), /which no role has/);
    assert.match(saysOf(sound({ right: 'signed-in' })).join(), /asks for no right/);
  });

  test('each of several rights, of which any is enough', () => {
    assert.deepEqual(saysOf(sound({ right: ['see:identity', 'see:plan'] })), []);
    const invented: Route = Object.assign(sound(), { right: ['see:identity', 'see:everything'] });
    assert.match(saysOf(invented).join(), /see:everything, which no role has/);
  });

  test('a link shown by other rights than its page asks for, and one that leads nowhere', () => {
    const path = '/people/:id/planted';
    const says = (right: RouteRight, to = path): string[] =>
      linkFaults([sound({ right: ['see:identity', 'see:plan'] })], [{ text: 'Planted', path: to, right }]);
    assert.deepEqual(says(['see:plan', 'see:identity']), []);
    assert.match(says('see:plan').join(), /shown by see:plan, and .* asks for see:identity or see:plan/);
    assert.match(says('signed-in').join(), /shown by no right/);
    assert.match(says('see:plan', '/nowhere').join(), /which is no page/);
  });

  test('a form without a token', () => {
    const post = { method: 'POST' as const };
    assert.match(saysOf(sound(post)).join(), /does not declare _csrf/);
    assert.match(saysOf(sound({ ...post, body: Type.Object({}) })).join(), /does not declare _csrf/);
    assert.deepEqual(saysOf(sound({ ...post, body: formBody({}) })), []);
    assert.deepEqual(saysOf(sound({ ...post, multipart: true })), []);
  });

  test('a person’s page that does not say so', () => {
    assert.match(saysOf(sound({ reads: 'none' })).join(), /reads none/);
    const { about: _, ...without } = sound();
    assert.match(saysOf(without).join(), /refusal is about the person/);
  });

  test('a file that nobody notes', () => {
    const file = (url: string, reads: Route['reads'], method: Route['method'] = 'GET'): string =>
      saysOf(sound({ url, reads, method, body: formBody({}) })).join();
    for (const url of ['/planted.csv', '/planted/download'])
      assert.match(file(url, 'none'), /planted[./a-z]* gives a file away and nobody notes it/);
    assert.equal(file('/planted.csv', 'export'), '');
    assert.equal(file('/planted', 'none'), '');
    assert.equal(file('/planted.csv', 'none', 'POST'), '');
    const noted = listed.map((one) =>
      one.url === '/resources/grants.csv' ? { ...one, reads: 'export' as const } : one,
    );
    assert.match(routeFaults(noted).join(), /lists GET \/resources\/grants\.csv as a file that nobody notes/);
  });

  test('two routes for one address, and unbounded parameters', () => {
    assert.match(saysOf(sound(), sound({ url: '/people/:person/planted' })).join(), /collides/);
    const { params: _, ...without } = sound();
    assert.match(saysOf(without).join(), /does not bound/);
  });

  test('a right that nothing asks for', () => {
    assert.ok(routeFaults(listed, '').includes('the right break-glass:take is asked for nowhere'));
    assert.match(
      saysOf(sound({ right: 'panel:attend' })).join(),
      /panel:attend as one to come, which it is not/,
    );
  });
});

describe('the import guard', () => {
  test('a file that reaches for the driver, casts, or leaves markup unescaped', () => {
    const says = (text: string, name = 'src/casework/planted.ts'): string =>
      sourceFaults([{ name, text }]).join('\n');
    assert.match(says(`import pg from 'pg';`), /planted\.ts:1 reaches for the database driver/);
    assert.match(says(`const { PGlite } = await import('@electric-sql/pglite');`), /driver/);
    assert.equal(says(`import pg from 'pg';`, 'src/kernel/database.ts'), '');
    assert.match(says('const pool = new pg.Pool({});'), /opens a connection/);
    assert.match(says('const x = y as unknown as string;'), /casts through unknown/);
    assert.match(says(`html\`$\{raw(name)}\``), /unescaped/);
    assert.match(says(`sql\`select $\{sql.raw(column)}\``), /not written there/);
    assert.equal(says(`sql\`select $\{id}\``), '');
  });

  test('a CSV file made past its marking, and one without where it is not published', () => {
    const says = (text: string, name = 'src/casework/planted.ts'): string =>
      sourceFaults([{ name, text }]).join('\n');
    assert.match(says(`contentType: 'text/csv; charset=utf-8',`), /may leave without its marking/);
    assert.equal(says(`accept: '.csv,text/csv'`), '');
    assert.match(says(`return publishedCsv('people.csv', rows);`), /without a marking/);
    assert.equal(says('publishedCsv(name, text)', 'src/governance/publication/register-pages.ts'), '');
  });

  test('a wing that imports to its right, and too few modules', () => {
    const folder = mkdtempSync('src/people/planted-');
    try {
      writeFileSync(
        `${folder}/planted.ts`,
        `import { deskWing } from '../../desk/index.ts';\nexport const planted = deskWing;\n`,
      );
      const { faults } = importFaults(folder);
      assert.ok(
        faults.some((fault) => fault.includes('planted.ts imports src/desk/index.ts (wing-people)')),
        faults.join('\n'),
      );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

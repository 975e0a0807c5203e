import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { type Role, roles } from '../../src/access/rights.ts';
import { findViewer, signInDemoPerson } from '../../src/access/sessions.ts';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { buildWings, serverOf } from '../../src/app.ts';
import { enterVictim, followMembers, takeOnVictim } from '../../src/casework/index.ts';
import { changeVictim } from '../../src/casework/victims/acts.ts';
import {
  addCondition,
  addOffer,
  addReferral,
  addSatisfaction,
  addUpdate,
} from '../../src/casework/victims/part-acts.ts';
import { type Sql, sql } from '../../src/kernel/database.ts';
import { WaymarkError } from '../../src/kernel/errors.ts';
import { newKey } from '../../src/kernel/ids.ts';
import { type TestHouse, testHouse, testNow } from '../support/house.ts';
import { addMember, staffId } from '../support/members.ts';

/**
 * A victim is known to the few who hold them. Everybody else's database, pages and lists are the same to the letter
 * whether a member has a victim or not; and somebody who is a victim and a member as well shows neither in the other.
 */

const victimTables = [
  'victim',
  'victim_offence',
  'victim_update',
  'victim_referral',
  'victim_satisfaction',
  'victim_condition',
  'victim_offer',
] as const;

/** Found nowhere but in what these tests enter. */
const secret = /zzyvonne|quillfeather|wyndhamthorpe|07700900777/i;

let house: TestHouse;
let server: Awaited<ReturnType<typeof serverOf>>;
let member: number;
/** A member too, and the victim of the first one's second crime. */
let both: number;
let row: number;
let rowOfBoth: number;

async function addCrimes(): Promise<void> {
  const [batch] = await house.ownerQuery<{ source: string; batch: string; agency: string }>(
    `insert into import_batch (source_id, agency_id, file_name, file_sha256, state)
     select s.id, s.agency_id, 'x', 'x', 'accepted' from import_source s join agency a on a.id = s.agency_id
     where a.code = 'norfolk-police' and s.format = 'police-crimes' returning source_id as source, id as batch, agency_id as agency`,
  );
  const offence = async (
    person: number | null,
    crime: string,
    nominal: string,
    capacity: string,
  ): Promise<number> => {
    const [made] = await house.ownerQuery<{ id: string }>(
      `insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, title, offence_date, outcome, handling, named_agencies, fingerprint)
       values ($1, $3, $4, $5, $6, $2 || '|' || $3, $7, 'TH68001', 'Theft from a dwelling', '2026-08-01', 'convicted', $8, array[$5::bigint], 'x') returning id`,
      [
        person,
        crime,
        nominal,
        batch?.source,
        batch?.agency,
        batch?.batch,
        capacity,
        capacity === 'convicted' ? 'statutory' : 'named',
      ],
    );
    return Number(made?.id);
  };
  const record = (person: number | null, nominal: string, capacity: string, given: string, family: string) =>
    house.ownerQuery(
      `insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, given_name, family_name, address, search_names, raw, fingerprint, delete_after)
       values ($1, $2, $3, $4, $5, $6, $7, $8, '4 Wyndhamthorpe Row', lower($7 || ' ' || $8), '{}', 'x', '2030-01-01')`,
      [batch?.source, batch?.agency, batch?.batch, nominal, capacity, person, given, family],
    );
  await offence(member, '36/1/26', 'NF-1', 'convicted');
  row = await offence(null, '36/1/26', 'NF-2', 'victim');
  await record(null, 'NF-2', 'victim', 'Zzyvonne', 'Quillfeather');
  await offence(member, '36/2/26', 'NF-1', 'convicted');
  rowOfBoth = await offence(both, '36/2/26', 'NF-3', 'victim');
  await record(both, 'NF-3', 'victim', 'Zzyvonne', 'Quillfeather');
}

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  server = await serverOf(house);
  member = await addMember(house, undefined, 'X900001');
  both = await addMember(house, undefined, 'X900002');
  await addCrimes();
  await house.ownerQuery(
    `insert into staff (login, name, agency_id, from_date, demo) select 'victim-officer-2', 'Second Officer', agency_id, '2026-01-01', true from staff where login = 'victim-officer'`,
  );
  await house.ownerQuery(
    `insert into staff_role (staff_id, scheme_id, role, from_date) select id, $1, 'victim-officer', '2026-01-01' from staff where login = 'victim-officer-2'`,
    [house.schemeId],
  );
});
after(async () => {
  await server.close();
  await house.close();
});

const others = roles.filter((role) => role !== 'victim-officer');

/** Everything that the application's role may read of a table, as this viewer. */
async function rowsSeen(viewer: StaffViewer, leave: readonly string[]): Promise<Record<string, unknown>> {
  const tables = await house.ownerQuery<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and has_table_privilege('waymark_app', c.oid, 'select') order by 1`,
  );
  const seen: Record<string, unknown> = {};
  await house.database.as(viewer, async (tx) => {
    for (const { name } of tables.filter((one) => !leave.includes(one.name)))
      seen[name] = await tx.many(
        sql`select to_jsonb(t) as row from ${sql.raw(name)} t order by to_jsonb(t)::text`,
      );
  });
  return seen;
}

const pages = (): string[] => [
  '/',
  '/people',
  '/search?q=quillfeather',
  '/search?q=zzyvonne',
  '/cohort',
  '/cohort/candidates',
  '/risk?when=year',
  '/needs',
  '/panels',
  '/intake',
  '/stewardship',
  ...[member, both].flatMap((id) =>
    [
      '',
      '/timeline',
      '/risk',
      '/records',
      '/offending',
      '/contacts',
      '/history',
      '/membership',
      '/licence',
    ].map((part) => `/people/${id}${part}`),
  ),
];

async function pageSeen(token: string, url: string): Promise<string> {
  const answer = await server.inject({
    method: 'GET',
    url,
    headers: { cookie: `waymark_session=${token}` },
  });
  const plain = answer.body
    .replaceAll(/name="_(csrf|key)" value="[^"]*"/g, '')
    .replaceAll(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}/g, 'id')
    .replaceAll(/\b\d\d:\d\d\b/g, 'time');
  return `${answer.statusCode} ${plain}`;
}

/** A role's whole view: rows and pages. What counts its own looking is left out. */
async function viewOf(role: Role): Promise<Record<string, unknown>> {
  const token = await signInDemoPerson(house.database, role, 'test');
  const viewer = await findViewer(house.database, token, 'test');
  assert.ok(viewer);
  // The auditor sees that somebody worked, by number and code; who may be reached by it is asked below.
  const seen = await rowsSeen(viewer, [
    'audit_entry',
    'audit_seal',
    'session',
    ...(role === 'auditor' ? ['access_reason'] : []),
  ]);
  for (const url of pages().filter((one) => role !== 'auditor' || one !== '/stewardship')) {
    if (role === 'auditor' && url === '/') continue;
    seen[url] = await pageSeen(token, url);
  }
  return seen;
}

const detailsOf = {
  capacity: 'victim' as const,
  givenNames: 'Zzyvonne',
  familyName: 'Quillfeather',
  born: null,
  contactScheme: 'in' as const,
  wantsUpdates: true,
  phone: '07700900777',
  email: null,
  address: '4 Wyndhamthorpe Row',
  prefers: 'phone' as const,
  bestTimes: null,
  noContactTimes: null,
  message: 'may-not-leave' as const,
  safeWords: null,
  needs: null,
};

/** All that an officer may do with a victim, short of a condition, which licence staff are told of. */
async function workWith(id: number): Promise<void> {
  const officer = await house.viewerFor('victim-officer');
  const perform = house.performer.perform.bind(house.performer);
  await perform(officer, changeVictim, { ...detailsOf, id, version: 1 }, newKey());
  await perform(officer, addUpdate, { id, kind: 'other', linkId: null, dueOn: '2026-11-04' }, newKey());
  await perform(
    officer,
    addReferral,
    { id, service: 'Quillfeather Trust', need: 'x', referredOn: '2026-11-01' },
    newKey(),
  );
  await perform(
    officer,
    addSatisfaction,
    { id, askedOn: '2026-11-01', score: 5, words: 'Zzyvonne says so' },
    newKey(),
  );
  await perform(officer, addOffer, { id, offeredOn: '2026-11-01', words: null }, newKey());
  await followMembers(house.database, testNow);
}

describe('victims', () => {
  test('leave no row, count, page or trace for anybody who does not hold them, whoever they are besides', async () => {
    const earlier = new Map<Role, Record<string, unknown>>();
    // What one opened oneself is said on some pages: looked at once before, the second look is what stays.
    for (const role of others) await viewOf(role);
    for (const role of others) earlier.set(role, await viewOf(role));
    const officer = await house.viewerFor('victim-officer');
    for (const one of [row, rowOfBoth]) {
      const { id } = await house.performer.perform(officer, takeOnVictim, { row: one }, newKey());
      await workWith(id);
    }
    await house.performer.perform(
      officer,
      enterVictim,
      { crime: '36/1/26', capacity: 'witness', givenNames: 'Zzyvonne', familyName: 'Wyndhamthorpe' },
      newKey(),
    );
    for (const role of others) {
      const later = await viewOf(role);
      for (const [where, was] of Object.entries(earlier.get(role) ?? {}))
        assert.deepEqual(later[where], was, `${role} at ${where}`);
      // A search's own page repeats what was searched for.
      const told = Object.entries(later).filter(([where]) => !where.startsWith('/search'));
      assert.doesNotMatch(JSON.stringify(told), secret, role);
    }
    const held = await house.database.as(officer, (tx) =>
      tx.one(sql<{ n: number }>`select count(*)::int as n from victim`),
    );
    assert.equal(held.n, 3, 'the officer sees them');
  });

  test('are in no list of who opened or may see a member, and no entry of the audit leads to one', async () => {
    for (const role of others) {
      const viewer = await house.viewerFor(role);
      const found = await house.database.as(viewer, (tx) =>
        tx.many(sql<{ staff_id: number; kind: string }>`
          select w.staff_id, w.kind from unnest(array[${member}, ${both}]::bigint[]) p, who_may_see(p) w
          union all select o.staff_id, o.kind from unnest(array[${member}, ${both}]::bigint[]) p, who_opened(p, 500) o`),
      );
      const officer = await staffId(house, 'victim-officer');
      assert.ok(
        found.every((one) => one.kind !== 'victim' && one.staff_id !== officer),
        role,
      );
    }
    const entries = await house.ownerQuery(
      `select 1 from audit_entry where act like 'victim:%' and (person_id is not null or detail::text ~* $1)`,
      [secret.source],
    );
    assert.deepEqual(entries, []);
    const kept = await house.ownerQuery(
      `select 1 from row_history where table_name like 'victim%' and person_id is not null`,
    );
    assert.deepEqual(kept, []);
    const sent = await house.ownerQuery(`select 1 from outbox where payload::text ~* $1`, [secret.source]);
    assert.deepEqual(sent, []);
  });

  test('are in no export, of whichever wing and for whoever may make it', async () => {
    const files = buildWings()
      .flatMap(({ routes }) => routes ?? [])
      .filter(
        ({ method, url, reads }) => method === 'GET' && (reads === 'export' || /\.(csv|json|ics)$/.test(url)),
      )
      .map(({ url }) => url.replace('/people/:id', `/people/${both}`))
      .filter((url) => !url.includes(':') && !url.startsWith('/victims'));
    assert.ok(files.length >= 8, files.join(' '));
    let made = 0;
    for (const role of roles) {
      const token = await signInDemoPerson(house.database, role, 'test');
      for (const url of files) {
        const seen = await pageSeen(token, url);
        if (seen.startsWith('200')) made += 1;
        assert.doesNotMatch(seen, secret, `${role} at ${url}`);
      }
    }
    assert.ok(made > 8, `${made} exports made`);
  });

  test('are seen by whoever holds an open reason for them, in random worlds, and the member is told of by the four rules', async () => {
    const staff = await house.ownerQuery<{ id: number; login: string }>(
      `select id::int, login from staff where login = any ($1) or login = 'victim-officer-2' order by id`,
      [roles],
    );
    const victims = (await house.ownerQuery<{ id: number }>('select id::int from victim order by id')).map(
      ({ id }) => id,
    );
    const reason = fc.record({
      victim: fc.constantFrom(...victims),
      staff: fc.constantFrom(...staff.map(({ id }) => id)),
      when: fc.constantFrom('open', 'open', 'closed', 'future'),
      list: fc.constantFrom('none', 'none', 'none', 'excluded', 'only-me', 'only-another'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(reason, { maxLength: 8 }), fc.boolean(), async (drawn, covered) => {
        const reasons = [...new Map(drawn.map((one) => [`${one.victim} ${one.staff}`, one])).values()];
        await arrange(reasons, covered);
        for (const { id, login } of staff) {
          const viewer = await house.viewerFor(login);
          const counts = await countsFor(viewer);
          const expected = victims.filter(
            (victim) =>
              viewer.role === 'victim-officer' &&
              reasons.some(
                (one) =>
                  one.victim === victim && one.staff === id && one.when === 'open' && one.list !== 'excluded',
              ),
          );
          assert.deepEqual(counts.victims, expected, login);
          for (const table of victimTables)
            assert.ok(
              counts.parents.get(table)?.every((parent) => expected.includes(parent)),
              `${login} ${table}`,
            );
        }
      }),
      { numRuns: 15 },
    );
  });

  async function arrange(
    reasons: readonly { victim: number; staff: number; when: string; list: string }[],
    covered: boolean,
  ): Promise<void> {
    await house.ownerQuery(`delete from access_reason where kind = 'victim'`);
    await house.ownerQuery('delete from sharing_cover');
    if (covered) await house.coverEverything();
    for (const { victim, staff, when, list } of reasons)
      await house.ownerQuery(
        `insert into access_reason (person_id, kind, staff_id, source, opens_at, closes_at, excluded_staff, only_staff)
         select distinct member_id, 'victim', $2::bigint, 'victim:' || $1::bigint,
           case when $3 = 'future' then now() + interval '1 hour' else now() - interval '2 days' end, case when $3 = 'closed' then now() - interval '1 hour' end,
           case when $4 = 'excluded' then array[$2::bigint] else '{}' end,
           case $4 when 'only-me' then array[$2::bigint] when 'only-another' then array[0::bigint] end
         from victim_offence where victim_id = $1`,
        [victim, staff, when, list],
      );
  }

  async function countsFor(
    viewer: StaffViewer,
  ): Promise<{ victims: number[]; parents: Map<string, number[]> }> {
    return house.database.as(viewer, async (tx) => {
      const victims = await tx.many(sql<{ id: number }>`select id from victim order by id`);
      const parents = new Map<string, number[]>();
      for (const table of victimTables.slice(1)) {
        const rows = await tx.many(sql<{ id: number }>`select victim_id as id from ${sql.raw(table)}`);
        parents.set(
          table,
          rows.map(({ id }) => id),
        );
      }
      parents.set(
        'victim',
        victims.map(({ id }) => id),
      );
      return { victims: victims.map(({ id }) => id), parents };
    });
  }

  test('cannot be written, read by function, or led back to a member by anybody', async () => {
    await house.ownerQuery('delete from sharing_cover');
    await house.coverEverything();
    const [one] = await house.ownerQuery<{ id: number }>('select id::int from victim order by id limit 1');
    const id = one?.id ?? 0;
    const calls: Sql<unknown>[] = [
      sql`select * from victim_take_on(${row}, current_date)`,
      sql`select victim_enter('36/1/26', 'victim', 'A', 'B', current_date)`,
      sql`select victim_add_crime(${id}, '36/2/26', current_date)`,
      sql`select victim_hand_over(${id}, 1)`,
      sql`select victim_take_over(${id})`,
      sql`select victim_end(${id}, now())`,
      sql`insert into victim_update (victim_id, kind, origin, due_on) values (${id}, 'other', 'officer', current_date)`,
      sql`insert into victim (scheme_id, agency_id, officer_id, capacity, given_names, family_name) values (1, 1, 1, 'victim', 'A', 'B')`,
      sql`select member_id from victim_offence`,
      sql`select offence_id from victim_offence`,
    ];
    const refuses = (viewer: StaffViewer, call: Sql<unknown>): Promise<void> =>
      assert.rejects(
        house.database.as(viewer, (tx) => tx.run(call)),
        (error) => error instanceof WaymarkError && error.code === 'right-missing',
      );
    for (const role of others) for (const call of calls) await refuses(await house.viewerFor(role), call);
    const officer = await house.viewerFor('victim-officer');
    for (const call of calls.slice(-3)) await refuses(officer, call);
    const silent = [
      sql`select * from victim_known(10, 0)`,
      sql`select * from victim_unheld()`,
      sql`select * from victim_member_state(${id}, current_date)`,
    ];
    for (const role of others)
      for (const call of silent)
        assert.deepEqual(
          await house.database.as(await house.viewerFor(role), (tx) => tx.many(call)),
          [],
          role,
        );
  });

  test('a condition is told to those who see the licence: its wording, or that there is one; never of whom', async () => {
    const [one] = await house.ownerQuery<{ id: number; link: number }>(
      `select v.id::int, l.id::int as link from victim v join victim_offence l on l.victim_id = v.id and l.member_id = $1 order by 1 limit 1`,
      [member],
    );
    assert.ok(one);
    await house.ownerQuery(`delete from access_reason where kind = 'victim'`);
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, staff_id, source) select member_id, 'victim', (select id from staff where login = 'victim-officer'), 'victim:' || victim_id
       from victim_offence where victim_id = $1`,
      [one.id],
    );
    const officer = await house.viewerFor('victim-officer');
    for (const [onLicence, wording] of [
      [true, 'Not to contact the victim'],
      [false, null],
    ] as const)
      await house.performer.perform(
        officer,
        addCondition,
        { id: one.id, linkId: one.link, onLicence, wording, fromOn: '2026-11-01', toOn: null },
        newKey(),
      );
    for (const role of roles) {
      const viewer = await house.viewerFor(role);
      const told = await house.database.as(viewer, (tx) =>
        tx.many(sql<Record<string, unknown>>`select * from no_contact(${member}, '2026-11-02')`),
      );
      const reaches = [
        'scheme-manager',
        'senior-probation-officer',
        'police-offender-manager',
        'probation-offender-manager',
        'youth-justice-officer',
      ];
      assert.equal(told.length, reaches.includes(role) ? 2 : 0, role);
      assert.doesNotMatch(JSON.stringify(told), secret, role);
    }
    const elsewhere = await house.database.as(await house.viewerFor('scheme-manager'), (tx) =>
      tx.many(sql`select * from no_contact(${both}, '2026-11-02')`),
    );
    assert.deepEqual(elsewhere, [], 'nothing stands with the victim who is a member as well');
  });
});

import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { sql } from '../../kernel/database.ts';
import { categoryOf, eventCategories, eventKinds } from './types.ts';
import { addSender } from './world-for-tests.ts';

// Who sees an event and its alert: held against the tables whose records tell the same, which the oracle judges.

let house: TestHouse;
let police: Awaited<ReturnType<typeof addSender>>;

before(async () => {
  house = await testHouse();
  await house.coverEverything();
  police = await addSender(house, { name: 'Custody system' });
});

after(() => house?.close());

test('an event is seen by exactly those who see a record of its agency and handling that tells the same', async () => {
  const agencies = await house.ownerQuery<{ id: number }>('select id::int from agency order by id');
  const logins = [
    'scheme-manager',
    'police-offender-manager',
    'probation-offender-manager',
    'youth-justice-officer',
    'link-worker',
  ]
    .concat([
      'providers-worker',
      'analyst',
      'panel-member',
      'prison-offender-manager',
      'front-line-officer',
      'auditor',
    ])
    .concat([
      'identity-reviewer',
      'opcc-commissioner',
      'victim-officer',
      'pathways-manager',
      'administrator',
    ]);
  const viewers = await Promise.all(logins.map((login) => house.viewerFor(login)));
  const reasons = [
    'team',
    'lead',
    'co-worker',
    'management',
    'after-care',
    'custody',
    'selection',
    'break-glass',
    'referral',
    'agenda',
  ];
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...agencies.map(({ id }) => id)),
      fc.constantFrom('partners', 'statutory', 'named', 'own'),
      fc.subarray(
        agencies.map(({ id }) => id),
        { maxLength: 2 },
      ),
      fc.constantFrom(...reasons),
      fc.subarray(logins, { minLength: 4 }),
      fc.boolean(),
      fc.subarray([...eventCategories], { minLength: 2 }),
      async (agency, handling, named, kind, holders, excludes, covered) => {
        if (handling === 'named' && named.length === 0) return;
        const [made] = await house.ownerQuery<{ person: number }>(seenWorld, [
          agency,
          handling,
          named,
          kind,
          holders,
          excludes ? [holders[0]] : [],
          police.sender.id,
          house.schemeId,
        ]);
        await house.ownerQuery(
          `delete from sharing_cover where category = any ($2) and category <> all ($1)`,
          [covered, eventCategories],
        );
        await house.database.shared.clear();
        for (const [index, login] of logins.entries()) {
          const viewer = await house.viewerFor(login);
          const seen = await house.database.as(viewer, (tx) =>
            tx.many(sql<{ category: string; events: number; alike: number }>`
            select c as category,
              (select count(*)::int from event_received e join alert a on a.id = e.alert_id where e.category = c and e.person_id = ${made?.person ?? 0}) as events,
              case c when 'custody' then (select count(*)::int from custody_spell x where x.person_id = ${made?.person ?? 0})
                when 'offences' then (select count(*)::int from offence x where x.person_id = ${made?.person ?? 0})
                when 'licence' then (select count(*)::int from supervision x where x.person_id = ${made?.person ?? 0})
                else (select count(*)::int from source_record x where x.person_id = ${made?.person ?? 0}) end as alike
            from unnest(${[...eventCategories]}::text[]) c`),
          );
          // What somebody supplied themselves they see without any of this; an alert is no record of theirs.
          for (const one of seen)
            if (!isSupplied(viewers[index], agency))
              assert.deepEqual([login, one.category, one.events], [login, one.category, one.alike]);
            else
              assert.ok(one.events <= one.alike, `${login} sees an event of ${one.category} and no record`);
        }
        await house.ownerQuery(
          `insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id)
          select $1, a.id, c, '2020-01-01', 0 from agency a, unnest($2::text[]) c
          where not exists (select 1 from sharing_cover s where s.agency_id = a.id and s.category = c)`,
          [house.schemeId, eventCategories],
        );
      },
    ),
    { numRuns: 15 },
  );
});

test('each kind of event is one that the tables take, of a category that has a policy of its own and is held against a table', async () => {
  const checks = await house.ownerQuery<{ owner: string; text: string }>(
    `select conrelid::regclass::text as owner, pg_get_constraintdef(oid) as text from pg_constraint
     where contype = 'c' and conrelid = any (array['event_received', 'alert', 'event_sender']::regclass[]) and pg_get_constraintdef(oid) like '%missed-tag%'`,
  );
  assert.deepEqual(checks.map(({ owner }) => owner).sort(), ['alert', 'event_received', 'event_sender']);
  for (const { owner, text } of checks)
    assert.deepEqual(
      [...text.matchAll(/'([a-z-]+)'::text/g)].map(([, kind]) => kind).sort(),
      [...eventKinds].sort(),
      `the kinds of ${owner}: a new kind needs a migration`,
    );
  const policies = await house.ownerQuery<{ name: string; text: string }>(
    `select polname as name, pg_get_expr(polqual, polrelid) as text from pg_policy
     where polrelid = 'event_received'::regclass and 'waymark_app'::regrole = any (polroles)`,
  );
  for (const category of new Set(eventKinds.map((kind) => categoryOf[kind]))) {
    assert.ok(
      policies.some(
        ({ text }) => text.includes(`category = '${category}'`) && text.includes(`viewer_sees('${category}'`),
      ),
      `nobody sees events of the category ${category}: it has no policy`,
    );
    assert.ok(seenWorld.includes(`'${category}'`), `no table is held against events of ${category}`);
  }
});

/** Whoever brings extracts in, or sees their agency's own records, sees what it has sent. */
const isSupplied = (
  viewer: { agencyId: number; may(right: 'see:own-records'): boolean } | undefined,
  agency: number,
): boolean => viewer !== undefined && viewer.agencyId === agency && viewer.may('see:own-records');

const seenWorld = `
  with p as (insert into person (family_name, given_names, search_names) values ('Seen', 'Example', 'example seen') returning id),
  s as (select id from import_source order by id limit 1),
  b as (insert into import_batch (source_id, agency_id, file_name, file_sha256, state) select s.id, $1, 'x', 'x', 'accepted' from s returning id, source_id),
  w as (insert into access_reason (person_id, kind, staff_id, source, opens_at, excluded_staff)
    select p.id, $4, st.id, 'seen', now() - interval '1 day', coalesce((select array_agg(x.id) from staff x where x.login = any ($6)), '{}') from p, staff st where st.login = any ($5)),
  r as (insert into source_record (source_id, agency_id, batch_id, local_id, capacity, person_id, search_names, raw, fingerprint, delete_after, handling, named_agencies)
    select b.source_id, $1, b.id, gen_random_uuid()::text, 'convicted', p.id, 'x', '{}', 'x', '2040-01-01', $2, $3 from p, b),
  o as (insert into offence (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, capacity, offence_code, offence_date, outcome, fingerprint, handling, named_agencies)
    select p.id, 'N', b.source_id, $1, b.id, gen_random_uuid()::text, 'convicted', 'TH68010', '2026-01-01', 'convicted', 'x', $2, $3 from p, b),
  c as (insert into custody_spell (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, kind, place, from_day, fingerprint, handling, named_agencies)
    select p.id, 'N', b.source_id, $1, b.id, gen_random_uuid()::text, 'prison', 'Example', '2026-01-01', 'x', $2, $3 from p, b),
  v as (insert into supervision (person_id, nominal_ref, source_id, agency_id, batch_id, local_id, order_type, from_day, fingerprint, handling, named_agencies)
    select p.id, 'N', b.source_id, $1, b.id, gen_random_uuid()::text, 'licence', '2026-01-01', 'x', $2, $3 from p, b),
  k as (select * from (values ('custody', 'custody'), ('crime', 'offences'), ('missed-tag', 'licence'), ('address', 'records')) k (kind, category)),
  a as (insert into alert (scheme_id, person_id, kind, happened_at, made_at, rule_id)
    select $8, p.id, k.kind, now(), now(), (select min(id) from rule_version where kind = 'alerts') from p, k returning id, kind, person_id),
  e as (insert into event_received (scheme_id, sender_id, agency_id, handling, named_agencies, event_id, body_sha256, how, kind, category, happened_at, received_at, described, state, person_id, alert_id, matched_by)
    select $8, $7, $1, $2, $3, gen_random_uuid()::text, 'x', 'api', k.kind, k.category, now(), now(), '{}', 'alerted', a.person_id, a.id, 'identifier' from a join k on k.kind = a.kind)
  select id::int as person from p`;

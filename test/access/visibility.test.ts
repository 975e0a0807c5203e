import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import fc from 'fast-check';
import { roles } from '../../src/access/rights.ts';
import type { StaffViewer } from '../../src/access/viewers.ts';
import { sql } from '../../src/kernel/database.ts';
import { type TestHouse, testHouse } from '../support/house.ts';
import { arrange } from './arrange.ts';
import {
  maySee,
  type OracleAgency,
  type OracleStaff,
  openKinds,
  readAccessTable,
  type World,
} from './oracle.ts';
import { type Cast, eventParts, fullWorld, partsOfEvents, type RandomWorld, randomWorld } from './worlds.ts';

/** The database against the oracle that was written from docs/access.md. */

const table = readAccessTable();
const tables = [
  ...['person', 'source_record', 'offence', 'custody_spell', 'supervision', 'contact', 'plan', 'plan_goal'],
  ...[
    'plan_step',
    'plan_note',
    'plan_signature',
    'candidate',
    'candidate_event',
    'official_score',
    'nomination_finding',
    'panel_item',
    'membership',
    'membership_change',
    'allocation',
  ],
  'intelligence_report',
  ...['trial_participant', 'trial_allocation', 'trial_contract', 'trial_event'],
  ...['contact_move', 'visit', 'drug_test', 'delius_contact', 'delius_line'],
  ...['referral', 'unmet_need', 'questionnaire_answer'],
  ...['licence', 'licence_variation', 'licence_condition', 'curfew', 'curfew_address', 'exclusion_zone'],
  ...['zone_centre', 'compliance_item', 'compliance_time', 'enforcement_case', 'enforcement_step'],
  ...['warrant', 'warrant_attempt'],
  ...['risk_assessment', 'risk_flag', 'risk_register'],
  ...['panel_item_removed', 'panel_interest', 'panel_telling', 'panel_representation', 'agency_marker'],
  ...['voluntary_agreement', 'panel_view', 'release_plan'],
  ...['message_consent', 'message', 'reminder_choice', 'safeguarding_concern'],
  ...['sighting', 'team_activity', 'team_handover'],
  'person_photo',
  ...Object.keys(eventParts),
];

/** Rows of a part of a table; several parts share its numbers, which `arrange` makes of the item's own. */
const idsOf = (name: string): string => {
  const part = eventParts[name];
  return part === undefined
    ? `select id from ${name} order by id`
    : `select id / ${partsOfEvents} from ${part.table} where ${part.column} = '${part.value}' order by id`;
};
const visible = tables
  .map((name) => `select '${name}' as name, array(${idsOf(name)}) as ids`)
  .join(' union all ');

interface Member extends OracleStaff {
  login: string;
}

describe('what is visible', () => {
  let house: TestHouse;
  let agencies: OracleAgency[];
  let staff: Member[];
  let cast: Cast;

  before(async () => {
    house = await testHouse();
    await house.ownerQuery(
      `insert into staff (login, name, agency_id, from_date) values ('nobody-here', 'Nobody Here', 1, '2026-01-01')`,
    );
    agencies = await house.ownerQuery<OracleAgency>('select id, statutory from agency order by id');
    staff = await house.ownerQuery<Member>(
      `select s.id, s.login, s.agency_id as agency, r.role, r.team_id as team from staff s join staff_role r on r.staff_id = s.id
       where s.login = r.role or s.login in ('senior-probation-officer-2', 'link-worker-2', 'sgt-robert-aldous') order by s.id`,
    );
    cast = {
      agencies: agencies.map(({ id }) => id),
      staff: staff.map(({ id }) => id),
      teams: (await house.ownerQuery<{ id: number }>('select id from team order by id limit 2')).map(
        ({ id }) => id,
      ),
    };
  });
  after(() => house.close());

  test('every table that docs/access.md names is looked at', () => {
    assert.deepEqual(
      [...table.tables.keys()].filter((name) => !tables.includes(name)),
      [],
    );
  });

  test('docs/access.md knows the roles of the house and every role is a viewer here', () => {
    assert.deepEqual([...table.roles].sort(), [...roles].sort());
    assert.deepEqual([...new Set(staff.map(({ role }) => role))].sort(), [...roles].sort());
  });

  test('is what docs/access.md says, for every role, in random worlds', async () => {
    const outcome = await fc.check(
      fc.asyncProperty(randomWorld(cast), async (random) => {
        await arrange(house, random);
        const { differences } = await differencesIn({ agencies, staff, ...random });
        assert.ok(differences.length === 0, `\n${differences.slice(0, 8).join('\n')}`);
      }),
      { numRuns: 8, endOnFailure: true },
    );
    if (outcome.failed) throw readable(outcome);
  });

  test('is something for every row of docs/access.md, where each kind of reason is held', async () => {
    const full = fullWorld(cast);
    await arrange(house, full);
    const { differences, seen } = await differencesIn({ agencies, staff, ...full });
    assert.deepEqual(differences.slice(0, 8), []);
    const never = table.rows
      .filter((row) => row.handling !== 'named-in')
      .flatMap(({ item, role }) =>
        tables.filter((name) => table.tables.get(name)?.item === item).map((name) => `${role} ${name}`),
      )
      .filter((pair) => !seen.has(pair));
    assert.deepEqual([...new Set(never)], []);
  });

  test('has an open reason for every person that is seen', async () => {
    const [random] = fc.sample(randomWorld(cast), { numRuns: 1, seed: 20_260 });
    assert.ok(random);
    await arrange(house, random);
    let people = 0;
    for (const member of staff) {
      const viewer = await house.viewerFor(member.login);
      const unexplained = await house.database.as(viewer, (tx) =>
        tx.many(sql<{
          id: number;
          why: number;
        }>`select p.id, (select count(*)::int from access_reason r where r.person_id = p.id
          and r.opens_at <= now() and (r.closes_at is null or r.closes_at > now())) as why from person p`),
      );
      people += unexplained.length;
      assert.deepEqual(
        unexplained.filter(({ why }) => why === 0),
        [],
        member.login,
      );
    }
    assert.ok(people > 0);
  });

  async function differencesIn(world: World): Promise<{ differences: string[]; seen: Set<string> }> {
    const differences: string[] = [];
    const seen = new Set<string>();
    const people = await house.ownerQuery<{ id: number }>('select id from person order by id');
    for (const [index, member] of staff.entries()) {
      // A page names the person it is about; whoever it names, the same is seen.
      const named = people[index % (people.length + 1)]?.id;
      const found = await lookAs(await house.viewerFor(member.login), named);
      for (const name of tables) {
        const shown = found.get(name) ?? [];
        if (shown.length > 0) seen.add(`${member.role} ${name}`);
        differences.push(...compare(world, member, name, shown));
      }
    }
    return { differences, seen };
  }

  async function lookAs(viewer: StaffViewer, personId?: number): Promise<Map<string, number[]>> {
    const rows = await house.database.as(
      viewer,
      (tx) => tx.many(sql<{ name: string; ids: number[] }>`${sql.raw(visible)}`),
      { personId },
    );
    return new Map(rows.map(({ name, ids }) => [name, ids]));
  }
});

/** The world is pages long: the differences say what matters, and the seed makes the world again. */
const readable = (outcome: fc.RunDetails<[RandomWorld]>): Error =>
  new Error(`In world ${outcome.counterexamplePath} of seed ${outcome.seed}`, {
    cause: outcome.errorInstance,
  });

/** Each row that is shown and should not be, or the other way about, in words. */
function compare(world: World, member: Member, name: string, shown: readonly number[]): string[] {
  const ids = new Set(shown);
  return world.items
    .filter((item) => item.table === name && maySee(table, world, member, item) !== ids.has(item.id))
    .map((item) => {
      const reasons = item.people
        .map((person) => `${person}: ${[...openKinds(world, member, person)].join(' ') || 'none'}`)
        .join('; ');
      const cover = world.cover
        .filter((each) => each.agency === member.agency && each.inForce)
        .map((each) => each.category)
        .join(' ');
      const lists = world.restrictions
        .filter((each) => item.people.includes(each.person))
        .map((each) => `${each.kind} ${each.staff}${each.inForce ? '' : ' (over)'}`)
        .join(', ');
      return (
        `${name} ${item.id} is ${ids.has(item.id) ? 'SHOWN to' : 'hidden from'} ${member.role} (staff ${member.id}, agency ${member.agency}), ` +
        `against docs/access.md. Item: agency ${item.agency ?? 'none'}, ${item.handling ?? 'no handling'} [${item.named.join(' ')}]` +
        `${item.ofVictim ? ', of a victim' : ''}${item.withdrawn ? ', withdrawn' : ''}; open reasons for person ${reasons}; cover: ${cover || 'none'}; lists: ${lists || 'none'}`
      );
    });
}

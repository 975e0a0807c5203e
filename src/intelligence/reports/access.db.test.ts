import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { roleRights } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';

/**
 * Random reports, links, reasons and agreements, and what each viewer finds in the database, held against the
 * rule in words: docs/access.md's four conditions, and those of intelligence. The oracle shares no code with the
 * policies.
 */

type State = 'draft' | 'submitted' | 'accepted' | 'returned' | 'refused' | 'discarded';

interface MadeReport {
  author: number;
  state: State;
  handling: 'partners' | 'statutory' | 'named' | 'own';
  named: number;
  underConditions: boolean;
  people: number[];
  acknowledged: number[];
}

const logins = [
  'scheme-manager',
  'senior-probation-officer',
  'police-offender-manager',
  'probation-offender-manager',
  'pc-lucy-grange',
  'sgt-robert-aldous',
  'analyst',
  'front-line-officer',
  'link-worker',
  'panel-chair',
  'opcc-commissioner',
  'auditor',
  'prison-offender-manager',
] as const;
const authors = [
  'police-offender-manager',
  'probation-offender-manager',
  'front-line-officer',
  'scheme-manager',
  'analyst',
  'link-worker',
] as const;
const persons = 4;
const kinds = [
  'team',
  'lead',
  'management',
  'selection',
  'after-care',
  'agenda',
  'supplied',
  'briefing',
  'referral',
  'break-glass',
] as const;
const reaching = new Set<string>(['team', 'lead', 'co-worker', 'management', 'selection', 'break-glass']);

interface MadeReason {
  person: number;
  kind: (typeof kinds)[number];
  /** Whose: by place in `logins`; posts and teams are held by several. */
  viewer: number;
  by: 'staff' | 'team' | 'agency' | 'post';
  closed: boolean;
  excludes: boolean;
}

/** A declared interest, or a limited-access list: it closes the report to its author too. */
interface MadeRestriction {
  person: number;
  kind: 'exclude' | 'only';
  viewer: number;
  ended: boolean;
}

const restriction: fc.Arbitrary<MadeRestriction> = fc.record({
  person: fc.nat(persons - 1),
  kind: fc.constantFrom('exclude', 'exclude', 'only'),
  viewer: fc.nat(logins.length - 1),
  ended: fc.boolean(),
});

function isBarred(restrictions: readonly MadeRestriction[], viewer: StaffViewer, person: number): boolean {
  const inForce = restrictions.filter((made) => made.person === person && !made.ended);
  const names = (made: MadeRestriction): boolean =>
    (viewers[made.viewer] as StaffViewer).staffId === viewer.staffId;
  const only = inForce.filter((made) => made.kind === 'only');
  return (
    inForce.some((made) => made.kind === 'exclude' && names(made)) || (only.length > 0 && !only.some(names))
  );
}

const report: fc.Arbitrary<MadeReport> = fc.record({
  author: fc.nat(authors.length - 1),
  state: fc.constantFrom<State>(
    'draft',
    'submitted',
    'accepted',
    'accepted',
    'accepted',
    'returned',
    'refused',
    'discarded',
  ),
  handling: fc.constantFrom('partners', 'statutory', 'named', 'own'),
  named: fc.nat(logins.length - 1),
  underConditions: fc.boolean(),
  people: fc.uniqueArray(fc.nat(persons - 1), { maxLength: 2 }),
  acknowledged: fc.uniqueArray(fc.nat(logins.length - 1), { maxLength: 4 }),
});

const reason: fc.Arbitrary<MadeReason> = fc.record({
  person: fc.nat(persons - 1),
  kind: fc.constantFrom(...kinds),
  viewer: fc.nat(logins.length - 1),
  by: fc.constantFrom('staff', 'team', 'agency', 'post'),
  closed: fc.boolean(),
  excludes: fc.integer({ min: 0, max: 5 }).map((chance) => chance === 0),
});

let house: TestHouse;
let viewers: StaffViewer[];
let covered: Set<number>;

/** Does this reason's holder include the viewer? */
function holds(made: MadeReason, viewer: StaffViewer): boolean {
  const whose = viewers[made.viewer] as StaffViewer;
  switch (made.by) {
    case 'staff':
      return whose.staffId === viewer.staffId;
    case 'team':
      return whose.teams[0] !== undefined && viewer.teams.includes(whose.teams[0]);
    case 'agency':
      return whose.agencyId === viewer.agencyId;
    case 'post':
      return ['scheme-manager', 'senior-probation-officer'].includes(viewer.role);
  }
}

const reaches = (reasons: readonly MadeReason[], viewer: StaffViewer, person: number): boolean =>
  reasons.some(
    (made) =>
      made.person === person &&
      reaching.has(made.kind) &&
      !made.closed &&
      holds(made, viewer) &&
      !(made.excludes && (viewers[made.viewer] as StaffViewer).staffId === viewer.staffId),
  );

const hasRight = (viewer: StaffViewer, right: string): boolean =>
  (roleRights[viewer.role] as readonly string[]).includes(right);

/** Handling and agreement: the author's agency always; others by what the item says, under an agreement. */
function mayHave(made: MadeReport, viewer: StaffViewer): boolean {
  const author = authorOf(made);
  if (viewer.agencyId === author.agencyId) return true;
  if (!covered.has(viewer.agencyId)) return false;
  if (made.handling === 'partners') return true;
  if (made.handling === 'statutory')
    return ['police', 'probation', 'prison', 'youth-justice'].includes(viewer.agencyKind);
  return made.handling === 'named' && (viewers[made.named] as StaffViewer).agencyId === viewer.agencyId;
}

const authorOf = (made: MadeReport): StaffViewer =>
  viewers[logins.indexOf(authors[made.author] as (typeof logins)[number])] as StaffViewer;

interface Sight {
  head: boolean;
  text: boolean;
  original: boolean;
  naming: boolean;
  people: number[];
}

const nothing: Sight = { head: false, text: false, original: false, naming: false, people: [] };

interface MadeWorld {
  reports: MadeReport[];
  reasons: MadeReason[];
  restrictions: MadeRestriction[];
}

function oracle(made: MadeReport, { reasons, restrictions }: MadeWorld, viewer: StaffViewer): Sight {
  if (made.people.some((person) => isBarred(restrictions, viewer, person))) return nothing;
  const author = authorOf(made);
  const isAuthor = author.staffId === viewer.staffId && hasRight(viewer, 'intelligence:submit');
  const wasSent = !['draft', 'discarded'].includes(made.state);
  const all = made.people.every((person) => reaches(reasons, viewer, person));
  const reviews = hasRight(viewer, 'intelligence:review') && wasSent && mayHave(made, viewer) && all;
  const reads =
    hasRight(viewer, 'see:intelligence') &&
    (made.state === 'accepted' || (made.state === 'submitted' && viewer.agencyId === author.agencyId)) &&
    mayHave(made, viewer) &&
    made.people.length > 0 &&
    all;
  const head = isAuthor || reviews || reads;
  const sawConditions = made.acknowledged.some(
    (place) => (viewers[place] as StaffViewer).staffId === viewer.staffId,
  );
  return {
    head,
    text:
      head && (isAuthor || !made.underConditions || (reviews && made.state !== 'accepted') || sawConditions),
    original: isAuthor || (reviews && viewer.agencyId === author.agencyId),
    naming: isAuthor || reviews,
    people: head ? made.people.filter((person) => reaches(reasons, viewer, person)).sort() : [],
  };
}

async function arrange({ reports, reasons, restrictions }: MadeWorld): Promise<void> {
  const reviewer = (viewers.find((viewer) => viewer.role === 'senior-probation-officer') as StaffViewer)
    .staffId;
  await house.ownerQuery('truncate intelligence_report, access_reason, person restart identity cascade');
  for (let person = 0; person < persons; person++) {
    await house.ownerQuery(
      `insert into person (family_name, given_names, search_names) values ('Example', 'Person', 'person example')`,
    );
  }
  for (const made of reasons) {
    const whose = viewers[made.viewer] as StaffViewer;
    const team = made.by === 'team' ? whose.teams[0] : undefined;
    if (made.by === 'team' && team === undefined) continue;
    await house.ownerQuery(
      `insert into access_reason (person_id, kind, staff_id, team_id, agency_id, post, source, opens_at, closes_at, excluded_staff)
       values ($1, $2, $3, $4, $5, $6, 'test', now() - interval '2 days', $7, $8)`,
      [
        made.person + 1,
        made.kind,
        made.by === 'staff' ? whose.staffId : null,
        team ?? null,
        made.by === 'agency' ? whose.agencyId : null,
        made.by === 'post' ? `management:${house.schemeId}` : null,
        made.closed ? new Date(Date.now() - 86_400_000) : null,
        made.excludes ? [whose.staffId] : [],
      ],
    );
  }
  for (const made of restrictions) {
    await house.ownerQuery(
      `insert into access_restriction (person_id, kind, staff_id, why, to_at) values ($1, $2, $3, 'declared-interest', $4)`,
      [
        made.person + 1,
        made.kind,
        (viewers[made.viewer] as StaffViewer).staffId,
        made.ended ? new Date() : null,
      ],
    );
  }
  for (const [place, made] of reports.entries()) await insert(place + 1, made, reviewer);
}

async function insert(id: number, made: MadeReport, reviewer: number): Promise<void> {
  const author = authorOf(made);
  const wasReviewed = ['accepted', 'returned', 'refused'].includes(made.state);
  await house.ownerQuery(
    `insert into intelligence_report (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, conditions,
       conditions_no, provenance, handling, named_agencies, reviewed_by)
     values ($1, $2, $3, $4, 2, 'C', $5, $6, 1, 'observed', $7, $8, $9)`,
    [
      house.schemeId,
      author.agencyId,
      author.staffId,
      made.state,
      made.underConditions ? 'C' : 'P',
      made.underConditions ? 'Speak to the author first' : null,
      made.handling,
      made.handling === 'named' ? [(viewers[made.named] as StaffViewer).agencyId] : [],
      wasReviewed ? reviewer : null,
    ],
  );
  await house.ownerQuery(`insert into intelligence_text values ($1, 'text')`, [id]);
  await house.ownerQuery(
    `insert into intelligence_original (report_id, agency_id, author_id, body) values ($1, $2, $3, 'original')`,
    [id, author.agencyId, author.staffId],
  );
  await house.ownerQuery(`insert into intelligence_naming values ($1, $2, 'somebody')`, [id, author.staffId]);
  for (const person of made.people) {
    await house.ownerQuery(
      'insert into report_person (report_id, person_id, linked_by) values ($1, $2, $3)',
      [id, person + 1, author.staffId],
    );
  }
  for (const place of made.acknowledged) {
    await house.ownerQuery(
      'insert into intelligence_acknowledgement values ($1, $2, 1) on conflict do nothing',
      [id, (viewers[place] as StaffViewer).staffId],
    );
  }
}

/** Everything the viewer finds, in five queries without a filter. */
async function sightsOf(viewer: StaffViewer): Promise<(id: number) => Sight> {
  return house.database.as(viewer, async (tx) => {
    const ids = async (table: string): Promise<Set<number>> =>
      new Set(
        (await tx.many(sql<{ id: number }>`select report_id as id from ${sql.table(table)}`)).map(
          (row) => row.id,
        ),
      );
    const heads = new Set(
      (await tx.many(sql<{ id: number }>`select id from intelligence_report`)).map((row) => row.id),
    );
    const texts = await ids('intelligence_text');
    const originals = await ids('intelligence_original');
    const namings = await ids('intelligence_naming');
    const links = await tx.many(
      sql<{ id: number; person: number }>`select report_id as id, person_id as person from report_person`,
    );
    return (id) => ({
      head: heads.has(id),
      text: texts.has(id),
      original: originals.has(id),
      naming: namings.has(id),
      people: links
        .filter((link) => link.id === id)
        .map((link) => link.person - 1)
        .sort(),
    });
  });
}

describe('who sees which report', () => {
  before(async () => {
    house = await testHouse();
    // The trigger that keeps a report's people works for a known viewer only.
    await house.ownerQuery(`select set_config('waymark.staff', '1', false)`);
    // Prisons and Suffolk have no agreement that covers intelligence.
    await house.ownerQuery(`delete from sharing_cover`);
    await house.ownerQuery(`insert into sharing_cover (scheme_id, agency_id, category, from_date, agreement_id)
      select s.id, a.id, 'intelligence', date '2020-01-01', 0 from scheme s, agency a where a.code in ('norfolk-police', 'probation', 'link-workers')`);
    viewers = [];
    for (const login of logins) viewers.push(await house.viewerFor(login));
    covered = new Set(
      (await house.ownerQuery<{ agency_id: number }>('select distinct agency_id from sharing_cover')).map(
        (row) => Number(row.agency_id),
      ),
    );
  });

  after(() => house.close());

  it('is what the rule in words says, for random reports, reasons and viewers', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          reports: fc.array(report, { minLength: 8, maxLength: 16 }),
          reasons: fc.array(reason, { minLength: 6, maxLength: 24 }),
          restrictions: fc.array(restriction, { maxLength: 4 }),
        }),
        async (world) => {
          await arrange(world);
          for (const viewer of viewers) {
            const found = await sightsOf(viewer);
            for (const [place, made] of world.reports.entries()) {
              assert.deepEqual(
                found(place + 1),
                oracle(made, world, viewer),
                `${viewer.role} ${viewer.agencyName}, report ${JSON.stringify(made)}`,
              );
            }
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  it('keeps the list of people from everybody: it would tell of people who may not be known', async () => {
    for (const viewer of viewers) {
      await assert.rejects(
        house.database.as(viewer, (tx) => tx.many(sql`select person_ids from intelligence_report`)),
        /Your role does not allow this/,
      );
    }
  });

  it('lets nobody review their own report, whatever is asked of the database', async () => {
    await arrange({
      reports: [
        {
          author: 3,
          state: 'submitted',
          handling: 'partners',
          named: 0,
          underConditions: false,
          people: [],
          acknowledged: [],
        },
      ],
      reasons: [],
      restrictions: [],
    });
    const manager = viewers[0] as StaffViewer;
    await assert.rejects(
      house.database.as(manager, (tx) =>
        tx.run(
          sql`update intelligence_report set state = 'accepted', reviewed_by = ${manager.staffId} where id = 1`,
        ),
      ),
    );
    await assert.rejects(
      house.database.as(manager, (tx) =>
        tx.run(
          sql`update intelligence_report set state = 'accepted', reviewed_by = ${(viewers[1] as StaffViewer).staffId} where id = 1`,
        ),
      ),
    );
  });
});

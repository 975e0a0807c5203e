import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import fc from 'fast-check';
import { type TestHouse, testHouse } from '../../../test/support/house.ts';
import { roleRights } from '../../access/rights.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import { sql } from '../../kernel/database.ts';
import {
  anyWorld,
  arrange,
  authorOf,
  logins,
  type MadeReason,
  type MadeReport,
  type MadeRestriction,
  type MadeWorld,
  viewerAt,
} from './world-for-tests.ts';

/**
 * Random reports, links, reasons and agreements, and what each viewer finds in the database, held against the
 * rule in words: docs/access.md's four conditions, and those of intelligence. The oracle shares no code with the
 * policies.
 */

let house: TestHouse;
let viewers: StaffViewer[];
let covered: Set<number>;

const reaching = new Set<string>(['team', 'lead', 'co-worker', 'management', 'selection', 'break-glass']);

function isBarred(restrictions: readonly MadeRestriction[], viewer: StaffViewer, person: number): boolean {
  const inForce = restrictions.filter((made) => made.person === person && !made.ended);
  const names = (made: MadeRestriction): boolean => viewerAt(viewers, made.viewer).staffId === viewer.staffId;
  const only = inForce.filter((made) => made.kind === 'only');
  return (
    inForce.some((made) => made.kind === 'exclude' && names(made)) || (only.length > 0 && !only.some(names))
  );
}

/** Does this reason's holder include the viewer? */
function holds(made: MadeReason, viewer: StaffViewer): boolean {
  const whose = viewerAt(viewers, made.viewer);
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
      !(made.excludes && viewerAt(viewers, made.viewer).staffId === viewer.staffId),
  );

const hasRight = (viewer: StaffViewer, right: string): boolean =>
  (roleRights[viewer.role] as readonly string[]).includes(right);

/** Handling and agreement: the author's agency always; others by what the item says, under an agreement. */
function mayHave(made: MadeReport, viewer: StaffViewer): boolean {
  const author = authorOf(viewers, made);
  if (viewer.agencyId === author.agencyId) return true;
  if (!covered.has(viewer.agencyId)) return false;
  if (made.handling === 'partners') return true;
  if (made.handling === 'statutory')
    return ['police', 'probation', 'prison', 'youth-justice'].includes(viewer.agencyKind);
  return made.handling === 'named' && viewerAt(viewers, made.named).agencyId === viewer.agencyId;
}

interface Sight {
  head: boolean;
  text: boolean;
  original: boolean;
  naming: boolean;
  people: number[];
}

const nothing: Sight = { head: false, text: false, original: false, naming: false, people: [] };

function oracle(made: MadeReport, { reasons, restrictions }: MadeWorld, viewer: StaffViewer): Sight {
  if (made.people.some((person) => isBarred(restrictions, viewer, person))) return nothing;
  const author = authorOf(viewers, made);
  const isAuthor = author.staffId === viewer.staffId && hasRight(viewer, 'intelligence:submit');
  const wasSent = !['draft', 'discarded'].includes(made.state);
  const all = made.people.every((person) => reaches(reasons, viewer, person));
  const reviews = hasRight(viewer, 'intelligence:review') && wasSent && mayHave(made, viewer) && all;
  const reads =
    hasRight(viewer, 'see:intelligence') &&
    (made.state === 'accepted' ||
      (made.state === 'submitted' && !made.reopened && viewer.agencyId === author.agencyId)) &&
    mayHave(made, viewer) &&
    made.people.length > 0 &&
    all;
  const head = isAuthor || reviews || reads;
  const sawConditions = made.acknowledged.some(
    (place) => viewerAt(viewers, place).staffId === viewer.staffId,
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
      fc.asyncProperty(anyWorld, async (world) => {
        await arrange(house, viewers, world);
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
      }),
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
    await arrange(house, viewers, {
      reports: [
        {
          author: 3,
          state: 'submitted',
          handling: 'partners',
          named: 0,
          underConditions: false,
          reopened: false,
          people: [],
          acknowledged: [],
        },
      ],
      reasons: [],
      restrictions: [],
    });
    const manager = viewerAt(viewers, 0);
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
          sql`update intelligence_report set state = 'accepted', reviewed_by = ${viewerAt(viewers, 1).staffId} where id = 1`,
        ),
      ),
    );
  });
});

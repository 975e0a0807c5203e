import fc from 'fast-check';
import type { TestHouse } from '../../../test/support/house.ts';
import type { StaffViewer } from '../../access/viewers.ts';

/** Random reports, links, reasons and restrictions, and how they come into the database past every policy. */

type State = 'draft' | 'submitted' | 'accepted' | 'returned' | 'refused' | 'discarded';

export interface MadeReport {
  author: number;
  state: State;
  handling: 'partners' | 'statutory' | 'named' | 'own';
  named: number;
  underConditions: boolean;
  /** Waiting for review again, after it was accepted. */
  reopened: boolean;
  people: number[];
  acknowledged: number[];
}

/** Who looks: a `viewer` is a place in this list. */
export const logins = [
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

export interface MadeReason {
  person: number;
  kind: (typeof kinds)[number];
  /** Whose: by place in `logins`; posts and teams are held by several. */
  viewer: number;
  by: 'staff' | 'team' | 'agency' | 'post';
  closed: boolean;
  excludes: boolean;
}

/** A declared interest, or a limited-access list: it closes the report to its author too. */
export interface MadeRestriction {
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
  reopened: fc.boolean(),
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

export interface MadeWorld {
  reports: MadeReport[];
  reasons: MadeReason[];
  restrictions: MadeRestriction[];
}

export const anyWorld: fc.Arbitrary<MadeWorld> = fc.record({
  reports: fc.array(report, { minLength: 8, maxLength: 16 }),
  reasons: fc.array(reason, { minLength: 6, maxLength: 24 }),
  restrictions: fc.array(restriction, { maxLength: 4 }),
});

/** The viewer behind a place in `logins`. */
export const viewerAt = (viewers: readonly StaffViewer[], place: number): StaffViewer =>
  viewers[place] as StaffViewer;

export const authorOf = (viewers: readonly StaffViewer[], made: MadeReport): StaffViewer =>
  viewerAt(viewers, logins.indexOf(authors[made.author] as (typeof logins)[number]));

/** Empties the tables and writes this world; reports and people are numbered from 1 in their order. */
export async function arrange(
  house: TestHouse,
  viewers: readonly StaffViewer[],
  { reports, reasons, restrictions }: MadeWorld,
): Promise<void> {
  const reviewer = (viewers.find((viewer) => viewer.role === 'senior-probation-officer') as StaffViewer)
    .staffId;
  await house.ownerQuery('truncate intelligence_report, access_reason, person restart identity cascade');
  for (let person = 0; person < persons; person++) {
    await house.ownerQuery(
      `insert into person (family_name, given_names, search_names) values ('Example', 'Person', 'person example')`,
    );
  }
  for (const made of reasons) {
    const whose = viewerAt(viewers, made.viewer);
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
      [made.person + 1, made.kind, viewerAt(viewers, made.viewer).staffId, made.ended ? new Date() : null],
    );
  }
  for (const [place, made] of reports.entries()) await insert({ house, viewers, reviewer }, place + 1, made);
}

async function insert(
  { house, viewers, reviewer }: { house: TestHouse; viewers: readonly StaffViewer[]; reviewer: number },
  id: number,
  made: MadeReport,
): Promise<void> {
  const author = authorOf(viewers, made);
  const wasReviewed = ['accepted', 'returned', 'refused'].includes(made.state);
  await house.ownerQuery(
    `insert into intelligence_report (id, scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, conditions,
       conditions_no, provenance, handling, named_agencies, reviewed_by, reopened_at)
     values ($10, $1, $2, $3, $4, 2, 'C', $5, $6, 1, 'observed', $7, $8, $9, $11)`,
    [
      house.schemeId,
      author.agencyId,
      author.staffId,
      made.state,
      made.underConditions ? 'C' : 'P',
      made.underConditions ? 'Speak to the author first' : null,
      made.handling,
      made.handling === 'named' ? [viewerAt(viewers, made.named).agencyId] : [],
      wasReviewed ? reviewer : null,
      id,
      made.state === 'submitted' && made.reopened ? new Date() : null,
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
      [id, viewerAt(viewers, place).staffId],
    );
  }
}

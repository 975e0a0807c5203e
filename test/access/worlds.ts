import fc from 'fast-check';
import type { Handling, Holder, OracleItem, OracleReason, OracleRestriction } from './oracle.ts';

/** Random worlds over the staff and agencies of the example scheme. */

export interface Cast {
  agencies: readonly number[];
  staff: readonly number[];
  teams: readonly number[];
}

export interface RandomWorld {
  people: readonly number[];
  /** `early` restrictions are there before the reasons are opened; the others come afterwards. */
  restrictions: readonly (OracleRestriction & { early: boolean })[];
  reasons: readonly OracleReason[];
  cover: readonly { agency: number; category: string; inForce: boolean }[];
  items: readonly OracleItem[];
}

const kinds = [
  ...['team', 'lead', 'co-worker', 'management', 'after-care', 'referral', 'embedded', 'agenda'],
  ...['custody', 'selection', 'supplied', 'dissemination', 'briefing', 'victim', 'break-glass', 'sample'],
];
const categories = [
  ...['identity', 'records', 'offences', 'custody', 'licence', 'plan', 'contacts', 'intelligence'],
  'referrals',
  'risk',
];
/** Parts of the tables of events: an event of one category, and the alert that it alone raised. */
export const eventParts: Readonly<Record<string, { table: string; column: string; value: string }>> = {
  'event_received:custody': { table: 'event_received', column: 'category', value: 'custody' },
  'event_received:offences': { table: 'event_received', column: 'category', value: 'offences' },
  'event_received:licence': { table: 'event_received', column: 'category', value: 'licence' },
  'event_received:records': { table: 'event_received', column: 'category', value: 'records' },
  'alert:custody': { table: 'alert', column: 'kind', value: 'custody' },
  'alert:crime': { table: 'alert', column: 'kind', value: 'crime' },
  'alert:missed-tag': { table: 'alert', column: 'kind', value: 'missed-tag' },
  'alert:address': { table: 'alert', column: 'kind', value: 'address' },
};
export const partsOfEvents = Object.keys(eventParts).length;

/** Tables whose rows have an agency and a handling. */
const handled = [
  ...Object.keys(eventParts),
  ...[
    'source_record',
    'offence',
    'custody_spell',
    'supervision',
    'contact',
    'contact_move',
    'drug_test',
    'delius_contact',
    'delius_line',
    'visit',
    'plan_goal',
    'plan_step',
    'plan_note',
  ],
  ...['licence', 'licence_variation', 'licence_condition', 'curfew', 'curfew_address', 'exclusion_zone'],
  ...['zone_centre', 'compliance_item', 'compliance_time', 'enforcement_case', 'enforcement_step'],
  ...['warrant', 'warrant_attempt'],
  ...['referral', 'unmet_need', 'questionnaire_answer'],
  ...['risk_assessment', 'risk_flag', 'risk_register'],
  ...['panel_view', 'release_plan'],
  ...['message_consent', 'message', 'reminder_choice', 'safeguarding_concern'],
  ...['sighting', 'team_activity'],
];
const handlings: readonly Handling[] = ['partners', 'statutory', 'named', 'own'];

const peopleOf = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

export function randomWorld(cast: Cast): fc.Arbitrary<RandomWorld> {
  return fc.integer({ min: 4, max: 6 }).chain((count) => {
    const people = peopleOf(count);
    return fc.record({
      people: fc.constant(people),
      restrictions: fc.array(restriction(cast, people), { maxLength: 5 }),
      reasons: fc.array(reason(cast, people), { minLength: 25, maxLength: 60 }),
      cover: cover(cast),
      items: items(cast, people),
    });
  });
}

const holder = (cast: Cast): fc.Arbitrary<Holder> =>
  fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...cast.staff).map((staff) => ({ staff })) },
    { weight: 2, arbitrary: fc.constantFrom(...cast.teams).map((team) => ({ team })) },
    { weight: 2, arbitrary: fc.constantFrom(...cast.agencies).map((agency) => ({ agency })) },
    {
      weight: 1,
      arbitrary: fc.constantFrom('management' as const, 'another scheme' as const).map((post) => ({ post })),
    },
  );

const reason = (cast: Cast, people: readonly number[]): fc.Arbitrary<OracleReason> =>
  fc.record({
    person: fc.constantFrom(...people),
    kind: fc.constantFrom(...kinds),
    holder: holder(cast),
    when: fc.constantFrom('open', 'open', 'open', 'closed', 'future'),
  });

const restriction = (cast: Cast, people: readonly number[]) =>
  fc.record({
    person: fc.constantFrom(...people),
    kind: fc.constantFrom('exclude' as const, 'exclude' as const, 'only' as const),
    staff: fc.constantFrom(...cast.staff),
    inForce: fc.constantFrom(true, true, false),
    early: fc.boolean(),
  });

/** For most agencies everything; for some a category is missing, has ended, or nothing was agreed. */
const cover = (cast: Cast): fc.Arbitrary<RandomWorld['cover']> => {
  const some = fc.subarray(categories);
  const has = fc.oneof({ weight: 5, arbitrary: fc.constant(categories) }, { weight: 3, arbitrary: some });
  const ended = fc.oneof({ weight: 4, arbitrary: fc.constant<string[]>([]) }, { weight: 1, arbitrary: some });
  const ofAgency = (agency: number): fc.Arbitrary<RandomWorld['cover']> =>
    fc
      .tuple(has, ended)
      .map(([has, ended]) =>
        has.map((category) => ({ agency, category, inForce: !ended.includes(category) })),
      );
  return fc.tuple(...cast.agencies.map(ofAgency)).map((agencies) => agencies.flat());
};

interface Draw {
  table: string;
  person: number;
  agency: number;
  handling: Handling;
  named: number[];
  ofVictim: boolean;
  withdrawn: boolean;
}

const items = (cast: Cast, people: readonly number[]): fc.Arbitrary<OracleItem[]> => {
  const draw = fc.record<Draw>({
    table: fc.constantFrom(...handled),
    person: fc.constantFrom(...people),
    agency: fc.constantFrom(...cast.agencies),
    handling: fc.constantFrom(...handlings),
    named: fc.subarray([...cast.agencies], { maxLength: 3 }),
    ofVictim: fc.constantFrom(true, ...Array.from({ length: 9 }, () => false)),
    withdrawn: fc.constantFrom(true, ...Array.from({ length: 9 }, () => false)),
  });
  const report = fc.record({
    people: fc.subarray([...people], { minLength: 1, maxLength: 2 }),
    agency: fc.constantFrom(...cast.agencies),
    handling: fc.constantFrom(...handlings),
    named: fc.subarray([...cast.agencies], { maxLength: 3 }),
  });
  return fc
    .tuple(
      fc.array(draw, { minLength: 40, maxLength: 80 }),
      fc.array(report, { maxLength: 6 }),
      fc.tuple(...people.map(() => fc.constantFrom(...cast.agencies))),
    )
    .map(([draws, reports, planAgencies]) => [
      ...unowned(people, planAgencies),
      ...withGoals(draws).map((one, index) => handledItem(one, index + 1)),
      ...reports.map((one, index) => ({ ...one, table: 'intelligence_report', id: index + 1 })),
    ]);
};

/** A step stands under a goal: where no goal was drawn, the first step is drawn as one. */
function withGoals(draws: readonly Draw[]): readonly Draw[] {
  if (draws.some(({ table }) => table === 'plan_goal')) return draws;
  const first = draws.findIndex(({ table }) => table === 'plan_step');
  return draws.map((draw, index) => (index === first ? { ...draw, table: 'plan_goal' } : draw));
}

/** One row of each table that has no handling, for each person; the row's id is the person's. */
const unowned = (people: readonly number[], planAgencies: readonly number[]): OracleItem[] =>
  people.flatMap((person, index) => {
    const base = { id: person, people: [person], agency: undefined, handling: undefined, named: [] };
    return [
      ...[
        ...['person', 'membership', 'membership_change', 'allocation', 'candidate', 'panel_item'],
        ...['trial_participant', 'trial_allocation', 'trial_contract', 'trial_event'],
        ...['panel_item_removed', 'panel_interest', 'panel_telling', 'panel_representation'],
        ...['agency_marker', 'voluntary_agreement'],
        ...['candidate_event', 'official_score', 'nomination_finding', 'team_handover', 'person_photo'],
      ].map((table) => ({
        ...base,
        table,
      })),
      { ...base, table: 'plan', agency: planAgencies[index] },
      { ...base, table: 'plan_signature', agency: planAgencies[index] },
    ];
  });

const handledItem = (draw: Draw, id: number): OracleItem => ({
  table: draw.table,
  id,
  people: [draw.person],
  agency: draw.agency,
  handling: draw.handling,
  named: draw.named,
  ofVictim: draw.ofVictim && ['source_record', 'offence'].includes(draw.table),
  withdrawn: draw.withdrawn && draw.table === 'source_record',
  ...(draw.table === 'referral' ? { referredTo: draw.named[0] ?? draw.agency, draft: draw.withdrawn } : {}),
});

/**
 * The world in which every row of the table shows something: a person for each kind of reason, which everybody
 * holds, and of each table an item of each agency for each person.
 */
export function fullWorld(cast: Cast): RandomWorld {
  const people = peopleOf(kinds.length);
  const each = people.flatMap((person) => cast.agencies.map((agency) => ({ person, agency })));
  const plain = { handling: 'partners' as const, named: [] };
  return {
    people,
    restrictions: [],
    reasons: people.flatMap((person) =>
      cast.staff.map((staff) => ({
        person,
        kind: kinds[person - 1] ?? '',
        holder: { staff },
        when: 'open' as const,
      })),
    ),
    cover: cast.agencies.flatMap((agency) =>
      categories.map((category) => ({ agency, category, inForce: true })),
    ),
    items: [
      ...unowned(
        people,
        people.map(() => cast.agencies[0] ?? 0),
      ),
      ...[...handled, 'intelligence_report'].flatMap((table) =>
        each.map(({ person, agency }, index) => ({
          ...plain,
          table,
          id: index + 1,
          people: [person],
          agency,
          ...(table === 'referral' ? { referredTo: agency } : {}),
        })),
      ),
    ],
  };
}

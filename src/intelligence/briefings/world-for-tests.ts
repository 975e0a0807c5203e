import type { TestHouse } from '../../../test/support/house.ts';
import { newKey } from '../../kernel/ids.ts';
import { addPeople, releaseBriefing, saveBriefing, saveItem } from './acts.ts';
import { getBriefing, listMadeItems } from './store.ts';
import type { Area, ToldCondition } from './types.ts';

export const maker = 'sgt-robert-aldous';
export const onShift = 'front-line-officer';
export const offShift = 'front-line-officer-2';

export const ipswich: Area = {
  code: 'ipswich-shift-a',
  name: 'Ipswich response, shift A',
  kind: 'shift',
  team: 'Ipswich response, shift A',
  beats: ['IP'],
};

/** Hours from the database's own clock, by which a briefing begins and expires. */
export const inHours = (hours: number): Date => new Date(Date.now() + hours * 3_600_000);

/** A draft for the shift with these people in it, each with what to look for and whom to call. */
export async function draftBriefing(
  house: TestHouse,
  personIds: readonly number[],
  {
    from = inHours(-1),
    until = inHours(8),
    area = ipswich,
    reportIds = [] as number[],
    toldConditions = [] as ToldCondition[],
    by = maker,
  } = {},
): Promise<number> {
  const viewer = await house.viewerFor(by);
  const perform = house.performer.perform.bind(house.performer);
  const { id } = await perform(
    viewer,
    saveBriefing,
    {
      id: null,
      version: 0,
      area,
      fromAt: from,
      untilAt: until,
      words: 'Wet leaves on the hill',
      keptBecause: null,
    },
    newKey(),
  );
  if (personIds.length > 0)
    await perform(
      viewer,
      addPeople,
      { id, version: 1, personIds: [...personIds], callWhom: 'Sgt Aldous' },
      newKey(),
    );
  const items = await house.database.as(viewer, (tx) => listMadeItems(tx, id));
  for (const item of items)
    await perform(
      viewer,
      saveItem,
      {
        id,
        itemId: item.id,
        version: item.version,
        lookFor: 'A red van',
        callWhom: 'Sgt Aldous, 01632 960150',
        reportIds,
        toldConditions,
        keptBecause: null,
      },
      newKey(),
    );
  return id;
}

/** The same, released. */
export async function releasedBriefing(
  house: TestHouse,
  personIds: readonly number[],
  options: Parameters<typeof draftBriefing>[2] = {},
): Promise<number> {
  const id = await draftBriefing(house, personIds, options);
  const viewer = await house.viewerFor(options.by ?? maker);
  const { version } = await house.database.as(viewer, (tx) => getBriefing(tx, id));
  await house.performer.perform(viewer, releaseBriefing, { id, version }, newKey());
  return id;
}

/** Everything that might be told of somebody, and what must not be: each with words that a test can look for. */
export async function addWhatIsKnown(house: TestHouse, personId: number): Promise<void> {
  const [ids] = await house.ownerQuery<{ agency: number; police: number; staff: number }>(
    `select (select id from agency where code = 'probation')::int as agency, (select id from agency where code = 'suffolk-police')::int as police,
       (select id from staff where login = 'ali-hussain')::int as staff`,
  );
  const { agency, police, staff } = ids ?? { agency: 0, police: 0, staff: 0 };
  const [licence] = await house.ownerQuery<{ id: string }>(
    `insert into licence (person_id, agency_id, order_type, from_day, to_day, state, handling) values ($1, $2, 'licence', '2026-01-01', '2028-01-01', 'in-force', 'statutory') returning id`,
    [personId, agency],
  );
  const [variation] = await house.ownerQuery<{ id: string }>(
    `insert into licence_variation (licence_id, person_id, agency_id, effective_on, is_first, why, handling)
     values ($1, $2, $3, '2026-01-01', true, 'Released', 'statutory') returning id`,
    [licence?.id, personId, agency],
  );
  const conditions = [
    ['additional', 'Items and documents', 'Do not carry the keys of the MARKET HALL, or of 4 ELM ROAD.'],
    ['bespoke', 'Residence at a specific place', 'Stay away from 4 ELM ROAD.'],
    ['additional', 'Contact with a person', 'Do not contact the VICTIM named Ann.'],
    ['additional', 'Drugs, alcohol and solvents', 'Go to the DRUG clinic.'],
    ['bespoke', 'Freedom of movement', 'Stay away from the BESPOKE school.'],
  ];
  for (const [kind, category, wording] of conditions)
    await house.ownerQuery(
      `insert into licence_condition (licence_id, person_id, agency_id, kind, category, wording, from_day, added_by, handling)
       values ($1, $2, $3, $4, $5, $6, '2026-01-01', $7, 'statutory')`,
      [licence?.id, personId, agency, kind, category, wording, variation?.id],
    );
  await house.ownerQuery(
    `insert into curfew (person_id, licence_id, agency_id, days, from_time, to_time, from_day, handling)
     values ($1, $2, $3, '{1,2,3,4,5,6,7}', '19:00', '07:00', '2026-01-01', 'statutory')`,
    [personId, licence?.id, agency],
  );
  const [zone] = await house.ownerQuery<{ id: string }>(
    `insert into exclusion_zone (person_id, agency_id, name, places, boundary, protective, from_day, handling)
     values ($1, $2, 'ANNS HOUSE', '{}', '[[52.1,1.1],[52.2,1.2],[52.1,1.3]]', true, '2026-01-01', 'partners') returning id`,
    [personId, agency],
  );
  await house.ownerQuery(
    `insert into zone_centre (zone_id, person_id, agency_id, latitude, longitude, radius_metres, handling) values ($1, $2, $3, 52.15, 1.2, 300, 'partners')`,
    [zone?.id, personId, agency],
  );
  for (const [kind, why] of [
    ['to-staff', 'CARRIES A BLADE'],
    ['self-harm', 'SELF HARM in 2025'],
    ['known-adult', 'His EX PARTNER'],
  ])
    await house.ownerQuery(
      `insert into risk_flag (person_id, agency_id, staff_id, kind, why, set_on, review_on, handling) values ($1, $2, $3, $4, $5, '2026-01-01', '2027-01-01', 'statutory')`,
      [personId, police, staff, kind, why],
    );
  await house.ownerQuery(
    `insert into compliance_item (person_id, agency_id, kind, tag_type, what, value_pence, issued_on, issued_by, state, handling)
     values ($1, $2, 'tag', 'location', 'GPS tag', 0, '2026-01-01', $3, 'out', 'statutory'), ($1, $2, 'tag', 'alcohol-abstinence', 'SOBRIETY tag', 0, '2026-01-01', $3, 'out', 'statutory')`,
    [personId, agency, staff],
  );
}

/** An accepted report about these people; its id. */
export async function addReport(
  house: TestHouse,
  personIds: readonly number[],
  { code = 'P', handling = 'statutory', agency = 'suffolk-police', body = 'Uses a red van' } = {},
): Promise<number> {
  const [made] = await house.ownerQuery<{ id: string }>(
    `insert into intelligence_report (scheme_id, agency_id, author_id, state, source_grade, assessment, handling_code, conditions, provenance, handling, submitted_at, reviewed_at, reviewed_by)
     values ($1, (select id from agency where code = $2), (select id from staff where login = 'pc-emily-thirkettle'), 'accepted', 2, 'C', $3,
       case when $3 = 'C' then 'Ask first' end, 'observed', $4, now(), now(), (select id from staff where login = 'scheme-manager')) returning id`,
    [house.schemeId, agency, code, handling],
  );
  const id = Number(made?.id);
  await house.ownerQuery('insert into intelligence_text (report_id, body) values ($1, $2)', [id, body]);
  // The trigger that keeps the people of a report asks who acts.
  await house.ownerQuery(`select set_config('waymark.staff', '1', false)`);
  for (const personId of personIds)
    await house.ownerQuery(
      `insert into report_person (report_id, person_id, linked_by) values ($1, $2, (select id from staff where login = 'scheme-manager'))`,
      [id, personId],
    );
  await house.ownerQuery(`select set_config('waymark.staff', '', false)`);
  return id;
}

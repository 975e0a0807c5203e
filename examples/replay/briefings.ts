import type { House } from '../../src/app.ts';
import { changeOwner, handOver, recordActivity } from '../../src/cohort/index.ts';
import {
  type AreasRule,
  acknowledgeBriefing,
  addPeople,
  answerSighting,
  answerTasking,
  askTasking,
  getBriefing,
  listBriefed,
  listMadeItems,
  listSuggested,
  releaseBriefing,
  reportSighting,
  saveBriefing,
  saveItem,
} from '../../src/intelligence/index.ts';
import { addDays, addYears, type Day } from '../../src/kernel/clock.ts';
import { sql, type Tx } from '../../src/kernel/database.ts';
import { listOtherTeams } from '../../src/scheme/directory.ts';
import { ruleInForce } from '../../src/scheme/rules.ts';
import type { Company } from './people.ts';

const maker = 'sgt-robert-aldous';
const officer = 'front-line-officer';

const lookFor = [
  'Pushes a black mountain bike. Check the frame number against what was stolen.',
  'Should be home from seven in the evening. Knock if you pass.',
  'Sits in the bus station in the mornings. Say hello: we want to know that they are well.',
  'Offers to sell tools from a rucksack.',
] as const;

/** A shift is briefed, sees two of those it was told of, hears of one what came of it, and is asked for something. */
export async function replayBriefings(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ people: number; sightings: number; taskings: number }> {
  company.at(now);
  const people = await brief(house, company, now, today);
  const sightings = await see(house, company, now);
  const taskings = await task(house, company, now);
  await ownByTeam(house, company, today);
  return { people, sightings, taskings };
}

const hours = (from: Date, n: number): Date => new Date(from.getTime() + n * 3_600_000);

async function brief(house: House, company: Company, now: Date, today: Day): Promise<number> {
  const viewer = await company.as(maker);
  const read = <Result>(work: (tx: Tx) => Promise<Result>) => house.database.as(viewer, work);
  const rule = await read((tx) => ruleInForce<AreasRule>(tx, viewer.schemeId, 'briefing-areas', today));
  const area = rule.body.areas.find(({ code }) => code === 'ipswich-shift-a');
  if (area === undefined) return 0;
  const times = { fromAt: hours(now, -1), untilAt: hours(now, 47) };
  const words = 'Example. Vans were broken into at the retail park on three nights of last week.';
  const { id } = await company.perform(
    maker,
    saveBriefing,
    { id: null, version: 0, area, ...times, words, keptBecause: null },
    'briefing',
  );
  const suggested = await read((tx) =>
    listSuggested(tx, { briefingId: id, beats: area.beats, since: addYears(today, -3) }),
  );
  // Those of whom there is most to tell come first.
  const known = await read((tx) =>
    tx.many(sql<{ personId: number }>`
      select person_id as "personId" from (select person_id from curfew union all select person_id from exclusion_zone
        union all select person_id from licence_condition where kind = 'additional' union all select person_id from risk_flag where kind = 'to-staff') k
      group by person_id order by count(*) desc, person_id`),
  );
  const rank = (personId: number): number => {
    const place = known.findIndex((one) => one.personId === personId);
    return place < 0 ? known.length : place;
  };
  const personIds = [...suggested]
    .sort((left, right) => rank(left.personId) - rank(right.personId))
    .filter(({ inPrison }) => !inPrison)
    .slice(0, lookFor.length)
    .map(({ personId }) => personId);
  if (personIds.length === 0) return 0;
  await company.perform(
    maker,
    addPeople,
    { id, version: 1, personIds, callWhom: 'Sgt Robert Aldous' },
    'briefing people',
  );
  const items = await read((tx) => listMadeItems(tx, id));
  for (const [index, item] of items.entries())
    await company.perform(
      maker,
      saveItem,
      {
        id,
        itemId: item.id,
        version: item.version,
        lookFor: lookFor[index] ?? lookFor[0],
        callWhom: item.callWhom,
        reportIds: [],
        toldConditions: [],
        keptBecause: null,
      },
      `briefing item ${index}`,
    );
  const { version } = await read((tx) => getBriefing(tx, id));
  await company.perform(maker, releaseBriefing, { id, version }, 'briefing release');
  await company.perform(officer, acknowledgeBriefing, { id }, 'briefing read');
  return items.length;
}

async function see(house: House, company: Company, now: Date): Promise<number> {
  const viewer = await company.as(officer);
  const briefed = (await house.database.as(viewer, listBriefed)).slice(0, 2);
  for (const [index, one] of briefed.entries()) {
    const { id } = await company.perform(
      officer,
      reportSighting,
      {
        personId: one.personId,
        briefingId: one.briefingId,
        who: null,
        at: hours(now, -0.5 - index),
        place: index === 0 ? 'Bus station, stand C' : 'Retail park, by the tool shop',
        words: index === 0 ? 'Alone, well, no bike' : 'With a rucksack, walked off towards the river',
        keptBecause: null,
      },
      `sighting ${index}`,
    );
    if (index === 0)
      await company.perform(
        maker,
        answerSighting,
        { id, version: 1, answer: 'Thank you: their worker knew where to find him the same morning.' },
        'sighting answer',
      );
  }
  return briefed.length;
}

async function task(house: House, company: Company, now: Date): Promise<number> {
  const viewer = await company.as(maker);
  const teams = await house.database.as(viewer, (tx) => listOtherTeams(tx, viewer.schemeId));
  const toTeamId = teams.find(({ name }) => name === 'Ipswich response, shift A')?.id ?? null;
  if (toTeamId === null) return 0;
  const about = { personId: null, toTeamId, toAgencyId: null };
  const first = {
    ...about,
    what: 'Walk through the retail park between ten and midnight, and say who was there.',
  };
  const { id } = await company.perform(
    maker,
    askTasking,
    { ...first, answerBy: hours(now, 2), dueAt: hours(now, 16) },
    'tasking 1',
  );
  await company.perform(
    officer,
    answerTasking,
    { id, version: 1, move: 'accept', words: null },
    'tasking 1 accepted',
  );
  company.at(hours(now, -30));
  const second = { ...about, what: 'Find out which scrap yards take catalytic converters without papers.' };
  await company.perform(
    maker,
    askTasking,
    { ...second, answerBy: hours(now, -6), dueAt: hours(now, 20) },
    'tasking 2',
  );
  company.at(now);
  return 2;
}

/** Northumbria's way: a case that its team owns, one with a neighbourhood team, and what was done about them. */
async function ownByTeam(house: House, company: Company, today: Day): Promise<void> {
  const manager = await company.as('scheme-manager');
  const [members, teams] = await house.database.as(manager, (tx) =>
    Promise.all([
      tx.many(sql<{ personId: number; version: number }>`
        select m.person_id as "personId", m.version from membership m join team t on t.id = m.team_id
        where m.left_on is null and m.state = 'member' and t.name = 'Norwich team' order by m.id limit 2`),
      listOtherTeams(tx, manager.schemeId),
    ]),
  );
  const [owned, lent] = members;
  const team = teams.find(({ name }) => name === 'Norwich neighbourhood team');
  if (owned === undefined || lent === undefined || team === undefined) return;
  const why = 'Example: prevention and enforcement by the whole team, no single lead';
  await company.perform('scheme-manager', changeOwner, { ...owned, owner: 'team', why }, 'team owns');
  const handover = {
    personId: lent.personId,
    teamId: team.id,
    untilDay: addDays(today, 28),
    why: 'Example: weekly visits by the beat',
  };
  await company.perform('scheme-manager', handOver, handover, 'neighbourhood');
  for (const [index, kind] of (['prevention', 'intelligence', 'enforcement'] as const).entries())
    await company.perform(
      'pc-lucy-grange',
      recordActivity,
      {
        personId: owned.personId,
        kind,
        onDay: addDays(today, -index),
        minutes: 30 + 15 * index,
        what: 'Example activity',
      },
      `activity ${index}`,
    );
}

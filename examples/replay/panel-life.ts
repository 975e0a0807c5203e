import type { House } from '../../src/app.ts';
import {
  askDeferral,
  finishMarker,
  giveAction,
  giveView,
  keepReleasePlan,
  namePrisonOfficer,
  planSeries,
  takeRepresentation,
  tellPerson,
} from '../../src/cohort/index.ts';
import { addDays, type Day } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company } from './people.ts';

const said = [
  'Known to us since spring; a tenancy is at risk. Support would help.',
  'No contact in the last year. Nothing against it.',
  'Two theft reports in our area in the last month.',
];

/** What goes on around panels: views in advance, letters given, markers set, an appeal, and releases that are prepared. */
export async function replayPanelLife(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ views: number; told: number; releases: number }> {
  company.at(now);
  const manager = await company.as('scheme-manager');
  const views = await giveViews(house, company);
  const told = await tellSome(house, company, today);
  await setSome(house, company);
  const chair = await company.as('panel-chair');
  const member = await company.as('panel-member');
  const days = [1, 2, 3].map((month) => ({
    day: addDays(today, 28 * month),
    movedFrom: null,
    isHoliday: false,
  }));
  const series = {
    baseId: null,
    everyWeeks: 4,
    weekday: 3,
    startsAt: '10:00',
    onHoliday: 'move' as const,
    chairId: chair.staffId,
    invited: [member.staffId, manager.staffId],
    days: days.map((one) => ({ ...one, day: onWednesday(one.day) })),
  };
  await company.perform('scheme-manager', planSeries, series, 'every four weeks');
  return { views, told, releases: await prepareReleases(house, company, today) };
}

const onWednesday = (day: Day): Day => addDays(day, (3 - new Date(`${day}T00:00:00Z`).getUTCDay() + 7) % 7);

async function giveViews(house: House, company: Company): Promise<number> {
  let given = 0;
  for (const login of ['panel-member', 'senior-probation-officer']) {
    const viewer = await company.as(login);
    const asked = await house.database.as(viewer, (tx) =>
      tx.many(sql<{ id: number }>`
        select id from panel_view where agency_id = ${viewer.agencyId} and given_at is null order by item_id limit 3`),
    );
    for (const [index, { id }] of asked.entries()) {
      const view = said[index % said.length] ?? '';
      const stance = index === 1 ? ('neither' as const) : ('for' as const);
      await company.perform(
        login,
        giveView,
        { id, version: 1, stance, view, handling: 'partners' },
        `view ${id}`,
      );
      given += 1;
    }
  }
  return given;
}

/** Most letters of the last panel were given; one waits because it might endanger somebody, and one person objects. */
async function tellSome(house: House, company: Company, today: Day): Promise<number> {
  const manager = await company.as('scheme-manager');
  const letters = await house.database.as(manager, (tx) =>
    tx.many(sql<{ id: number; itemId: number; meetingId: number }>`
      select t.id, t.item_id as "itemId", i.meeting_id as "meetingId" from panel_telling t join panel_item i on i.id = t.item_id
      where t.state = 'to-tell' and position('[' in t.text) = 0 order by t.id limit 12`),
  );
  const [first, second, ...rest] = letters;
  if (first === undefined || second === undefined) return 0;
  const why = 'A former partner at the same address may be blamed for it. The plan for her comes first.';
  await company.perform(
    'scheme-manager',
    askDeferral,
    { id: first.id, version: 1, why, reviewOn: addDays(today, 14) },
    'defer',
  );
  for (const { id } of [second, ...rest]) {
    const told = { id, version: 1, toldOn: addDays(today, -5), how: 'handed' as const };
    await company.perform('scheme-manager', tellPerson, told, `told ${id}`);
  }
  const appeal = {
    itemId: second.itemId,
    kind: 'appeal' as const,
    madeOn: addDays(today, -3),
    madeBy: 'person' as const,
    said: 'I have had work since the summer and I do not think that I belong on this.',
  };
  await company.perform('scheme-manager', takeRepresentation, appeal, 'appeal');
  const action = {
    meetingId: second.meetingId,
    itemId: second.itemId,
    what: 'Ask the employer for a reference',
    staffId: manager.staffId,
    dueOn: addDays(today, 6),
  };
  await company.perform('scheme-manager', giveAction, action, 'action');
  const worker = await company.as('probation-offender-manager');
  const asking = {
    ...action,
    what: 'Assess again before the next panel',
    staffId: worker.staffId,
    dueOn: addDays(today, 12),
    needs: { needsRole: 'probation-offender-manager', needsSkill: 'oasys' },
    override: 'Example: renewed before the assessment is due',
  };
  await company.perform('scheme-manager', giveAction, asking, 'action that asks for training');
  return letters.length - 1;
}

async function setSome(house: House, company: Company): Promise<void> {
  const login = 'senior-probation-officer';
  const viewer = await company.as(login);
  const markers = await house.database.as(viewer, (tx) =>
    tx.many(sql<{ id: number }>`
      select id from agency_marker where agency_id = ${viewer.agencyId} and state = 'to-do' order by id limit 10`),
  );
  for (const { id } of markers) {
    const done = { id, version: 1, state: 'done' as const, reference: `Register ${4_000 + id}` };
    await company.perform(login, finishMarker, done, `marker ${id}`);
  }
}

async function prepareReleases(house: House, company: Company, today: Day): Promise<number> {
  const manager = await company.as('scheme-manager');
  const prison = await company.as('prison-offender-manager');
  const releases = await house.database.as(manager, (tx) =>
    tx.many(sql<{ personId: number; releaseOn: Day }>`
      select distinct on (c.person_id) c.person_id as "personId", c.to_day as "releaseOn" from custody_spell c
      join membership m on m.person_id = c.person_id and m.left_on is null
      where c.kind = 'prison' and c.from_day <= ${today}::date and c.to_day between ${today}::date and ${addDays(today, 84)}::date
      order by c.person_id, c.to_day limit 4`),
  );
  for (const [index, { personId, releaseOn }] of releases.entries()) {
    const about = `release ${personId}`;
    await company.perform(
      'scheme-manager',
      namePrisonOfficer,
      { personId, releaseOn, staffId: prison.staffId },
      about,
    );
    if (index === 3) continue;
    const parts = {
      accommodation: { state: 'under-way' as const, detail: 'Referred for supported housing; no answer yet' },
      benefits: { state: 'arranged' as const, detail: 'Appointment at the jobcentre the day after, 10:00' },
      identity: { state: 'arranged' as const, detail: 'Birth certificate is in the property' },
    };
    const plan = {
      personId,
      releaseOn,
      version: 2,
      parts,
      pickupBy: 'Joanne Bell, link worker',
      pickupAt: '09:00',
    };
    await company.perform('scheme-manager', keepReleasePlan, plan, about);
  }
  return releases.length;
}

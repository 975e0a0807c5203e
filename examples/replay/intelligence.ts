import type { House } from '../../src/app.ts';
import {
  acknowledgeConditions,
  answerConcern,
  giveFeedback,
  linkThing,
  reviewReport,
  type SaveReport,
  saveReport,
  sendConcern,
  sendReport,
} from '../../src/intelligence/index.ts';
import { sql } from '../../src/kernel/database.ts';
import type { Company } from './people.ts';

const plain: SaveReport = {
  id: null,
  version: 0,
  send: true,
  personId: null,
  text: '',
  original: '',
  naming: '',
  observedOn: null,
  sourceGrade: 2,
  assessment: 'C',
  provenance: 'community',
  handlingCode: 'P',
  conditions: null,
  marking: 'OFFICIAL-SENSITIVE',
  handling: 'statutory',
  namedAgencies: [],
};
const officer = 'police-offender-manager';
const manager = 'scheme-manager';

/**
 * Example intelligence: a report of an officer accepted, sent on and read; one under conditions that waits to be read; one
 * of a link worker that waits for review; and a safeguarding concern that the hub has taken on.
 */
export async function replayIntelligence(
  house: House,
  company: Company,
  now: Date,
): Promise<{ reports: number; sent: number }> {
  company.at(now);
  const viewer = await company.as(officer);
  const people = await house.database.as(viewer, (tx) =>
    tx.many(sql<{
      id: number;
    }>`select distinct a.person_id as id from allocation a join person p on p.id = a.person_id
      where a.staff_id = ${viewer.staffId} and a.to_at is null order by 1 limit 2`),
  );
  const first = await report(company, 'example-van', {
    text: 'Seen loading bicycles into a blue van behind the market, late in the evening',
    personId: people[0]?.id ?? null,
  });
  const second = await report(company, 'example-lodger', {
    text: 'Sleeps at an address in the town on some nights, not at the one that he gave',
    personId: people[1]?.id ?? null,
    handlingCode: 'C',
    conditions: 'Example condition: speak to the reviewer before anybody calls at the address',
  });
  const expiresAt = new Date(now.getTime() + 14 * 86_400_000).toISOString();
  const sending = {
    staffIds: [],
    roles: [],
    agencyIds: [],
    teamId: null,
    tell: 'name' as const,
    conditions: null,
    opensAt: null,
    expiresAt,
  };
  for (const { id, version } of [first, second])
    await company.perform(
      manager,
      sendReport,
      {
        ...sending,
        reportId: id,
        version,
        names: ['PC Rhys Tudor', 'Tom Ferrier'],
        purpose: 'Example: look out, and report what you see',
      },
      `example-sending:${id}`,
    );
  await company.perform(
    'front-line-officer',
    acknowledgeConditions,
    { id: first.id, conditionsNo: 0, copies: [1] },
    'example-read',
  );
  await company.perform(
    manager,
    giveFeedback,
    { ...first, outcome: 'used', note: 'Thank you. Officers on the beat look out for the van.' },
    'example-used',
  );
  await company.perform(
    'link-worker',
    saveReport,
    {
      ...plain,
      text: 'Young people are offered work by somebody they do not want to name',
      naming: 'A man of about forty, called Baz',
    },
    'example-community',
  );
  await concern(house, company);
  return { reports: 3, sent: 2 };
}

/** Written, linked to a van, sent and accepted. */
async function report(
  company: Company,
  about: string,
  more: Partial<SaveReport>,
): Promise<{ id: number; version: number }> {
  const { id } = await company.perform(
    officer,
    saveReport,
    { ...plain, ...more, send: false },
    `${about}-draft`,
  );
  const thing = {
    kind: 'vehicle' as const,
    reference: 'AB12CDE',
    detail: 'Example: blue van',
    offenceId: null,
  };
  if (about === 'example-van')
    await company.perform(officer, linkThing, { id, version: 1, thing }, `${about}-thing`);
  const version = about === 'example-van' ? 2 : 1;
  await company.perform(officer, saveReport, { ...plain, ...more, id, version, personId: null }, about);
  const review = {
    ...plain,
    ...more,
    id,
    version: version + 2,
    verdict: 'accept' as const,
    note: 'Clear and useful',
  };
  await company.perform(manager, reviewReport, review, `${about}-review`);
  return { id, version: version + 4 };
}

async function concern(house: House, company: Company): Promise<void> {
  const { id } = await company.perform(
    'link-worker',
    sendConcern,
    {
      about: 'child',
      urgent: false,
      phoned: null,
      way: 'in-app',
      personId: null,
      fields: [
        { label: 'About', value: 'A child' },
        { label: 'Urgent', value: 'No' },
        { label: 'The worry', value: 'Example: often alone in the flat in the evening' },
        { label: 'Name of the child or adult at risk', value: 'Example Child' },
        { label: 'Sent by', value: 'Joanne Bell, Open Door Link Workers (example charity)' },
      ],
    },
    'example-concern',
  );
  const hub = await company.as('safeguarding-officer');
  const { stepId } = await house.database.as(hub, (tx) =>
    tx.one(
      sql<{ stepId: number }>`select min(id) as "stepId" from safeguarding_step where concern_id = ${id}`,
    ),
  );
  await company.perform(
    'safeguarding-officer',
    answerConcern,
    { id, stepId, state: 'taken-on', note: 'A social worker visits this week' },
    'example-answer',
  );
}

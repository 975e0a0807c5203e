import type { House } from '../../src/app.ts';
import {
  approveTrial,
  assessForTrial,
  draftTrial,
  enrolInTrial,
  openTrial,
  type Protocol,
  saveTrial,
  startContract,
  submitTrial,
  tendTrial,
} from '../../src/cohort/index.ts';
import { addDays, type Day } from '../../src/kernel/clock.ts';
import { sql } from '../../src/kernel/database.ts';
import { sha256 } from '../../src/kernel/ids.ts';
import type { Company } from './people.ts';

/** An example trial after Checkpoint: registered, open, and with a few who were looked at, enrolled and given contracts. */
export async function replayTrials(
  house: House,
  company: Company,
  now: Date,
  today: Day,
): Promise<{ enrolled: number; contracts: number }> {
  company.at(now);
  const trialId = await openExample(house, company, now, today);
  const people = await volunteers(house, company);
  for (const [index, personId] of people.entries())
    await lookAt(company, { trialId, personId, index, today });
  await tendTrial(house.database, trialId, now);
  const contracts = await beginContracts(house, company, trialId);
  await tendTrial(house.database, trialId, now);
  return { enrolled: people.filter((_, index) => index > 1).length, contracts };
}

async function openExample(house: House, company: Company, now: Date, today: Day): Promise<number> {
  const about = 'the example trial';
  const name = 'Example: a contract in place of prosecution';
  const { id } = await company.perform('analyst', draftTrial, { design: 'checkpoint', name }, about);
  const find = async (): Promise<{ body: Protocol; version: number }> =>
    house.database.as(await company.as('analyst'), (tx) =>
      tx.one(sql<{ body: Protocol; version: number }>`select body, version from trial where id = ${id}`),
    );
  const { body, version } = await find();
  const registration = {
    protocolRef: 'Example protocol 1.0',
    protocolOn: addDays(today, -60),
    protocolSha256: sha256('Example protocol 1.0'),
    ethicsBody: 'Example research ethics committee',
    ethicsRef: 'EXAMPLE-26-001',
    ethicsOn: addDays(today, -30),
    ethicsSha256: sha256('EXAMPLE-26-001'),
  };
  await company.perform('analyst', saveTrial, { id, version, name, body, registration }, about);
  await company.perform('analyst', submitTrial, { id, version: version + 1 }, about);
  await company.perform('senior-probation-officer', approveTrial, { id, version: version + 2 }, about);
  await tendTrial(house.database, id, now);
  await company.perform('analyst', openTrial, { id, version: version + 3 }, about);
  return id;
}

/** A dozen voluntary members of the police officer's team: no order or licence is on record of them. */
async function volunteers(house: House, company: Company): Promise<number[]> {
  const officer = await company.as('police-offender-manager');
  const rows = await house.database.as(officer, (tx) =>
    tx.many(sql<{ personId: number }>`
      select m.person_id as "personId" from membership m join person p on p.id = m.person_id
      where m.left_on is null and m.statutory = 'voluntary' and m.state = 'member' and m.rag <> 'blue' and p.born < '2004-01-01' order by m.person_id limit 12`),
  );
  return rows.map(({ personId }) => personId);
}

async function lookAt(
  company: Company,
  { trialId, personId, index, today }: { trialId: number; personId: number; index: number; today: Day },
): Promise<void> {
  const about = `person ${personId}`;
  const questions = ['lives-here', 'offence-here', 'offence-eligible', 'not-denied', 'not-on-bail'];
  const all = [...questions, 'not-supervised', 'forecast-fits'];
  const answers = Object.fromEntries(
    all.map((code) => [code, index === 0 && code === 'not-denied' ? 'no' : 'yes']),
  );
  const agrees = index !== 1;
  await company.perform(
    'scheme-manager',
    assessForTrial,
    {
      ...{ trialId, personId, version: 0, answers },
      levels: { area: 'Norfolk', forecast: index % 2 === 0 ? 'low' : 'moderate' },
      consent: agrees ? 'given' : 'refused',
      consentOn: agrees ? today : null,
      consentHow: agrees ? 'paper' : null,
    },
    about,
  );
  if (index > 1)
    await company.perform('scheme-manager', enrolInTrial, { trialId, personId, version: 1 }, about);
}

async function beginContracts(house: House, company: Company, trialId: number): Promise<number> {
  const officer = await company.as('police-offender-manager');
  const rows = await house.database.as(officer, (tx) =>
    tx.many(sql<{ personId: number }>`
      select person_id as "personId" from trial_allocation where trial_id = ${trialId} and arm = 'T' order by id limit 3`),
  );
  for (const { personId } of rows)
    await company.perform(
      'police-offender-manager',
      startContract,
      { trialId, personId, workerId: officer.staffId, conditions: ['no-offence', 'worker', 'need'], own: '' },
      `person ${personId}`,
    );
  return rows.length;
}

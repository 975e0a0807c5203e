import { randomUUID } from 'node:crypto';
import { type TestHouse, testNow } from '../../../test/support/house.ts';
import type { Act } from '../../kernel/acts.ts';
import { approveTrial, draftTrial, openTrial, saveTrial, submitTrial } from './acts.ts';
import { type AssessInput, assessForTrial, enrolInTrial } from './person-acts.ts';
import { tendTrial } from './randomiser.ts';
import { getTrial } from './store.ts';
import type { Protocol, Registration, Trial } from './types.ts';

/** Trials of the example design, as far as they are wanted: for tests only. */

export const onRecord: Registration = {
  protocolRef: 'P-1',
  protocolOn: '2026-09-01',
  protocolSha256: 'a'.repeat(64),
  ethicsBody: 'Example Research Ethics Committee',
  ethicsRef: 'REC-26-1',
  ethicsOn: '2026-10-01',
  ethicsSha256: 'b'.repeat(64),
};

export async function does<Input, Result>(
  house: TestHouse,
  login: string,
  act: Act<Input, Result>,
  input: Input,
): Promise<Result> {
  return house.performer.perform(await house.viewerFor(login), act, input, randomUUID());
}

export async function trialOf(house: TestHouse, id: number): Promise<Trial> {
  const viewer = await house.viewerFor('scheme-manager');
  return house.database.as(viewer, (tx) => getTrial(tx, house.schemeId, id));
}

/** Drafted by the analyst, with everything on record. */
export async function draftExample(house: TestHouse, change: Partial<Protocol> = {}): Promise<Trial> {
  const { id } = await does(house, 'analyst', draftTrial, { design: 'checkpoint', name: 'Example trial' });
  const { version, name, body } = await trialOf(house, id);
  await does(house, 'analyst', saveTrial, {
    ...{ id, version, name },
    body: { ...body, ...change },
    registration: onRecord,
  });
  return trialOf(house, id);
}

/** Approved by the senior probation officer and opened: people can be enrolled. */
export async function openExample(house: TestHouse, change: Partial<Protocol> = {}): Promise<Trial> {
  const { id } = await draftExample(house, change);
  const key = async () => ({ id, version: (await trialOf(house, id)).version });
  await does(house, 'analyst', submitTrial, await key());
  await does(house, 'senior-probation-officer', approveTrial, await key());
  await tendTrial(house.database, id, testNow);
  await does(house, 'analyst', openTrial, await key());
  return trialOf(house, id);
}

/** The assessment of somebody eligible who agrees, of the first stratum unless named. */
export const eligibleFor = (
  trial: Trial,
  personId: number,
  levels: Record<string, string> = { area: 'Norfolk', forecast: 'low' },
): AssessInput => ({
  trialId: trial.id,
  personId,
  version: 0,
  answers: Object.fromEntries(trial.body.questions.map(({ code }) => [code, 'yes'])),
  levels,
  consent: 'given',
  consentOn: '2026-11-02',
  consentHow: 'paper',
});

/** Assessed and enrolled by the login, and allocated where `tend` is not false. */
export async function enrolExample(
  house: TestHouse,
  trial: Trial,
  personId: number,
  {
    login = 'scheme-manager',
    tend = true,
    levels,
  }: { login?: string; tend?: boolean; levels?: Record<string, string> } = {},
): Promise<void> {
  const { id: trialId } = trial;
  await does(house, login, assessForTrial, eligibleFor(trial, personId, levels));
  const [row] = await house.ownerQuery<{ version: number }>(
    'select version from trial_participant where trial_id = $1 and person_id = $2',
    [trialId, personId],
  );
  await does(house, login, enrolInTrial, { trialId, personId, version: row?.version ?? 0 });
  if (tend) await tendTrial(house.database, trialId, testNow);
}

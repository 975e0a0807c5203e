import Type, { type Static } from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import {
  assessForTrial,
  type ContractStep,
  enrolInTrial,
  loseFromTrial,
  startContract,
  stepContract,
  withdrawFromTrial,
} from './person-acts.ts';
import { listContracts, listEvents, listParticipations } from './person-store.ts';
import { personTrialsPage } from './person-view.ts';
import { tendTrial } from './randomiser.ts';
import { openTrials } from './store.ts';
import { conditionStates } from './types.ts';

const path = '/people/:id/trials';
const trialParams = Type.Object({ id: idParams.properties.id, trial: idParams.properties.id });
const contractActs = ['progress', 'condition', 'breach', 'continue', 'prosecute', 'complete'] as const;

/** Answers and levels come as `code=value`, because a protocol has as many questions as it has. */
const assessBody = formBody({
  answer: fieldList(40),
  level: fieldList(10),
  consent: field(10),
  consentOn: field(10),
  consentHow: field(10),
});
const participantBody = formBody({ data: field(10), why: field(2_000) });
const contractBody = formBody({ conditions: fieldList(30), own: field(300), worker: field(20) });
const stepBody = formBody({
  act: oneOf(contractActs),
  words: field(4_000),
  condition: field(60),
  to: Type.Optional(oneOf(conditionStates)),
});

interface Showing {
  errors: readonly FieldError[];
  /** Which form was sent: the trial's, or a contract's with its step. */
  form?: string;
  values?: Readonly<Record<string, string | readonly string[] | undefined>>;
  key?: string | undefined;
  theirs?: string;
}

type OfTrial<Body> = Ask<{ id: number; trial: number }, unknown, Body>;

export const personTrialPages = (framePerson: FramePerson): Route[] => {
  const post = <B extends ReturnType<typeof formBody>>(
    part: string,
    right: 'trial:enrol' | 'trial:treat',
    body: B,
    done: string,
    act: (ask: OfTrial<Static<B>>, key: string) => Promise<unknown>,
  ): Route =>
    route({
      method: 'POST',
      url: `${path}/:trial/${part}`,
      right,
      reads: 'person',
      about: 'person',
      section: 'people',
      params: trialParams,
      body,
      handle: async (ask) => {
        const sent = ask.body as { _key?: string };
        const key = sent._key ?? newKey();
        try {
          await act(ask as OfTrial<Static<B>>, key);
        } catch (error) {
          return shownAgain(ask, error, framePerson, `${part}-${ask.params.trial}`);
        }
        await tendTrial(ask.database, ask.params.trial, ask.now);
        return redirect(`/people/${ask.params.id}/trials`, done);
      },
    });
  const keyed = (ask: { params: { id: number; trial: number }; body: unknown }) => ({
    personId: ask.params.id,
    trialId: ask.params.trial,
    version: (ask.body as { _version?: number })._version ?? 0,
  });
  return [
    route({
      method: 'GET',
      url: path,
      right: ['trial:enrol', 'trial:treat'],
      reads: 'person',
      about: 'person',
      section: 'people',
      params: idParams,
      handle: (ask) => ask.read((tx) => show(tx, ask, framePerson, { errors: [] })),
    }),
    post('assess', 'trial:enrol', assessBody, 'What was found is kept.', (ask, key) =>
      ask.perform(assessForTrial, { ...keyed(ask), ...assessed(ask.body) }, key),
    ),
    post('enrol', 'trial:enrol', participantBody, 'They are enrolled, and the list was asked.', (ask, key) =>
      ask.perform(enrolInTrial, keyed(ask), key),
    ),
    post('withdraw', 'trial:enrol', participantBody, 'The withdrawal is on record.', (ask, key) =>
      ask.perform(
        withdrawFromTrial,
        { ...keyed(ask), data: ask.body.data === 'stop' ? 'stop' : 'keep' },
        key,
      ),
    ),
    post(
      'lose',
      'trial:enrol',
      participantBody,
      'It is on record that they cannot be followed up.',
      (ask, key) => ask.perform(loseFromTrial, { ...keyed(ask), why: ask.body.why ?? '' }, key),
    ),
    post('contract', 'trial:treat', contractBody, 'The contract has begun.', (ask, key) => {
      const { conditions = [], own = '', worker } = ask.body;
      const workerId = Number(worker) || ask.viewer.staffId;
      const { personId, trialId } = keyed(ask);
      return ask.perform(startContract, { personId, trialId, workerId, conditions, own }, key);
    }),
    contractStep(framePerson),
  ];
};

function contractStep(framePerson: FramePerson): Route {
  return route({
    method: 'POST',
    url: `${path}/contracts/:contract`,
    right: 'trial:treat',
    reads: 'person',
    about: 'person',
    section: 'people',
    params: Type.Object({ id: idParams.properties.id, contract: idParams.properties.id }),
    body: stepBody,
    handle: async (ask) => {
      const { act, words = '', condition, to, _key, _version } = ask.body;
      const { id: personId, contract: id } = ask.params;
      const input: ContractStep = { personId, id, version: _version ?? 0, act, words };
      if (condition !== undefined) input.condition = condition;
      if (to !== undefined) input.to = to;
      try {
        await ask.perform(stepContract, input, _key ?? newKey());
      } catch (error) {
        return shownAgain(ask, error, framePerson, `${act}-${id}`);
      }
      return redirect(`/people/${personId}/trials`, 'It is on record.');
    },
  });
}

/** `['adult=yes', …]` → `{ adult: 'yes' }`. */
const pairs = (list: readonly string[] | undefined): Record<string, string> =>
  Object.fromEntries((list ?? []).map((one) => one.split(/=(.*)/s).slice(0, 2) as [string, string]));

function assessed({ answer, level, consent, consentOn, consentHow }: Static<typeof assessBody>) {
  const day = consentOn?.trim() ?? '';
  return {
    answers: pairs(answer),
    levels: pairs(level),
    consent: consent === 'given' || consent === 'refused' ? consent : null,
    consentOn: consent === 'given' && isDay(day) ? day : null,
    consentHow:
      consent === 'given' && (consentHow === 'paper' || consentHow === 'to-worker') ? consentHow : null,
  } as const;
}

function shownAgain(
  ask: Ask<{ id: number }, unknown, unknown>,
  error: unknown,
  framePerson: FramePerson,
  form: string,
): Promise<Reply> {
  if (!(error instanceof WaymarkError)) throw error;
  const { _csrf, _key, _version, ...values } = ask.body as Record<string, string | undefined>;
  if (error.code === 'invalid' && error.fields.length > 0)
    return ask.read((tx) => show(tx, ask, framePerson, { errors: error.fields, form, values, key: _key }));
  if (error.code !== 'stale-version') throw error;
  const { state } = (error.data.current ?? {}) as { state?: string };
  return ask.read((tx) =>
    show(tx, ask, framePerson, { errors: [], form, values, theirs: state ?? 'Something else' }),
  );
}

async function show(
  tx: Tx,
  ask: Ask<{ id: number }, unknown, unknown>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { viewer, today } = ask;
  const { id } = ask.params;
  const treats = viewer.may('trial:treat');
  const frame = await framePerson(tx, { personId: id, viewer, today, path });
  const [trials, participations, contracts, events, workers] = await Promise.all([
    openTrials(tx, viewer.schemeId),
    listParticipations(tx, id),
    treats ? listContracts(tx, id) : [],
    treats ? listEvents(tx, id) : [],
    treats && viewer.may('access:open')
      ? listStaffInRoles(tx, viewer.schemeId, ['police-offender-manager', 'senior-probation-officer'])
      : [],
    ask.opened(tx, { act: 'trial:person', subject: 'person', subjectId: id, personId: id }),
  ]);
  return page({
    title: `Trials – ${frame.name}`,
    section: 'people',
    status: formStatus(showing),
    errors: summaryOf(showing.errors),
    breadcrumbs: frame.breadcrumbs,
    above: frame.above,
    body: personTrialsPage({
      personId: id,
      trials,
      participations,
      contracts,
      events,
      workers: workers.map(({ id: staffId, name, agency }) => ({ id: staffId, name: `${name}, ${agency}` })),
      viewer: {
        staffId: viewer.staffId,
        enrols: viewer.may('trial:enrol'),
        treats,
        isPolice: viewer.agencyKind === 'police',
      },
      today,
      csrfToken: ask.csrfToken,
      ...showing,
    }),
  });
}

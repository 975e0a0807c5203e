import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { enforcementOf } from '../enforcement/of-person.ts';
import { correctLicenceState, endLicence } from './acts.ts';
import { showFramed, staleOf } from './framed.ts';
import { type LicenceModel, licencePage, printLicence } from './licence-views.ts';
import { listCurfews, listItems, listZones } from './register-store.ts';
import { readEndForm } from './rules.ts';
import {
  getLicence,
  listConditions,
  listLicences,
  listPolicies,
  listSupervisions,
  listVariations,
} from './store.ts';
import { taggingOf } from './tagging.ts';
import type { Licence } from './types.ts';
import { licenceTab } from './views.ts';

const ofLicence = Type.Object({ id: idParams.properties.id, licence: idParams.properties.id });
const dayQuery = Type.Object({ on: field(10) });

export const licencePages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/licence',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => showTab(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/licence/:licence',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: ofLicence,
    query: dayQuery,
    handle: (ask) => ask.read((tx) => showLicence(tx, ask, framePerson, {})),
  }),
  route({
    method: 'GET',
    url: '/people/:id/licence/:licence/print',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: ofLicence,
    query: dayQuery,
    handle: (ask) => showPrint(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/licence/:licence/end',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: ofLicence,
    body: formBody({ endedOn: field(10), endedHow: field(20), endedWhy: field(500) }),
    handle: (ask) => endFromForm(ask, framePerson),
  }),
  ...(['withdraw', 'reopen'] as const).map((act) =>
    route({
      method: 'POST',
      url: `/people/:id/licence/:licence/${act}`,
      right: 'licence:edit',
      reads: 'person',
      about: 'person',
      params: ofLicence,
      body: formBody({ why: field(500) }),
      handle: (ask) => correctFromForm(ask, framePerson, act),
    }),
  ),
];

async function showTab(ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const personId = ask.params.id;
  const { viewer, today } = ask;
  return ask.read(async (tx) => {
    const [licences, supervisions, curfews, zones, items, { cases, warrants }] = await Promise.all([
      listLicences(tx, personId),
      listSupervisions(tx, personId),
      listCurfews(tx, personId, today),
      listZones(tx, personId, today),
      listItems(tx, personId),
      enforcementOf(tx, personId),
    ]);
    const conditions = await listConditions(
      tx,
      licences.filter(({ state }) => state === 'in-force').map(({ id }) => id),
    );
    return showFramed(tx, ask, framePerson, {
      personId,
      title: 'Licence',
      act: 'licence:tab',
      body: ({ isMember }) =>
        licenceTab({
          personId,
          csrfToken: ask.csrfToken,
          today,
          licences,
          conditions,
          supervisions,
          curfews,
          zones,
          items,
          cases,
          warrants,
          may: {
            edit: isMember && viewer.may('licence:edit'),
            register: isMember && viewer.may('compliance:register'),
            enforce: isMember && viewer.may('enforcement:record'),
            seeRegister: viewer.may('see:contacts'),
            seeLicence: viewer.may('see:plan'),
            lists: viewer.may('compliance:register'),
          },
        }),
    });
  });
}

const dayOf = (text: string | undefined, today: string): string =>
  text !== undefined && isDay(text) ? text : today;

interface LicenceShown {
  values?: LicenceModel['values'];
  errors?: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showLicence(
  tx: Tx,
  ask: Ask<{ id: number; licence: number }, { on?: string } | unknown>,
  framePerson: FramePerson,
  shown: LicenceShown,
): Promise<Reply> {
  const personId = ask.params.id;
  const licence = await getLicence(tx, { id: ask.params.licence, personId });
  const [conditions, variations, policies] = await Promise.all([
    listConditions(tx, [licence.id]),
    listVariations(tx, licence.id),
    listPolicies(tx),
  ]);
  const asked = (ask.query as { on?: string } | undefined)?.on;
  return showFramed(tx, ask, framePerson, {
    personId,
    title: 'Licence',
    act: 'licence:show',
    about: { subject: 'licence', subjectId: licence.id },
    errors: shown.errors ?? [],
    theirs: shown.theirs,
    body: ({ isMember }) =>
      licencePage({
        licence,
        conditions,
        variations,
        policies,
        on: dayOf(asked, ask.today),
        today: ask.today,
        tagging: taggingFor(licence),
        mayEdit: isMember && ask.viewer.may('licence:edit'),
        csrfToken: ask.csrfToken,
        ...shown,
        values: shown.values ?? {},
        errors: shown.errors ?? [],
      }),
  });
}

/** The question of a tag is of releases: orders of a court have none. */
const taggingFor = (licence: Licence) =>
  licence.orderType === 'licence' || licence.orderType === 'post-sentence-supervision'
    ? taggingOf({ ...licence, releasedOn: licence.fromDay, licenceEndsOn: licence.toDay })
    : undefined;

async function showPrint(
  ask: Ask<{ id: number; licence: number }, { on?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  return ask.read(async (tx) => {
    const licence = await getLicence(tx, { id: ask.params.licence, personId });
    const conditions = await listConditions(tx, [licence.id]);
    return showFramed(tx, ask, framePerson, {
      personId,
      title: 'Conditions',
      act: 'licence:print',
      about: { subject: 'licence', subjectId: licence.id },
      marking: 'OFFICIAL-SENSITIVE',
      plain: true,
      body: ({ name }) =>
        printLicence({ licence, name, conditions, on: dayOf(ask.query.on, ask.today), today: ask.today }),
    });
  });
}

type EndAsk = Ask<
  { id: number; licence: number },
  unknown,
  { endedOn?: string; endedHow?: string; endedWhy?: string; _key?: string; _version?: number }
>;

async function endFromForm(ask: EndAsk, framePerson: FramePerson): Promise<Reply> {
  const key = { id: ask.params.licence, personId: ask.params.id };
  const licence = await ask.read((tx) => getLicence(tx, key));
  const read = readEndForm(ask.body, licence.fromDay, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showLicence(tx, ask, framePerson, { values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  try {
    await ask.perform(
      endLicence,
      { ...read.input, ...key, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showLicence(tx, ask, framePerson, { values: ask.body, theirs, key: newKey() }));
  }
  return redirect(`/people/${key.personId}/licence/${key.id}`, 'It was ended.');
}

async function correctFromForm(
  ask: Ask<{ id: number; licence: number }, unknown, { why?: string; _key?: string; _version?: number }>,
  framePerson: FramePerson,
  act: 'withdraw' | 'reopen',
): Promise<Reply> {
  const key = { id: ask.params.licence, personId: ask.params.id };
  const why = ask.body.why?.trim() ?? '';
  if (why === '') {
    const { fields } = invalid([{ field: 'why', text: 'Say why' }]);
    return ask.read((tx) => showLicence(tx, ask, framePerson, { values: ask.body, errors: fields }));
  }
  try {
    await ask.perform(
      correctLicenceState,
      { ...key, version: ask.body._version ?? 0, act, why },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showLicence(tx, ask, framePerson, { values: ask.body, theirs, key: newKey() }));
  }
  return redirect(
    `/people/${key.personId}/licence/${key.id}`,
    act === 'withdraw' ? 'It was taken back.' : 'It is in force again.',
  );
}

import Type from 'typebox';
import { isDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { enforcementOf } from '../enforcement/of-person.ts';
import { changeLicence, correctLicenceState, endLicence, recordLicence } from './acts.ts';
import { showFramed, staleOf } from './framed.ts';
import { type LicenceModel, licenceFormPage, licencePage, printLicence } from './licence-views.ts';
import { listCurfews, listItems, listZones } from './register-store.ts';
import { readEndForm, readLicenceForm } from './rules.ts';
import {
  getLicence,
  listConditions,
  listLicences,
  listPolicies,
  listSupervisions,
  listSupervisors,
  listVariations,
} from './store.ts';
import { taggingOf } from './tagging.ts';
import { otherForces, taggingRules } from './tagging-rules.ts';
import type { Licence, LicenceForm } from './types.ts';
import { licenceTab } from './views.ts';

const ofLicence = Type.Object({ id: idParams.properties.id, licence: idParams.properties.id });
const dayQuery = Type.Object({ on: field(10) });

const licenceBody = formBody({
  orderType: field(40),
  fromDay: field(10),
  toDay: field(10),
  sentence: field(500),
  sentenceKind: field(40),
  sentenceDays: field(6),
  madeBy: field(200),
  officer: field(20),
  force: field(60),
  qualifying: field(3),
  longestQualifies: field(3),
  supervision: field(20),
  handling: field(20),
});

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
    url: '/people/:id/licence/new',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showNew(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/licence',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: licenceBody,
    handle: (ask) => recordFromForm(ask, framePerson),
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
    method: 'GET',
    url: '/people/:id/licence/:licence/edit',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: ofLicence,
    handle: (ask) => ask.read((tx) => showEdit(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/people/:id/licence/:licence/edit',
    right: 'licence:edit',
    reads: 'person',
    about: 'person',
    params: ofLicence,
    body: licenceBody,
    handle: (ask) => changeFromForm(ask, framePerson),
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

interface FormShown {
  personId: number;
  licenceId?: number;
  officerId: number | null;
  values: LicenceForm;
  kept?: KeptDraft<LicenceForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
  version?: number;
  theirs?: string;
}

const newDraft = (personId: number): string => `licence:new:${personId}`;
const editDraft = (personId: number, id: number): string => `licence:${personId}:${id}`;
const forces = [...new Set([...taggingRules.flatMap((one) => one.forces), ...otherForces])].sort();

async function showForm(tx: Tx, ask: Ask, framePerson: FramePerson, shown: FormShown): Promise<Reply> {
  const { personId, licenceId } = shown;
  const [officers, supervisions] = await Promise.all([
    listSupervisors(tx, ask.viewer.schemeId, shown.officerId),
    listSupervisions(tx, personId),
  ]);
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId,
    title: licenceId === undefined ? 'Record a licence or order' : 'Change a licence or order',
    act: 'licence:form',
    ...(licenceId === undefined ? {} : { about: { subject: 'licence', subjectId: licenceId } }),
    errors,
    theirs: shown.theirs,
    body: () =>
      html`${keptNotice(shown.kept, ask.csrfToken)}${licenceFormPage({
        ...shown,
        isNew: licenceId === undefined,
        action:
          licenceId === undefined
            ? `/people/${personId}/licence`
            : `/people/${personId}/licence/${licenceId}/edit`,
        draft: licenceId === undefined ? newDraft(personId) : editDraft(personId, licenceId),
        csrfToken: ask.csrfToken,
        errors,
        officers,
        supervisions,
        forces,
      })}`,
  });
}

async function showNew(tx: Tx, ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const personId = ask.params.id;
  const draft = await findDraft<LicenceForm>(tx, ask.viewer.staffId, newDraft(personId));
  return showForm(tx, ask, framePerson, {
    personId,
    officerId: null,
    values: draft?.values ?? (await fromExtract(tx, personId, ask.today)),
    kept: draft,
  });
}

/** What probation sent is not typed again: the form begins with its order in force. */
async function fromExtract(tx: Tx, personId: number, today: string): Promise<LicenceForm> {
  const [supervisions, licences] = await Promise.all([
    listSupervisions(tx, personId),
    listLicences(tx, personId),
  ]);
  const one = supervisions.find(
    ({ id, fromDay, toDay }) =>
      fromDay <= today &&
      (toDay === null || toDay >= today) &&
      licences.every(({ supervisionId }) => supervisionId !== id),
  );
  return one === undefined
    ? {}
    : { supervision: String(one.id), orderType: one.orderType, fromDay: one.fromDay, toDay: one.toDay ?? '' };
}

type PostedLicence = LicenceForm & { _key?: string; _version?: number };

/** What the form may name; asked for in its own transaction, before the act's. */
const knownTo = (ask: Ask, personId: number, officerId: number | null) =>
  ask.read(async (tx) => {
    const [officers, supervisions] = await Promise.all([
      listSupervisors(tx, ask.viewer.schemeId, officerId),
      listSupervisions(tx, personId),
    ]);
    return { officers: officers.map(({ id }) => id), supervisions: supervisions.map(({ id }) => id), forces };
  });

async function recordFromForm(
  ask: Ask<{ id: number }, unknown, PostedLicence>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const read = readLicenceForm(ask.body, await knownTo(ask, personId, null));
  if ('errors' in read)
    return ask.read((tx) =>
      showForm(tx, ask, framePerson, {
        personId,
        officerId: null,
        values: ask.body,
        errors: read.errors,
        key: ask.body._key,
      }),
    );
  const { id } = await ask.perform(recordLicence, { ...read.input, personId }, ask.body._key ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(personId)));
  return redirect(`/people/${personId}/licence/${id}`, 'It was recorded, with its standard conditions.');
}

const words = (value: boolean | null): string => (value === null ? '' : value ? 'yes' : 'no');

const formOf = (licence: Licence): LicenceForm => ({
  orderType: licence.orderType,
  fromDay: licence.fromDay,
  toDay: licence.toDay ?? '',
  sentence: licence.sentence ?? '',
  sentenceKind: licence.sentenceKind ?? '',
  sentenceDays: licence.sentenceDays === null ? '' : String(licence.sentenceDays),
  madeBy: licence.madeBy ?? '',
  officer: licence.officerId === null ? '' : String(licence.officerId),
  force: licence.force ?? '',
  qualifying: words(licence.qualifying),
  longestQualifies: words(licence.longestQualifies),
  supervision: licence.supervisionId === null ? '' : String(licence.supervisionId),
  handling: licence.handling,
});

async function showEdit(
  tx: Tx,
  ask: Ask<{ id: number; licence: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const licence = await getLicence(tx, { id: ask.params.licence, personId: ask.params.id });
  const draft = await findDraft<LicenceForm>(tx, ask.viewer.staffId, editDraft(licence.personId, licence.id));
  return showForm(tx, ask, framePerson, {
    personId: licence.personId,
    licenceId: licence.id,
    officerId: licence.officerId,
    values: draft?.values ?? formOf(licence),
    kept: draft,
    version: licence.version,
  });
}

async function changeFromForm(
  ask: Ask<{ id: number; licence: number }, unknown, PostedLicence>,
  framePerson: FramePerson,
): Promise<Reply> {
  const key = { id: ask.params.licence, personId: ask.params.id };
  const version = ask.body._version ?? 0;
  const licence = await ask.read((tx) => getLicence(tx, key));
  const read = readLicenceForm(ask.body, await knownTo(ask, key.personId, licence.officerId));
  const again = {
    personId: key.personId,
    licenceId: key.id,
    officerId: licence.officerId,
    values: ask.body,
    key: ask.body._key,
    version,
  };
  if ('errors' in read)
    return ask.read((tx) => showForm(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    await ask.perform(changeLicence, { ...read.input, ...key, version }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read((tx) => showForm(tx, ask, framePerson, { ...again, ...current, key: newKey() }));
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, editDraft(key.personId, key.id)));
  return redirect(`/people/${key.personId}/licence/${key.id}`, 'The particulars were changed.');
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

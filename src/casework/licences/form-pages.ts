import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { changeLicence, recordLicence } from './acts.ts';
import { showFramed, staleOf } from './framed.ts';
import { licenceFormPage } from './licence-views.ts';
import { readLicenceForm } from './rules.ts';
import { getLicence, listLicences, listSupervisions, listSupervisors } from './store.ts';
import { otherForces, taggingRules } from './tagging-rules.ts';
import type { Licence, LicenceForm } from './types.ts';

const ofLicence = Type.Object({ id: idParams.properties.id, licence: idParams.properties.id });

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

export const licenceFormPages = (framePerson: FramePerson): Route[] => [
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
];

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

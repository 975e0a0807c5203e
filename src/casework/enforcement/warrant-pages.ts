import Type from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { dropDraft, findDraft, type KeptDraft, keptNotice } from '../../web/drafts.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { showFramed, staleOf } from '../licences/framed.ts';
import { addWarrant, tryWarrant, withdrawWarrant } from './acts.ts';
import { warrantFormPage, warrantPage } from './form-views.ts';
import { readAttemptForm, readWarrantForm } from './rules.ts';
import { getWarrant, listAttempts } from './store.ts';
import type { AttemptForm, WarrantForm } from './types.ts';

const ofWarrant = Type.Object({ id: idParams.properties.id, warrant: idParams.properties.id });
const caseNumber = Type.Optional(Type.Integer({ minimum: 1 }));

export const warrantPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/warrants/new',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: idParams,
    query: Type.Object({ case: caseNumber }),
    handle: (ask) =>
      ask.read(async (tx) => {
        const draft = await findDraft<WarrantForm>(tx, ask.viewer.staffId, newDraft(ask.params.id));
        return showNew(tx, ask, framePerson, {
          personId: ask.params.id,
          caseId: ask.query.case,
          values: draft?.values ?? {
            issuedOn: ask.today,
            ...(ask.query.case === undefined ? {} : { kind: 'recall' }),
          },
          kept: draft,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/warrants',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: idParams,
    body: formBody({
      kind: field(20),
      reference: field(100),
      issuedOn: field(10),
      issuedBy: field(200),
      case: caseNumber,
    }),
    handle: (ask) => addFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/warrants/:warrant',
    right: 'see:licence',
    reads: 'person',
    about: 'person',
    params: ofWarrant,
    handle: (ask) => ask.read((tx) => showWarrant(tx, ask, framePerson, {})),
  }),
  route({
    method: 'POST',
    url: '/people/:id/warrants/:warrant/attempts',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: ofWarrant,
    body: formBody({
      day: field(10),
      time: field(5),
      place: field(200),
      result: field(20),
      note: field(2_000),
    }),
    handle: (ask) => tryFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/warrants/:warrant/withdraw',
    right: 'compliance:register',
    reads: 'person',
    about: 'person',
    params: ofWarrant,
    body: formBody({ why: field(500) }),
    handle: (ask) => withdrawFromForm(ask, framePerson),
  }),
];

const newDraft = (personId: number): string => `warrant:new:${personId}`;
const attemptDraft = (key: { id: number; personId: number }): string => `attempt:${key.personId}:${key.id}`;

interface NewShown {
  personId: number;
  caseId: number | undefined;
  values: WarrantForm;
  kept?: KeptDraft<WarrantForm> | undefined;
  errors?: readonly FieldError[];
  key?: string | undefined;
}

function showNew(tx: Tx, ask: Ask, framePerson: FramePerson, shown: NewShown): Promise<Reply> {
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: shown.personId,
    title: 'Record a warrant or recall',
    act: 'enforcement:form',
    errors,
    body: () =>
      html`${keptNotice(shown.kept, ask.csrfToken)}${warrantFormPage({
        ...shown,
        action: `/people/${shown.personId}/warrants`,
        draft: newDraft(shown.personId),
        csrfToken: ask.csrfToken,
        errors,
      })}`,
  });
}

async function addFromForm(
  ask: Ask<{ id: number }, unknown, WarrantForm & { case?: number; _key?: string }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const personId = ask.params.id;
  const read = readWarrantForm(ask.body, ask.today);
  if ('errors' in read)
    return ask.read((tx) =>
      showNew(tx, ask, framePerson, {
        personId,
        caseId: ask.body.case,
        values: ask.body,
        errors: read.errors,
        key: ask.body._key,
      }),
    );
  const { id } = await ask.perform(
    addWarrant,
    { ...read.input, personId, caseId: ask.body.case ?? null },
    ask.body._key ?? newKey(),
  );
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, newDraft(personId)));
  return redirect(
    `/people/${personId}/warrants/${id}`,
    'It was recorded. Attempts are listed until it is executed.',
  );
}

interface Shown {
  values?: AttemptForm & { why?: string };
  errors?: readonly FieldError[];
  key?: string | undefined;
  theirs?: string;
}

async function showWarrant(
  tx: Tx,
  ask: Ask<{ id: number; warrant: number }>,
  framePerson: FramePerson,
  shown: Shown,
): Promise<Reply> {
  const key = { id: ask.params.warrant, personId: ask.params.id };
  const [warrant, attempts, kept] = await Promise.all([
    getWarrant(tx, key),
    listAttempts(tx, key.id),
    shown.values === undefined
      ? findDraft<AttemptForm>(tx, ask.viewer.staffId, attemptDraft(key))
      : undefined,
  ]);
  const errors = shown.errors ?? [];
  return showFramed(tx, ask, framePerson, {
    personId: key.personId,
    title: 'Warrant',
    act: 'enforcement:warrant',
    about: { subject: 'warrant', subjectId: warrant.id },
    errors,
    theirs: shown.theirs,
    body: ({ isMember }) =>
      html`${keptNotice(kept, ask.csrfToken)}${warrantPage({
        warrant,
        attempts,
        today: ask.today,
        csrfToken: ask.csrfToken,
        key: shown.key,
        version: warrant.version,
        draft: attemptDraft(key),
        mayRegister: isMember && ask.viewer.may('compliance:register'),
        values: shown.values ?? kept?.values ?? {},
        errors,
        theirs: shown.theirs,
      })}`,
  });
}

async function tryFromForm(
  ask: Ask<{ id: number; warrant: number }, unknown, AttemptForm & { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const key = { id: ask.params.warrant, personId: ask.params.id };
  const warrant = await ask.read((tx) => getWarrant(tx, key));
  const read = readAttemptForm(ask.body, warrant.issuedOn, ask.now);
  if ('errors' in read)
    return ask.read((tx) =>
      showWarrant(tx, ask, framePerson, { values: ask.body, errors: read.errors, key: ask.body._key }),
    );
  try {
    const { executed } = await ask.perform(
      tryWarrant,
      { ...read.input, ...key, version: ask.body._version ?? 0 },
      ask.body._key ?? newKey(),
    );
    await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, attemptDraft(key)));
    return redirect(
      `/people/${key.personId}/warrants/${key.id}`,
      executed ? 'It was executed.' : 'The attempt was recorded.',
    );
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showWarrant(tx, ask, framePerson, { values: ask.body, theirs, key: newKey() }));
  }
}

async function withdrawFromForm(
  ask: Ask<{ id: number; warrant: number }, unknown, { why?: string; _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const key = { id: ask.params.warrant, personId: ask.params.id };
  const why = ask.body.why?.trim() ?? '';
  if (why === '')
    return ask.read((tx) =>
      showWarrant(tx, ask, framePerson, { values: ask.body, errors: [{ field: 'why', text: 'Say why' }] }),
    );
  try {
    await ask.perform(
      withdrawWarrant,
      { ...key, version: ask.body._version ?? 0, why },
      ask.body._key ?? newKey(),
    );
  } catch (error) {
    const { theirs } = staleOf(error);
    return ask.read((tx) => showWarrant(tx, ask, framePerson, { values: ask.body, theirs, key: newKey() }));
  }
  return redirect(`/people/${key.personId}/warrants/${key.id}`, 'It was withdrawn.');
}

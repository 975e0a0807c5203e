import Type from 'typebox';
import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, changedMeanwhile, input, radios, textarea } from '../../web/components/index.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { mustBeOf, type Showing, showFormOf } from './about-pages.ts';
import { addSession, changeSession } from './handle-acts.ts';
import { readSessionForm, sessionMoves } from './rules.ts';
import { getSession } from './session-store.ts';
import { getReferral } from './store.ts';
import { type Session, type SessionForm, type SessionState, sessionStateWords } from './types.ts';

const sessionBody = formBody({
  day: field(10),
  time: field(5),
  minutes: field(4),
  place: field(200),
  state: field(20),
  feedback: field(20_000),
});

const params = Type.Object({ id: idParams.properties.id, session: idParams.properties.id });

/** The provider's sessions: planned, then whether they came and how it went. */
export const sessionPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/referrals/:id/sessions/new',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    handle: (ask) => ask.read((tx) => showNew(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/sessions',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    body: sessionBody,
    handle: (ask) => addFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/referrals/:id/sessions/:session',
    right: 'referral:handle',
    reads: 'person',
    params,
    handle: (ask) => ask.read((tx) => showChange(tx, ask, framePerson)),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/sessions/:session',
    right: 'referral:handle',
    reads: 'person',
    params,
    body: sessionBody,
    handle: (ask) => changeFromForm(ask, framePerson),
  }),
];

const draftOf = (id: number, session?: number): string =>
  session === undefined ? `referral-session:${id}` : `referral-session:${id}:${session}`;

interface ShowingSession extends Showing<SessionForm> {
  referralId: number;
  session?: Pick<Session, 'id' | 'state'> | undefined;
}

async function showSession(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  showing: ShowingSession,
): Promise<Reply> {
  const { referralId, session } = showing;
  const referral = await getReferral(tx, referralId);
  mustBeOf(referral.providerAgencyId, ask.viewer);
  const title = session === undefined ? 'Add a session' : 'A session';
  const path = `/referrals/${referralId}/sessions`;
  const body = html`<h1 class="govuk-heading-l">${title}</h1>
${changedMeanwhile('this session', showing.theirs)}
${form({
  action: session === undefined ? path : `${path}/${session.id}`,
  csrfToken: ask.csrfToken,
  key: showing.key,
  version: showing.version,
  draft: draftOf(referralId, session?.id),
  body: fields(showing, session === undefined ? newStates : sessionMoves[session.state]),
})}`;
  return showFormOf(tx, ask, framePerson, referral, { ...showing, title, body });
}

const newStates: readonly SessionState[] = ['planned', 'attended', 'acceptable-absence', 'failed'];

const fields = ({ values, errors }: ShowingSession, states: readonly SessionState[]): Html =>
  html`<div class="wm-row">${input({ id: 'day', name: 'day', type: 'date', label: { text: 'Date' }, classes: 'govuk-input--width-10', value: values.day ?? '', ...messageFor(errors, 'day') })}
${input({ id: 'time', name: 'time', type: 'time', label: { text: 'Time' }, classes: 'govuk-input--width-5', value: values.time ?? '', ...messageFor(errors, 'time') })}
${input({ id: 'minutes', name: 'minutes', inputmode: 'numeric', label: { text: 'Minutes (optional)' }, classes: 'govuk-input--width-4', value: values.minutes ?? '', ...messageFor(errors, 'minutes') })}</div>
${input({ id: 'place', name: 'place', label: { text: 'Where (optional)' }, value: values.place ?? '' })}
${radios({ name: 'state', fieldset: { legend: { text: 'Did they come?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.state ?? '', items: states.map((code) => ({ value: code, text: code === 'planned' ? 'Planned: it lies ahead' : sessionStateWords[code] })), ...messageFor(errors, 'state') })}
${textarea({ id: 'feedback', name: 'feedback', label: { text: 'How it went' }, hint: { text: 'Those who work with the person see this' }, rows: 5, value: values.feedback ?? '', ...messageFor(errors, 'feedback') })}
${button({ text: 'Save session', preventDoubleClick: true })}`;

async function showNew(tx: Tx, ask: Ask<{ id: number }>, framePerson: FramePerson): Promise<Reply> {
  const { id: referralId } = ask.params;
  const kept = await findDraft<SessionForm>(tx, ask.viewer.staffId, draftOf(referralId));
  return showSession(tx, ask, framePerson, {
    referralId,
    values: kept?.values ?? { day: ask.today, state: 'planned' },
    kept,
    errors: [],
  });
}

async function showChange(
  tx: Tx,
  ask: Ask<{ id: number; session: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: referralId, session: id } = ask.params;
  const session = await getSession(tx, { id, referralId });
  const kept = await findDraft<SessionForm>(tx, ask.viewer.staffId, draftOf(referralId, id));
  return showSession(tx, ask, framePerson, {
    referralId,
    session,
    values: kept?.values ?? formOf(session, ask.now),
    kept,
    errors: [],
    version: session.version,
  });
}

type Posted = SessionForm & { _key?: string; _version?: number };

async function addFromForm(
  ask: Ask<{ id: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: referralId } = ask.params;
  const read = readSessionForm(ask.body, undefined, ask.now);
  if ('errors' in read)
    return ask.read((tx) =>
      showSession(tx, ask, framePerson, {
        referralId,
        values: ask.body,
        errors: read.errors,
        key: ask.body._key,
      }),
    );
  await ask.perform(addSession, { ...read.input, referralId }, ask.body._key ?? newKey());
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(referralId)));
  return redirect(`/referrals/${referralId}`, 'The session was saved.');
}

async function changeFromForm(
  ask: Ask<{ id: number; session: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id: referralId, session: id } = ask.params;
  const version = ask.body._version ?? 0;
  const session = await ask.read((tx) => getSession(tx, { id, referralId }));
  const read = readSessionForm(ask.body, session.state, ask.now);
  const again = { referralId, session, values: ask.body, key: ask.body._key, version };
  if ('errors' in read)
    return ask.read((tx) => showSession(tx, ask, framePerson, { ...again, errors: read.errors }));
  try {
    await ask.perform(changeSession, { ...read.input, id, referralId, version }, ask.body._key ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read(async (tx) =>
      showSession(tx, ask, framePerson, {
        ...again,
        ...current,
        session: await getSession(tx, { id, referralId }),
        key: newKey(),
        errors: [],
      }),
    );
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(referralId, id)));
  return redirect(`/referrals/${referralId}`, 'The session was saved.');
}

/** A planned session whose time has passed is to be given its attendance. */
const formOf = (session: Session, now: Date): SessionForm => ({
  day: londonDay(session.at),
  time: showMoment(session.at).split(', ')[1] ?? '',
  minutes: session.minutes === null ? '' : String(session.minutes),
  place: session.place ?? '',
  state: session.state === 'planned' && session.at <= now ? '' : session.state,
  feedback: session.feedback ?? '',
});

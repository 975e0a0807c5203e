import { randomBytes } from 'node:crypto';
import {
  drawFields,
  drawSheet,
  firstShowing,
  type Posted,
  Reading,
  type Showing,
  send,
  sheetPage,
} from '../../casework/index.ts';
import { eventKinds, eventKindWords } from '../../intelligence/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey, newToken } from '../../kernel/ids.ts';
import { listAgencies } from '../../scheme/directory.ts';
import type { ErasureRule } from '../../scheme/erasure.ts';
import { findRule } from '../../scheme/rules.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { changeSender, registerSender, revokeSender, rotateSecret, secretOf } from './sender-acts.ts';
import { countErased, getSender, listSecrets, listSenders } from './sender-store.ts';
import type { SenderInput, SenderRow } from './sender-types.ts';
import { handlingChoices, secretPage, senderList, senderPage } from './sender-views.ts';

const path = '/settings/senders';

const base = { right: 'settings:manage', reads: 'none', section: 'settings' } as const;
const body = formBody({
  name: field(200),
  agency: field(20),
  kinds: fieldList(10),
  handling: field(20),
  named: fieldList(50),
  perMinute: field(10),
});

/** Systems that may send events: nothing of any person is here. */
export const senderRoutes: Route[] = [
  route({
    ...base,
    method: 'GET',
    url: path,
    handle: (ask) =>
      ask.read(async (tx) =>
        page({
          ...around('Senders of events'),
          body: senderList(await listSenders(tx)),
        }),
      ),
  }),
  route({
    ...base,
    method: 'GET',
    url: `${path}/new`,
    handle: (ask) => ask.read((tx) => showForm(tx, ask, undefined, firstShowing({ handling: 'statutory' }))),
  }),
  route({ ...base, method: 'POST', url: path, body, handle: register }),
  route({
    ...base,
    method: 'GET',
    url: `${path}/:id`,
    params: idParams,
    handle: (ask) => ask.read((tx) => showSender(tx, ask)),
  }),
  route({
    ...base,
    method: 'GET',
    url: `${path}/:id/change`,
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const sender = await getSender(tx, ask.params.id);
        return showForm(tx, ask, sender, firstShowing(valuesOf(sender), sender.version));
      }),
  }),
  route({ ...base, method: 'POST', url: `${path}/:id`, params: idParams, body, handle: change }),
  route({
    ...base,
    method: 'POST',
    url: `${path}/:id/secret`,
    params: idParams,
    body: formBody({}),
    limit: 10,
    handle: (ask) =>
      withSecret(
        ask,
        async (secret, key) => {
          const { id } = ask.params;
          await ask.perform(rotateSecret, { id, version: 0, secret }, key);
          return id;
        },
        ask.body._key,
      ),
  }),
  route({
    ...base,
    method: 'POST',
    url: `${path}/:id/revoke`,
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      const { id } = ask.params;
      await ask.perform(revokeSender, { id, version: ask.body._version ?? 0 }, ask.body._key ?? newKey());
      return redirect(`${path}/${id}`, 'The sender was revoked. Nothing that it sends is taken any more.');
    },
  }),
];

const around = (title: string, crumb?: string) => ({
  title,
  section: 'settings' as const,
  marking: 'OFFICIAL',
  breadcrumbs: [
    { text: 'Settings', href: '/settings' },
    ...(crumb === undefined ? [{ text: 'Senders' }] : [{ text: 'Senders', href: path }, { text: crumb }]),
  ],
});

async function showSender(tx: Tx, ask: Ask<{ id: number }>): Promise<Reply> {
  const [sender, secrets, agencies, erased, rule] = await Promise.all([
    getSender(tx, ask.params.id),
    listSecrets(tx, ask.params.id, ask.now),
    listAgencies(tx),
    countErased(tx, ask.params.id),
    findRule<ErasureRule>(tx, ask.viewer.schemeId, 'erasure', ask.today),
  ]);
  return page({
    ...around(sender.name, sender.name),
    body: senderPage({
      sender,
      secrets,
      agencies,
      kept: { erased, rule },
      csrfToken: ask.csrfToken,
      origin: ask.origin,
    }),
  });
}

const valuesOf = (sender: SenderRow): Record<string, string | string[]> => ({
  name: sender.name,
  agency: String(sender.agencyId),
  kinds: sender.kinds,
  handling: sender.handling,
  named: sender.namedAgencies.map(String),
  perMinute: sender.perMinute === null ? '' : String(sender.perMinute),
});

async function showForm(tx: Tx, ask: Ask, sender: SenderRow | undefined, showing: Showing): Promise<Reply> {
  const agencies = await listAgencies(tx);
  const heading = sender === undefined ? 'Register a sender' : `Change ${sender.name}`;
  return sheetPage(
    {
      ...around(heading, sender?.name ?? 'New'),
      body: drawSheet(
        ask.csrfToken,
        {
          heading,
          what: 'this sender',
          action: sender === undefined ? path : `${path}/${sender.id}`,
          save: sender === undefined ? 'Register and show the secret' : 'Save',
          fields: fields(agencies, showing),
        },
        showing,
      ),
    },
    showing,
  );
}

const fields = (agencies: readonly { id: number; name: string }[], { values, errors }: Showing): Html => {
  const choices = agencies.map(({ id, name }) => ({ value: String(id), text: name }));
  return html`${drawFields(
    [
      { name: 'name', label: 'Name', as: 'line', hint: 'Of the system, such as Custody system' },
      {
        name: 'agency',
        label: 'Whose word its events are',
        as: 'select',
        choices: [{ value: '', text: 'Choose an agency' }, ...choices],
      },
      {
        name: 'kinds',
        label: 'What it may send',
        as: 'boxes',
        choices: eventKinds.map((value) => ({ value, text: eventKindWords[value] })),
      },
      { name: 'handling', label: 'Who may have its events', as: 'radios', choices: handlingChoices },
      { name: 'named', label: 'Named agencies', as: 'boxes', hint: 'Only where they are named', choices },
      {
        name: 'perMinute',
        label: 'Most events a minute',
        as: 'number',
        hint: 'Leave empty for the number of the scheme’s rule',
      },
    ],
    values,
    errors,
  )}`;
};

function read(
  values: Posted,
  agencies: readonly { id: number }[],
): { input: SenderInput } | { errors: FieldError[] } {
  const typing = new Reading(values);
  const known = agencies.map(({ id }) => id);
  const name = typing.words('name', 'Enter a name');
  if (name !== null && name.length > 100) typing.wrong('name', 'Enter a name of 100 characters or fewer');
  const agencyId = typing.id('agency', known, 'Choose whose word its events are');
  const kinds = eventKinds.filter((kind) => [values.kinds ?? []].flat().map(String).includes(kind));
  if (kinds.length === 0) typing.wrong('kinds', 'Choose what it may send');
  const handling = typing.code(
    'handling',
    handlingChoices.map(({ value }) => value),
    'Choose who may have its events',
  );
  const namedAgencies = handling === 'named' ? typing.ids('named', known) : [];
  if (handling === 'named' && namedAgencies.length === 0) typing.wrong('named', 'Choose at least one agency');
  const perMinute =
    typing.words('perMinute') === null
      ? null
      : typing.whole('perMinute', { least: 1, most: 100_000 }, 'Enter a whole number from 1 to 100000');
  if (typing.errors.length > 0 || name === null || agencyId === null || handling === null)
    return { errors: typing.errors };
  return { input: { name, agencyId, kinds, handling, namedAgencies, perMinute } };
}

/** Two senders of one name could not be told apart. */
const sameName = (error: unknown): unknown =>
  error instanceof WaymarkError && error.code === 'conflict'
    ? new WaymarkError('invalid', { fields: [{ field: 'name', text: 'Another sender has this name' }] })
    : error;

async function register(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  const agencies = await ask.read((tx) => listAgencies(tx));
  const given = read(ask.body, agencies);
  const again = (errors: readonly FieldError[]): Promise<Reply> =>
    ask.read((tx) => showForm(tx, ask, undefined, { values: ask.body, errors, key: ask.body._key }));
  if ('errors' in given) return again(given.errors);
  try {
    return await withSecret(
      ask,
      async (secret, key) => (await ask.perform(registerSender, { ...given.input, secret }, key)).id,
      ask.body._key,
    );
  } catch (caught) {
    const error = sameName(caught);
    if (error instanceof WaymarkError && error.code === 'invalid') return again(error.fields);
    throw error;
  }
}

async function withSecret(
  ask: Ask,
  keep: (secret: ReturnType<typeof secretOf>, key: string) => Promise<number>,
  key: string | undefined,
): Promise<Reply> {
  const token = newToken();
  const signingKey = randomBytes(32);
  try {
    const id = await keep(secretOf(token, signingKey), key ?? newKey());
    return await ask.read(async (tx) => {
      const sender = await getSender(tx, id);
      return page({
        ...around(`Secret of ${sender.name}`, sender.name),
        body: secretPage(sender, { token, signingKey: `whsec_${signingKey.toString('base64')}` }, ask.origin),
      });
    });
  } catch (error) {
    // The page was sent again: its secret was shown once and is nowhere kept.
    if (!(error instanceof WaymarkError) || error.code !== 'key-reused') throw error;
    return redirect(path, 'That secret was shown once already. Make a new one if you have lost it.');
  }
}

async function change(ask: Ask<{ id: number }, unknown, Posted>): Promise<Reply> {
  const { id } = ask.params;
  const agencies = await ask.read((tx) => listAgencies(tx));
  return send(ask, {
    read: read(ask.body, agencies),
    perform: async (input, key) => {
      try {
        return await ask.perform(changeSender, { ...input, id, version: ask.body._version ?? 0 }, key);
      } catch (error) {
        throw sameName(error);
      }
    },
    again: (showing) => ask.read(async (tx) => showForm(tx, ask, await getSender(tx, id), showing)),
    current: () =>
      ask.read(async (tx) => {
        const sender = await getSender(tx, id);
        return {
          text: `${sender.name}, ${sender.agency}: ${sender.kinds.map((kind) => eventKindWords[kind]).join(', ')}`,
          version: sender.version,
        };
      }),
    done: () => redirect(`${path}/${id}`, 'The sender was changed.'),
  });
}

import Type from 'typebox';
import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { drawFields, handlingFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send, withDraft } from '../form-flow.ts';
import { Reading } from '../reading.ts';
import { endFlag, reviewFlag, setFlag } from './acts.ts';
import { withdrawBelow } from './assessment-views.ts';
import { noList, type RiskContext, riskContext, showRiskForm } from './frame.ts';
import { flagName } from './lists.ts';
import { readFlag } from './rules.ts';
import { getFlag } from './store.ts';
import type { Flag } from './types.ts';

const params = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
type One = { id: number; item: number };

const body = formBody({
  kind: field(40),
  why: field(5_000),
  reviewOn: field(10),
  handling: field(20),
  named: fieldList(),
});

export const flagPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/risk/flags/new',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        showNew(
          tx,
          ask,
          framePerson,
          await withDraft(tx, ask, newDraft(ask.params.id), ['named'], firstShowing()),
        ),
      ),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/flags',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params: idParams,
    body,
    handle: (ask) => setFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/risk/flags/:item',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) =>
      ask.read(async (tx) => {
        const flag = await getFlag(tx, { id: ask.params.item, personId: ask.params.id });
        return showReview(tx, ask, framePerson, firstShowing(formOf(flag), flag.version));
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/flags/:item',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params,
    body,
    handle: (ask) => reviewFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/flags/:item/end',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({ because: field(2_000) }),
    handle: (ask) => endFromForm(ask, framePerson),
  }),
];

const newDraft = (personId: number): string => `flag:new:${personId}`;

const formOf = (flag: Flag) => ({
  kind: flag.kind,
  why: flag.why,
  reviewOn: flag.reviewOn,
  handling: flag.handling,
  named: flag.namedAgencies.map(String),
});

const fieldsOf = (context: RiskContext, { values, errors }: Showing, ownAgency: number, isNew: boolean) =>
  html`${
    isNew
      ? drawFields(
          [
            {
              name: 'kind',
              label: 'What the risk is',
              as: 'radios',
              choices: context.lists.flags.map(({ code, name, toStaff }) => ({
                value: code,
                text: name,
                ...(toStaff === true
                  ? { hint: 'Stands first on every page of theirs, and on forms of visits' }
                  : {}),
              })),
            },
          ],
          values,
          errors,
        )
      : ''
  }${drawFields(
    [
      {
        name: 'why',
        label: 'Why',
        as: 'text',
        hint: 'What somebody who meets them needs to know. Say what happened, and when',
      },
      {
        name: 'reviewOn',
        label: isNew ? 'Looked at again on' : 'Next looked at on',
        as: 'day',
        hint: 'After that day the flag says that it is out of date',
      },
    ],
    values,
    errors,
  )}${handlingFields(
    context.agencyNames.filter(({ id }) => id !== ownAgency),
    values,
    errors,
  )}`;

async function showNew(
  tx: Tx,
  ask: Ask<{ id: number }>,
  framePerson: FramePerson,
  showing: Showing,
): Promise<Reply> {
  const { id } = ask.params;
  const context = await riskContext(tx, ask);
  return showRiskForm(tx, ask, framePerson, {
    personId: id,
    act: 'risk:form',
    showing,
    sheet: {
      heading: 'Set a risk flag',
      what: 'this flag',
      action: `/people/${id}/risk/flags`,
      save: 'Set flag',
      draft: newDraft(id),
      lead: noList(context.lists.flags.length > 0),
      fields: fieldsOf(context, showing, ask.viewer.agencyId, true),
    },
  });
}

async function setFromForm(
  ask: Ask<{ id: number }, unknown, Posted>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const context = await ask.read((tx) => riskContext(tx, ask));
  return send(ask, {
    read: readFlag(id, ask.body, context),
    perform: (input, key) => ask.perform(setFlag, input, key),
    again: (showing) => ask.read((tx) => showNew(tx, ask, framePerson, showing)),
    draft: newDraft(id),
    done: () => redirect(`/people/${id}/risk`, 'The flag was set.'),
  });
}

async function showReview(
  tx: Tx,
  ask: Ask<One>,
  framePerson: FramePerson,
  showing: Showing,
  wrong?: Showing,
): Promise<Reply> {
  const { id, item } = ask.params;
  const context = await riskContext(tx, ask);
  const flag = await getFlag(tx, { id: item, personId: id });
  const action = `/people/${id}/risk/flags/${item}`;
  return showRiskForm(tx, ask, framePerson, {
    personId: id,
    act: 'risk:form',
    item: { subject: 'risk_flag', id: item },
    showing: wrong ?? showing,
    sheet: {
      heading: `Review a flag: ${flagName(context.lists, flag.kind)}`,
      what: 'this flag',
      action,
      save: 'Save review',
      lead: html`<p class="govuk-body">Set by ${flag.staff}, ${flag.agency}, on ${showDay(flag.setOn)}.</p>`,
      fields: fieldsOf(context, showing, flag.agencyId, false),
      below: withdrawBelow({
        action: `${action}/end`,
        csrfToken: ask.csrfToken,
        version: flag.version,
        summary: 'The risk is over',
        label: 'Why does the flag end?',
        button: 'End flag',
        wrong,
      }),
    },
  });
}

async function reviewFromForm(ask: Ask<One, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, item } = ask.params;
  const { context, flag } = await ask.read(async (tx) => ({
    context: await riskContext(tx, ask),
    flag: await getFlag(tx, { id: item, personId: id }),
  }));
  return send(ask, {
    read: readFlag(id, { ...ask.body, kind: flag.kind }, context, flag.kind),
    perform: (input, key) =>
      ask.perform(reviewFlag, { ...input, id: item, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showReview(tx, ask, framePerson, showing)),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    done: () => redirect(`/people/${id}/risk`, 'The flag was reviewed.'),
  });
}

async function nowOf(tx: Tx, ask: Ask<One>): Promise<{ text: string; version: number }> {
  const flag = await getFlag(tx, { id: ask.params.item, personId: ask.params.id });
  const state =
    flag.endedOn === null
      ? `looked at again on ${showDay(flag.reviewOn)}`
      : `ended on ${showDay(flag.endedOn)}: ${flag.endedWhy}`;
  return { text: `${flag.why} (${state})`, version: flag.version };
}

async function endFromForm(ask: Ask<One, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, item } = ask.params;
  const form = new Reading(ask.body);
  const why = form.words('because', 'Say why the flag ends');
  return send(ask, {
    read: why === null ? { errors: form.errors } : { input: why },
    perform: (input, key) =>
      ask.perform(endFlag, { id: item, personId: id, version: ask.body._version ?? 0, why: input }, key),
    again: (wrong) =>
      ask.read(async (tx) => {
        const flag = await getFlag(tx, { id: item, personId: id });
        return showReview(tx, ask, framePerson, firstShowing(formOf(flag), flag.version), {
          ...wrong,
          version: flag.version,
        });
      }),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    done: () => redirect(`/people/${id}/risk`, 'The flag was ended. It stays in the list of earlier ones.'),
  });
}

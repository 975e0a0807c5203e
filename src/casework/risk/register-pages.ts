import Type from 'typebox';
import { showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams, oneOf } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { drawFields, type FieldSpec, handlingFields } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send, withDraft } from '../form-flow.ts';
import { Reading } from '../reading.ts';
import { addEntry, changeEntry, endEntry } from './acts.ts';
import { withdrawBelow } from './assessment-views.ts';
import { type RiskContext, riskContext, showRiskForm } from './frame.ts';
import { readEntry } from './rules.ts';
import { getEntry } from './store.ts';
import { type Entry, type Register, registerFrom, registers, registerWords } from './types.ts';

const newParams = Type.Object({ id: idParams.properties.id, register: oneOf(registers) });
const params = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
type New = { id: number; register: Register };
type One = { id: number; item: number };

const body = formBody({
  category: field(40),
  level: field(2),
  lead: field(20),
  fromOn: field(10),
  nextOn: field(10),
  reviewOn: field(10),
  words: field(5_000),
  handling: field(20),
  named: fieldList(),
});

export const registerPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/people/:id/risk/registers/:register/new',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params: newParams,
    handle: (ask) =>
      ask.read(async (tx) =>
        showNew(
          tx,
          ask,
          framePerson,
          await withDraft(tx, ask, newDraft(ask.params), ['named'], firstShowing()),
        ),
      ),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/registers/:register',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params: newParams,
    body,
    handle: (ask) => addFromForm(ask, framePerson),
  }),
  route({
    method: 'GET',
    url: '/people/:id/risk/entries/:item',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params,
    handle: (ask) =>
      ask.read(async (tx) => {
        const entry = await getEntry(tx, { id: ask.params.item, personId: ask.params.id });
        return showEntry(tx, ask, framePerson, firstShowing(formOf(entry), entry.version));
      }),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/entries/:item',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params,
    body,
    handle: (ask) => changeFromForm(ask, framePerson),
  }),
  route({
    method: 'POST',
    url: '/people/:id/risk/entries/:item/end',
    right: 'risk:flag',
    reads: 'person',
    about: 'person',
    params,
    body: formBody({ because: field(2_000), endedOn: field(10) }),
    handle: (ask) => endFromForm(ask, framePerson),
  }),
];

const newDraft = ({ id, register }: New): string => `${register}:new:${id}`;

const formOf = (entry: Entry) => ({
  category: entry.category ?? '',
  level: entry.level === null ? '' : String(entry.level),
  lead: entry.leadAgencyId === null ? '' : String(entry.leadAgencyId),
  fromOn: entry.fromOn,
  nextOn: entry.nextOn ?? '',
  reviewOn: entry.reviewOn ?? '',
  words: entry.words ?? '',
  handling: entry.handling,
  named: entry.namedAgencies.map(String),
});

const leads: Record<Register, string> = {
  mappa:
    'MAPPA’s own record and minutes stand elsewhere. Here stands that they are managed so, by whom and since when.',
  marac:
    'What was said at the conference stands in its own minutes. Here stands that it was heard, and when it is heard again.',
  safeguarding:
    'Telling the safeguarding hub comes first, by its own way. Here stands that there is a concern, and when it is looked at again.',
};

function specsOf(register: Register, { lists, agencyNames }: RiskContext): FieldSpec[] {
  const named = (list: readonly { code: string; name: string }[]) =>
    list.map(({ code, name }) => ({ value: code, text: name }));
  const from: FieldSpec = { name: 'fromOn', label: registerFrom[register], as: 'day' };
  const words = (label: string): FieldSpec => ({ name: 'words', label, as: 'text', rows: 3 });
  const review: FieldSpec = { name: 'reviewOn', label: 'Looked at again on (optional)', as: 'day' };
  if (register === 'marac')
    return [
      from,
      { name: 'nextOn', label: 'Heard again on (optional)', as: 'day' },
      words('Note (optional)'),
    ];
  if (register === 'safeguarding')
    return [
      {
        name: 'category',
        label: 'Whom the concern is about',
        as: 'radios',
        choices: named(lists.registers.concerns),
      },
      from,
      words('What the concern is, and who was told'),
      review,
    ];
  return [
    { name: 'category', label: 'Category', as: 'radios', choices: named(lists.registers.mappaCategories) },
    {
      name: 'level',
      label: 'Level',
      as: 'radios',
      choices: lists.registers.mappaLevels.map(({ level, name }) => ({
        value: String(level),
        text: `Level ${level}: ${name}`,
      })),
    },
    {
      name: 'lead',
      label: 'Agency that leads',
      as: 'select',
      choices: [
        { value: '', text: 'Choose' },
        ...agencyNames.map(({ id, name }) => ({ value: String(id), text: name })),
      ],
    },
    from,
    review,
    words('Note (optional)'),
  ];
}

const fieldsOf = (register: Register, context: RiskContext, { values, errors }: Showing, own: number): Html =>
  html`${drawFields(specsOf(register, context), values, errors)}${handlingFields(
    context.agencyNames.filter(({ id }) => id !== own),
    values,
    errors,
  )}`;

async function showNew(tx: Tx, ask: Ask<New>, framePerson: FramePerson, showing: Showing): Promise<Reply> {
  const { id, register } = ask.params;
  const context = await riskContext(tx, ask);
  return showRiskForm(tx, ask, framePerson, {
    personId: id,
    act: 'risk:form',
    showing,
    sheet: {
      heading:
        register === 'safeguarding' ? 'Record a safeguarding concern' : `Record ${registerWords[register]}`,
      what: 'this entry',
      action: `/people/${id}/risk/registers/${register}`,
      save: 'Save',
      draft: newDraft(ask.params),
      lead: html`<p class="govuk-body">${leads[register]}</p>`,
      fields: fieldsOf(register, context, showing, ask.viewer.agencyId),
    },
  });
}

async function addFromForm(ask: Ask<New, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, register } = ask.params;
  const context = await ask.read((tx) => riskContext(tx, ask));
  return send(ask, {
    read: readEntry(id, register, ask.body, context),
    perform: (input, key) => ask.perform(addEntry, input, key),
    again: (showing) => ask.read((tx) => showNew(tx, ask, framePerson, showing)),
    draft: newDraft(ask.params),
    done: () => redirect(`/people/${id}/risk`, `${registerWords[register]} was recorded.`),
  });
}

async function showEntry(
  tx: Tx,
  ask: Ask<One>,
  framePerson: FramePerson,
  showing: Showing,
  wrong?: Showing,
): Promise<Reply> {
  const { id, item } = ask.params;
  const context = await riskContext(tx, ask);
  const entry = await getEntry(tx, { id: item, personId: id });
  const action = `/people/${id}/risk/entries/${item}`;
  return showRiskForm(tx, ask, framePerson, {
    personId: id,
    act: 'risk:form',
    item: { subject: 'risk_register', id: item },
    showing: wrong ?? showing,
    sheet: {
      heading: `Change: ${registerWords[entry.register]}`,
      what: 'this entry',
      action,
      save: 'Save',
      lead: html`<p class="govuk-body">Recorded by ${entry.staff}, ${entry.agency}.</p>`,
      fields: fieldsOf(entry.register, context, showing, entry.agencyId),
      below: withdrawBelow({
        action: `${action}/end`,
        csrfToken: ask.csrfToken,
        version: entry.version,
        summary: 'It has ended',
        label: 'Why has it ended?',
        button: 'End',
        wrong,
        more: drawFields(
          [{ name: 'endedOn', label: 'Until', as: 'day', initial: ask.today }],
          wrong?.values ?? {},
          wrong?.errors ?? [],
        ),
      }),
    },
  });
}

async function changeFromForm(ask: Ask<One, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, item } = ask.params;
  const { context, entry } = await ask.read(async (tx) => ({
    context: await riskContext(tx, ask),
    entry: await getEntry(tx, { id: item, personId: id }),
  }));
  return send(ask, {
    read: readEntry(id, entry.register, ask.body, context),
    perform: (input, key) =>
      ask.perform(changeEntry, { ...input, id: item, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showEntry(tx, ask, framePerson, showing)),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    done: () => redirect(`/people/${id}/risk`, 'The entry was changed.'),
  });
}

async function nowOf(tx: Tx, ask: Ask<One>): Promise<{ text: string; version: number }> {
  const entry = await getEntry(tx, { id: ask.params.item, personId: ask.params.id });
  const state =
    entry.endedOn === null ? `since ${showDay(entry.fromOn)}` : `ended on ${showDay(entry.endedOn)}`;
  return { text: `${registerWords[entry.register]}, ${state}. ${entry.words ?? ''}`, version: entry.version };
}

async function endFromForm(ask: Ask<One, unknown, Posted>, framePerson: FramePerson): Promise<Reply> {
  const { id, item } = ask.params;
  const entry = await ask.read((tx) => getEntry(tx, { id: item, personId: id }));
  const form = new Reading(ask.body);
  const endedOn = form.pastDay('endedOn', 'Enter the day it ended', ask.today);
  if (endedOn !== null && endedOn < entry.fromOn) form.wrong('endedOn', 'It began later than this day');
  const why = form.words('because', 'Say why it ended');
  return send(ask, {
    read:
      form.errors.length > 0 || endedOn === null || why === null
        ? { errors: form.errors }
        : { input: { endedOn, why } },
    perform: (input, key) =>
      ask.perform(endEntry, { ...input, id: item, personId: id, version: ask.body._version ?? 0 }, key),
    again: (wrong) =>
      ask.read((tx) =>
        showEntry(tx, ask, framePerson, firstShowing(formOf(entry), entry.version), {
          ...wrong,
          version: entry.version,
        }),
      ),
    current: () => ask.read((tx) => nowOf(tx, ask)),
    done: () => redirect(`/people/${id}/risk`, 'It was ended.'),
  });
}

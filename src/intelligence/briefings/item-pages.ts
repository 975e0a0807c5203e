import Type from 'typebox';
import {
  drawFields,
  drawSheet,
  firstShowing,
  type Posted,
  type Showing,
  send,
  sheetPage,
} from '../../casework/index.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound } from '../../kernel/errors.ts';
import { input } from '../../web/components/index.ts';
import { messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { refusedAsSecret } from '../refused.ts';
import { delicateWords, holdsSecret } from '../stopped-words.ts';
import { saveItem } from './acts.ts';
import { mayBeTold } from './part-rules.ts';
import { readItem } from './rules.ts';
import { listMadeItems, listTellable, readFacts } from './store.ts';
import type { MadeItem, Tellable, ToldCondition } from './types.ts';
import { notTold } from './views.ts';

type FieldSpec = Parameters<typeof drawFields>[0][number];

// What a briefing tells of one person: what to look for, whom to call, which reports and which conditions.

const itemParams = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
type One = { id: number; item: number };

export const briefingItemPages: readonly Route[] = [
  route({
    method: 'GET',
    url: '/briefings/:id/people/:item',
    right: 'briefing:make',
    reads: 'person',
    params: itemParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const item = await getItem(tx, ask.params);
        const conditions = await tellableConditions(tx, item.personId, ask.today);
        return showItem(tx, ask, firstShowing(valuesOf(item, conditions), item.version));
      }),
  }),
  route({
    method: 'POST',
    url: '/briefings/:id/people/:item',
    right: 'briefing:make',
    reads: 'person',
    params: itemParams,
    body: formBody({
      lookFor: field(2_000),
      callWhom: field(500),
      reports: fieldList(),
      conditions: fieldList(),
      conditionWords: fieldList(),
      keptBecause: field(1_000),
    }),
    handle: saveFromForm,
  }),
];

/** Each condition's box is ticked where it is told as it stands; its own words stand in its line. */
const valuesOf = (item: MadeItem, conditions: readonly ToldCondition[]) => ({
  lookFor: item.lookFor,
  callWhom: item.callWhom,
  reports: item.reportIds.map(String),
  conditions: conditions
    .filter(({ id, words }) => item.toldConditions.some((told) => told.id === id && told.words === words))
    .map(({ id }) => String(id)),
  conditionWords: conditions.map(
    ({ id, words }) =>
      item.toldConditions.find((told) => told.id === id && told.words !== words)?.words ?? '',
  ),
  keptBecause: item.keptBecause ?? '',
});

/** Conditions written or filled in for this person which may be told, once somebody has read them, with their own words. */
async function tellableConditions(tx: Tx, personId: number, today: string): Promise<ToldCondition[]> {
  const { conditions, zones } = await readFacts(tx, { personIds: [personId], reportIds: [], today });
  const hasProtectiveZone = zones.some((zone) => zone.protective);
  return conditions
    .filter((one) => mayBeTold(one, hasProtectiveZone))
    .map(({ id, wording }) => ({ id, words: wording }));
}

/** Asked where words speak of health or of a victim, and only there. */
export function whyKept({ values, errors }: Showing): FieldSpec[] {
  const said = [values.words, values.lookFor, values.conditionWords].flat();
  const isAsked =
    (typeof values.keptBecause === 'string' && values.keptBecause !== '') ||
    said.some((text) => typeof text === 'string' && delicateWords(text) !== undefined) ||
    errors.some(({ text }) => text.includes('told of health'));
  return isAsked
    ? [
        {
          name: 'keptBecause',
          label: 'Keep it anyway, because',
          as: 'text',
          rows: 2,
          hint: 'Only where the shift cannot do its work without it',
        },
      ]
    : [];
}

async function getItem(tx: Tx, { id, item }: One): Promise<MadeItem> {
  const found = (await listMadeItems(tx, id)).find((one) => one.id === item);
  if (found === undefined) throw notFound();
  return found;
}

async function showItem(tx: Tx, ask: Ask<One>, showing: Showing): Promise<Reply> {
  const item = await getItem(tx, ask.params);
  const [reports, conditions] = await Promise.all([
    listTellable(tx, item.personId),
    tellableConditions(tx, item.personId, ask.today),
  ]);
  await ask.opened(tx, {
    act: 'briefing:person',
    subject: 'briefing',
    subjectId: ask.params.id,
    personId: item.personId,
  });
  const path = `/briefings/${ask.params.id}`;
  return sheetPage(
    {
      title: `${item.name} in briefing ${ask.params.id}`,
      section: 'briefings',
      breadcrumbs: [{ text: `Briefing ${ask.params.id}`, href: path }, { text: item.name }],
      body: drawSheet(
        ask.csrfToken,
        {
          heading: item.name,
          what: 'what is told of them',
          action: `${path}/people/${item.id}`,
          save: 'Save',
          lead: notTold(),
          fields: html`${drawFields([...wordFields, ...whyKept(showing)], showing.values, showing.errors)}${conditionFields(conditions, showing)}${reportFields(reports, showing)}`,
        },
        showing,
      ),
    },
    showing,
  );
}

const wordFields: readonly FieldSpec[] = [
  {
    name: 'lookFor',
    label: 'What to look for',
    as: 'text',
    rows: 3,
    hint: 'What an officer should notice or check. No health, no victim, no plan',
  },
  {
    name: 'callWhom',
    label: 'Whom to call',
    as: 'line',
    hint: 'A name and a number that is answered on this shift',
  },
];

/** Each with its own words to read, a box to tell it so, and a line for shorter ones. */
function conditionFields(conditions: readonly ToldCondition[], { values, errors }: Showing): Html | '' {
  if (conditions.length === 0) return '';
  const typed = Array.isArray(values.conditionWords) ? values.conditionWords.map(String) : [];
  return html`${drawFields(
    [
      {
        name: 'conditions',
        label: 'Conditions written or filled in for them: told as they stand',
        as: 'boxes',
        hint: 'Read each to its end. Tick none that tells of health, of a victim or of where one lives; what is not ticked and has no words below is not told',
        choices: conditions.map(({ id, words }) => ({ value: String(id), text: words })),
      },
    ],
    values,
    errors,
  )}${conditions.map(({ id, words }, index) =>
    input({
      id: `condition-${id}`,
      name: 'conditionWords',
      label: { text: `In other words (optional): ${words.slice(0, 60)}` },
      value: typed[index] ?? '',
      ...messageFor(errors, `condition-${id}`),
    }),
  )}`;
}

const reportFields = (reports: readonly Tellable[], { values, errors }: Showing): Html =>
  reports.length === 0
    ? html`<p class="govuk-body">No report of theirs may be told: only accepted ones, without conditions, about them alone.</p>`
    : drawFields(
        [
          {
            name: 'reports',
            label: 'Reports that are told, with their grade',
            as: 'boxes',
            choices: reports.map((one) => ({
              value: String(one.id),
              text: one.text.slice(0, 300),
              hint: `Report ${one.id}: ${one.grade}`,
            })),
          },
        ],
        values,
        errors,
      );

async function saveFromForm(ask: Ask<One, unknown, Posted>): Promise<Reply> {
  if (holdsSecret(ask.body)) return refusedAsSecret();
  const { id, item } = ask.params;
  const { personId } = await ask.read((tx) => getItem(tx, ask.params));
  const [reports, conditions] = await ask.read((tx) =>
    Promise.all([listTellable(tx, personId), tellableConditions(tx, personId, ask.today)]),
  );
  const known = reports.map((one) => one.id);
  return send(ask, {
    read: readItem(ask.body, known, conditions),
    perform: (read, key) =>
      ask.perform(saveItem, { ...read, id, itemId: item, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => showItem(tx, ask, showing)),
    current: async () => {
      const now = await ask.read((tx) => getItem(tx, ask.params));
      return { text: `${now.lookFor} Call: ${now.callWhom}`, version: now.version };
    },
    done: () => redirect(`/briefings/${id}`, 'Kept.'),
  });
}

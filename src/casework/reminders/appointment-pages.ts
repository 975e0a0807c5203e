import Type from 'typebox';
import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { insetText } from '../../web/components/index.ts';
import { html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { drawFields, type FieldSpec } from '../form-fields.ts';
import { firstShowing, type Posted, type Showing, send } from '../form-flow.ts';
import { typed } from '../reading.ts';
import { chooseReminder } from './acts.ts';
import { lengthErrors, readChoice } from './form-rules.ts';
import { type ReminderHouse, reminderRule, showSheet } from './frame.ts';
import { whyNoReminder } from './rules.ts';
import { reminderText } from './sending.ts';
import { findChoice, getPlanned, listFacts } from './store.ts';
import { heldWords, type ReminderFacts, type ReminderRule } from './types.ts';
import { previewBox, ruleLine } from './views.ts';
import { placeholders, subjectOf } from './words.ts';

const params = Type.Object({ id: idParams.properties.id, item: idParams.properties.id });
type One = { id: number; item: number };

const base = {
  url: '/people/:id/reminders/appointments/:item',
  reads: 'person',
  about: 'person',
  right: 'contact:record',
  params,
} as const;

export const appointmentPages = (house: ReminderHouse): Route[] => [
  route({
    ...base,
    method: 'GET',
    handle: (ask) =>
      ask.read(async (tx) => {
        const choice = await findChoice(tx, ask.params.item);
        const values = { choice: choice?.choice ?? 'send', words: choice?.words ?? '' };
        return showChoice(tx, ask, house, firstShowing(values, choice?.version ?? 0), false);
      }),
  }),
  route({
    ...base,
    method: 'POST',
    body: formBody({ choice: field(10), words: field(1_000), show: field(10) }),
    handle: (ask) => chooseFromForm(ask, house),
  }),
];

const specs: readonly FieldSpec[] = [
  {
    name: 'choice',
    label: 'A reminder of this appointment',
    as: 'radios',
    choices: [
      { value: 'send', text: 'Goes out as shown above' },
      { value: 'skip', text: 'None for this appointment' },
    ],
  },
  {
    name: 'words',
    label: 'Other words for this appointment (optional)',
    as: 'text',
    rows: 3,
    hint: `They may hold ${placeholders.map((name) => `{${name}}`).join(', ')}; {day} and {time} must be in them. Never why they are seen`,
  },
  {
    name: 'show',
    label: 'When you save',
    as: 'radios',
    initial: 'preview',
    choices: [
      { value: 'preview', text: 'Show me these words first, without saving' },
      { value: 'save', text: 'Save the choice' },
    ],
  },
];

const notNow = [
  { value: 'send', text: 'It may go out once what keeps it back is settled' },
  { value: 'skip', text: 'None for this appointment' },
];

/** Other words are of no use where every address is seen by somebody else. */
const specsFor = (facts: readonly ReminderFacts[], previewed: boolean, goesOut: boolean): FieldSpec[] => {
  const isShared = facts.length > 0 && facts.every(({ shared }) => shared);
  return specs
    .filter(({ name }) => !isShared || name === 'choice')
    .map((spec) => (spec.name === 'choice' && !goesOut ? { ...spec, choices: notNow } : spec))
    .map((spec) => (spec.name === 'show' ? { ...spec, initial: previewed ? 'save' : 'preview' } : spec));
};

/** The appointment's reminder with words that are typed and not saved yet. */
const withWords = (facts: readonly ReminderFacts[], words: string): ReminderFacts[] =>
  facts.map((one) => ({ ...one, choice: 'send', words: words === '' ? null : words }));

const previews = (facts: readonly ReminderFacts[], rule: ReminderRule) =>
  facts.map((one) =>
    previewBox(
      {
        channel: one.channel,
        subject: one.channel === 'email' ? subjectOf(rule, one.shared) : null,
        body: reminderText(one, rule) ?? '',
      },
      one.channel === 'text' ? 'The text they get' : 'The e-mail they get',
    ),
  );

async function showChoice(
  tx: Tx,
  ask: Ask<One>,
  house: ReminderHouse,
  showing: Showing,
  previewed: boolean,
): Promise<Reply> {
  const { id, item } = ask.params;
  const { today, now } = ask;
  const [rule, contact, facts] = await Promise.all([
    reminderRule(tx, ask),
    getPlanned(tx, { id: item, personId: id }),
    listFacts(tx, { today, personId: id, contactId: item }),
  ]);
  const words = showing.errors.length > 0 ? '' : typed(showing.values, 'words');
  const shown = withWords(facts, words);
  const held = shown[0] === undefined ? 'not-agreed' : whyNoReminder(shown[0], rule.body, now);
  return showSheet(tx, ask, house, {
    personId: id,
    act: 'reminders:preview',
    item: { subject: 'contact', id: item },
    showing,
    sheet: {
      heading: `Reminder of ${showMoment(contact.at)}`,
      what: 'this reminder',
      action: `/people/${id}/reminders/appointments/${item}`,
      save: 'Continue',
      lead: html`${held === undefined ? '' : insetText({ text: `As things stand none goes out: ${heldWords[held]}.` })}${previewed ? html`<p class="govuk-body"><strong>Not saved yet.</strong> This is what your words become.</p>` : ''}${previews(shown, rule.body)}${ruleLine(rule)}`,
      fields: drawFields(
        specsFor(facts, previewed, held === undefined),
        previewed ? { ...showing.values, show: 'save' } : showing.values,
        showing.errors,
      ),
    },
  });
}

async function chooseFromForm(ask: Ask<One, unknown, Posted>, house: ReminderHouse): Promise<Reply> {
  const { id, item } = ask.params;
  const key = { id: item, personId: id };
  const { rule, facts } = await ask.read(async (tx) => ({
    rule: (await reminderRule(tx, ask)).body,
    facts: await listFacts(tx, { today: ask.today, personId: id, contactId: item }),
  }));
  const read = readChoice(ask.body, rule);
  const errors =
    'errors' in read || read.input.choice === 'skip'
      ? []
      : withWords(facts, read.input.words ?? '').flatMap((one) =>
          lengthErrors(one.channel, reminderText(one, rule) ?? '', rule),
        );
  const again = (showing: Showing, previewed = false): Promise<Reply> =>
    ask.read((tx) => showChoice(tx, ask, house, showing, previewed));
  if (
    !('errors' in read) &&
    errors.length === 0 &&
    read.input.choice === 'send' &&
    typed(ask.body, 'show') === 'preview'
  )
    return again({ values: ask.body, errors: [], key: ask.body._key, version: ask.body._version }, true);
  return send(ask, {
    read: errors.length > 0 ? { errors } : read,
    perform: (input, sending) =>
      ask.perform(chooseReminder, { ...key, ...input, version: ask.body._version ?? 0 }, sending),
    again: (showing) => again(showing, typed(ask.body, 'show') === 'save'),
    current: () =>
      ask.read(async (tx) => {
        const choice = await findChoice(tx, item);
        return {
          text: choice?.choice === 'skip' ? 'None for this appointment' : (choice?.words ?? 'It goes out'),
          version: choice?.version ?? 0,
        };
      }),
    done: () => redirect(`/people/${id}/reminders`, 'The choice was saved.'),
  });
}

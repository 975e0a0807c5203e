import type { FieldError } from '../../kernel/errors.ts';
import { isMarkedSecret, sourceHints } from '../reports/rules.ts';
import {
  abouts,
  aboutWords,
  type ConcernForm,
  type ConcernInput,
  fieldWords,
  type OptionalField,
  optionalFields,
  type RecordValues,
  type SentField,
  type State,
  typedFields,
} from './types.ts';

/** What may come after each state; the hub says it, or the sender notes what the hub answered. */
export const transitions: Record<State, readonly State[]> = {
  sent: ['received', 'more-needed', 'taken-on', 'signposted', 'no-action'],
  received: ['more-needed', 'taken-on', 'signposted', 'no-action'],
  'more-needed': ['answered', 'taken-on', 'signposted', 'no-action'],
  answered: ['more-needed', 'taken-on', 'signposted', 'no-action'],
  'taken-on': ['more-needed', 'closed'],
  signposted: ['closed'],
  'no-action': [],
  closed: [],
};

/** More is given by whoever sent it; all else is the hub's word. */
export const nextStates = (state: State, side: 'hub' | 'sender'): readonly State[] =>
  transitions[state].filter((next) => (next === 'answered') === (side === 'sender'));

const trimmed = (value: string | undefined): string => value?.trim() ?? '';

/**
 * All that the hub gets: whether it is urgent, about whom it is, the worry, and of the other fields those that were
 * ticked and are not empty; nothing else, whatever was typed. In the order of the form.
 */
export function fieldsToSend(form: ConcernForm, record: RecordValues, sender: string): SentField[] {
  const ticked = new Set(form.send ?? []);
  const about = abouts.find((code) => code === form.about);
  const phoned = trimmed(form.phoned);
  const valueFor = (field: OptionalField): string => {
    const typed = typedFields.find((name) => name === field);
    return typed === undefined ? (record[field as keyof RecordValues] ?? '') : trimmed(form[typed]);
  };
  const chosen = optionalFields
    .filter((field) => ticked.has(field) && valueFor(field) !== '')
    .map((field) => ({ label: fieldWords[field], value: valueFor(field) }));
  return [
    ...(about === undefined ? [] : [{ label: 'About', value: aboutWords[about] }]),
    { label: 'Urgent', value: form.urgent === 'yes' ? `Yes; rung first: ${phoned}` : 'No' },
    { label: 'The worry', value: trimmed(form.worry) },
    ...chosen,
    { label: 'Sent by', value: sender },
  ];
}

/** Typed and not ticked: said in the preview, so that nothing is left out by mistake. */
export const leftOut = (form: ConcernForm, record: RecordValues): string[] =>
  optionalFields
    .filter((field) => !(form.send ?? []).includes(field))
    .filter((field) => {
      const typed = typedFields.find((name) => name === field);
      return typed === undefined
        ? record[field as keyof RecordValues] !== undefined
        : trimmed(form[typed]) !== '';
    })
    .map((field) => fieldWords[field]);

export type ReadConcern =
  | { kind: 'input'; input: ConcernInput }
  | { kind: 'errors'; errors: FieldError[] }
  | { kind: 'secret' };

/**
 * Reads the form. An urgent concern is rung through first: who took the call must be said.
 * @param ways how the hub can be sent to: in the system, or as a file for the sender's own secure mail.
 */
export function readConcernForm(
  form: ConcernForm,
  given: { record: RecordValues; sender: string; ways: readonly ConcernInput['way'][] },
): ReadConcern {
  const texts = [form.worry, form.phoned, ...typedFields.map((name) => form[name])].map(trimmed);
  if (texts.some(isMarkedSecret)) return { kind: 'secret' };
  const errors: FieldError[] = [];
  const about = abouts.find((code) => code === form.about);
  const way = given.ways.find((code) => code === form.way) ?? given.ways[0];
  if (about === undefined) errors.push({ field: 'about', text: 'Choose a child or an adult' });
  if (trimmed(form.worry) === '') errors.push({ field: 'worry', text: 'Say what worries you' });
  const [hint] = sourceHints(trimmed(form.worry));
  if (hint !== undefined)
    errors.push({ field: 'worry', text: `This reads as if it said who a source is: “${hint}”. Take it out` });
  if (form.urgent !== 'yes' && form.urgent !== 'no')
    errors.push({ field: 'urgent', text: 'Choose whether somebody may come to harm today' });
  if (form.urgent === 'yes' && trimmed(form.phoned) === '')
    errors.push({ field: 'phoned', text: 'Ring first. Then say who took the call, and when' });
  if (!['name', 'address', 'member'].some((field) => (form.send ?? []).includes(field)))
    errors.push({
      field: 'send',
      text: 'Choose at least a name or a place: the hub must know whom it is about',
    });
  for (const field of typedFields)
    if ((form.send ?? []).includes(field) && trimmed(form[field]) === '')
      errors.push({ field, text: `Write it, or take the tick away: ${fieldWords[field].toLowerCase()}` });
  if (errors.length > 0 || about === undefined || way === undefined) return { kind: 'errors', errors };
  const urgent = form.urgent === 'yes';
  return {
    kind: 'input',
    input: {
      about,
      urgent,
      phoned: urgent ? trimmed(form.phoned) : null,
      fields: fieldsToSend(form, given.record, given.sender),
      way,
    },
  };
}

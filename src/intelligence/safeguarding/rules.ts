import { londonInstant, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { askMarking, standingOf } from '../reports/marking-rules.ts';
import { covertHints, sourceErrors } from '../reports/source-rules.ts';
import {
  type AnswerForm,
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
  type StepKind,
  typedFields,
} from './types.ts';

/** What may come after each state; the hub says it, or the sender notes what the hub answered. */
export const transitions: Record<State, readonly State[]> = {
  'to-send': ['sent'],
  sent: ['received', 'more-needed', 'taken-on', 'signposted', 'no-action'],
  received: ['more-needed', 'taken-on', 'signposted', 'no-action'],
  'more-needed': ['answered', 'taken-on', 'signposted', 'no-action'],
  answered: ['more-needed', 'taken-on', 'signposted', 'no-action'],
  'taken-on': ['more-needed', 'closed'],
  signposted: ['closed'],
  'no-action': ['reopened'],
  closed: ['reopened'],
  reopened: ['received', 'more-needed', 'taken-on', 'signposted', 'no-action'],
};

/** Nothing is waited for; it can be opened again, with the reason. */
export const finished: readonly State[] = ['closed', 'no-action'];

const sendersStates: readonly State[] = ['sent', 'answered', 'reopened'];

/** More is given, and a file is sent, by whoever sent it; either side opens it again; all else is the hub's word. */
export const nextStates = (state: State, side: 'hub' | 'sender'): readonly State[] =>
  transitions[state].filter(
    (next) => next === 'reopened' || sendersStates.includes(next) === (side === 'sender'),
  );

/** Something learned since is added to any concern that was sent, a finished one included. */
export const mayAdd = (state: State): boolean => state !== 'to-send';

const needWords: readonly string[] = [
  'more-needed',
  'answered',
  'signposted',
  'no-action',
  'reopened',
  'added',
];

export type ReadAnswer =
  | { kind: 'input'; state: StepKind; note: string }
  | { kind: 'errors'; errors: FieldError[] };

/**
 * Reads what is said of a concern.
 * @param states what the writer may say of it now
 */
export function readAnswerForm(
  form: AnswerForm,
  { states, now }: { states: readonly StepKind[]; now: Date },
): ReadAnswer {
  const errors: FieldError[] = [];
  const state = states.find((code) => code === form.state);
  if (state === undefined) errors.push({ field: 'state', text: 'Choose where it stands' });
  const typed = trimmed(form.note);
  const note = state === 'sent' ? sentNote(form, now, errors) : typed;
  if (state !== 'sent' && needWords.includes(state ?? '') && typed === '')
    errors.push({ field: 'note', text: state === 'reopened' ? 'Say why' : 'Write it in words too' });
  for (const [field, text] of [
    ['note', typed],
    ['to', trimmed(form.to)],
  ] as const) {
    const standing = standingOf(text);
    if (standing !== undefined)
      errors.push({ field, text: standing === 'marking' ? markedHere : askMarking });
  }
  return errors.length > 0 || state === undefined
    ? { kind: 'errors', errors }
    : { kind: 'input', state, note };
}

/** When a file was sent and to whom, in words: it was sent by mail, so nobody but its sender knows. */
function sentNote(form: AnswerForm, now: Date, errors: FieldError[]): string {
  const to = trimmed(form.to);
  const at = londonInstant(trimmed(form.sentDay), trimmed(form.sentTime));
  if (to === '') errors.push({ field: 'to', text: 'Say to whom, or to which address, you sent it' });
  if (at === undefined || at > now)
    errors.push({ field: 'sentDay', text: 'Say when you sent it: a day and a time, not after now' });
  return at === undefined ? '' : `To ${to}, ${showMoment(at)}`;
}

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

export type ReadConcern = { kind: 'input'; input: ConcernInput } | { kind: 'errors'; errors: FieldError[] };

const writtenFields = ['worry', 'phoned', ...typedFields] as const;

/** In a concern a marking is said and taken out by its writer: whatever else was written about a child is not lost. */
const markedHere =
  'Nothing marked SECRET or above may be sent from here. Take out what comes from that paper, and ring the hub about it. ' +
  'All that you wrote is still in the form; nothing of it was kept or sent';

/** Every field: a marking, and what speaks of sources as such. Who saw and heard what belongs into a concern. */
function wordingErrors(form: ConcernForm): FieldError[] {
  const texts = writtenFields.map((field) => ({ field, text: trimmed(form[field]) }));
  const standing = texts.flatMap(({ field, text }) => {
    const found = standingOf(text);
    return found === undefined ? [] : [{ field, text: found === 'marking' ? markedHere : askMarking }];
  });
  return [...standing, ...sourceErrors(texts, '', covertHints)];
}

/**
 * Reads the form. An urgent concern is rung through first: who took the call must be said.
 * @param ways how the hub can be sent to: in the system, or as a file for the sender's own secure mail.
 */
export function readConcernForm(
  form: ConcernForm,
  given: { record: RecordValues; sender: string; ways: readonly ConcernInput['way'][] },
): ReadConcern {
  const errors: FieldError[] = [];
  const about = abouts.find((code) => code === form.about);
  const way = given.ways.find((code) => code === form.way) ?? given.ways[0];
  if (about === undefined) errors.push({ field: 'about', text: 'Choose a child or an adult' });
  if (trimmed(form.worry) === '') errors.push({ field: 'worry', text: 'Say what worries you' });
  errors.push(...wordingErrors(form));
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

import { londonDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  input,
  radios,
  summaryList,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Hub } from './acts.ts';
import { type AnswerForm, type Concern, type State, type Step, stateWords } from './types.ts';
import { stateTag } from './views.ts';

export interface OneModel {
  concern: Concern;
  steps: readonly Step[];
  hub: Hub | undefined;
  /** What the viewer may say next; none: nothing. */
  states: readonly State[];
  /** Something learned since may be added. */
  mayAdd: boolean;
  side: 'hub' | 'sender';
  personId: number | undefined;
  csrfToken: string;
  key?: string | undefined;
  values: AnswerForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  now: Date;
}

/** One concern as it was sent, and what came of it. */
export const onePage = (model: OneModel): Html => {
  const { concern, steps, side } = model;
  const waits = concern.state === 'to-send';
  return html`<h1 class="govuk-heading-l">Concern ${concern.id} ${stateTag(concern.state)}</h1>
${concern.urgent ? warningText({ text: `Urgent. ${concern.phoned === null ? '' : `Rung first: ${concern.phoned}`}` }) : ''}
${waits ? toSend(model) : ''}
<h2 class="govuk-heading-m">${side === 'hub' ? 'What was sent' : waits ? 'What is in the file' : 'What the hub was sent, and nothing else'}</h2>
${summaryList({ rows: concern.fields.map(({ label, value }) => ({ key: label, value })) })}
${side === 'hub' || concern.way === 'in-app' || waits ? '' : html`<p class="govuk-body"><a class="govuk-link" href="/safeguarding/${concern.id}/file">Get the file again</a>. Note below what the hub answers.</p>`}
${side === 'sender' && model.personId !== undefined ? html`<p class="govuk-body">It came up through <a class="govuk-link" href="/people/${model.personId}">a person on the scheme</a>. The hub is not told that by us unless it was ticked.</p>` : ''}
<h2 class="govuk-heading-m">What came of it</h2>
<ol class="govuk-list govuk-list--number">${steps.map(stepLine)}</ol>
${changedMeanwhile('this concern', model.theirs)}
${model.states.length === 0 || waits ? '' : answerForm(model)}
${model.mayAdd ? addForm(model) : ''}`;
};

const ownWords: readonly Step['state'][] = ['to-send', 'sent', 'answered', 'reopened', 'added'];

const stepLine = (step: Step): Html =>
  html`<li>${stateWords[step.state]}, ${showMoment(step.at)}: ${step.staff}, ${step.agency}${step.byHub || ownWords.includes(step.state) ? '' : ', as the hub told them'}${step.note === '' ? '' : html`<br>${step.note}`}</li>`;

/** A file is sent when its sender has sent it: until they say so, nobody at the hub knows of the child. */
const toSend = ({
  concern,
  hub,
  csrfToken,
  key,
  values,
  errors,
  now,
}: OneModel): Html => html`${warningText({ text: 'Not sent yet: get the file. The hub knows nothing of this until you have sent it.' })}
<p class="govuk-body"><a class="govuk-link" href="/safeguarding/${concern.id}/file">Get the file</a> and send it to the hub by your organisation’s secure mail${hub?.rule.body.email === undefined ? '' : ` (${hub.rule.body.email})`}. Then say so here.</p>
${form({
  action: `/safeguarding/${concern.id}`,
  csrfToken,
  key,
  version: concern.stepId,
  body: html`<input type="hidden" name="state" value="sent">
${input({ id: 'to', name: 'to', label: { text: 'To whom did you send it?' }, value: values.to ?? hub?.rule.body.email ?? '', ...messageFor(errors, 'to') })}
<div class="wm-filter">${input({ id: 'sentDay', name: 'sentDay', type: 'date', label: { text: 'When' }, classes: 'govuk-input--width-10', value: values.sentDay ?? londonDay(now), ...messageFor(errors, 'sentDay') })}
${input({ id: 'sentTime', name: 'sentTime', type: 'time', label: { text: 'Time' }, classes: 'govuk-input--width-5', value: values.sentTime ?? '' })}</div>
${button({ text: 'I have sent it', preventDoubleClick: true })}`,
})}`;

/** Where there is one thing to say it is not chosen: what it is, what to write, and its button. */
const oneThing: Partial<Record<State, { lead: string; label: string; button: string }>> = {
  answered: {
    lead: 'The hub asks for more. What you write goes to it at once.',
    label: 'What more do you know?',
    button: 'Give it to the hub',
  },
  reopened: {
    lead: 'It is finished. If that was a mistake, or something has come up since, open it again.',
    label: 'Why is it opened again?',
    button: 'Open it again',
  },
  closed: {
    lead: 'Another service has it. Close it when there is nothing left to do here.',
    label: 'In words (optional)',
    button: 'Close it',
  },
};

function answerForm(model: OneModel): Html {
  const { concern, states, side, csrfToken, key, values, errors } = model;
  const [only] = states;
  const single = states.length === 1 && only !== undefined ? oneThing[only] : undefined;
  const isOurs = values.state !== 'added';
  const shown = isOurs ? errors : [];
  const note = {
    id: isOurs ? 'note' : 'note-answer',
    name: 'note',
    rows: 3,
    value: isOurs ? (values.note ?? '') : '',
    ...messageFor(shown, 'note'),
  };
  const body =
    single === undefined
      ? html`${radios({ name: 'state', idPrefix: 'state', fieldset: { legend: { text: side === 'hub' ? 'Where does it stand?' : 'What did the hub answer?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.state ?? '', items: states.map((value) => ({ value, text: value === 'answered' ? 'It asked for more, and I gave it' : stateWords[value] })), ...messageFor(shown, 'state') })}
${textarea({ ...note, label: { text: side === 'hub' ? 'In words for whoever sent it' : 'In words' } })}
${button({ text: side === 'hub' ? 'Tell the sender' : 'Keep this', preventDoubleClick: true })}`
      : html`<input type="hidden" name="state" value="${only}"><p class="govuk-body">${single.lead}</p>
${textarea({ ...note, label: { text: single.label } })}
${button({ text: single.button, preventDoubleClick: true })}`;
  return form({ action: `/safeguarding/${concern.id}`, csrfToken, key, version: concern.stepId, body });
}

/** At any time, also when it is finished: what was learned since goes to the other side at once. */
function addForm({ concern, side, csrfToken, key, values, errors }: OneModel): Html {
  const isOurs = values.state === 'added';
  return html`<h2 class="govuk-heading-m">Add what you have learned since</h2>
${form({
  action: `/safeguarding/${concern.id}`,
  csrfToken,
  key: isOurs ? key : undefined,
  version: concern.stepId,
  body: html`<input type="hidden" name="state" value="added">
${textarea({ id: isOurs ? 'note' : 'more', name: 'note', label: { text: side === 'hub' ? 'What whoever sent it should know' : concern.way === 'in-app' ? 'The hub reads it at once' : 'For the record: tell the hub yourself' }, rows: 3, value: isOurs ? (values.note ?? '') : '', ...messageFor(isOurs ? errors : [], 'note') })}
${button({ text: 'Add it', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}`;
}

/** Whatever a reader may take for a new line. */
const lineBreak = /\r\n|[\n\r\v\f\u0085\u2028\u2029]/;

/** A field's value below its label, each line marked as the sender's words: none of them can pass for a line of ours. */
function fieldLines(label: string, value: string): string[] {
  const lines = value.split(lineBreak);
  return lines.length === 1 ? [`${label}: ${value}`] : [`${label}:`, ...lines.map((line) => `    | ${line}`)];
}

const oneLine = (text: string): string => text.split(lineBreak).join(' ');

/** The same fields as a file of plain lines, for the sender's own secure mail. */
export const concernFile = (concern: Concern, hub: Hub | undefined): string =>
  [
    'OFFICIAL-SENSITIVE',
    `Safeguarding concern ${concern.id} for ${oneLine(hub?.rule.body.name ?? 'the safeguarding hub')}, ${showMoment(concern.sentAt)}`,
    '',
    ...concern.fields.flatMap(({ label, value }) => fieldLines(label, value)),
    '',
    `Answer to ${oneLine(concern.staff)}, ${oneLine(concern.agency)}${concern.phone === null ? '' : `, ${oneLine(concern.phone)}`}`,
    '',
  ].join('\r\n');

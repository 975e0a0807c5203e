import { showShortDay } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  input,
  select,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type ActivityLine, hourWords, otherActivity } from './activity-rules.ts';
import type { NoteForm, Quarter, SupervisionNote } from './activity-types.ts';

interface Activity {
  quarters: readonly Quarter[];
  quarter: Quarter;
  workers: readonly { id: number; name: string }[];
  lines: readonly ActivityLine[];
  activities: readonly { code: string; name: string }[];
}

export interface ActivityModel extends Activity {
  notes: readonly SupervisionNote[];
  ownId: number;
  agency: string;
}

export function activityPage(model: ActivityModel): Html {
  return html`<h1 class="govuk-heading-l">Activity of your staff</h1>
<p class="govuk-body">${model.agency}, ${model.quarter.name}. Counted from the contacts, referrals and sessions that your staff recorded themselves; nobody types it again. No person is named here.</p>
${quarterForm('/activity', model)}
${model.workers.length === 0 ? emptyState({ title: 'Your agency has no workers on the scheme.' }) : activityTable(model)}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${addressOf('/activity.csv', { quarter: model.quarter.code })}">Download this table (CSV)</a></p>
<h2 class="govuk-heading-m">Supervision</h2>
${button({ text: 'Write a supervision note', href: '/activity/supervision/new', classes: 'govuk-button--secondary' })}
${model.notes.length === 0 ? html`<p class="govuk-body">No note is written yet.</p>` : noteTable(model)}${model.notes.length >= 200 && html`<p class="govuk-body">The newest 200 notes are shown.</p>`}`;
}

export function ownHoursPage(model: Activity): Html {
  return html`<h1 class="govuk-heading-l">My hours</h1>
<p class="govuk-body">${model.quarter.name}. Counted from the contacts, referrals, sessions and questionnaires that you recorded yourself; a contact without its minutes adds none. No person is named here.</p>
${quarterForm('/my-hours', model)}
${activityTable(model)}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="${addressOf('/my-hours.csv', { quarter: model.quarter.code })}">Download this table (CSV)</a></p>`;
}

const quarterForm = (action: string, model: Activity): Html =>
  html`<form method="get" action="${action}" class="wm-filter"><div class="wm-row">${select({ id: 'quarter', name: 'quarter', label: { text: 'Quarter' }, value: model.quarter.code, items: model.quarters.map(({ code, name }) => ({ value: code, text: name })) })}</div>
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`;

/** Columns: the scheme's activities, then what is not of any. */
const columnsOf = (activity: Activity) => [
  ...activity.activities,
  { code: otherActivity, name: 'Other contacts' },
];

const cell = (line: ActivityLine, code: string): string => {
  const found = line.by.get(code);
  return found === undefined ? '0' : `${found.n} (${hourWords(found.minutes)})`;
};

/** A row for each kind of work, a column for each worker: workers are few, kinds are many. */
function activityTable(model: Activity): Html {
  const name = (line: ActivityLine): string =>
    model.workers.find(({ id }) => id === line.staffId)?.name ?? '';
  const row = (what: string, of: (line: ActivityLine) => string): string[] => [what, ...model.lines.map(of)];
  return table({
    stack: true,
    caption: 'Counts and hours by worker',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Counts and hours by worker',
    firstCellIsHeader: true,
    head: [{ text: 'What' }, ...model.lines.map((line) => ({ text: name(line) }))],
    rows: [
      ...columnsOf(model).map(({ code, name: what }) => row(what, (line) => cell(line, code))),
      row(
        'Contacts attended, of those at which somebody was due',
        (line) => `${line.attended} of ${line.due}`,
      ),
      row('Referrals made', (line) => String(line.referrals)),
      row('Sessions held', (line) => String(line.sessions)),
      row('Questionnaires asked', (line) => String(line.questionnaires)),
      row('Hours recorded', (line) => hourWords(line.minutes)),
    ],
  });
}

/** Minutes as numbers, so that they can be added up. */
export const activityLines = (model: Activity): string[] => [
  csvLine([
    'worker',
    ...columnsOf(model).flatMap(({ code }) => [`${code}_count`, `${code}_minutes`]),
    'contacts',
    'attendance_due',
    'attended',
    'referrals_made',
    'sessions',
    'questionnaires',
    'minutes',
  ]),
  ...model.lines.map((line) =>
    csvLine([
      model.workers.find(({ id }) => id === line.staffId)?.name,
      ...columnsOf(model).flatMap(({ code }) => [line.by.get(code)?.n ?? 0, line.by.get(code)?.minutes ?? 0]),
      line.contacts,
      line.due,
      line.attended,
      line.referrals,
      line.sessions,
      line.questionnaires,
      line.minutes,
    ]),
  ),
];

const noteTable = (model: ActivityModel): Html =>
  table({
    caption: 'Supervision notes, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Supervision notes',
    stack: true,
    head: ['Held on', 'With', 'Note', 'Next', 'By'].map((text) => ({ text })),
    rows: model.notes.map((note) => [
      showShortDay(note.heldOn),
      note.staff,
      note.note,
      note.nextOn === null ? '' : showShortDay(note.nextOn),
      html`${note.manager}${note.managerId === model.ownId ? html`<br><a class="govuk-link" href="/activity/supervision/${note.id}">Correct<span class="govuk-visually-hidden"> the note of ${showShortDay(note.heldOn)} with ${note.staff}</span></a>` : ''}`,
    ]),
  });

export interface NoteFormModel {
  id?: number | undefined;
  workers: readonly { id: number; name: string }[];
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft?: string | undefined;
  values: NoteForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export const noteFormPage = ({ values, errors, ...model }: NoteFormModel): Html =>
  html`<h1 class="govuk-heading-l">Supervision note</h1>
<p class="govuk-body">About the work of one of your staff. Name nobody they work with: names and numbers of people are refused.</p>
${changedMeanwhile('this note', model.theirs)}
${form({
  action: model.id === undefined ? '/activity/supervision' : `/activity/supervision/${model.id}`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`${select({ id: 'staff', name: 'staff', label: { text: 'With' }, value: values.staff ?? '', items: [{ value: '', text: 'Choose' }, ...model.workers.map(({ id, name }) => ({ value: id, text: name }))], ...messageFor(errors, 'staff') })}
${input({ id: 'heldOn', name: 'heldOn', type: 'date', label: { text: 'Held on' }, classes: 'govuk-input--width-10', value: values.heldOn ?? '', ...messageFor(errors, 'heldOn') })}
${textarea({ id: 'note', name: 'note', label: { text: 'Note' }, rows: 8, value: values.note ?? '', ...messageFor(errors, 'note') })}
${input({ id: 'nextOn', name: 'nextOn', type: 'date', label: { text: 'Next supervision (optional)' }, classes: 'govuk-input--width-10', value: values.nextOn ?? '', ...messageFor(errors, 'nextOn') })}
${button({ text: 'Save note', preventDoubleClick: true })}`,
})}`;

import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, input, insetText, radios, select } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { invitedBoxes } from './invited-view.ts';
import type { PlannedDay } from './recurring.ts';

export const weekdays = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday'] as const;

export interface SeriesForm {
  from?: string | undefined;
  everyWeeks?: string | undefined;
  weekday?: string | undefined;
  times?: string | undefined;
  startsAt?: string | undefined;
  onHoliday?: string | undefined;
  base?: string | undefined;
  chair?: string | undefined;
  invited?: readonly string[] | undefined;
}

export interface SeriesModel {
  values: SeriesForm;
  errors: readonly FieldError[];
  /** The days it would make, to look at before they are planned. */
  days: readonly PlannedDay[] | undefined;
  bases: readonly { id: number; name: string }[];
  chairs: readonly { id: number; name: string; agency: string }[];
  staff: readonly { id: number; name: string; agency: string }[];
  csrfToken: string;
  key?: string | undefined;
}

export function seriesPage(model: SeriesModel): Html {
  const { values, errors, days } = model;
  const text = (name: keyof SeriesForm & string, label: string, type: 'text' | 'date' = 'text'): Html =>
    input({
      id: name,
      name,
      label: { text: label },
      type,
      classes: 'govuk-input--width-10',
      value: String(values[name] ?? ''),
      ...messageFor(errors, name),
    });
  return html`<h1 class="govuk-heading-l">Plan meetings that recur</h1>
${form({
  action: '/panels/series',
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${days !== undefined && daysTable(days)}
${text('from', 'From this day on', 'date')}
${select({ id: 'weekday', name: 'weekday', label: { text: 'Day of the week' }, value: values.weekday ?? '3', items: weekdays.map((name, index) => ({ value: index + 1, text: name })), ...messageFor(errors, 'weekday') })}
${text('everyWeeks', 'Every how many weeks')}
${text('times', 'How many meetings (at most 26)')}
${text('startsAt', 'Time, like 09:30', 'text')}
${radios({
  name: 'onHoliday',
  fieldset: { legend: { text: 'If the day is a bank holiday', classes: 'govuk-fieldset__legend--s' } },
  classes: 'govuk-radios--small',
  value: values.onHoliday ?? 'move',
  items: [
    { value: 'move', text: 'Meet on the next working day' },
    { value: 'flag', text: 'Keep the day, and say so' },
  ],
  ...messageFor(errors, 'onHoliday'),
})}
${select({ id: 'base', name: 'base', label: { text: 'Base' }, value: values.base ?? '', items: [{ value: '', text: 'Every base' }, ...model.bases.map(({ id, name }) => ({ value: id, text: name }))], ...messageFor(errors, 'base') })}
${select({ id: 'chair', name: 'chair', label: { text: 'Chair' }, value: values.chair ?? '', items: [{ value: '', text: 'Choose who chairs' }, ...model.chairs.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` }))], ...messageFor(errors, 'chair') })}
${invitedBoxes({ staff: model.staff, invited: values.invited ?? [], errors })}
<div class="govuk-button-group"><button class="govuk-button govuk-button--secondary" type="submit" name="step" value="look">Show the days</button>${days !== undefined && html`<button class="govuk-button" type="submit" name="step" value="plan" data-prevent-double-click="true">Plan ${days.length} meetings</button>`}</div>`,
})}`;
}

const daysTable = (days: readonly PlannedDay[]): Html =>
  insetText({
    html: html`<p class="govuk-body">These days would be planned:</p><ol class="govuk-list govuk-list--number">${days.map(({ day, movedFrom, isHoliday }) => html`<li>${showDay(day)}${movedFrom !== null && html` <strong>moved from ${showDay(movedFrom)}, a bank holiday</strong>`}${isHoliday && html` <strong>bank holiday</strong>`}</li>`)}</ol>`,
  });

export const seriesButton = (): Html =>
  button({
    text: 'Plan meetings that recur',
    href: '/panels/series/new',
    classes: 'govuk-button--secondary wm-no-print',
  });

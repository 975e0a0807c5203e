import { type Day, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  input,
  insetText,
  pageArrows,
  select,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { partsText, peopleOf } from '../allocation/counts.ts';
import type { AllocationCount } from '../allocation/types.ts';
import { absenceState, absenceTransitions } from './rules.ts';
import { type Absence, type AbsenceForm, absenceStateWords, type Colleague } from './types.ts';

export interface AbsencesModel {
  absences: readonly Absence[];
  over: boolean;
  /** Sees everybody's; the others their own and those they cover. */
  allocates: boolean;
  viewerId: number;
  today: Day;
  page: number;
  hasMore: boolean;
}

export const absencesPage = (
  model: AbsencesModel,
): Html => html`<h1 class="govuk-heading-l">${model.over ? 'Absences that are over' : 'Absences and who covers'}</h1>
${model.over ? '' : html`<div class="wm-row">${button({ text: 'Record an absence', href: '/absences/new' })}${model.allocates ? button({ text: 'Hand over a colleague’s work', href: '/handovers', classes: 'govuk-button--secondary' }) : ''}</div>`}
<p class="govuk-body"><a class="govuk-link" href="${model.over ? '/absences' : '/absences?show=over'}">${model.over ? 'Absences of now and ahead' : 'Those that are over'}</a></p>
${
  model.absences.length === 0
    ? emptyState({
        title: model.over ? 'No absence is over yet.' : 'Nobody is away.',
        text: model.allocates
          ? 'An absence names who is away and who covers. The deputy sees the people of whoever is away for exactly that time.'
          : 'Your own absences, and those you cover, stand here. A deputy sees your people for exactly that time.',
      })
    : absenceTable(model)
}
${pageArrows(model.page, model.hasMore, (page) => addressOf('/absences', { show: model.over ? 'over' : undefined, page }))}`;

const absenceTable = (model: AbsencesModel): Html =>
  table({
    caption: 'Absences',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Absences',
    stack: true,
    head: ['Who', 'First day', 'Last day', 'Who covers', 'State'].map((text) => ({ text })),
    rows: model.absences.map((one) => {
      const state = absenceState(one, model.today);
      const mine = one.staffId === model.viewerId || model.allocates;
      return [
        mine ? html`<a class="govuk-link" href="/absences/${one.id}">${one.staff}</a>` : one.staff,
        showShortDay(one.fromDay),
        showShortDay(one.toDay),
        one.deputy ??
          tag({ text: 'Nobody yet', classes: state === 'over' ? 'govuk-tag--grey' : 'govuk-tag--orange' }),
        one.deputyId === model.viewerId && state === 'now'
          ? html`${absenceStateWords[state]}: <a class="govuk-link" href="/today/of/${one.staffId}">see their day</a>`
          : one.endedAt === null
            ? absenceStateWords[state]
            : 'Ended early',
      ];
    }),
  });

export interface ChooseModel {
  staff: readonly Colleague[];
}

/** For whoever allocates: whose absence it is, before the deputies that fit can be offered. */
export const chooseStaffPage = (
  model: ChooseModel,
): Html => html`<h1 class="govuk-heading-l">Record an absence</h1>
<form method="get" action="/absences/new">
${select({ id: 'staff', name: 'staff', label: { text: 'Who is away?' }, items: [{ value: '', text: 'Choose' }, ...model.staff.map((one) => ({ value: one.id, text: `${one.name}, ${one.agency}` }))] })}
${button({ text: 'Continue' })}
</form>`;

export interface AbsenceFormModel {
  staff: Colleague;
  isOwn: boolean;
  /** Whom they work with now, by part, as far as the viewer sees: a deputy sees all of them. */
  held: AllocationCount;
  deputies: readonly Colleague[];
  values: AbsenceForm;
  errors: readonly FieldError[];
  csrfToken: string;
  key?: string | undefined;
  today: Day;
  /** Where one is changed. */
  absence?: Absence | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

export function absenceFormPage(model: AbsenceFormModel): Html {
  const { absence, values, errors } = model;
  const state = absence === undefined ? undefined : absenceState(absence, model.today);
  const mayChange = state === undefined || absenceTransitions[state].change !== undefined;
  return html`<h1 class="govuk-heading-l">${absence === undefined ? 'Record an absence' : `Absence of ${absence.staff}`}</h1>
${changedMeanwhile('this absence', model.theirs)}
${state === 'over' && insetText({ text: 'This absence is over.' })}
${
  mayChange
    ? html`<p class="govuk-body">${heldWords(model)} A deputy sees them, and can work with them, from the first day to the end of the last; nobody is asked why somebody is away.</p>
${form({
  action: absence === undefined ? '/absences' : `/absences/${absence.id}`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`<input type="hidden" name="staff" value="${model.staff.id}">
${input({ id: 'from', name: 'from', type: 'date', label: { text: 'First day away' }, classes: 'govuk-input--width-10', value: values.from ?? '', ...messageFor(errors, 'from') })}
${input({ id: 'to', name: 'to', type: 'date', label: { text: 'Last day away' }, classes: 'govuk-input--width-10', value: values.to ?? '', ...messageFor(errors, 'to') })}
${select({ id: 'deputy', name: 'deputy', label: { text: 'Who covers' }, value: values.deputy ?? '', ...messageFor(errors, 'deputy'), items: [{ value: '', text: 'Nobody yet' }, ...deputyItems(model)] })}
${textarea({ id: 'note', name: 'note', label: { text: 'What the deputy should know (optional)' }, hint: { text: 'Seen by whoever is away, the deputy, and whoever allocates. Not the reason for the absence.' }, rows: 3, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: absence === undefined ? 'Record the absence' : 'Save the change', preventDoubleClick: true })}`,
})}`
    : ''
}
${absence !== undefined && state !== undefined && absenceTransitions[state].end !== undefined ? endForm(absence, state === 'ahead', model.csrfToken) : ''}`;
}

function heldWords({ isOwn, staff, held }: AbsenceFormModel): string {
  const people = peopleOf(held);
  const parts = partsText(held);
  return `${isOwn ? 'You have' : `${staff.name} has`} ${people === 1 ? 'one person' : `${people} people`} now${parts === '' ? '' : ` (${parts})`}.`;
}

function deputyItems(model: AbsenceFormModel): { value: number; text: string }[] {
  const near = (one: Colleague): boolean => one.teamId !== null && one.teamId === model.staff.teamId;
  return [...model.deputies.filter(near), ...model.deputies.filter((one) => !near(one))].map((one) => ({
    value: one.id,
    text: near(one) ? one.name : `${one.name}, ${one.agency}`,
  }));
}

const endForm = (absence: Absence, ahead: boolean, csrfToken: string): Html =>
  html`<h2 class="govuk-heading-m">${ahead ? 'Not away after all' : 'Back early'}</h2>
<p class="govuk-body">${absence.deputy === null ? 'Nobody covers, so nobody loses access.' : `${absence.deputy} stops seeing these people at once, unless they have another reason to.`}</p>
${form({
  action: `/absences/${absence.id}/end`,
  csrfToken,
  version: absence.version,
  body: button({ text: 'End this absence', classes: 'govuk-button--secondary', preventDoubleClick: true }),
})}`;

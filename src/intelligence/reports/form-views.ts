import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  input,
  radios,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { secretInstructions } from './marking-rules.ts';
import {
  assessments,
  assessmentWords,
  handlingCodes,
  handlingCodeWords,
  markings,
  provenances,
  provenanceWords,
  type ReportForm,
  sharings,
  sharingWords,
  sourceGrades,
  sourceWords,
  tooSecret,
  verdicts,
  verdictWords,
} from './types.ts';

export interface ReportFormModel {
  mode: 'write' | 'review';
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft?: string | undefined;
  values: ReportForm;
  errors: readonly FieldError[];
  agencies: readonly { id: number; name: string }[];
  ownAgencyId: number;
  /** What somebody else wrote meanwhile, beside what was typed. */
  theirs?: string | undefined;
  /** The person on whose page the report was begun. */
  person?: { id: number; name: string } | undefined;
  /** What it is about, with its buttons: in the form itself, so that nothing that was typed is lost by using them. */
  beside?: Html | undefined;
  /** For a review: when its author sent it. What was kept of another sending is not shown for this one. */
  of?: string | undefined;
}

const legend = (text: string) => ({ legend: { text, classes: 'govuk-fieldset__legend--s' } });

/** The report's form, to write or to review. On a phone it is one column; nothing in it needs a script. */
export function reportForm(model: ReportFormModel): Html {
  return html`${changedMeanwhile('this report', model.theirs)}
${model.mode === 'write' ? warningText({ text: 'Never write who the source is, in any field. Nothing at SECRET or above may be entered.' }) : ''}
${form({
  action: model.action,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  draft: model.draft,
  body: html`${model.of === undefined ? '' : html`<input type="hidden" name="of" value="${model.of}">`}${model.beside}${textFields(model)}${gradeFields(model)}${sharingFields(model)}${model.mode === 'write' ? writeButtons : reviewFields(model)}`,
})}`;
}

function textFields({ mode, values, errors, person }: ReportFormModel): Html {
  const text = textarea({
    id: 'text',
    name: 'text',
    label: { text: mode === 'write' ? 'What is known' : 'What is known, as it may be shared' },
    hint: { text: 'One piece of information a report. It is read by others once it has been reviewed.' },
    rows: 5,
    value: values.text ?? '',
    ...messageFor(errors, 'text'),
  });
  const observed = input({
    id: 'observedOn',
    name: 'observedOn',
    type: 'date',
    label: { text: 'When was it seen or learned? (optional)' },
    classes: 'govuk-input--width-10',
    value: values.observedOn ?? '',
    ...messageFor(errors, 'observedOn'),
  });
  if (mode === 'review') return html`${text}${observed}`;
  return html`${text}
${person === undefined ? '' : html`<input type="hidden" name="person" value="${person.id}"><p class="govuk-body">It is about <strong>${person.name}</strong>.</p>`}
${textarea({ id: 'naming', name: 'naming', label: { text: person === undefined ? 'Who or what is it about?' : 'Who or what else is it about? (optional)' }, hint: { text: 'As you know them: name, age or date of birth, PNC, address, vehicle. The reviewer finds the person.' }, rows: 2, value: values.naming ?? '', ...messageFor(errors, 'naming') })}
${observed}
${details({ summaryText: 'Detail that must go no further', open: (values.original ?? '') !== '', html: textarea({ id: 'original', name: 'original', label: { text: 'For my agency’s reviewers only (optional)' }, hint: { text: 'Still not who the source is.' }, rows: 3, value: values.original ?? '', ...messageFor(errors, 'original') }) })}`;
}

const gradeFields = ({ values, errors }: ReportFormModel): Html => html`
${radios({ name: 'provenance', fieldset: legend('How is it known?'), classes: 'govuk-radios--small', ...messageFor(errors, 'provenance'), value: values.provenance ?? '', items: provenances.map((code) => ({ value: code, text: provenanceWords[code] })) })}
${radios({ name: 'sourceGrade', fieldset: legend('The source'), classes: 'govuk-radios--small', ...messageFor(errors, 'sourceGrade'), value: values.sourceGrade ?? '', items: sourceGrades.map((grade) => ({ value: String(grade), text: `${grade} ${sourceWords[grade]}` })) })}
${radios({ name: 'assessment', fieldset: legend('The information'), classes: 'govuk-radios--small', ...messageFor(errors, 'assessment'), value: values.assessment ?? '', items: assessments.map((code) => ({ value: code, text: `${code} ${assessmentWords[code]}` })) })}
${radios({ name: 'handlingCode', fieldset: legend('Handling'), classes: 'govuk-radios--small', ...messageFor(errors, 'handlingCode'), value: values.handlingCode ?? '', items: handlingCodes.map((code) => ({ value: code, text: `${code} ${handlingCodeWords[code]}` })) })}
${conditionsField(values, errors)}`;

const conditionsField = (values: ReportForm, errors: readonly FieldError[]): Html =>
  textarea({
    id: 'conditions',
    name: 'conditions',
    label: { text: 'Conditions, for C only' },
    hint: { text: 'Shown to every reader before the text' },
    rows: 2,
    value: values.conditions ?? '',
    ...messageFor(errors, 'conditions'),
  });

const sharingFields = ({ mode, values, errors, agencies, ownAgencyId }: ReportFormModel): Html => html`
${radios({
  name: 'handling',
  fieldset: legend('Who may have it'),
  classes: 'govuk-radios--small',
  value: values.handling ?? 'statutory',
  items: sharings.map((code) => ({
    value: code,
    text: mode === 'review' && code === 'own' ? 'The author’s agency only' : sharingWords[code],
  })),
})}
${details({ summaryText: 'Which agencies, if named', open: values.handling === 'named', html: namedField(values, errors, agencies, ownAgencyId) })}
${radios({
  name: 'marking',
  fieldset: legend('Marking'),
  classes: 'govuk-radios--small',
  value: values.marking ?? 'OFFICIAL-SENSITIVE',
  items: [
    ...markings.map((code) => ({ value: code, text: code })),
    {
      value: tooSecret,
      text: 'SECRET or above',
      hint: { text: 'May not be entered here: choose it to be told what to do' },
    },
  ],
})}`;

export const namedField = (
  values: ReportForm,
  errors: readonly FieldError[],
  agencies: ReportFormModel['agencies'],
  ownAgencyId: number,
): Html =>
  checkboxes({
    name: 'namedAgencies',
    fieldset: legend('Which agencies?'),
    classes: 'govuk-checkboxes--small',
    ...messageFor(errors, 'namedAgencies'),
    values: values.namedAgencies ?? [],
    items: agencies
      .filter((agency) => agency.id !== ownAgencyId)
      .map((agency) => ({ value: String(agency.id), text: agency.name })),
  });

const writeButtons = html`<div class="govuk-button-group">${button({ text: 'Send for review', name: 'do', value: 'send', preventDoubleClick: true })}${button({ text: 'Keep as a draft', name: 'do', value: 'save', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`;

const reviewFields = ({ values, errors }: ReportFormModel): Html => html`
${checkboxes({ name: 'asWritten', idPrefix: 'asWritten', classes: 'govuk-checkboxes--small', ...messageFor(errors, 'asWritten'), values: values.asWritten === undefined ? [] : [values.asWritten], items: [{ value: 'yes', text: 'What is known may be shared word for word as the author sent it' }] })}
${radios({ name: 'verdict', fieldset: legend('What becomes of it?'), ...messageFor(errors, 'verdict'), value: values.verdict ?? '', items: verdicts.map((code) => ({ value: code, text: verdictWords[code] })) })}
${textarea({ id: 'note', name: 'note', label: { text: 'What the author is told' }, hint: { text: 'Needed when it is returned or refused; welcome always. Never what else is known: no other report, no name they did not write' }, rows: 2, value: values.note ?? '', ...messageFor(errors, 'note') })}
${button({ text: 'Finish the review', preventDoubleClick: true })}`;

/** In place of the form, with nothing of what was typed. */
export const secretRefused = (): Html => html`<h1 class="govuk-heading-l">This may not be entered here</h1>
${warningText({ text: secretInstructions })}
<p class="govuk-body"><a class="govuk-link" href="/intelligence">Back to intelligence</a></p>`;

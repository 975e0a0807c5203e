import { type Day, londonDay, showDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  input,
  radios,
  select,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { orderTypes, orderTypeWords } from '../enforcement/types.ts';
import { handlingItems } from './place-views.ts';
import { changesOf, standingOn } from './rules.ts';
import { answerWords, type TaggingAnswer } from './tagging.ts';
import {
  type Condition,
  endings,
  endingWords,
  type Licence,
  type LicenceForm,
  type Policy,
  type Supervision,
  sentenceKinds,
  sentenceKindWords,
  type Variation,
} from './types.ts';
import { conditionList, mayAct, particulars, titleOf } from './views.ts';

export interface LicenceModel {
  licence: Licence;
  conditions: readonly Condition[];
  variations: readonly Variation[];
  policies: readonly Policy[];
  /** The day whose conditions are shown. */
  on: Day;
  today: Day;
  tagging: TaggingAnswer | undefined;
  mayEdit: boolean;
  csrfToken: string;
  key?: string | undefined;
  values: { endedOn?: string; endedHow?: string; endedWhy?: string; why?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function licencePage(model: LicenceModel): Html {
  const { licence } = model;
  const path = `/people/${licence.personId}/licence/${licence.id}`;
  return html`<h1 class="govuk-heading-l">${titleOf(licence)}</h1>
${changedMeanwhile('this', model.theirs)}
${model.mayEdit && mayAct(licence, 'vary') ? html`${button({ text: 'Vary the conditions', href: `${path}/vary` })} ` : ''}
<p class="govuk-body">${model.mayEdit && mayAct(licence, 'change') ? html`<a class="govuk-link" href="${path}/edit">Change the particulars</a> · ` : ''}<a class="govuk-link" href="${path}/print?on=${model.on}">Print</a></p>
${particulars(licence)}
<h2 class="govuk-heading-m">Conditions ${model.on === model.today ? 'today' : `on ${showDay(model.on)}`}</h2>
<form method="get" action="${path}" class="wm-filter">${input({ id: 'on', name: 'on', type: 'date', label: { text: 'As they stood on' }, classes: 'govuk-input--width-10', value: model.on })}${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${conditionList(standingOn(model.conditions, model.on))}
${policyNote(model)}
<h2 class="govuk-heading-m">Variations</h2>
${model.variations.map((one) => variationBlock(model, one))}
${model.tagging === undefined ? '' : taggingBlock(model.tagging)}
${model.mayEdit ? endBlock(model, path) : ''}`;
}

function policyNote(model: LicenceModel): Html | '' {
  const used = [...new Set(model.conditions.flatMap(({ policy }) => (policy === null ? [] : [policy])))];
  const known = model.policies.filter(({ version }) => used.includes(version));
  if (known.length === 0) return '';
  return html`<p class="govuk-body-s">Wording paraphrased from ${known.map(({ source }) => source).join('; ')}.${known.some(({ daysAreExamples }) => daysAreExamples) ? html` ${tag({ text: 'Example', classes: 'govuk-tag--grey' })} The days from which each policy is used are not published with it.` : ''}</p>`;
}

function variationBlock(model: LicenceModel, variation: Variation): Html {
  const changes = changesOf(model.conditions, variation.id);
  const list = (words: string, items: readonly Html[]): Html | '' =>
    items.length === 0
      ? ''
      : html`<p class="govuk-body govuk-!-font-weight-bold govuk-!-margin-bottom-1">${words}</p><ul class="govuk-list govuk-list--bullet">${items.map((item) => html`<li>${item}</li>`)}</ul>`;
  if (variation.isFirst)
    return html`<h3 class="govuk-heading-s">As first recorded, in force from ${showDay(variation.effectiveOn)}</h3><p class="govuk-body">${changes.added.length} conditions. <span class="govuk-hint">Entered ${showShortDay(londonDay(variation.createdAt))}${variation.by === null ? '' : `, ${variation.by}`}</span></p>`;
  return html`<h3 class="govuk-heading-s">In force from ${showDay(variation.effectiveOn)}</h3>
<p class="govuk-body">${variation.why ?? ''}</p>
<p class="govuk-body">Approved by ${variation.approvedBy ?? ''}${variation.approvedOn === null ? '' : ` on ${showDay(variation.approvedOn)}`}. <span class="govuk-hint">Entered ${showShortDay(londonDay(variation.createdAt))}${variation.by === null ? '' : `, ${variation.by}`}</span></p>
${list(
  'Added',
  changes.added.map(({ wording }) => html`<ins>${wording}</ins>`),
)}
${list(
  'Removed',
  changes.removed.map(({ wording }) => html`<del>${wording}</del>`),
)}
${list(
  'Amended',
  changes.amended.map(({ was, became }) => html`<del>${was.wording}</del><br><ins>${became.wording}</ins>`),
)}`;
}

const metWords = { true: 'Holds', false: 'Against', null: 'Not known' } as const;

function taggingBlock(tagging: TaggingAnswer): Html {
  const rules = tagging.rules;
  return html`<h2 class="govuk-heading-m">Tag for acquisitive crime: ${answerWords[tagging.answer]}</h2>
<p class="govuk-body">${tagging.answer === 'eligible' && tagging.until !== null ? `It would be worn to ${showDay(tagging.until)}: to the end of the licence, ${rules?.maximumMonths ?? 12} months at most.` : ''}${rules === undefined ? '' : ` By the rules ${rules.fromIsExact ? `from ${showDay(rules.from)}` : 'from April 2021 (the day is not published)'}.`} The supervising officer decides.</p>
${table({
  caption: 'Reasons',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Reasons for and against the tag',
  stack: true,
  head: [{ text: 'Rule' }, { text: 'Holds' }, { text: 'Source' }],
  rows: tagging.reasons.map(({ met, text, source }) => [
    text,
    tag({
      text: metWords[String(met) as keyof typeof metWords],
      classes: met === true ? 'govuk-tag--green' : met === false ? 'govuk-tag--red' : 'govuk-tag--grey',
    }),
    html`<span class="govuk-body-s">${source}</span>`,
  ]),
})}`;
}

function endBlock(model: LicenceModel, path: string): Html {
  const { licence, values, errors } = model;
  const posting = { csrfToken: model.csrfToken, version: licence.version };
  if (!mayAct(licence, 'end'))
    return details({
      summaryText: 'It is in force after all',
      open: errors.length > 0,
      html: form({
        ...posting,
        action: `${path}/reopen`,
        body: html`${input({ id: 'why', name: 'why', label: { text: 'Why' }, value: values.why ?? '', ...messageFor(errors, 'why') })}${button({ text: 'Put back in force', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      }),
    });
  return html`${details({
    summaryText: 'It has ended',
    open:
      errors.some(({ field }) => field.startsWith('ended')) ||
      (model.theirs !== undefined && values.endedHow !== undefined),
    html: form({
      ...posting,
      key: model.key,
      action: `${path}/end`,
      body: html`
${radios({ name: 'endedHow', fieldset: { legend: { text: 'How did it end?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.endedHow ?? '', items: endings.map((value) => ({ value, text: endingWords[value] })), ...messageFor(errors, 'endedHow') })}
${input({ id: 'endedOn', name: 'endedOn', type: 'date', label: { text: 'Last day' }, classes: 'govuk-input--width-10', value: values.endedOn ?? model.today, ...messageFor(errors, 'endedOn') })}
${input({ id: 'endedWhy', name: 'endedWhy', label: { text: 'Why (where it was not completed)' }, value: values.endedWhy ?? '', ...messageFor(errors, 'endedWhy') })}
${button({ text: 'End it', preventDoubleClick: true })}`,
    }),
  })}
${details({
  summaryText: 'It was recorded by mistake',
  open: errors.some(({ field }) => field === 'why'),
  html: form({
    ...posting,
    action: `${path}/withdraw`,
    body: html`${input({ id: 'why', name: 'why', label: { text: 'Why' }, value: values.why ?? '', ...messageFor(errors, 'why') })}${button({ text: 'Take it back', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
  }),
})}`;
}

export interface LicenceFormModel {
  isNew: boolean;
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version?: number | undefined;
  draft: string;
  values: LicenceForm;
  errors: readonly FieldError[];
  theirs?: string | undefined;
  officers: readonly { id: number; name: string; agency: string }[];
  supervisions: readonly Supervision[];
  forces: readonly string[];
}

const threeWays = [
  { value: 'yes', text: 'Yes' },
  { value: 'no', text: 'No' },
  { value: '', text: 'Not known' },
];

export function licenceFormPage(model: LicenceFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.isNew ? 'Record a licence or order' : 'Change the particulars'}</h1>
${changedMeanwhile('this', model.theirs)}
${form({
  ...model,
  body: html`
${model.supervisions.length === 0 ? '' : select({ id: 'supervision', name: 'supervision', label: { text: 'Which of the extract’s is it?' }, value: values.supervision ?? '', items: [{ value: '', text: 'None of them' }, ...model.supervisions.map((one) => ({ value: one.id, text: `${one.title ?? orderTypeWords[one.orderType]}, ${showShortDay(one.fromDay)}${one.toDay === null ? '' : ` to ${showShortDay(one.toDay)}`}` }))] })}
${radios({ name: 'orderType', fieldset: { legend: { text: 'What is it?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.orderType ?? '', items: orderTypes.map((value) => ({ value, text: orderTypeWords[value] })), ...messageFor(errors, 'orderType') })}
<div class="wm-row">${input({ id: 'fromDay', name: 'fromDay', type: 'date', label: { text: 'In force from' }, classes: 'govuk-input--width-10', value: values.fromDay ?? '', ...messageFor(errors, 'fromDay') })}
${input({ id: 'toDay', name: 'toDay', type: 'date', label: { text: 'Last day (optional)' }, classes: 'govuk-input--width-10', value: values.toDay ?? '', ...messageFor(errors, 'toDay') })}</div>
${input({ id: 'sentence', name: 'sentence', label: { text: 'Sentence (optional)' }, hint: { text: 'For example: 18 months’ imprisonment' }, value: values.sentence ?? '' })}
${input({ id: 'madeBy', name: 'madeBy', label: { text: 'Court, or prison of release (optional)' }, value: values.madeBy ?? '' })}
${select({ id: 'officer', name: 'officer', label: { text: 'Supervising officer' }, value: values.officer ?? '', items: [{ value: '', text: 'Not known yet' }, ...model.officers.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` }))] })}
${details({ summaryText: 'For the tag for acquisitive crime (optional)', open: (values.sentenceKind ?? '') !== '' || (values.force ?? '') !== '' || errors.some(({ field }) => field === 'sentenceDays'), html: taggingFields(model) })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.handling ?? 'partners', items: handlingItems, ...messageFor(errors, 'handling') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
})}`;
}

const taggingFields = ({ values, errors, forces }: LicenceFormModel): Html =>
  html`${select({ id: 'sentenceKind', name: 'sentenceKind', label: { text: 'Kind of sentence' }, value: values.sentenceKind ?? '', items: [{ value: '', text: 'Not known' }, ...sentenceKinds.map((value) => ({ value, text: sentenceKindWords[value] }))] })}
${input({ id: 'sentenceDays', name: 'sentenceDays', inputmode: 'numeric', label: { text: 'Length of the sentence in days' }, classes: 'govuk-input--width-5', value: values.sentenceDays ?? '', ...messageFor(errors, 'sentenceDays') })}
${select({ id: 'force', name: 'force', label: { text: 'Police force of the area where they live' }, value: values.force ?? '', items: [{ value: '', text: 'Not known' }, ...forces.map((name) => ({ value: name, text: name }))] })}
${radios({ name: 'qualifying', fieldset: { legend: { text: 'Does the offence qualify?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.qualifying ?? '', items: threeWays })}
${radios({ name: 'longestQualifies', fieldset: { legend: { text: 'Is the longest sentence one for an offence that qualifies?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.longestQualifies ?? '', items: threeWays })}`;

/** For the person to take away and sign. */
export function printLicence(model: {
  licence: Licence;
  name: string;
  conditions: readonly Condition[];
  on: Day;
  today: Day;
}): Html {
  const { licence } = model;
  const standing = standingOn(model.conditions, model.on);
  return html`<h1 class="govuk-heading-l">${model.name}: ${orderTypeWords[licence.orderType].toLowerCase()}</h1>
<p class="govuk-body wm-no-print">Print this page from your browser, and go through it with the person. <a class="govuk-link" href="/people/${licence.personId}/licence/${licence.id}">Back to the licence</a></p>
<p class="govuk-body">In force from ${showDay(licence.fromDay)}${licence.toDay === null ? '' : ` to ${showDay(licence.toDay)}`}.${licence.officer === null ? '' : ` Your supervising officer is ${licence.officer}.`} This is what you must keep to${model.on === model.today ? '' : `, as it stood on ${showDay(model.on)}`}. It was printed on ${showDay(model.today)}.</p>
${standing.length === 0 ? html`<p class="govuk-body">No conditions are recorded that whoever printed this may see. Ask your supervising officer what you must keep to.</p>` : html`<ol class="govuk-list govuk-list--number">${standing.map(({ wording }) => html`<li>${wording}</li>`)}</ol>`}
<p class="govuk-body">If you do not understand something here, ask your supervising officer. If you do not keep to it, you may be warned, taken back to court or recalled to prison.</p>
<p class="govuk-body">Signed: ______________________________ &nbsp; Date: ______________</p>`;
}

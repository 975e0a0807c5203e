import { showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  details,
  exampleTag,
  input,
  radios,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { changesOf, changeWords } from './rules.ts';
import {
  type Answer,
  type AnswerForm,
  type Pictures,
  type Questionnaire,
  stages,
  stageWords,
} from './types.ts';

export interface PicturesModel {
  personId: number;
  pictures: Pictures;
  csrfToken: string;
  mayAsk: boolean;
  ownAgencyId: number;
}

/** On the person's Referrals: how things are for them, and what has changed. */
export function picturesBlock(model: PicturesModel): Html {
  const { answers, questionnaire } = model.pictures;
  const path = `/people/${model.personId}/questionnaires`;
  return html`<h2 class="govuk-heading-m">What they say of themselves</h2>
${answers.length === 0 || questionnaire === undefined ? html`<p class="govuk-body">They have not been asked yet.</p>` : picture(questionnaire, answers)}
${model.mayAsk ? button({ text: 'Ask how things are', href: `${path}/new`, classes: 'govuk-button--secondary' }) : ''}
${answers.length === 0 ? '' : details({ summaryText: 'Who asked, when, and what they said', html: askedTable(model) })}`;
}

/** A row for each thing, a column for each time it was asked: the number, and a bar that repeats it. */
function picture(questionnaire: Questionnaire, answers: readonly Answer[]): Html {
  // The start and the newest: what fits on a page.
  const shown = answers.length <= 5 ? answers : [...answers.slice(0, 1), ...answers.slice(-4)];
  const most = Math.max(...questionnaire.scale.map(({ value }) => value));
  const least = questionnaire.scale.find(({ value }) => value === 1)?.name.toLowerCase();
  const best = questionnaire.scale.find(({ value }) => value === most)?.name.toLowerCase();
  return html`${table({
    caption: `${questionnaire.name}: from 1 (${least ?? 'least'}) to ${most} (${best ?? 'most'})`,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'What they say of themselves',
    firstCellIsHeader: true,
    stack: true,
    head: [
      { text: 'About' },
      ...shown.map((one) => ({ text: `${stageWords[one.stage]}, ${showShortDay(one.askedOn)}` })),
      { text: 'Change' },
    ],
    rows: changesOf(questionnaire.items, shown).map((row) => [
      row.name,
      ...row.scores.map((score, index) =>
        score === undefined
          ? shown[index]?.refused
            ? 'Did not want to answer'
            : 'No answer'
          : bar(score, most),
      ),
      changeWords(row.change),
    ]),
  })}<p class="govuk-hint">Answers of one person in their own view: they say nothing of reoffending, and nothing of what caused a change.</p>`;
}

/** The number is in the text; the bar is for the eye. */
const bar = (score: number, most: number): Html =>
  html`<span class="wm-bar"><span>${score}</span> <svg width="80" height="12" viewBox="0 0 80 12" aria-hidden="true" focusable="false"><rect x="0.5" y="0.5" width="79" height="11" fill="#fff" stroke="#505a5f"></rect><rect x="0" y="0" width="${Math.round((80 * score) / most)}" height="12" fill="#1d3557"></rect></svg></span>`;

const askedTable = (model: PicturesModel): Html =>
  table({
    caption: 'Who asked',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Who asked',
    stack: true,
    head: [
      { text: 'When' },
      { text: 'Stage' },
      { text: 'Answered' },
      { text: 'They said' },
      { text: 'Asked by' },
    ],
    rows: [...model.pictures.answers]
      .reverse()
      .map((one) => [
        showShortDay(one.askedOn),
        stageWords[one.stage],
        one.refused ? 'Did not want to answer' : `${Object.keys(one.answers).length} questions`,
        one.said ?? '',
        html`${one.staff}, ${one.agency}${model.mayAsk && one.agencyId === model.ownAgencyId ? withdrawForm(model, one) : ''}`,
      ]),
  });

const withdrawForm = (model: PicturesModel, one: Answer): Html =>
  details({
    summaryText: 'Recorded by mistake',
    html: form({
      action: `/people/${model.personId}/questionnaires/${one.id}/withdraw`,
      csrfToken: model.csrfToken,
      version: one.version,
      body: html`${input({ id: `why-${one.id}`, name: 'why', label: { text: 'Why is it withdrawn?' } })}${button({ text: 'Withdraw the answers', classes: 'govuk-button--warning' })}`,
    }),
  });

export interface AnswerFormModel {
  personId: number;
  questionnaire: Questionnaire;
  example: boolean;
  csrfToken: string;
  draft: string;
  key?: string | undefined;
  values: AnswerForm;
  errors: readonly FieldError[];
}

const small = { classes: 'govuk-fieldset__legend--s' };

export function answerFormPage(model: AnswerFormModel): Html {
  const { values, errors, questionnaire } = model;
  return html`<h1 class="govuk-heading-l">${questionnaire.name}${exampleTag(model.example)}</h1>
<p class="govuk-body">Read to the person: “${questionnaire.intro}”</p>
${form({
  ...model,
  action: `/people/${model.personId}/questionnaires`,
  body: html`${input({ id: 'askedOn', name: 'askedOn', type: 'date', label: { text: 'Asked on' }, classes: 'govuk-input--width-10', value: values.askedOn ?? '', ...messageFor(errors, 'askedOn') })}
${radios({ name: 'stage', fieldset: { legend: { text: 'When in the work', ...small } }, classes: 'govuk-radios--small govuk-radios--inline', value: values.stage ?? '', items: stages.map((code) => ({ value: code, text: stageWords[code] })), ...messageFor(errors, 'stage') })}
${checkboxes({ name: 'refused', classes: 'govuk-checkboxes--small', values: values.refused === 'yes' ? ['yes'] : [], items: [{ value: 'yes', text: 'The person did not want to answer' }] })}
${questionnaire.items.map((item, index) => radios({ name: `answer-${index}`, fieldset: { legend: { text: item.text, ...small } }, classes: 'govuk-radios--small govuk-radios--inline', value: values[`answer-${index}`] ?? '', items: [...questionnaire.scale.map(({ value, name }) => ({ value: String(value), text: name })), { value: 'none', text: 'Passed over' }], ...messageFor(errors, `answer-${index}`) }))}
${textarea({ id: 'said', name: 'said', label: { text: 'What they said, in their words (optional)' }, rows: 3, value: values.said ?? '' })}
${radios({
  name: 'handling',
  fieldset: { legend: { text: 'Who may see it', ...small } },
  classes: 'govuk-radios--small',
  value: values.handling ?? 'partners',
  items: [
    { value: 'partners', text: 'All partners in the scheme' },
    { value: 'statutory', text: 'Statutory partners only' },
    { value: 'own', text: 'My agency only' },
  ],
  ...messageFor(errors, 'handling'),
})}
${button({ text: 'Save answers', preventDoubleClick: true })}`,
})}`;
}

import { showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  input,
  insetText,
  radios,
  select,
  summaryList,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { contractSection } from './contract-view.ts';
import { listOf, type PersonTrialsModel, textOf } from './person-model.ts';
import { participantTransitions } from './rules.ts';
import { type Participant, participantWords, type Trial } from './types.ts';

/** The trials that somebody is in or could be looked at for. */
export function personTrialsPage(model: PersonTrialsModel): Html {
  const open = model.trials.filter(
    (trial) => trial.state === 'open' || model.participations.some(({ trialId }) => trialId === trial.id),
  );
  return html`<h1 class="govuk-heading-l">Trials</h1>
${model.theirs !== undefined && changedMeanwhile('this', model.theirs, 'They are now:')}
${
  open.length === 0
    ? emptyState({
        title: 'No trial takes people on now.',
        text: 'When one is open, they can be looked at for it here.',
        actions: [{ text: 'All trials', href: '/cohort/trials' }],
      })
    : open.map((trial) => trialSection(model, trial))
}`;
}

function trialSection(model: PersonTrialsModel, trial: Trial): Html {
  const found = model.participations.find(({ trialId }) => trialId === trial.id);
  return html`<section aria-labelledby="trial-${trial.id}"><h2 class="govuk-heading-m" id="trial-${trial.id}"><a class="govuk-link" href="/cohort/trials/${trial.id}">${trial.name}</a></h2>
<p class="govuk-body">${trial.body.question}</p>
${found === undefined ? html`<p class="govuk-body">They were not looked at for this trial yet.</p>` : standing(trial, found)}
${model.viewer.enrols && trial.state === 'open' && (found === undefined || participantTransitions[found.state].assess !== undefined) && assessForm(model, trial, found)}
${found?.state === 'eligible' && model.viewer.enrols && trial.state === 'open' && enrolForm(model, found)}
${found?.state === 'allocated' && html`${model.viewer.treats && contractSection(model, trial, found)}${model.viewer.enrols && leaving(model, found)}`}</section>`;
}

function standing(trial: Trial, found: Participant): Html {
  const questions = new Map(trial.body.questions.map(({ code, text }) => [code, text]));
  const arm = trial.body.arms.find(({ code }) => code === found.arm);
  return summaryList({
    rows: [
      { key: 'They are', value: participantWords[found.state] },
      found.reasons.length > 0 && {
        key: 'Not so',
        value: found.reasons
          .map((code) =>
            code === 'records'
              ? 'What is on record ruled them out when they were to be allocated'
              : (questions.get(code) ?? code),
          )
          .join('; '),
      },
      found.consent !== null && {
        key: 'Agreed',
        value:
          found.consent === 'given'
            ? `Yes${found.consentOn === null ? '' : `, ${showDay(found.consentOn)}`}`
            : 'No',
      },
      found.stratum !== null && { key: 'Stratum', value: found.stratum.replaceAll('|', ', ') },
      found.enrolledAt !== null && { key: 'Enrolled', value: showMoment(found.enrolledAt) },
      found.state === 'allocated' && {
        key: 'Arm',
        value: arm?.name ?? 'Shown to those who treat alone',
      },
      found.withdrewOn !== null && {
        key: 'Withdrew',
        value: `${showDay(found.withdrewOn)}. They stay where they were allocated${found.dataUntil === null ? '' : `; data after ${showDay(found.dataUntil)} are not used`}.`,
      },
      found.lostOn !== null && {
        key: 'Lost to follow-up',
        value: `${showDay(found.lostOn)}: ${found.lostWhy ?? ''}`,
      },
    ],
  });
}

function assessForm(model: PersonTrialsModel, trial: Trial, found: Participant | undefined): Html {
  const { body } = trial;
  const isBack = model.form === `assess-${trial.id}`;
  const values = isBack ? (model.values ?? {}) : {};
  const errors = isBack ? model.errors : [];
  const chosen = [...listOf(values.answer), ...listOf(values.level)];
  const choice = (id: string, name: string, legend: string, items: { value: string; text: string }[]): Html =>
    // Each question's choices are named alike, so that a protocol may have any number: they are told apart by their values.
    html`<div class="govuk-form-group">${select({ id, name, label: { text: legend }, value: items.find(({ value }) => chosen.includes(value))?.value ?? '', items: [{ value: '', text: 'Choose' }, ...items], ...messageFor(errors, id) })}</div>`;
  const drawn = form({
    action: `/people/${model.personId}/trials/${trial.id}/assess`,
    csrfToken: model.csrfToken,
    key: isBack && model.theirs === undefined ? model.key : undefined,
    version: found?.version ?? 0,
    body: html`${body.questions.map(({ code, text }) =>
      choice(`q-${code}`, 'answer', text, [
        { value: `${code}=yes`, text: 'Yes' },
        { value: `${code}=no`, text: 'No' },
      ]),
    )}
${body.strata.map(({ code, label, levels }) =>
  choice(
    `s-${code}`,
    'level',
    label,
    levels.map((level) => ({ value: `${code}=${level}`, text: level })),
  ),
)}
${body.consent !== null && consentPart(body.consent, values, errors)}
${button({ text: 'Keep what was found', preventDoubleClick: true })}`,
  });
  return found === undefined
    ? drawn
    : details({ summaryText: 'Look at them again', open: isBack, html: drawn });
}

const consentPart = (
  wording: string,
  values: NonNullable<PersonTrialsModel['values']>,
  errors: readonly FieldError[],
): Html => html`${insetText({ text: wording })}
${radios({
  name: 'consent',
  idPrefix: 'consent',
  fieldset: { legend: { text: 'Do they agree?' } },
  value: textOf(values.consent),
  items: [
    { value: 'given', text: 'They agree' },
    { value: 'refused', text: 'They do not agree' },
  ],
  ...messageFor(errors, 'consent'),
})}
${input({ id: 'consentOn', name: 'consentOn', type: 'date', label: { text: 'On which day they agreed' }, value: textOf(values.consentOn), ...messageFor(errors, 'consentOn') })}
${select({
  id: 'consentHow',
  name: 'consentHow',
  label: { text: 'How they agreed' },
  value: textOf(values.consentHow),
  items: [
    { value: '', text: 'Choose' },
    { value: 'paper', text: 'On paper, signed' },
    { value: 'to-worker', text: 'To the worker, who wrote it down' },
  ],
  ...messageFor(errors, 'consentHow'),
})}`;

const enrolForm = (model: PersonTrialsModel, found: Participant): Html =>
  form({
    action: `/people/${model.personId}/trials/${found.trialId}/enrol`,
    csrfToken: model.csrfToken,
    version: found.version,
    body: html`${warningText({ text: 'This cannot be undone. They are enrolled first, for good, and the list is asked afterwards; nobody knows what it will say.' })}${button({ text: 'Enrol and ask the list', preventDoubleClick: true })}`,
  });

/** Withdrawal, and loss to follow-up: neither changes the arm. */
function leaving(model: PersonTrialsModel, found: Participant): Html {
  const action = `/people/${model.personId}/trials/${found.trialId}`;
  const isBack = model.form === `lose-${found.trialId}`;
  const send = { csrfToken: model.csrfToken, version: found.version };
  const isOver = found.withdrewOn !== null && found.dataUntil !== null;
  return html`${
    !isOver &&
    details({
      summaryText: 'They withdraw',
      html: form({
        ...send,
        action: `${action}/withdraw`,
        body: html`<p class="govuk-body">What they were offered stops. They stay in the arm that they were allocated to, or the trial would compare other people than those who were drawn. Withdrawing starts no enforcement.</p>
${radios({
  name: 'data',
  idPrefix: `data-${found.trialId}`,
  fieldset: { legend: { text: 'What about data from now on?' } },
  value: 'keep',
  items: [
    { value: 'keep', text: 'They may go on being used' },
    { value: 'stop', text: 'They ask that data from today on are not used' },
  ],
})}
${button({ text: 'Write down the withdrawal', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      }),
    })
  }
${
  found.lostOn === null &&
  details({
    summaryText: 'They cannot be followed up any more',
    open: isBack,
    html: form({
      ...send,
      action: `${action}/lose`,
      body: html`${input({ id: 'why', name: 'why', label: { text: 'Why, such as: moved abroad' }, value: isBack ? textOf(model.values?.why) : '', ...messageFor(isBack ? model.errors : [], 'why') })}${button({ text: 'Write it down', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  })
}`;
}

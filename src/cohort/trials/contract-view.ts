import { showDay } from '../../kernel/clock.ts';
import {
  button,
  checkboxes,
  details,
  input,
  insetText,
  select,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { listOf, type PersonTrialsModel, textOf } from './person-model.ts';
import { type ContractAct, contractTransitions, whyNotComplete } from './rules.ts';
import {
  type Contract,
  type ContractState,
  conditionStates,
  conditionWords,
  contractWords,
  type Participant,
  type Trial,
} from './types.ts';

const colours: Record<ContractState, string> = {
  running: 'govuk-tag--blue',
  'with-police': 'govuk-tag--orange',
  completed: 'govuk-tag--green',
  failed: 'govuk-tag--red',
  withdrawn: 'govuk-tag--grey',
};

const eventWords: Readonly<Record<string, string>> = {
  started: 'Begun',
  progress: 'Progress',
  condition: 'A condition changed',
  breach: 'Breach reported',
  continue: 'The police: it goes on',
  prosecute: 'The police: prosecution',
  completed: 'Completed',
  withdrew: 'Withdrew',
};

/** The contract of somebody in the first arm, as those who treat see it. */
export function contractSection(model: PersonTrialsModel, trial: Trial, found: Participant): Html {
  const rule = trial.body.contract;
  if (rule === null || found.arm !== trial.body.arms[0]?.code) return html``;
  const contract = model.contracts.find(({ participantId }) => participantId === found.id);
  if (contract === undefined)
    return found.withdrewOn === null
      ? html`<h3 class="govuk-heading-s">The contract</h3>${contractForm(model, trial)}`
      : html``;
  const events = model.events.filter(({ contractId }) => contractId === contract.id);
  return html`<h3 class="govuk-heading-s">The contract</h3>
<p class="govuk-body">${tag({ text: contractWords[contract.state], classes: colours[contract.state] })} From ${showDay(contract.fromDay)} to ${showDay(contract.toDay)}, with ${contract.worker}.</p>
${table({ stack: true, caption: 'Conditions', captionClasses: 'govuk-table__caption--s', head: [{ text: 'Condition' }, { text: 'How it stands' }], rows: contract.conditions.map(({ words, state }) => [words, conditionWords[state]]) })}
${steps(model, contract)}
${table({ stack: true, caption: 'What happened, the newest first', captionClasses: 'govuk-table__caption--s', scrollLabel: 'What happened', head: [{ text: 'When' }, { text: 'What' }, { text: 'In words' }, { text: 'By' }], rows: events.map((event) => [showDay(event.onDay), eventWords[event.what] ?? event.what, event.words, event.staff]) })}`;
}

const titles: Record<Exclude<ContractAct, 'withdraw'>, { summary: string; label: string; button: string }> = {
  progress: { summary: 'Write how it is going', label: 'How it is going', button: 'Keep the note' },
  condition: { summary: 'Change how a condition stands', label: 'Why', button: 'Change it' },
  breach: { summary: 'Report a breach', label: 'What happened', button: 'Report it to the police' },
  continue: { summary: 'Decide that it goes on', label: 'Why it goes on', button: 'It goes on' },
  prosecute: { summary: 'Decide that it ends and goes on to prosecution', label: 'Why', button: 'It ends' },
  complete: { summary: 'Complete it', label: 'How it ended', button: 'Complete it' },
};

/** What can be done now, from the table of transitions. */
function steps(model: PersonTrialsModel, contract: Contract): Html {
  const can = Object.keys(contractTransitions[contract.state]).filter(
    (act): act is keyof typeof titles => act in titles,
  );
  if (
    contract.state === 'with-police' &&
    (!model.viewer.isPolice || contract.breachBy === model.viewer.staffId)
  )
    return insetText({
      text: 'Somebody of the police, not whoever reported the breach, decides whether it goes on.',
    });
  return html`${can.map((act) => stepForm(model, contract, act))}`;
}

function stepForm(model: PersonTrialsModel, contract: Contract, act: keyof typeof titles): Html {
  const words = titles[act];
  const why = act === 'complete' ? whyNotComplete(contract, model.today) : undefined;
  if (why !== undefined) return html`<p class="govuk-hint">It cannot be completed yet. ${why}</p>`;
  const isBack = model.form === `${act}-${contract.id}`;
  const errors = isBack ? model.errors : [];
  // A field that is at fault has the name by which the summary leads to it; the others' ids must not be the same.
  const id = (name: string): string => (isBack ? name : `${name}-${act}-${contract.id}`);
  return details({
    summaryText: words.summary,
    open: isBack,
    html: form({
      action: `/people/${model.personId}/trials/contracts/${contract.id}`,
      csrfToken: model.csrfToken,
      version: contract.version,
      key: isBack && model.theirs === undefined ? model.key : undefined,
      body: html`<input type="hidden" name="act" value="${act}">
${act === 'condition' && html`${select({ id: id('condition'), name: 'condition', label: { text: 'Condition' }, items: contract.conditions.map((one) => ({ value: one.code, text: one.words })), ...messageFor(errors, 'condition') })}${select({ id: id('to'), name: 'to', label: { text: 'It is now' }, items: conditionStates.map((state) => ({ value: state, text: conditionWords[state] })) })}`}
${textarea({ id: id('words'), name: 'words', label: { text: words.label }, rows: 3, value: isBack ? textOf(model.values?.words) : '', ...messageFor(errors, 'words') })}
${button({ text: words.button, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });
}

/** Conditions to choose from, and a worker, for the form that begins a contract. */
function contractForm(model: PersonTrialsModel, trial: Trial): Html {
  const rule = trial.body.contract;
  if (rule === null) return html``;
  const isBack = model.form === `contract-${trial.id}`;
  const values = isBack ? (model.values ?? {}) : {};
  const errors = isBack ? model.errors : [];
  return form({
    action: `/people/${model.personId}/trials/${trial.id}/contract`,
    csrfToken: model.csrfToken,
    key: isBack ? model.key : undefined,
    body: html`${checkboxes({ name: 'conditions', idPrefix: 'conditions', fieldset: { legend: { text: `Conditions, at most ${rule.mostConditions}` } }, values: [...listOf(values.conditions)], items: rule.conditions.map(({ code, name }) => ({ value: code, text: name })), ...messageFor(errors, 'conditions') })}
${input({ id: 'own', name: 'own', label: { text: 'One more, in your own words' }, value: textOf(values.own) })}
${model.workers.length > 0 && select({ id: 'worker', name: 'worker', label: { text: 'Who works with them on it' }, value: textOf(values.worker), items: model.workers.map(({ id, name }) => ({ value: String(id), text: name })), ...messageFor(errors, 'worker') })}
${button({ text: `Begin the contract of ${rule.months} months`, preventDoubleClick: true })}`,
  });
}

import { type Day, showDay, showShortDay } from '../../kernel/clock.ts';
import { button, emptyState, input, table } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { answeredWords, goalStateWords, type Pathway, stepStateWords } from './types.ts';
import type { GoalThen, PlanChange, PlanThen, StepThen } from './version-types.ts';

export interface VersionModel {
  personId: number;
  today: Day;
  pathways: readonly Pathway[];
  version: PlanThen;
  changes: readonly PlanChange[];
}

/** Asks for the plan of a day. */
export const versionForm = (personId: number, value: string, today: Day): Html =>
  html`<form method="get" action="/people/${personId}/plan" class="wm-filter">${input({ id: 'on', name: 'on', type: 'date', label: { text: 'The plan as it stood at the end of' }, classes: 'govuk-input--width-10', value, attributes: { max: today } })}
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`;

export function versionPage(model: VersionModel): Html {
  const { version: then, personId } = model;
  const withheld = [...then.goals, ...then.steps].some((one) => one.stood === 'withheld');
  return html`<h1 class="govuk-heading-l">The plan as it stood on ${showDay(then.on)}</h1>
<p class="govuk-body"><a class="govuk-link" href="/people/${personId}/plan">The plan as it is now</a></p>
${versionForm(personId, then.on, model.today)}
${withheld ? html`<p class="govuk-body">What another agency has changed since is that agency’s own: its earlier wording is withheld here.</p>` : ''}
${agreementThen(then)}
${then.goals.length === 0 ? emptyState({ title: 'The plan had no goals then.', text: 'Goals that you may not see today are not shown.' }) : goalsByPathway(model)}
${changesBlock(model)}`;
}

const agreementThen = ({ agreement }: PlanThen): Html | '' => {
  if (agreement === undefined) return '';
  const { stood: then } = agreement;
  const said =
    then === 'withheld'
      ? `withheld by ${agreement.agency}`
      : html`${answeredWords[then.agreement]}${then.on === null ? '' : ` on ${showDay(then.on)}`}${then.why === null ? '' : html`. “${then.why}”`}`;
  return html`<p class="govuk-body"><strong>The person’s answer:</strong> ${said}</p>`;
};

function goalsByPathway({ version: then, pathways }: VersionModel): Html {
  const known = then.goals.filter((goal) => goal.stood !== 'withheld');
  const withheld = then.goals.filter((goal) => goal.stood === 'withheld');
  return html`${pathways.map((pathway) => {
    const own = known.filter((goal) => goal.stood !== 'withheld' && goal.stood.pathway === pathway.code);
    return own.length === 0
      ? ''
      : html`<h2 class="govuk-heading-m">${pathway.name}</h2>${own.map((goal) => goalThen(goal, then.steps))}`;
  })}
${withheld.length === 0 ? '' : html`<h2 class="govuk-heading-m">Goals whose wording then is withheld</h2>${withheld.map((goal) => goalThen(goal, then.steps))}`}`;
}

function goalThen(goal: GoalThen, all: readonly StepThen[]): Html {
  const steps = all.filter(({ goalId }) => goalId === goal.id);
  const title =
    goal.stood === 'withheld'
      ? html`A goal of ${goal.agency}`
      : html`“${goal.stood.goal}” (${goalStateWords[goal.stood.state]})`;
  return html`<h3 class="govuk-heading-s govuk-!-margin-bottom-1">${title}</h3>
${
  goal.stood === 'withheld'
    ? html`<p class="govuk-body">Changed since by its agency or with its leave.</p>`
    : html`<p class="govuk-body govuk-!-margin-bottom-2">Need: ${goal.stood.need}. <span class="govuk-hint">${goal.agency}${goal.stood.targetOn === null ? '' : `, by ${showDay(goal.stood.targetOn)}`}</span></p>`
}
${steps.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet">${steps.map((step) => html`<li>${stepThen(step)}</li>`)}</ul>`}`;
}

const stepThen = (step: StepThen): string =>
  step.stood === 'withheld'
    ? `A step whose wording then is withheld by ${step.agency}`
    : `${step.stood.what}: ${step.stood.who}${step.stood.dueOn === null ? '' : `, by ${showShortDay(step.stood.dueOn)}`} (${stepStateWords[step.stood.state]})`;

const whatWords: Record<PlanChange['what'], string> = {
  added: 'Added',
  changed: 'Changed',
  moved: 'Moved on',
  withheld: 'Changed (earlier wording withheld)',
};

const subjectWords = { goal: 'Goal', step: 'Step', agreement: 'Answer' } as const;

const changesBlock = ({
  changes,
  version: then,
}: VersionModel): Html => html`<h2 class="govuk-heading-m">What has changed since ${showDay(then.on)}</h2>
${
  changes.length === 0
    ? html`<p class="govuk-body">Nothing that you may see.</p>`
    : table({
        caption: `What has changed on the plan since ${showDay(then.on)}`,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'What has changed',
        stack: true,
        head: [{ text: 'Of what' }, { text: 'What' }, { text: 'Then' }, { text: 'Now' }],
        rows: changes.map((change) => [
          change.subject === 'agreement' ? change.title : `${subjectWords[change.subject]}: ${change.title}`,
          whatWords[change.what],
          change.was ?? '',
          change.is ?? '',
        ]),
      })
}`;

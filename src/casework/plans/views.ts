import { type Day, londonDay, showDay, showShortDay } from '../../kernel/clock.ts';
import { button, details, emptyState, table, tag } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  changedSinceAnswer,
  goalIsOpen,
  goalTransitions,
  openingOf,
  type PathwayProgress,
  stepIsOpen,
  stepTransitions,
} from './rules.ts';
import {
  actorWords,
  answeredWords,
  type Goal,
  type GoalMove,
  type GoalState,
  goalMovedWords,
  goalMoveWords,
  goalStateWords,
  type Pathway,
  type Plan,
  type Step,
  type StepMove,
  type StepState,
  stepMovedWords,
  stepMoveWords,
  stepStateWords,
} from './types.ts';

export interface PlanModel {
  personId: number;
  csrfToken: string;
  plan: Plan | undefined;
  pathways: readonly Pathway[];
  progress: readonly PathwayProgress[];
  goals: readonly Goal[];
  steps: readonly Step[];
  mayEdit: boolean;
  today: Day;
  /** What was moved just now: `goal-3` or `step-7`. */
  moved?: string | undefined;
}

const goalColours: Record<GoalState, string> = {
  active: 'govuk-tag--blue',
  later: 'govuk-tag--grey',
  achieved: 'govuk-tag--green',
  removed: 'govuk-tag--grey',
};

const stepColours: Record<StepState, string> = {
  'to-do': 'govuk-tag--grey',
  doing: 'govuk-tag--blue',
  done: 'govuk-tag--green',
  'cannot-be-done': 'govuk-tag--yellow',
  removed: 'govuk-tag--grey',
};

export function planPage(model: PlanModel): Html {
  const path = `/people/${model.personId}/plan`;
  const shown = model.goals.filter(({ state }) => state !== 'removed');
  const removed = model.goals.filter(({ state }) => state === 'removed');
  return html`<h1 class="govuk-heading-l">Plan</h1>
${model.mayEdit ? button({ text: 'Add a goal', href: `${path}/goals/new` }) : ''}
${model.plan === undefined ? nothing(model) : agreementBlock(model, model.plan, path)}
${model.progress.length === 0 ? '' : progressTable(model.progress)}
${model.pathways.map((pathway) => {
  const own = shown.filter((goal) => goal.pathway === pathway.code);
  return own.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m" id="${pathway.code}">${pathway.name}</h2>${own.map((goal) => goalBlock(model, goal, path))}`;
})}
${removed.length === 0 ? '' : html`<h2 class="govuk-heading-m">Removed goals</h2>${removed.map((goal) => goalBlock(model, goal, path))}`}
${lately(model)}
${model.plan === undefined ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${path}/print">Print the plan for the person</a></p>`}`;
}

const nothing = (model: PlanModel): Html =>
  emptyState({
    title: 'There is no plan yet.',
    text: model.mayEdit
      ? 'Set the first goal with the person, in their own words.'
      : 'Goals that the partners set with the person will show here.',
  });

function agreementBlock(model: PlanModel, plan: Plan, path: string): Html {
  const since = changedSinceAnswer(plan, model.goals, model.steps);
  const on = plan.agreementOn === null ? '' : ` on ${showDay(plan.agreementOn)}`;
  const why = plan.agreementWhy === null ? '' : html`. “${plan.agreementWhy}”`;
  const stale =
    since === undefined
      ? ''
      : html`; <strong>the plan has changed since (${showShortDay(since)}): ask again</strong>`;
  return html`<p class="govuk-body"><strong>The person’s answer:</strong> ${answeredWords[plan.agreement]}${on}${why}${stale}${model.mayEdit ? html` <a class="govuk-link" href="${path}/agreement">Record their answer</a>` : ''}</p>`;
}

const progressTable = (progress: readonly PathwayProgress[]): Html =>
  table({
    caption: 'Progress by pathway',
    captionClasses: 'govuk-table__caption--s',
    head: [{ text: 'Pathway' }, { text: 'Goals achieved' }, { text: 'Steps done' }],
    rows: progress.map((one) => [
      html`<a class="govuk-link" href="#${one.pathway.code}">${one.pathway.name}</a>`,
      `${one.achieved} of ${one.goals}`,
      one.steps === 0 ? 'no steps yet' : `${one.done} of ${one.steps}`,
    ]),
  });

function goalBlock(model: PlanModel, goal: Goal, path: string): Html {
  const steps = model.steps.filter(({ goalId }) => goalId === goal.id);
  const open = goalIsOpen(goal.state);
  return html`<section class="govuk-!-margin-bottom-6" aria-labelledby="goal-${goal.id}">
<h3 class="govuk-heading-s govuk-!-margin-bottom-1" id="goal-${goal.id}">“${goal.goal}” ${tag({ text: goalStateWords[goal.state], classes: goalColours[goal.state] })}</h3>
<p class="govuk-body govuk-!-margin-bottom-2">Need: ${goal.need}. <span class="govuk-hint">${goal.agency}${goal.targetOn === null ? '' : `, by ${showDay(goal.targetOn)}`}${overdueWords(goal.targetOn, open, model.today)}${goal.handling === 'partners' ? '' : goal.handling === 'own' ? ', my agency only' : ', statutory partners only'}</span></p>
${model.moved === `goal-${goal.id}` && saidBeside(`${goalMovedWords[goal.state]}: ${goal.goal}`)}
${steps.length === 0 ? html`<p class="govuk-body govuk-hint">No steps yet.</p>` : stepTable(model, goal, steps)}
${model.mayEdit ? goalActions(model, goal, path) : ''}
</section>`;
}

/** What was done just now, where the eyes are. */
const saidBeside = (text: string): Html => {
  const said = /[.!?…]$/.test(text) ? text : `${text}.`;
  return html`<p class="govuk-body wm-said" role="status"><strong>${said}</strong></p>`;
};

const overdueWords = (day: Day | null, open: boolean, today: Day): string =>
  open && day !== null && day < today ? ' (overdue)' : '';

const stepTable = (model: PlanModel, goal: Goal, steps: readonly Step[]): Html =>
  table({
    caption: `Steps towards “${goal.goal}”`,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: `Steps of goal ${goal.id}`,
    stack: true,
    head: [
      { text: 'Step' },
      { text: 'Who' },
      { text: 'By' },
      { text: 'State' },
      ...(model.mayEdit ? [{ text: 'Change' }] : []),
    ],
    rows: steps.map((step) => [
      html`<span id="step-${step.id}">${step.what}</span>${model.moved === `step-${step.id}` && saidBeside(`${stepMovedWords[step.state]}: ${step.what}`)}`,
      step.staff ?? actorWords[step.actor],
      step.dueOn === null
        ? ''
        : html`${showShortDay(step.dueOn)}${overdueWords(step.dueOn, step.state === 'to-do' || step.state === 'doing', model.today)}`,
      tag({ text: stepStateWords[step.state], classes: stepColours[step.state] }),
      ...(model.mayEdit ? [stepActions(model, step)] : []),
    ]),
  });

function stepActions(model: PlanModel, step: Step): Html {
  const path = `/people/${model.personId}/plan/steps/${step.id}`;
  const hidden = html`<span class="govuk-visually-hidden">: ${step.what}</span>`;
  const moves = Object.keys(stepTransitions[step.state]) as StepMove[];
  // Done is what nearly everybody comes for; on a phone four buttons a step would be a page of them.
  const first = moves.find((move) => move === 'finish') ?? moves[0];
  const rest = moves.filter((move) => move !== first);
  const part = (own: readonly StepMove[]): Html =>
    moveForm({
      action: `${path}/move`,
      csrfToken: model.csrfToken,
      version: step.version,
      moves: own.map((move) => ({ move, text: stepMoveWords[move] })),
      hidden,
    });
  const edit = stepIsOpen(step.state) ? html`<a class="govuk-link" href="${path}">Edit${hidden}</a>` : '';
  if (first === undefined) return html`${edit}`;
  if (rest.length === 0 && edit === '') return part([first]);
  return html`${part([first])}${details({ summaryHtml: html`More${hidden}`, classes: 'govuk-!-margin-bottom-0', html: html`${rest.length > 0 && part(rest)}${edit}` })}`;
}

function goalActions(model: PlanModel, goal: Goal, path: string): Html {
  const hidden = html`<span class="govuk-visually-hidden">: ${goal.goal}</span>`;
  const moves = Object.keys(goalTransitions[goal.state]) as GoalMove[];
  const links = goalIsOpen(goal.state)
    ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/goals/${goal.id}/steps/new">Add a step${hidden}</a> · <a class="govuk-link" href="${path}/goals/${goal.id}">Edit the goal${hidden}</a></p>`
    : '';
  return html`${links}${moveForm({ action: `${path}/goals/${goal.id}/move`, csrfToken: model.csrfToken, version: goal.version, moves: moves.map((move) => ({ move, text: goalMoveWords[move] })), hidden })}`;
}

/** One small form whose buttons are the moves the transition table allows. */
function moveForm(model: {
  action: string;
  csrfToken: string;
  version: number;
  moves: readonly { move: string; text: string }[];
  hidden: Html;
}): Html {
  return form({
    action: model.action,
    csrfToken: model.csrfToken,
    version: model.version,
    body: html`${model.moves.map(({ move, text }) => html`<button type="submit" name="move" value="${move}" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-1 govuk-!-margin-right-1" data-module="govuk-button" data-prevent-double-click="true">${text}${model.hidden}</button>`)}`,
  });
}

/** What changed in the last four weeks, newest first. */
function lately(model: PlanModel): Html | '' {
  const since = Date.parse(`${model.today}T00:00:00Z`) - 28 * 86_400_000;
  const changes = [
    ...model.goals.map((goal) => ({
      at: goal.changedAt,
      by: goal.changedBy,
      what: `Goal “${goal.goal}”: ${goalStateWords[goal.state]}`,
    })),
    ...model.steps.map((step) => ({
      at: step.changedAt,
      by: step.changedBy,
      what: `Step “${step.what}”: ${stepStateWords[step.state]}`,
    })),
  ]
    .filter(({ at }) => at.getTime() >= since)
    .sort((left, right) => right.at.getTime() - left.at.getTime())
    .slice(0, 8);
  if (changes.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Changed in the last four weeks</h2>
<ul class="govuk-list govuk-list--bullet">${changes.map(({ at, by, what }) => html`<li>${showShortDay(londonDay(at))}: ${what}${by === null ? '' : html` <span class="govuk-hint">by ${by}</span>`}</li>`)}</ul>`;
}

/** Plain English for the person to take away. Only what all partners may know is in it. */
export function printPage(
  model: Pick<PlanModel, 'personId' | 'plan' | 'pathways' | 'goals' | 'steps'> & { name: string; today: Day },
): Html {
  const goals = model.goals.filter(({ state, handling }) => state !== 'removed' && handling === 'partners');
  const steps = model.steps.filter(({ state, handling }) => state !== 'removed' && handling === 'partners');
  const changed = model.plan !== undefined && changedSinceAnswer(model.plan, goals, steps) !== undefined;
  return html`<h1 class="govuk-heading-l">${model.name}: my plan</h1>
<p class="govuk-body wm-no-print">Print this page from your browser, and go through it with the person. Goals that are not for all partners are not on it. <a class="govuk-link" href="/people/${model.personId}/plan">Back to the plan</a></p>
<p class="govuk-body">${openingOf(model.plan, changed)} It was printed on ${showDay(model.today)}.</p>
${goals.length === 0 ? emptyState({ title: 'There are no goals to print yet.' }) : ''}
${model.pathways.map((pathway) => {
  const own = goals.filter((goal) => goal.pathway === pathway.code);
  return own.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">${pathway.name}</h2>${own.map((goal) =>
        printGoal(
          goal,
          steps.filter(({ goalId }) => goalId === goal.id),
        ),
      )}`;
})}
<p class="govuk-body">If you do not agree with something here, tell your worker. They will write down what you say.</p>
<p class="govuk-body">Signed: ______________________________ &nbsp; Date: ______________</p>`;
}

const printGoal = (goal: Goal, steps: readonly Step[]): Html =>
  html`<h3 class="govuk-heading-s">${goal.goal}</h3>
<p class="govuk-body">${goal.state === 'achieved' ? 'You have done this. Well done.' : goal.state === 'later' ? 'We will start on this later.' : goal.targetOn === null ? 'We are working on this now.' : `We are working on this now, and hope to be there by ${showDay(goal.targetOn)}.`}</p>
${steps.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet">${steps.map((step) => html`<li>${printStep(step)}</li>`)}</ul>`}`;

function printStep(step: Step): string {
  const who =
    step.actor === 'person'
      ? 'You'
      : step.actor === 'worker'
        ? (step.staff ?? 'Your worker')
        : 'A service we put you in touch with';
  const by = step.dueOn === null ? '' : `, by ${showDay(step.dueOn)}`;
  const done =
    step.state === 'done' ? ' (done)' : step.state === 'cannot-be-done' ? ' (not possible yet)' : '';
  return `${who}: ${step.what}${by}${done}`;
}

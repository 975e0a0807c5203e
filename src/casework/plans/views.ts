import { type Day, londonDay, showDay, showShortDay } from '../../kernel/clock.ts';
import { button, details, emptyState, table, tag } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { PlanNote } from './note-types.ts';
import {
  noteLine,
  type ReviewModel,
  reviewBlock,
  type SignatureModel,
  signatureBlock,
} from './note-views.ts';
import {
  changedSinceAnswer,
  goalIsOpen,
  goalTransitions,
  isProgressMove,
  moveBetween,
  type Noter,
  notesStep,
  type PathwayProgress,
  stepIsOpen,
  stepTransitions,
  stepUndoes,
  ticksStep,
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
import { versionForm } from './version-views.ts';

export interface PlanModel {
  /** How many contacts touched each step; absent for whoever sees no contacts. */
  touched?: ReadonlyMap<number, number> | undefined;
  personId: number;
  csrfToken: string;
  plan: Plan | undefined;
  pathways: readonly Pathway[];
  progress: readonly PathwayProgress[];
  goals: readonly Goal[];
  steps: readonly Step[];
  mayEdit: boolean;
  /** Who notes progress without editing the plan. */
  noter?: Noter | undefined;
  today: Day;
  /** What was moved just now: `goal-3` or `step-7`. */
  moved?: string | undefined;
  /** The state it was in before, to which it can be taken back. */
  was?: string | undefined;
  notes: readonly PlanNote[];
  agencyId: number;
  /** Reviews and counter-signatures; none while there is no plan. */
  review: ReviewModel | undefined;
  signing: SignatureModel | undefined;
  /** Categories of commissioned services that answer each pathway. */
  commissioned: readonly { name: string; pathways: readonly string[] }[];
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
  return html`<h1 class="govuk-heading-l">Plan</h1>
${model.mayEdit ? button({ text: 'Add a goal', href: `${path}/goals/new` }) : ''}
${model.plan === undefined ? nothing(model) : agreementBlock(model, model.plan, path)}
${model.progress.length === 0 ? '' : progressTable(model.progress)}
${model.pathways.map((pathway) => {
  const own = model.goals.filter((goal) => goal.pathway === pathway.code);
  return own.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m" id="${pathway.code}">${pathway.name}</h2>${own.filter((goal) => stays(model, goal)).map((goal) => goalBlock(model, goal, path))}${removedGoals(model, own, path)}`;
})}
${model.review === undefined ? '' : reviewBlock(model.review)}
${model.signing === undefined ? '' : signatureBlock(model.signing)}
${lately(model)}
${model.plan === undefined ? '' : earlierBlock(model, model.plan)}
${model.plan === undefined ? '' : mappingBlock(model)}
${model.plan === undefined ? '' : html`<p class="govuk-body"><a class="govuk-link" href="${path}/print">Print the plan for the person</a></p>`}`;
}

/** A goal that was removed just now stays where it was, with what takes that back. */
const stays = (model: PlanModel, goal: Goal): boolean =>
  goal.state !== 'removed' || model.moved === `goal-${goal.id}`;

function removedGoals(model: PlanModel, own: readonly Goal[], path: string): Html | '' {
  const removed = own.filter((goal) => !stays(model, goal));
  return removed.length === 0
    ? ''
    : details({
        summaryText: removed.length === 1 ? 'One removed goal' : `${removed.length} removed goals`,
        html: html`${removed.map((goal) => goalBlock(model, goal, path))}`,
      });
}

const nothing = (model: PlanModel): Html =>
  emptyState({
    title: 'There is no plan yet.',
    text: model.mayEdit
      ? 'Set the first goal with the person, in their own words.'
      : 'Goals that the partners set with the person will show here.',
  });

/** The plan of an earlier day, and the days that somebody is likely to ask for. */
function earlierBlock(model: PlanModel, plan: Plan): Html {
  const days = [
    ...(plan.agreementOn === null ? [] : [{ day: plan.agreementOn, text: 'when the person answered' }]),
    ...(model.review?.reviews.slice(0, 1).map(({ on }) => ({ day: on, text: 'at the last review' })) ?? []),
  ];
  return html`<h2 class="govuk-heading-m">Earlier versions</h2>
${versionForm(model.personId, '', model.today)}
${days.length === 0 ? '' : html`<ul class="govuk-list">${days.map(({ day, text }) => html`<li><a class="govuk-link" href="/people/${model.personId}/plan?on=${day}">The plan ${text}, and what has changed since ${showDay(day)}</a></li>`)}</ul>`}`;
}

/** Which OASys needs and commissioned services stand behind each pathway on this plan. */
function mappingBlock(model: PlanModel): Html {
  const shown = model.pathways.filter(({ code }) =>
    model.progress.some(({ pathway }) => pathway.code === code),
  );
  if (shown.length === 0) return html``;
  return details({
    summaryText: 'Pathways in OASys and in commissioned services',
    html: table({
      caption: 'Pathways of this plan, and what they answer to',
      captionClasses: 'govuk-visually-hidden',
      scrollLabel: 'Pathways in OASys and in commissioned services',
      stack: true,
      head: [{ text: 'Pathway' }, { text: 'OASys needs' }, { text: 'Commissioned services' }],
      rows: shown.map((pathway) => [
        html`${pathway.name}${pathway.unsourced ? html` <span class="govuk-hint">no published source</span>` : ''}`,
        pathway.oasys.join(', ') || 'none named',
        model.commissioned
          .filter(({ pathways }) => pathways.includes(pathway.code))
          .map(({ name }) => name)
          .join(', ') || 'none named',
      ]),
    }),
  });
}

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
    stack: true,
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
${model.moved === `goal-${goal.id}` && saidBeside(`${goalMovedWords[goal.state]}: ${goal.goal}`, undoGoal(model, goal, path))}
${steps.length === 0 ? html`<p class="govuk-body govuk-hint">No steps yet.</p>` : stepTable(model, goal, steps)}
${progressNotes(model, goal, steps)}
${model.mayEdit ? goalActions(model, goal, path) : ownNotes(model, goal, path, steps)}
</section>`;
}

/** For whoever does not edit the plan: the link worker, or whoever holds a step of the goal. */
const ownNotes = (model: PlanModel, goal: Goal, path: string, steps: readonly Step[]): Html | '' =>
  goalIsOpen(goal.state) && model.noter !== undefined && mayNote(model.noter, steps)
    ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/goals/${goal.id}/notes/new">Note progress<span class="govuk-visually-hidden">: ${goal.goal}</span></a></p>`
    : '';

const mayNote = (noter: Noter, steps: readonly Step[]): boolean =>
  noter.embedded || steps.some((step) => step.state !== 'removed' && notesStep(noter, step));

/** The last two notes; the earlier ones folded. */
function progressNotes(model: PlanModel, goal: Goal, steps: readonly Step[]): Html | '' {
  const notes = model.notes.filter(({ goalId }) => goalId === goal.id);
  if (notes.length === 0) return '';
  const line = (note: PlanNote): Html => {
    const said = steps.find(({ id }) => id === note.stepId)?.what;
    return noteLine(note, {
      ...model,
      notesAs: model.noter?.staffId,
      ...(said === undefined ? {} : { said }),
    });
  };
  return html`<h4 class="govuk-heading-s govuk-!-margin-bottom-1">Progress<span class="govuk-visually-hidden"> towards “${goal.goal}”</span></h4>
<ul class="govuk-list govuk-!-margin-bottom-2">${notes.slice(0, 2).map(line)}</ul>
${notes.length > 2 ? details({ summaryHtml: html`Earlier notes (${notes.length - 2})<span class="govuk-visually-hidden"> of “${goal.goal}”</span>`, html: html`<ul class="govuk-list">${notes.slice(2).map(line)}</ul>` }) : ''}`;
}

/** What was done just now, where the eyes are. */
const saidBeside = (text: string, undo: Html | ''): Html => {
  const said = /[.!?…]$/.test(text) ? text : `${text}.`;
  return html`<p class="govuk-body wm-said" role="status"><strong>${said}</strong></p>${undo}`;
};

function undoGoal(model: PlanModel, goal: Goal, path: string): Html | '' {
  const was = (Object.keys(goalTransitions) as GoalState[]).find((state) => state === model.was);
  if (!model.mayEdit || was === undefined || moveBetween(goalTransitions, was, goal.state) === undefined)
    return '';
  return undoForm(model, {
    action: `${path}/goals/${goal.id}/move`,
    version: goal.version,
    was,
    about: goal.goal,
  });
}

function undoStep(model: PlanModel, step: Step): Html | '' {
  const was = (Object.keys(stepTransitions) as StepState[]).find((state) => state === model.was);
  const allowed = model.mayEdit || (model.noter !== undefined && ticksStep(model.noter, step));
  if (!allowed || was === undefined || stepUndoes(was, step.state) === undefined) return '';
  const action = `/people/${model.personId}/plan/steps/${step.id}/move`;
  return undoForm(model, { action, version: step.version, was, about: step.what });
}

const undoForm = (
  { csrfToken }: PlanModel,
  { action, version, was, about }: { action: string; version: number; was: string; about: string },
): Html =>
  form({
    action,
    csrfToken,
    version,
    body: html`<button type="submit" name="was" value="${was}" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-2" data-module="govuk-button" data-prevent-double-click="true">Undo<span class="govuk-visually-hidden">: ${about}</span></button>`,
  });

const overdueWords = (day: Day | null, open: boolean, today: Day): string =>
  open && day !== null && day < today ? ' (overdue)' : '';

/** Contacts that touched the step, with the list that makes the number. */
const touchedBy = (model: PlanModel, step: Step): Html | '' => {
  const count = model.touched?.get(step.id) ?? 0;
  return count === 0
    ? ''
    : html`<br><a class="govuk-link" href="/people/${model.personId}/contacts?step=${step.id}">Contacts: ${count}<span class="govuk-visually-hidden"> that touched ${step.what}</span></a>`;
};

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
      ...(changes(model, goal, steps) ? [{ text: 'Change' }] : []),
    ],
    rows: steps.map((step) => [
      html`<span id="step-${step.id}">${step.what}</span>${touchedBy(model, step)}${model.moved === `step-${step.id}` && saidBeside(`${stepMovedWords[step.state]}: ${step.what}`, undoStep(model, step))}`,
      step.staff ?? actorWords[step.actor],
      step.dueOn === null
        ? ''
        : html`${showShortDay(step.dueOn)}${overdueWords(step.dueOn, step.state === 'to-do' || step.state === 'doing', model.today)}`,
      html`${tag({ text: stepStateWords[step.state], classes: stepColours[step.state] })}${step.why === null ? '' : html`<br>${step.why}`}`,
      ...(changes(model, goal, steps) ? [mayMove(model, step) ? stepActions(model, step) : ''] : []),
    ]),
  });

/** Whoever edits the plan moves any step; who notes progress, those that are theirs to tick. */
const mayMove = (model: PlanModel, step: Step): boolean =>
  model.mayEdit || (model.noter !== undefined && step.state !== 'removed' && ticksStep(model.noter, step));

/** Under a removed goal nothing is to be done; putting the goal back brings its steps back. */
const changes = (model: PlanModel, goal: Goal, steps: readonly Step[]): boolean =>
  goal.state !== 'removed' && (model.mayEdit || steps.some((step) => mayMove(model, step)));

function stepActions(model: PlanModel, step: Step): Html {
  const path = `/people/${model.personId}/plan/steps/${step.id}`;
  const hidden = html`<span class="govuk-visually-hidden">: ${step.what}</span>`;
  const allowed = (Object.keys(stepTransitions[step.state]) as StepMove[]).filter(
    (move) => model.mayEdit || isProgressMove(move),
  );
  // Why it cannot be done is asked on a page of its own.
  const moves = allowed.filter((move) => move !== 'cannot');
  const cannot = allowed.includes('cannot')
    ? html`<a class="govuk-link" href="${path}/cannot">${stepMoveWords.cannot}${hidden}</a> `
    : '';
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
  const edit =
    model.mayEdit && stepIsOpen(step.state)
      ? html`<a class="govuk-link" href="${path}">Edit${hidden}</a>`
      : '';
  if (first === undefined) return html`${edit}`;
  if (rest.length === 0 && edit === '' && cannot === '') return part([first]);
  return html`${part([first])}${details({ summaryHtml: html`More${hidden}`, classes: 'govuk-!-margin-bottom-0', html: html`${rest.length > 0 && part(rest)}${cannot}${edit}` })}`;
}

function goalActions(model: PlanModel, goal: Goal, path: string): Html {
  const hidden = html`<span class="govuk-visually-hidden">: ${goal.goal}</span>`;
  const moves = Object.keys(goalTransitions[goal.state]) as GoalMove[];
  const links = goalIsOpen(goal.state)
    ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/goals/${goal.id}/steps/new">Add a step${hidden}</a> · <a class="govuk-link" href="${path}/goals/${goal.id}/notes/new">Note progress${hidden}</a> · <a class="govuk-link" href="${path}/goals/${goal.id}">Edit the goal${hidden}</a></p>`
    : '';
  const part = (own: readonly GoalMove[]): Html =>
    moveForm({
      action: `${path}/goals/${goal.id}/move`,
      csrfToken: model.csrfToken,
      version: goal.version,
      moves: own.map((move) => ({ move, text: goalMoveWords[move] })),
      hidden,
    });
  // What takes a goal off the plan does not stand beside what says that it was reached.
  const rest = moves.filter((move) => move === 'remove');
  return html`${links}${part(moves.filter((move) => move !== 'remove'))}${rest.length > 0 && details({ summaryHtml: html`More${hidden}`, classes: 'govuk-!-margin-bottom-0', html: part(rest) })}`;
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

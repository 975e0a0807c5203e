import { type Day, showDay } from '../../kernel/clock.ts';
import { emptyState } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { changedSinceAnswer, openingOf } from './rules.ts';
import type { Goal, Pathway, Plan, Step } from './types.ts';

interface LoadedPlan {
  plan: Plan | undefined;
  pathways: readonly Pathway[];
  goals: readonly Goal[];
  steps: readonly Step[];
}

/** Plain English for the person to take away. Only what all partners may know is in it. */
export function printPage(model: LoadedPlan & { personId: number; name: string; today: Day }): Html {
  const goals = model.goals.filter(({ state, handling }) => state !== 'removed' && handling === 'partners');
  const steps = model.steps.filter(({ state, handling }) => state !== 'removed' && handling === 'partners');
  const changed = model.plan !== undefined && changedSinceAnswer(model.plan, goals, steps) !== undefined;
  return html`<h1 class="govuk-heading-xl">My plan</h1>
<p class="govuk-body-l"><strong>${model.name}</strong></p>
<p class="govuk-body wm-no-print">Print this page from your browser, and go through it with the person. Goals that are not for all partners are not on it. <a class="govuk-link" href="/people/${model.personId}/plan">Back to the plan</a></p>
<p class="govuk-body-l">${openingOf(model.plan, changed)} It was printed on ${showDay(model.today)}.</p>
${goals.length === 0 ? emptyState({ title: 'There are no goals to print yet.' }) : ''}
${model.pathways.map((pathway) => {
  const own = goals.filter((goal) => goal.pathway === pathway.code);
  return own.length === 0
    ? ''
    : html`<h2 class="govuk-heading-l">${pathway.name}</h2>${own.map((goal) =>
        printGoal(
          goal,
          steps.filter(({ goalId }) => goalId === goal.id),
        ),
      )}`;
})}
${helpersBlock(steps)}
<h2 class="govuk-heading-l">What I say</h2>
<p class="govuk-body-l">${answerOf(model.plan, changed)}</p>
<p class="govuk-body-l">If you do not agree with something here, tell your worker. They will write down what you say.</p>
<p class="govuk-body-l">☐ I agree with this plan. &nbsp; ☐ I do not agree, because: ______________________________</p>
<p class="govuk-body-l">My signature: ______________________________ &nbsp; Date: ______________</p>
<p class="govuk-body-l">My worker’s signature: ______________________________ &nbsp; Date: ______________</p>`;
}

/** Who helps with what, from the steps that are still to be done. */
function helpersBlock(steps: readonly Step[]): Html | '' {
  const open = steps.filter(({ state }) => state === 'to-do' || state === 'doing');
  const helpers = new Map<string, string[]>();
  for (const step of open.filter(({ actor }) => actor !== 'person'))
    helpers.set(helperOf(step), [...new Set([...(helpers.get(helperOf(step)) ?? []), step.what])]);
  if (helpers.size === 0) return '';
  return html`<h2 class="govuk-heading-l">Who helps me</h2>
<ul class="govuk-list govuk-list--bullet govuk-!-font-size-24">${[...helpers].map(([who, what]) => html`<li><strong>${who}</strong>: ${what.join('; ')}</li>`)}</ul>`;
}

const helperOf = (step: Step): string =>
  step.actor === 'worker' ? (step.staff ?? 'Your worker') : 'A service we put you in touch with';

/** What the person answered, and when, in their own words where they were written down. */
function answerOf(plan: Plan | undefined, hasChanged: boolean): string {
  if (plan === undefined || plan.agreement === 'not-asked') return 'You have not been asked yet.';
  const on = plan.agreementOn === null ? '' : ` on ${showDay(plan.agreementOn)}`;
  const said = {
    agrees: `You said${on} that you agree.`,
    'does-not-agree': `You said${on} that you do not agree.`,
    'could-not-answer': `You could not answer${on}.`,
  }[plan.agreement];
  return hasChanged ? `${said} The plan has changed since then.` : said;
}

const printGoal = (goal: Goal, steps: readonly Step[]): Html =>
  html`<h3 class="govuk-heading-m">${goal.goal}</h3>
<p class="govuk-body-l govuk-!-margin-bottom-2">${goal.state === 'achieved' ? 'You have done this. Well done.' : goal.state === 'later' ? 'We will start on this later.' : goal.targetOn === null ? 'We are working on this now.' : `We are working on this now, and hope to be there by ${showDay(goal.targetOn)}.`}</p>
${steps.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet govuk-!-font-size-24">${steps.map((step) => html`<li>${printStep(step)}</li>`)}</ul>`}`;

function printStep(step: Step): string {
  const who = step.actor === 'person' ? 'You' : helperOf(step);
  const by = step.dueOn === null ? '' : `, by ${showDay(step.dueOn)}`;
  const done =
    step.state === 'done' ? ' (done)' : step.state === 'cannot-be-done' ? ' (not possible yet)' : '';
  return `${who}: ${step.what}${by}${done}`;
}

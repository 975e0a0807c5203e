import type { StaffViewer } from '../../access/viewers.ts';
import { addDays, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { html } from '../../web/html.ts';
import { cutLine } from '../../web/today.ts';
import type { PersonPanel, TimelineEntry, TodayItem } from '../../web/wing.ts';
import { reviewFactsOf } from './around.ts';
import { loadPlan, planOf } from './load.ts';
import { listPlanHappenings, listReviewFacts, type PlanHappening } from './note-store.ts';
import type { ReviewRule } from './note-types.ts';
import { reviewBecauseWords, reviewDue } from './review-rules.ts';
import { progressByPathway } from './rules.ts';
import { listChangedGoals, listDueSteps, listNeedsOf, mostOnToday } from './store.ts';
import type { Goal } from './types.ts';

/** Steps of the week that are the viewer's to see to, those gone by, and what others changed on plans. */
export async function plansToday(
  tx: Tx,
  { viewer, today }: { viewer: StaffViewer; today: string; now: Date },
): Promise<TodayItem[]> {
  if (!viewer.may('see:plan')) return [];
  const due = await listDueSteps(tx, viewer.staffId, addDays(today, 7));
  const changed =
    viewer.previousVisit === null ? [] : await listChangedGoals(tx, viewer.staffId, viewer.previousVisit);
  return [
    ...due.map((step) => ({
      group: step.dueOn < today ? ('overdue' as const) : ('due' as const),
      day: step.dueOn,
      title: step.name,
      href: `/people/${step.personId}/plan#step-${step.id}`,
      detail: `Step: ${step.what}`,
      personId: step.personId,
    })),
    ...(await reviewsToday(tx, viewer, today)),
    ...changed.map((one) => ({
      group: 'changed' as const,
      day: londonDay(one.at),
      title: one.name,
      href: `/people/${one.personId}/plan`,
      detail: `Plan: ${one.what.replaceAll('-', ' ')}, by ${one.by}`,
      personId: one.personId,
    })),
    ...cutLine(due, mostOnToday.steps, {
      group: 'due',
      day: today,
      href: '/calendar',
      what: 'steps of plans',
    }),
    ...cutLine(changed, mostOnToday.changes, {
      group: 'changed',
      day: today,
      href: `/cohort?lead=${viewer.staffId}`,
      what: 'changes of plans',
    }),
  ];
}

/** Plans of those whom the viewer leads whose review is due within the week, or was missed. */
async function reviewsToday(tx: Tx, viewer: StaffViewer, today: string): Promise<TodayItem[]> {
  if (!viewer.may('plan:edit')) return [];
  const [rule, rows] = await Promise.all([
    findRule<ReviewRule>(tx, viewer.schemeId, 'plan-review', today),
    listReviewFacts(tx, viewer.staffId),
  ]);
  if (rule === undefined) return [];
  return rows.flatMap((row): TodayItem[] => {
    const due = reviewDue(rule.body, reviewFactsOf(row));
    if (due === undefined || due.on > addDays(today, 7)) return [];
    return [
      {
        group: due.on < today ? 'overdue' : 'due',
        day: due.on,
        title: row.name,
        href: `/people/${row.personId}/plan#reviews`,
        detail: `Plan review, ${reviewBecauseWords[due.because]}`,
        personId: row.personId,
      },
    ];
  });
}

/** Goals, notes of progress, reviews and counter-signatures. */
export async function plansTimeline(tx: Tx, personId: number): Promise<TimelineEntry[]> {
  const [{ goals }, happenings] = await Promise.all([planOf(tx, personId), listPlanHappenings(tx, personId)]);
  const href = `/people/${personId}/plan`;
  return [...goals.flatMap((goal) => ofGoal(goal, href)), ...happenings.map((one) => ofHappening(one, href))];
}

const happeningWords: Record<PlanHappening['what'], string> = {
  progress: 'Progress noted',
  review: 'Plan reviewed',
  signed: 'Goals counter-signed',
};

const ofHappening = (one: PlanHappening, href: string): TimelineEntry => ({
  day: one.on,
  at: one.at.toISOString(),
  kind: 'plan',
  title: happeningWords[one.what],
  detail: one.note ?? `by ${one.staff}`,
  agency: one.agency,
  href: one.what === 'signed' ? `${href}#countersigned` : `${href}#note-${one.id}`,
  changedAt: one.changedAt.toISOString(),
});

const ofGoal = (goal: Goal, href: string): TimelineEntry[] => [
  {
    day: londonDay(goal.createdAt),
    at: goal.createdAt.toISOString(),
    kind: 'plan' as const,
    title: 'Goal set',
    detail: goal.goal,
    agency: goal.agency,
    href,
    changedAt: goal.changedAt.toISOString(),
  },
  ...(goal.state === 'achieved'
    ? [
        {
          day: londonDay(goal.changedAt),
          at: goal.changedAt.toISOString(),
          kind: 'plan' as const,
          title: 'Goal achieved',
          detail: goal.goal,
          agency: goal.agency,
          href,
          changedAt: goal.changedAt.toISOString(),
        },
      ]
    : []),
];

export const planPanel: PersonPanel = {
  id: 'plan',
  order: 25,
  load: async (tx, { personId, viewer, today, onScheme }) => {
    if (!viewer.may('see:plan'))
      return viewer.may('see:needs') ? needsOf(await listNeedsOf(tx, personId)) : undefined;
    const loaded = await loadPlan(tx, { schemeId: viewer.schemeId, today, personId });
    const progress = progressByPathway(loaded.pathways, loaded.goals, loaded.steps);
    const path = `/people/${personId}/plan`;
    const mayAdd = progress.length === 0 && onScheme && viewer.may('plan:edit');
    return html`<h2 class="govuk-heading-m">Plan</h2>
${
  progress.length === 0
    ? html`<p class="govuk-body">No goals are set.${mayAdd ? html` <a class="govuk-link" href="${path}/goals/new">Set the first goal</a>` : ''}</p>`
    : html`<ul class="govuk-list">${progress.map((one) => html`<li><a class="govuk-link" href="${path}#${one.pathway.code}">${one.pathway.name}</a>: ${one.achieved} of ${one.goals} ${one.goals === 1 ? 'goal' : 'goals'} achieved, ${one.steps === 0 ? 'no steps yet' : `${one.done} of ${one.steps} steps done`}</li>`)}</ul>`
}`;
  },
};

/** For the pathways manager, who sees the need and not the plan. */
const needsOf = (goals: readonly { need: string }[]) =>
  goals.length === 0
    ? undefined
    : html`<h2 class="govuk-heading-m">Open needs</h2><ul class="govuk-list govuk-list--bullet">${goals.map(({ need }) => html`<li>${need}</li>`)}</ul><p class="govuk-body"><a class="govuk-link" href="/needs">All open needs</a></p>`;

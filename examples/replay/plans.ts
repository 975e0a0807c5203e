import type { House } from '../../src/app.ts';
import { countersignPlan, noteProgress, planMark, reviewPlan } from '../../src/casework/index.ts';
import { addDays, type Day } from '../../src/kernel/clock.ts';
import type { Company, Officer } from './people.ts';

const progress = [
  'Went to the first appointment. Found it useful, and will go again.',
  'Missed it because of the bus; rang the same day and has a new date.',
  'Papers are in. An answer is expected within the fortnight.',
];

const findings = [
  'Both goals still stand. The first step is done; the second needs a push before the next visit.',
  'Moving faster than planned: what was for later can start.',
];

interface PlannedCase {
  member: { membershipId: number; personId: number };
  lead: Officer;
  probation: Officer | undefined;
  goals: readonly number[];
}

/** Of some plans: how the first goal is coming on, a review, and a counter-signature. */
export async function livePlan(
  house: House,
  company: Company,
  { member, lead, probation, goals }: PlannedCase,
  index: number,
  today: Day,
): Promise<void> {
  const { personId } = member;
  const about = `${member.membershipId} life`;
  const said = { personId, handling: 'partners' as const, stepId: null };
  const goalId = goals[0];
  if (goalId !== undefined && index % 8 === 0)
    await company.perform(
      lead.login,
      noteProgress,
      {
        ...said,
        goalId,
        on: addDays(today, -(index % 20)),
        note: progress[index % progress.length] ?? '',
        reason: null,
      },
      about,
    );
  if (index % 16 === 0)
    await company.perform(
      (probation ?? lead).login,
      reviewPlan,
      {
        ...said,
        on: addDays(today, -(index % 40)),
        note: findings[index % findings.length] ?? '',
        reason: 'initial',
      },
      about,
    );
  if (index % 12 === 0) {
    const senior = 'senior-probation-officer';
    const viewer = await company.as(senior);
    const mark = await house.database.as(viewer, (tx) => planMark(tx, personId));
    await company.perform(senior, countersignPlan, { personId, mark }, about);
  }
}

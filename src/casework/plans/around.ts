import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Ask } from '../../web/route.ts';
import { planOf } from './load.ts';
import { findReviewFacts, listNotes, listSignatures, type ReviewRow } from './note-store.ts';
import type { ReviewFacts, ReviewRule } from './note-types.ts';
import type { ReviewModel, SignatureModel } from './note-views.ts';
import { reviewDue } from './review-rules.ts';
import { markOf, signatureRefusal } from './signature-rules.ts';
import type { Goal, Plan } from './types.ts';
import type { PlanModel } from './views.ts';

/** What a review waits for, counted from the last one, else from the plan's first goal. */
export const reviewFactsOf = (row: ReviewRow): ReviewFacts => ({
  ...row,
  reviewedOn: row.reviewedOn ?? londonDay(row.begunAt),
});

type Around = Pick<PlanModel, 'notes' | 'agencyId' | 'review' | 'signing' | 'commissioned'>;

/** Notes, reviews, counter-signatures and the scheme's mapping, sent together. */
export async function loadAround(
  tx: Tx,
  ask: Ask,
  { plan, ...model }: { personId: number; plan: Plan | undefined; goals: readonly Goal[]; mayEdit: boolean },
): Promise<Around> {
  const { agencyId, schemeId, staffId } = ask.viewer;
  if (plan === undefined)
    return { notes: [], agencyId, review: undefined, signing: undefined, commissioned: [] };
  const [notes, signatures, row, rule, referrals] = await Promise.all([
    listNotes(tx, plan.id),
    listSignatures(tx, plan.id),
    findReviewFacts(tx, plan.id),
    findRule<ReviewRule>(tx, schemeId, 'plan-review', ask.today),
    findRule<{ categories: Around['commissioned'] }>(tx, schemeId, 'referrals', ask.today),
  ]);
  const about = { personId: model.personId, agencyId, mayEdit: model.mayEdit, today: ask.today };
  const review: ReviewModel = {
    ...about,
    due: row === undefined || rule === undefined ? undefined : reviewDue(rule.body, reviewFactsOf(row)),
    reviews: notes.filter(({ kind }) => kind === 'review'),
    reasons: rule?.body.reasons ?? [],
    isExample: rule?.example ?? false,
    mayEdit: model.mayEdit && rule !== undefined,
  };
  const signing: SignatureModel = {
    personId: model.personId,
    csrfToken: ask.csrfToken,
    signatures,
    goals: model.goals,
    mark: markOf(model.goals),
    maySign: ask.viewer.may('plan:countersign') && model.mayEdit,
    refusal: signatureRefusal(staffId, model.goals, signatures, plan.writers),
  };
  return { notes, agencyId, review, signing, commissioned: referrals?.body.categories ?? [] };
}

/** The mark of the goals on a person's plan as the viewer sees them: what a counter-signature is given to. */
export const planMark = async (tx: Tx, personId: number): Promise<string> =>
  markOf((await planOf(tx, personId)).goals);

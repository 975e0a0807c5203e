import { addDays, type Day, showDay } from '../../kernel/clock.ts';
import type { ReviewDue, ReviewFacts, ReviewRule } from './note-types.ts';

/**
 * When the plan is to be reviewed next: the earliest of what its colour, its tier and a change ask for.
 * A change asks only where it came after the last review: a review answers it.
 * @returns undefined where the scheme's rule asks for nothing.
 */
export function reviewDue(rule: ReviewRule, facts: ReviewFacts): ReviewDue | undefined {
  const after = (days: number | undefined): Day | undefined =>
    days === undefined ? undefined : addDays(facts.reviewedOn, days);
  const changed = (day: Day | null): Day | undefined =>
    day !== null && day > facts.reviewedOn ? addDays(day, rule.changeDays) : undefined;
  const asked: { on: Day | undefined; because: ReviewDue['because'] }[] = [
    { on: after(rule.ragDays[facts.rag]), because: 'rag' },
    { on: facts.tier === null ? undefined : after(rule.tierDays?.[facts.tier]), because: 'tier' },
    { on: changed(facts.custodyOn), because: 'custody' },
    { on: changed(facts.offenceOn), because: 'offence' },
    { on: changed(facts.ragOn), because: 'rag-changed' },
    { on: changed(facts.tierOn), because: 'tier-changed' },
  ];
  return asked
    .flatMap(({ on, because }): ReviewDue[] => (on === undefined ? [] : [{ on, because }]))
    .sort((left, right) => (left.on < right.on ? -1 : left.on > right.on ? 1 : 0))[0];
}

/**
 * What a review that was just recorded did to the day of the next.
 * @param last the day of the review before it; null where there was none
 */
export function reviewedWords(on: Day, last: Day | null, due: Day | undefined): string {
  const next = due === undefined ? '' : showDay(due);
  if (last !== null && on <= last) {
    const why =
      on === last
        ? 'The plan was reviewed on that day already'
        : `The plan was reviewed later, on ${showDay(last)}`;
    return `The plan review was recorded. ${why}${next === '' ? '.' : `, so the next stays due by ${next}.`}`;
  }
  return next === ''
    ? 'The plan review was recorded.'
    : `The plan review was recorded. The next is due by ${next}.`;
}

export const reviewBecauseWords: Record<ReviewDue['because'], string> = {
  rag: 'by the scheme’s interval for their rating',
  tier: 'by the scheme’s interval for their tier',
  custody: 'brought forward: they went into custody since the last review',
  offence: 'brought forward: an offence since the last review',
  'rag-changed': 'brought forward: their rating changed since the last review',
  'tier-changed': 'brought forward: their tier changed since the last review',
};

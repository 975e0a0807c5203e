import type { BaseLoad, BasePeople, CaseloadRule, OfficerInPost } from './types.ts';

/** How many people an officer may carry by the rule: part-time officers their part, rounded to whole people. */
export const limitFor = (rule: Pick<CaseloadRule, 'peoplePerOfficer'>, fteHundredths: number): number =>
  Math.round((rule.peoplePerOfficer * fteHundredths) / 100);

/** People who count towards somebody's load: those they lead or, as a link worker, support. Co-working does not. */
export const peopleOf = (officer: Pick<OfficerInPost, 'leads' | 'embedded'>): number =>
  officer.leads + officer.embedded;

/** `3 over`, `2 under`, `at the rule`. */
export function againstWords(people: number, limit: number): string {
  if (people === limit) return 'at the rule';
  return people > limit ? `${people - limit} over` : `${limit - people} under`;
}

/** People an officer at a base, against the rule, by who is in post there. */
export function loadOfBase(
  base: BasePeople,
  officers: readonly OfficerInPost[],
  rule: Pick<CaseloadRule, 'peoplePerOfficer'>,
): BaseLoad {
  const officersHundredths = officers
    .filter((officer) => officer.baseId === base.baseId)
    .reduce((sum, officer) => sum + officer.fteHundredths, 0);
  return {
    ...base,
    officersHundredths,
    limit: limitFor(rule, officersHundredths),
    perOfficer:
      officersHundredths === 0
        ? undefined
        : (Math.round((base.people * 1000) / officersHundredths) / 10).toFixed(1),
  };
}

/** The cohort against what is expected of it, in words: within the tolerance, or by how much outside. */
export function cohortWords(
  people: number,
  rule: Pick<CaseloadRule, 'cohortExpected' | 'cohortTolerance'>,
): string {
  const { cohortExpected: expected, cohortTolerance: tolerance } = rule;
  const range = `${expected - tolerance} to ${expected + tolerance}`;
  if (people > expected + tolerance) return `${people - expected - tolerance} above the range of ${range}`;
  if (people < expected - tolerance) return `${expected - tolerance - people} below the range of ${range}`;
  return `within the range of ${range}`;
}

import type { BaseLoad, BasePeople, CaseloadRule, Hours, OfficerInPost } from './types.ts';

/** How many people an officer may carry by the rule: part-time officers their part, rounded to whole people. */
export const limitFor = (rule: Pick<CaseloadRule, 'peoplePerOfficer'>, fteHundredths: number): number =>
  Math.round((rule.peoplePerOfficer * fteHundredths) / 100);

/** How many points an officer may carry; undefined where the rule counts none. */
export const pointsLimitFor = (
  rule: Pick<CaseloadRule, 'points'>,
  fteHundredths: number,
): number | undefined =>
  rule.points === undefined ? undefined : Math.round((rule.points.perOfficer * fteHundredths) / 100);

/**
 * What somebody has for people, in hundredths of full time: their post's share, or what they are contracted for where
 * that is less; less the same part of it as their week is reduced by. Without full-time hours in the rule the post's
 * share stands.
 */
export function availableHundredths(
  fteHundredths: number,
  { contracted, reduction }: Hours,
  fullTimeMinutes: number | undefined,
): number {
  if (fullTimeMinutes === undefined) return fteHundredths;
  const week = contracted ?? (fteHundredths * fullTimeMinutes) / 100;
  if (week <= 0) return 0;
  const share = Math.min(fteHundredths, (week * 100) / fullTimeMinutes);
  return Math.round((share * Math.max(0, week - reduction)) / week);
}

/** The same of an officer by the rule. */
export const availableOf = (
  officer: Pick<OfficerInPost, 'fteHundredths' | 'contracted' | 'reduction'>,
  rule: Pick<CaseloadRule, 'fullTimeMinutes'>,
): number => availableHundredths(officer.fteHundredths, officer, rule.fullTimeMinutes);

/** People who count towards somebody's load: those they lead or, as a link worker, support. Co-working does not. */
export const peopleOf = (officer: Pick<OfficerInPost, 'leads' | 'embedded'>): number =>
  officer.leads + officer.embedded;

/** `3 over`, `2 under`, `at the rule`. */
export function againstWords(people: number, limit: number): string {
  if (people === limit) return 'at the rule';
  return people > limit ? `${people - limit} over` : `${limit - people} under`;
}

/** People to one full-time officer, to one decimal; undefined without officers. */
export const perOfficerOf = (people: number, officersHundredths: number): string | undefined =>
  officersHundredths <= 0 ? undefined : (Math.round((people * 1000) / officersHundredths) / 10).toFixed(1);

/** People an officer at a base, against the rule, by who is in post there and has how much of the week. */
export function loadOfBase(
  base: BasePeople,
  officers: readonly OfficerInPost[],
  rule: Pick<CaseloadRule, 'peoplePerOfficer' | 'fullTimeMinutes' | 'supervisors'>,
): BaseLoad {
  const here = officers.filter((officer) => officer.baseId === base.baseId);
  const officersHundredths = here.reduce((sum, officer) => sum + availableOf(officer, rule), 0);
  return {
    ...base,
    officersHundredths,
    limit: limitFor(rule, officersHundredths),
    perOfficer: perOfficerOf(base.people, officersHundredths),
    supervisors: here.filter(({ role }) => role === rule.supervisors?.role).length,
  };
}

/** A base with officers and fewer supervisors than the rule asks for: how many are lacking. */
export const supervisorsLacking = (
  { officersHundredths, supervisors }: Pick<BaseLoad, 'officersHundredths' | 'supervisors'>,
  { supervisors: asked }: Pick<CaseloadRule, 'supervisors'>,
): number => (asked === undefined || officersHundredths === 0 ? 0 : Math.max(0, asked.perBase - supervisors));

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

/** `7.5` or `37:30` hours → minutes; undefined for what is no length of a week's work. */
export function readHours(text: string): number | undefined {
  const match = /^(\d{1,3})(?:(?:\.(\d{1,2}))|(?::([0-5]\d)))?$/.exec(text.trim());
  if (match === null) return undefined;
  const [, hours = '', decimals, minutes] = match;
  const part = minutes === undefined ? Number(`0.${decimals ?? 0}`) * 60 : Number(minutes);
  const total = Number(hours) * 60 + Math.round(part);
  return total >= 1 && total <= 6000 ? total : undefined;
}

/** `2250` → `37:30`. */
export const showHours = (minutes: number): string =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`;

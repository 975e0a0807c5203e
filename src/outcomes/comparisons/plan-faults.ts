import { type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { FEWEST_POINTS } from '../../statistics/index.ts';
import { isMonthStart } from './rules.ts';
import type { PeoplePlan, Plan, SeriesPlan } from './types.ts';

export const bounds = {
  threshold: { least: 1, most: 100 },
  followMonths: { least: 6, most: 60 },
  months: { least: FEWEST_POINTS, most: 120 },
} as const;

const outside = (value: number, { least, most }: { least: number; most: number }): boolean =>
  !Number.isInteger(value) || value < least || value > most;

const dayFault = (field: string, day: Day): FieldError[] =>
  isDay(day) ? [] : [{ field, text: 'Enter a real date, like 2026-11-30' }];

/** What is wrong with a plan, field by field; empty when it may be registered. */
export function planFaults(name: string, plan: Plan): FieldError[] {
  const faults: FieldError[] = [];
  if (name.trim() === '')
    faults.push({ field: 'name', text: 'Give the comparison a name, without anybody’s' });
  else if (name.trim().length > 120)
    faults.push({ field: 'name', text: 'Give a name of at most 120 characters' });
  if (plan.design === 'trial') {
    if (!(plan.trialId > 0)) faults.push({ field: 'trialId', text: 'Choose a trial' });
  } else faults.push(...(plan.design === 'series' ? seriesFaults(plan) : peopleFaults(plan)));
  return faults;
}

function peopleFaults(plan: PeoplePlan): FieldError[] {
  const faults = [...dayFault('joinedFrom', plan.joinedFrom), ...dayFault('joinedTo', plan.joinedTo)];
  if (faults.length === 0 && plan.joinedTo < plan.joinedFrom)
    faults.push({ field: 'joinedTo', text: 'Enter a last day that is not before the first' });
  if (outside(plan.threshold, bounds.threshold))
    faults.push({ field: 'threshold', text: 'Enter a number of offences from 1 to 100' });
  if (outside(plan.followMonths, bounds.followMonths))
    faults.push({ field: 'followMonths', text: 'Enter months of follow-up from 6 to 60' });
  if (plan.group === 'other-area' && plan.places.length === 0)
    faults.push({ field: 'places', text: 'Choose the other area' });
  if (plan.base !== null && plan.places.some(({ name }) => name === plan.base?.name))
    faults.push({ field: 'places', text: 'The other area has to be another than that of those who joined' });
  return faults;
}

function seriesFaults(plan: SeriesPlan): FieldError[] {
  const faults: FieldError[] = [];
  if (plan.places.length === 0) faults.push({ field: 'places', text: 'Choose the area of the change' });
  if (plan.otherPlaces.some(({ name }) => plan.places.some((place) => place.name === name)))
    faults.push({ field: 'otherPlaces', text: 'An area cannot be compared with itself' });
  faults.push(...dayFault('changeOn', plan.changeOn));
  if (isDay(plan.changeOn) && !isMonthStart(plan.changeOn))
    faults.push({ field: 'changeOn', text: 'Enter the first day of a month: offences are counted by month' });
  for (const field of ['monthsBefore', 'monthsAfter'] as const) {
    if (outside(plan[field], bounds.months))
      faults.push({ field, text: `Enter months from ${bounds.months.least} to ${bounds.months.most}` });
  }
  if (plan.season && plan.monthsBefore + plan.monthsAfter < 2 * 12 + 12)
    faults.push({
      field: 'season',
      text: 'Months of the year can be told apart with 36 months or more. Take more months, or leave them out',
    });
  return faults;
}

import type { FieldError } from '../../kernel/errors.ts';
import { planFaults } from './plan-faults.ts';
import {
  type Design,
  groups,
  outcomes,
  type Place,
  type Plan,
  type Subgrouping,
  subgroupings,
} from './types.ts';

/** A plan as typed; checkboxes are lists. */
export interface PlanForm {
  name?: string;
  outcome?: string;
  group?: string;
  joinedFrom?: string;
  joinedTo?: string;
  base?: string;
  threshold?: string;
  followMonths?: string;
  subgroups?: string;
  places?: string[];
  otherPlaces?: string[];
  changeOn?: string;
  monthsBefore?: string;
  monthsAfter?: string;
  season?: string;
  trialId?: string;
}

/** What a form offers to choose from. */
export interface PlanChoices {
  bases: readonly { id: number; name: string }[];
  places: readonly Place[];
  trials: readonly { id: number; name: string }[];
}

/** Areas by the name of their base, from the scheme’s rule on beats. */
export const placesOf = (beats: Readonly<Record<string, string>>): Place[] =>
  [...Map.groupBy(Object.entries(beats), ([, name]) => name)]
    .map(([name, own]) => ({ name, beats: own.map(([letters]) => letters.toUpperCase()).sort() }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));

const number = (text: string | undefined): number => {
  const typed = (text ?? '').trim();
  return /^\d{1,4}$/.test(typed) ? Number(typed) : Number.NaN;
};

const oneOf = <Code extends string>(codes: readonly Code[], text: string | undefined): Code | undefined =>
  codes.find((code) => code === text);

const chosen = (places: readonly Place[], names: readonly string[] | undefined): Place[] =>
  places.filter(({ name }) => names?.includes(name));

/** As the fields stand in the form. */
const order = [
  ...['name', 'outcome', 'trialId', 'joinedFrom', 'joinedTo', 'group', 'places', 'otherPlaces', 'changeOn'],
  ...['monthsBefore', 'monthsAfter', 'season', 'threshold', 'followMonths'],
];

/** What was typed as a plan, or what is wrong with it. */
export function readPlan(
  design: Design,
  form: PlanForm,
  choices: PlanChoices,
): { plan: Plan; errors: FieldError[] } {
  const missing: FieldError[] = [];
  const plan = planOf(design, form, choices, missing);
  const errors = [...missing, ...planFaults(form.name ?? '', plan)].toSorted(
    (one, other) => order.indexOf(one.field) - order.indexOf(other.field),
  );

  return { plan, errors };
}

function planOf(design: Design, form: PlanForm, choices: PlanChoices, missing: FieldError[]): Plan {
  const day = (text: string | undefined): string => (text ?? '').trim();
  if (design === 'trial') {
    const trial = choices.trials.find(({ id }) => String(id) === form.trialId);
    return { design, outcome: 'reoffended', trialId: trial?.id ?? 0, trial: trial?.name ?? '' };
  }
  if (design === 'series') {
    return {
      design,
      outcome: 'offences',
      places: chosen(choices.places, form.places),
      otherPlaces: chosen(choices.places, form.otherPlaces),
      changeOn: day(form.changeOn),
      monthsBefore: number(form.monthsBefore),
      monthsAfter: number(form.monthsAfter),
      season: form.season === 'yes',
    };
  }
  const group = oneOf(groups, form.group);
  const outcome = design === 'change' ? 'offences' : oneOf(outcomes, form.outcome);
  const base = choices.bases.find(({ id }) => String(id) === form.base);
  if (outcome === undefined) missing.push({ field: 'outcome', text: 'Choose what is measured' });
  if (group === undefined) missing.push({ field: 'group', text: 'Choose whom they are compared with' });
  const subgroups: Subgrouping =
    design === 'change' ? 'none' : (oneOf(subgroupings, form.subgroups) ?? 'none');
  return {
    design,
    outcome: outcome ?? 'offences',
    group: group ?? 'same-threshold',
    joinedFrom: day(form.joinedFrom),
    joinedTo: day(form.joinedTo),
    base: base === undefined ? null : { id: base.id, name: base.name },
    threshold: number(form.threshold),
    followMonths: number(form.followMonths),
    places: group === 'other-area' ? chosen(choices.places, form.places) : [],
    subgroups,
  };
}

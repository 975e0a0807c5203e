/**
 * The comparisons of a list of people, by the fields that it has. Their weights mean little until trained.
 * They are those of `waymark link` (`infer-model.ts`); the system's own runs have those of `offender-model.ts`.
 */

import {
  all,
  any,
  differ,
  OTHERWISE,
  prefix,
  present,
  rare,
  same,
  similar,
  untrained,
  years,
} from './conditions.ts';
import type { Comparison, Condition } from './types.ts';

type Has = (field: string) => boolean;
type Described = [label: string, when: Condition, termFrequency?: string];

/** A list that keeps forename and surname apart. */
function namePair(): Comparison {
  return {
    id: 'name',
    label: 'Name',
    comparable: any(present('forename'), present('surname')),
    levels: untrained(
      ['Same full name', same('name'), 'name'],
      ['Names the other way round', { is: 'crossed', fields: ['forename', 'surname'] }],
      ['Same surname, forename nearly the same', all(same('surname'), similar('forename', 0.88)), 'surname'],
      ['Same forename, surname nearly the same', all(same('forename'), similar('surname', 0.88)), 'forename'],
      ['Same surname, another form of the forename', all(same('surname'), same('forenameClass')), 'surname'],
      ['Both names nearly the same', all(similar('forename', 0.85), similar('surname', 0.85))],
      ['Same surname, other forename', same('surname'), 'surname'],
      ['Same forename, other surname', same('forename'), 'forename'],
      ['Surname nearly the same', similar('surname', 0.9)],
      ['Different names', OTHERWISE],
    ),
  };
}

/** A list with whole names, or with names under several columns: what counts is which words they share. */
function nameWords(has: Has): Comparison {
  const both = has('forename') && has('surname');
  const described: Described[] = [['Same full name', same('name'), 'name']];
  if (both) described.push(['Names the other way round', { is: 'crossed', fields: ['forename', 'surname'] }]);
  described.push(['Share very rare names', rare('tokens', 1e-6)]);
  described.push(['Share rare names', rare('tokens', 3e-5)]);
  if (both)
    described.push(['Both names nearly the same', all(similar('forename', 0.88), similar('surname', 0.88))]);
  described.push(['Share an uncommon name', rare('tokens', 1e-3)]);
  if (both) described.push(['Surname nearly the same', similar('surname', 0.9)]);
  described.push(['Whole name nearly the same', similar('name', 0.9)]);
  described.push(['Share a name', same('tokens')]);
  if (both) described.push(['Forename nearly the same', similar('forename', 0.88)]);
  described.push(['Different names', OTHERWISE]);
  return { id: 'name', label: 'Name', comparable: present('tokens'), levels: untrained(...described) };
}

function middleName(): Comparison {
  return {
    id: 'middleName',
    label: 'Middle name',
    comparable: present('middleName'),
    levels: untrained(
      ['Same middle name', same('middleName'), 'middleName'],
      ['Middle name nearly the same', similar('middleName', 0.88)],
      ['Same initial of the middle name', prefix('middleName', 1)],
      ['Different middle name', OTHERWISE],
    ),
  };
}

function dateOfBirth(): Comparison {
  return {
    id: 'dob',
    label: 'Date of birth',
    comparable: present('dob'),
    levels: untrained(
      ['Same date of birth', same('dob'), 'dob'],
      ['Day and month swapped', { is: 'day-month', field: 'dob' }],
      ['Date of birth differs in one digit', { is: 'digits', field: 'dob', atMost: 1 }],
      ['Date of birth differs in two digits', { is: 'digits', field: 'dob', atMost: 2 }],
      ['Born within a year', years('dob', 1)],
      ['Born within ten years', years('dob', 10)],
      ['Born more than ten years apart', OTHERWISE],
    ),
  };
}

function plain(field: string, label: string, fuzzy: number): Comparison {
  return {
    id: field,
    label,
    comparable: present(field),
    levels: untrained(
      [`Same ${label}`, same(field), field],
      [`${label} nearly the same`, similar(field, fuzzy)],
      [`Different ${label}`, OTHERWISE],
    ),
  };
}

function postcode(): Comparison {
  return {
    id: 'postcode',
    label: 'Postcode',
    comparable: present('postcode'),
    levels: untrained(
      ['Same postcode', same('postcode'), 'postcode'],
      ['Postcode nearly the same', similar('postcode', 0.94)],
      ['Same postcode area', prefix('postcode', 3)],
      ['Different postcode', OTHERWISE],
    ),
  };
}

function email(): Comparison {
  return {
    id: 'email',
    label: 'Email address',
    comparable: present('email'),
    levels: untrained(
      ['Same email address', same('email'), 'email'],
      ['Same name in the email address', same('emailName'), 'emailName'],
      ['Email address nearly the same', any(similar('email', 0.9), similar('emailName', 0.9))],
      ['Different email address', OTHERWISE],
    ),
  };
}

/** One comparison over both numbers: they are issued together, so two would count one fact twice. */
function policeNumbers(has: Has): Comparison {
  const there = ['pnc', 'cro'].filter(has);
  const label = there.length === 2 ? 'PNC and CRO numbers' : there[0] === 'pnc' ? 'PNC number' : 'CRO number';
  const described: Described[] = [];
  if (there.length === 2) described.push(['Same PNC and CRO numbers', all(same('pnc'), same('cro'))]);
  if (has('pnc')) described.push(['Same PNC number', same('pnc')]);
  if (has('cro')) described.push(['Same CRO number', same('cro')]);
  if (there.length === 2) {
    described.push(['PNC and CRO numbers both differ', all(differ('pnc'), differ('cro'))]);
  }
  described.push([there.length === 2 ? 'PNC or CRO number differs' : 'Different number', OTHERWISE]);
  const comparable = there.length === 2 ? any(present('pnc'), present('cro')) : present(there[0]!);
  return { id: 'police-numbers', label, comparable, levels: untrained(...described) };
}

function agencyNumber(field: string, label: string): Comparison {
  return {
    id: field,
    label,
    comparable: present(field),
    levels: untrained([`Same ${label}`, same(field)], [`Different ${label}`, OTHERWISE]),
  };
}

function sex(): Comparison {
  return {
    id: 'sex',
    label: 'Sex',
    comparable: present('sex'),
    levels: untrained(['Same sex', same('sex')], ['Different sex', OTHERWISE]),
  };
}

const PLAIN: readonly (readonly [field: string, label: string])[] = [
  ['street', 'street'],
  ['place', 'place'],
  ['phone', 'telephone number'],
  ['nationalId', 'national number'],
  ['occupation', 'occupation'],
];

export function comparisonsFor(has: Has): Comparison[] {
  const comparisons: Comparison[] = [];
  if (has('tokens')) comparisons.push(nameWords(has));
  else if (has('name')) comparisons.push(namePair());
  if (has('middleName')) comparisons.push(middleName());
  if (has('dob')) comparisons.push(dateOfBirth());
  if (has('postcode')) comparisons.push(postcode());
  if (has('email')) comparisons.push(email());
  for (const [field, label] of PLAIN) if (has(field)) comparisons.push(plain(field, label, 0.9));
  if (has('pnc') || has('cro')) comparisons.push(policeNumbers(has));
  if (has('prisonNumber')) comparisons.push(agencyNumber('prisonNumber', 'prison number'));
  if (has('crn')) comparisons.push(agencyNumber('crn', 'probation number'));
  if (has('sex')) comparisons.push(sex());
  return comparisons;
}

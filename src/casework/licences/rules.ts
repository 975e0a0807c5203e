import type { Day } from '../../kernel/clock.ts';
import { orderTypes } from '../enforcement/types.ts';
import { type Read, Reader } from './reading.ts';
import {
  type Condition,
  type Ending,
  endings,
  handlings,
  type LibraryCondition,
  type LicenceForm,
  type LicenceInput,
  type LicenceState,
  sentenceKinds,
  type VariationForm,
  type VariationInput,
} from './types.ts';

export type LicenceAct = 'change' | 'vary' | 'end' | 'withdraw' | 'reopen';

/** What may be done with a licence or order in each state; buttons, acts and tests read this table. */
export const licenceTransitions: Record<LicenceState, Partial<Record<LicenceAct, LicenceState>>> = {
  'in-force': { change: 'in-force', vary: 'in-force', end: 'ended', withdraw: 'withdrawn' },
  ended: { reopen: 'in-force' },
  withdrawn: { reopen: 'in-force' },
};

/** Conditions that stood on a day: from their first day on, and no longer on the day they were taken out. */
export const standingOn = <One extends Pick<Condition, 'fromDay' | 'toDay'>>(
  conditions: readonly One[],
  day: Day,
): One[] => conditions.filter(({ fromDay, toDay }) => fromDay <= day && (toDay === null || day < toDay));

export interface Changes<One> {
  added: One[];
  removed: One[];
  amended: { was: One; became: One }[];
}

type Compared = Pick<Condition, 'id' | 'addedBy' | 'endedBy' | 'replaces'>;

/**
 * What one variation did: conditions it brought in, took out, and put in the place of others. A condition and the one
 * that replaces it in the same variation are one amendment.
 */
export function changesOf<One extends Compared>(
  conditions: readonly One[],
  variationId: number,
): Changes<One> {
  const entered = conditions.filter(({ addedBy }) => addedBy === variationId);
  const left = conditions.filter(({ endedBy }) => endedBy === variationId);
  const amended = entered.flatMap((became) => {
    const was = left.find(({ id }) => id === became.replaces);
    return was === undefined ? [] : [{ was, became }];
  });
  return {
    added: entered.filter((one) => !amended.some(({ became }) => became === one)),
    removed: left.filter((one) => !amended.some(({ was }) => was === one)),
    amended,
  };
}

const yesNo = (value: string | undefined): boolean | null =>
  value === 'yes' ? true : value === 'no' ? false : null;

/**
 * @param known ids that the form may name: officers, and rows of probation's extract.
 * @param forces names of police forces.
 */
export function readLicenceForm(
  form: LicenceForm,
  known: { officers: readonly number[]; supervisions: readonly number[]; forces: readonly string[] },
): Read<LicenceInput> {
  const read = new Reader();
  const orderType = read.oneOf('orderType', orderTypes, form.orderType, 'Choose what it is');
  const fromDay = read.day('fromDay', form.fromDay);
  const toDay = read.dayOrNone('toDay', form.toDay);
  if (fromDay !== null && toDay !== null && toDay < fromDay) read.wrong('toDay', 'It ends before it begins');
  const sentenceDays = read.whole(
    'sentenceDays',
    form.sentenceDays,
    { from: 1, to: 36_600 },
    'Enter the length in days, a whole number up to 36600',
  );
  const handling = read.oneOf('handling', handlings, form.handling, 'Choose who may see it');
  if (read.errors.length > 0 || orderType === null || fromDay === null || handling === null)
    return { errors: read.errors };
  return {
    input: {
      orderType,
      fromDay,
      toDay,
      sentence: read.text(form.sentence),
      sentenceKind: sentenceKinds.find((code) => code === form.sentenceKind) ?? null,
      sentenceDays,
      madeBy: read.text(form.madeBy),
      officerId: known.officers.find((id) => String(id) === form.officer) ?? null,
      force: known.forces.find((name) => name === form.force) ?? null,
      qualifying: yesNo(form.qualifying),
      longestQualifies: yesNo(form.longestQualifies),
      supervisionId: known.supervisions.find((id) => String(id) === form.supervision) ?? null,
      handling,
    },
  };
}

/** How many of each the form has room for, so that what is posted is bounded. */
export const mostReworded = 40;
export const mostFilled = 60;

/** The conditions that the form showed, in its order: `reword0` is of the first. */
export const shownIds = (form: VariationForm): number[] =>
  (form.shown ?? '')
    .split(',')
    .map(Number)
    .filter((id) => Number.isSafeInteger(id) && id > 0);

const stillOpen = /\[[^\]]*\]/;

function readLibrary(
  form: VariationForm,
  library: readonly LibraryCondition[],
  read: Reader,
): VariationInput['add'] {
  const chosen = read.several(form.add);
  return library.flatMap(({ code, wording, needsInput }, index) => {
    if (!chosen.includes(code)) return [];
    const filled = needsInput ? read.text(form[`fill${index}`]) : wording;
    if (filled === null || stillOpen.test(filled)) {
      read.wrong(`fill${index}`, `Fill in what stands in square brackets: “${wording}”`);
      return [];
    }
    return [{ code, wording: filled }];
  });
}

/** A standard condition that the policy in force has: every licence has it, so no variation takes it away. */
export const isFixed = (
  condition: Pick<Condition, 'kind' | 'code'>,
  library: readonly Pick<LibraryCondition, 'kind' | 'code'>[],
): boolean =>
  condition.kind === 'standard' &&
  (condition.code === null ||
    library.some(({ kind, code }) => kind === 'standard' && code === condition.code));

export const fixedWords = ({ wording }: Pick<Condition, 'wording'>): string =>
  `“${wording.replace(/\.$/, '')}” is a standard condition. Every licence has it under the policy in force, so it cannot be removed`;

/**
 * Reads a variation. `standing` is what stands now, in the order of the form; `library` what the policy offers.
 * @param earliest the first day of the licence; what was varied before it began was never in force.
 */
export function readVariationForm(
  form: VariationForm,
  standing: readonly Pick<Condition, 'id' | 'kind' | 'code' | 'wording' | 'fromDay'>[],
  library: readonly LibraryCondition[],
  span: { earliest: Day; today: Day },
): Read<VariationInput> {
  const read = new Reader();
  const gone = read.several(form.remove);
  const remove = standing.filter(({ id }) => gone.includes(String(id))).map(({ id }) => id);
  const fixed = standing.find((one) => remove.includes(one.id) && isFixed(one, library));
  if (fixed !== undefined) read.wrong('remove', fixedWords(fixed));
  const shown = shownIds(form);
  const amend = standing.flatMap(({ id, kind, wording }, index) => {
    const place = shown.length === 0 ? index : shown.indexOf(id);
    const typed = read.text(form[`reword${place}`]);
    return kind === 'standard' || remove.includes(id) || typed === null || typed === wording
      ? []
      : [{ id, wording: typed }];
  });
  const add = readLibrary(form, library, read);
  const bespoke = (form.bespoke ?? '')
    .split(/\n\s*\n/)
    .map((one) => one.trim())
    .filter((one) => one !== '');
  const effectiveOn = read.day('effectiveOn', form.effectiveOn);
  if (effectiveOn !== null && effectiveOn < span.earliest)
    read.wrong('effectiveOn', 'The licence or order had not begun on that day');
  const late = standing.find(
    ({ id, fromDay }) =>
      effectiveOn !== null &&
      fromDay > effectiveOn &&
      (remove.includes(id) || amend.some((one) => one.id === id)),
  );
  if (late !== undefined)
    read.wrong(
      'effectiveOn',
      `A condition that you change stands only from ${late.fromDay}. Enter that day or a later one`,
    );
  const why = read.needed('why', form.why, 'Say why it is varied');
  const approvedBy = read.needed('approvedBy', form.approvedBy, 'Say who approved it');
  const approvedOn = read.day('approvedOn', form.approvedOn);
  if (approvedOn !== null && approvedOn > span.today) read.wrong('approvedOn', 'The date lies ahead');
  if (remove.length + amend.length + add.length + bespoke.length === 0 && read.errors.length === 0)
    read.wrong('remove', 'Nothing is changed: remove, reword or add at least one condition');
  if (
    read.errors.length > 0 ||
    effectiveOn === null ||
    why === null ||
    approvedBy === null ||
    approvedOn === null
  )
    return { errors: read.errors };
  return { input: { effectiveOn, why, approvedBy, approvedOn, remove, amend, add, bespoke } };
}

export interface EndInput {
  on: Day;
  how: Ending;
  why: string | null;
}

export function readEndForm(
  form: { endedOn?: string; endedHow?: string; endedWhy?: string },
  fromDay: Day,
  today: Day,
): Read<EndInput> {
  const read = new Reader();
  const on = read.day('endedOn', form.endedOn);
  if (on !== null && (on < fromDay || on > today))
    read.wrong('endedOn', 'Enter a day since it began, up to today');
  const how = read.oneOf('endedHow', endings, form.endedHow, 'Choose how it ended');
  const why = read.text(form.endedWhy);
  if (how !== null && how !== 'completed' && why === null) read.wrong('endedWhy', 'Say why');
  return read.errors.length > 0 || on === null || how === null
    ? { errors: read.errors }
    : { input: { on, how, why } };
}

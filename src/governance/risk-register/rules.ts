import { type Day, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import { changesBetween } from '../registers/history.ts';
import { readOwner } from '../registers/owners.ts';
import type { RiskForm, RiskInput, RiskRegister, RiskScales, RiskState, SchemeRisk } from './types.ts';

export type RiskAct =
  | 'change'
  | 'review'
  | 'close'
  | 'reopen'
  | 'escalate'
  | 'accept'
  | 'refuse'
  | 'hand-back';

/** What may be done with a risk, by its state and where it is kept; buttons, acts and tests read this table. */
const openActs: Record<RiskRegister, readonly RiskAct[]> = {
  scheme: ['change', 'review', 'close', 'escalate'],
  asked: ['change', 'review', 'accept', 'refuse'],
  opcc: ['change', 'review', 'hand-back'],
};

export const mayDo = (risk: Pick<SchemeRisk, 'state' | 'register'>, act: RiskAct): boolean =>
  risk.state === 'closed' ? act === 'reopen' : openActs[risk.register].includes(act);

export const scoreOf = (likelihood: number, impact: number): number => likelihood * impact;

/** The band that a score falls into: the last that begins at it or below. */
export const bandOf = (scales: RiskScales, score: number): RiskScales['bands'][number] | undefined =>
  scales.bands.toSorted((left, right) => left.from - right.from).findLast(({ from }) => from <= score);

/** What a kind of risk may score; undefined for a kind that the scales no longer have. */
export const appetiteOf = (scales: RiskScales, category: string): number | undefined =>
  scales.categories.find(({ code }) => code === category)?.appetite;

export function isAbove(
  scales: RiskScales,
  risk: Pick<SchemeRisk, 'category' | 'likelihood' | 'impact'>,
): boolean {
  const appetite = appetiteOf(scales, risk.category);
  return appetite !== undefined && scoreOf(risk.likelihood, risk.impact) > appetite;
}

export const reviewIsDue = (risk: { state: RiskState; reviewOn: Day }, today: Day): boolean =>
  risk.state === 'open' && risk.reviewOn < today;

/** Why a risk cannot be entered so: levels that the scales have not, controls that add risk, a review in the past. */
export function problemsOfRisk(input: RiskInput, scales: RiskScales, today: Day): FieldError[] {
  const reader = new FieldReader();
  const levels = (field: 'likelihood' | 'likelihoodBefore' | 'impact' | 'impactBefore'): void => {
    const scale = field.startsWith('likelihood') ? scales.likelihood : scales.impact;
    if (!scale.some(({ level }) => level === input[field]))
      reader.wrong(field, 'Choose a level of the scale');
  };
  levels('likelihoodBefore');
  levels('impactBefore');
  levels('likelihood');
  levels('impact');
  if (input.likelihood > input.likelihoodBefore)
    reader.wrong('likelihood', 'After controls it cannot be more likely than before them');
  if (input.impact > input.impactBefore)
    reader.wrong('impact', 'After controls it cannot have more impact than before them');
  const lower = scoreOf(input.likelihood, input.impact) < scoreOf(input.likelihoodBefore, input.impactBefore);
  if (lower && typed(input.controls ?? '') === '')
    reader.wrong('controls', 'Say which controls bring it down from the score before them');
  if (!scales.categories.some(({ code }) => code === input.category))
    reader.wrong('category', 'Choose what kind of risk it is');
  if (input.reviewOn < today) reader.wrong('reviewOn', 'The next review cannot lie in the past');
  return reader.errors;
}

/** Reads the form of a risk. */
export function readRiskForm(
  form: RiskForm,
  scales: RiskScales,
  owners: readonly { id: number }[],
  today: Day,
): { input: RiskInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const level = (field: 'likelihood' | 'likelihoodBefore' | 'impact' | 'impactBefore'): number =>
    reader.whole(form[field], field, 'Choose a level of the scale', 1, 10);
  const input: RiskInput = {
    title: reader.need(form.title, 'title', 'Give the risk a short name'),
    category: reader.need(form.category, 'category', 'Choose what kind of risk it is'),
    cause: reader.need(form.cause, 'cause', 'Say what could bring it about'),
    event: reader.need(form.event, 'event', 'Say what could happen'),
    effect: reader.need(form.effect, 'effect', 'Say what that would lead to'),
    controls: typed(form.controls) || null,
    likelihoodBefore: level('likelihoodBefore'),
    impactBefore: level('impactBefore'),
    likelihood: level('likelihood'),
    impact: level('impact'),
    ownerId: readOwner(form.owner, owners, reader.errors),
    reviewOn: reader.needDay(form.reviewOn, 'reviewOn', 'the day of the next review'),
  };
  for (const { field, text } of problemsOfRisk(input, scales, today)) reader.wrong(field, text);
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

type Said = RiskInput & { owner?: string | null };

/** What a change changed, for the history. `ownerName` puts a name to a number. */
export const riskChanges = (before: Said, after: Said, ownerName: (id: number | null) => string): string[] =>
  changesBetween(before, after, [
    { label: 'Name', show: (risk) => risk.title },
    { label: 'Kind', show: (risk) => risk.category },
    { label: 'Cause', show: (risk) => risk.cause },
    { label: 'Event', show: (risk) => risk.event },
    { label: 'Effect', show: (risk) => risk.effect },
    { label: 'Controls', show: (risk) => risk.controls ?? '' },
    {
      label: 'Before controls',
      show: (risk) =>
        `${risk.likelihoodBefore} × ${risk.impactBefore} = ${scoreOf(risk.likelihoodBefore, risk.impactBefore)}`,
    },
    {
      label: 'After controls',
      show: (risk) => `${risk.likelihood} × ${risk.impact} = ${scoreOf(risk.likelihood, risk.impact)}`,
    },
    { label: 'Owner', show: (risk) => ownerName(risk.ownerId) },
    { label: 'Next review', show: (risk) => showDay(risk.reviewOn) },
  ]);

/** How many open risks stand in each square. */
export function countSquares(risks: readonly { likelihood: number; impact: number }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { likelihood, impact } of risks) {
    const key = `${likelihood}:${impact}`;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  }
  return counts;
}

import type { FieldError } from '../../kernel/errors.ts';
import { FieldReader, typed } from '../registers/forms.ts';
import {
  type Linkable,
  type LinkForm,
  type LinkInput,
  linkKinds,
  type ObjectiveForm,
  type ObjectiveInput,
  type ObjectiveLink,
} from './types.ts';

/** How an objective stands to measuring: the measures that are linked, or that none is, which is said as plainly. */
export type Measured =
  | { kind: 'measured'; measures: string[] }
  | { kind: 'not-measured'; why: string | null };

export function measuredOf(
  objective: { notMeasuredWhy: string | null },
  links: readonly Pick<ObjectiveLink, 'kind' | 'measure'>[],
): Measured {
  const measures = links.flatMap(({ kind, measure }) =>
    kind === 'measure' && measure !== null ? [measure] : [],
  );
  return measures.length > 0
    ? { kind: 'measured', measures }
    : { kind: 'not-measured', why: objective.notMeasuredWhy };
}

export function readObjectiveForm(
  form: ObjectiveForm,
): { input: Omit<ObjectiveInput, 'example'> } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const number = typed(form.number) || null;
  if ((number?.length ?? 0) > 20) reader.wrong('number', 'Keep the number to 20 characters');
  const input = {
    body: reader.need(form.body, 'body', 'Say whose plan it is'),
    plan: reader.need(form.plan, 'plan', 'Give the plan its name'),
    number,
    title: reader.need(form.title, 'title', 'Enter the objective'),
    detail: typed(form.detail) || null,
    fromOn: reader.day(form.fromOn, 'fromOn', 'the first day'),
    untilOn: reader.day(form.untilOn, 'untilOn', 'the last day'),
    notMeasuredWhy: typed(form.notMeasuredWhy) || null,
    source: typed(form.source) || null,
  };
  if (input.fromOn !== null && input.untilOn !== null && input.untilOn < input.fromOn)
    reader.wrong('untilOn', 'The plan ends before it begins');
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

/** @param linkable what there is to link, and is not linked yet */
export function readLinkForm(
  form: LinkForm,
  objectiveId: number,
  linkable: readonly Linkable[],
): { input: LinkInput } | { errors: FieldError[] } {
  const reader = new FieldReader();
  const chosen = linkable.find(({ value }) => value === form.what);
  if (chosen === undefined) reader.wrong('what', 'Choose a decision, a grant or a measure');
  const [kindText, ref = ''] = (chosen?.value ?? '').split(':');
  const kind = linkKinds.find((code) => code === kindText) ?? 'measure';
  const input: LinkInput = {
    ...{ objectiveId, kind, title: (chosen?.title ?? '').slice(0, 300) },
    refId: kind === 'measure' ? null : Number(ref),
    measure: kind === 'measure' ? ref : null,
    why: reader.need(form.why, 'why', 'Say how it serves the objective, or what of it it shows'),
  };
  return reader.errors.length > 0 ? { errors: reader.errors } : { input };
}

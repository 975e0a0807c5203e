import type { FieldError } from '../../kernel/errors.ts';
import { type UnmetForm, type UnmetInput, unmetReasons } from './need-types.ts';
import { referralHandlings } from './types.ts';

const text = (value: string | undefined): string | null => value?.trim() || null;

export function readUnmetForm(
  form: UnmetForm,
  choices: { pathways: readonly string[]; bases: readonly number[] },
): { input: UnmetInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const pathway = choices.pathways.find((code) => code === form.pathway);
  if (pathway === undefined) errors.push({ field: 'pathway', text: 'Choose a pathway' });
  const typed = text(form.base);
  const baseId = choices.bases.find((id) => String(id) === typed) ?? null;
  if (typed !== null && baseId === null) errors.push({ field: 'base', text: 'Choose an area from the list' });
  const need = text(form.need);
  if (need === null) errors.push({ field: 'need', text: 'Say what the need is' });
  const why = unmetReasons.find((code) => code === form.why);
  if (why === undefined) errors.push({ field: 'why', text: 'Choose why no service meets it' });
  const whyWords = text(form.whyWords);
  if (why === 'other' && whyWords === null)
    errors.push({ field: 'whyWords', text: 'Say what the reason is' });
  const handling = referralHandlings.find((code) => code === form.handling);
  if (handling === undefined) errors.push({ field: 'handling', text: 'Choose who may see it' });
  if (
    pathway === undefined ||
    need === null ||
    why === undefined ||
    handling === undefined ||
    errors.length > 0
  )
    return { errors };
  return { input: { pathway, baseId, need, why, whyWords, handling } };
}

import { addYears, type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import type { PhotoState, Sitter } from './types.ts';

export type PhotoAct = 'remove' | 'restore' | 'confirm' | 'replace';

/** What may be done with a photo in each state; buttons, acts and tests read this table. */
export const transitions: Record<PhotoState, Partial<Record<PhotoAct, PhotoState>>> = {
  shown: { remove: 'removed', replace: 'replaced' },
  // One that was given earlier than the one shown is confirmed as 'replaced': it stands where it was told of.
  'to-confirm': { confirm: 'shown', remove: 'removed' },
  replaced: { restore: 'shown' },
  removed: { restore: 'shown' },
  erased: {},
};

/** What whoever gives a photo, or puts one back, says yes to. */
export const confirmWords = ({ name, born }: Pick<Sitter, 'name' | 'born'>): string =>
  `I have looked at the picture: it shows ${name}, ${born === null ? 'whose date of birth is not known' : `born ${showDay(born)}`}`;

export interface PhotoForm {
  record?: string | undefined;
  takenOn?: string | undefined;
  why?: string | undefined;
  sure?: string | undefined;
}

export interface PhotoInput {
  recordId: number;
  takenOn: Day;
  why: string;
}

/** Reads the form around the file. The record may be left out where there is one alone. */
export function readPhotoForm(
  form: PhotoForm,
  sitter: Pick<Sitter, 'name' | 'born'>,
  records: readonly number[],
  today: Day,
): { input: PhotoInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const wrong = (field: string, text: string): void => {
    errors.push({ field, text });
  };
  const [only, ...others] = records;
  const recordId = others.length === 0 ? only : records.find((id) => String(id) === form.record);
  if (recordId === undefined) wrong('record', 'Choose the record of the person whom it shows');
  const takenOn = form.takenOn ?? '';
  if (!isDay(takenOn)) wrong('takenOn', 'Enter the day on which it was taken');
  else if (takenOn > today) wrong('takenOn', 'It cannot have been taken after today');
  else if (takenOn < addYears(today, -30))
    wrong('takenOn', 'A photo of more than 30 years ago is nobody’s likeness now');
  const why = (form.why ?? '').replaceAll('\u0000', '').trim();
  if (why === '') wrong('why', 'Say why this photo is needed');
  if (why.length > 500) wrong('why', 'Use at most 500 characters');
  if (form.sure !== 'yes') wrong('sure', `Say that it shows ${sitter.name}`);
  return errors.length > 0 || recordId === undefined ? { errors } : { input: { recordId, takenOn, why } };
}

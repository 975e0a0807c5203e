/** Why a text has no standard form, for whoever has to put it right at its source. */

import { type ParsedIdentifier, parseCrn, parseCro, parsePnc, parsePrisonNumber } from './identifiers.ts';
import {
  dateDigits,
  standardiseDate,
  standardiseName,
  standardisePostcode,
  standardiseSex,
  standardiseText,
} from './standardise.ts';
import type { FieldKind, UnreadReason } from './types.ts';

const ofDate = (text: string): UnreadReason | null => {
  if (dateDigits(text) !== null) return standardiseDate(text) === null ? 'impossible-date' : null;
  if (isPlaceholder(text)) return 'placeholder';
  if (/^\d{1,2}[-/. ]\d{1,2}[-/. ]\d{2}(?:\D.*)?$/.test(text)) return 'short-year';
  const isWhole = /^(?:\d{4}[-/.]?\d{2}[-/.]?\d{2}|\d{1,2}[-/.]\d{1,2}[-/.]\d{4})(?:[T ].*)?$/.test(text);
  return isWhole ? 'default-date' : 'form';
};

/** What people write where they have nothing to write. */
function isPlaceholder(text: string): boolean {
  if (standardiseText(text) === null) return true;
  if (!/[\p{L}\p{N}]/u.test(text)) return true;
  return /\p{L}/u.test(text) && standardiseName(text) === null;
}

function ofNumber(parsed: ParsedIdentifier, text: string): UnreadReason | null {
  if (parsed.valid) return null;
  if (isPlaceholder(text)) return 'placeholder';
  return parsed.problem === 'check-letter' ? 'check-letter' : 'form';
}

function ofPostcode(text: string): UnreadReason | null {
  if (standardisePostcode(text) !== null) return null;
  if (isPlaceholder(text)) return 'placeholder';
  return /^(?:NF1|ZZ99)/i.test(text.replace(/[^a-z0-9]/gi, '')) ? 'no-abode' : 'form';
}

function ofName(text: string): UnreadReason | null {
  if (standardiseName(text) !== null) return null;
  return /\p{L}/u.test(text) ? 'placeholder' : 'no-letter';
}

/** @returns null where the text can be read as what it should be, without any doubt. */
export function unreadReason(kind: FieldKind, given: string, referenceYear: number): UnreadReason | null {
  const text = given.trim();
  if (text === '') return null;
  switch (kind) {
    case 'name':
      return ofName(text);
    case 'date':
      return ofDate(text);
    case 'postcode':
      return ofPostcode(text);
    case 'pnc':
      return ofNumber(parsePnc(text, referenceYear), text);
    case 'cro':
      return ofNumber(parseCro(text), text);
    case 'prison-number':
      return ofNumber(parsePrisonNumber(text), text);
    case 'crn':
      return ofNumber(parseCrn(text), text);
    case 'sex':
      return standardiseSex(text) === null ? 'placeholder' : null;
    case 'text':
    case 'other':
      return standardiseText(text) === null ? 'placeholder' : null;
    case 'as-is':
      return null;
    default:
      return unknownKind(kind);
  }
}

function unknownKind(kind: never): never {
  throw new Error(`The model has a kind of field that is not known: ${JSON.stringify(kind)}.`);
}

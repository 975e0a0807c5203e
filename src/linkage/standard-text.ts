/** The standard form of a text, by the kind of field that it stands in. */

import { parseCrn, parseCro, parsePnc, parsePrisonNumber } from './identifiers.ts';
import {
  dateDigits,
  standardiseName,
  standardisePostcode,
  standardiseSex,
  standardiseText,
} from './standardise.ts';
import type { FieldKind } from './types.ts';

/** Null where the text has no form of that kind. */
export function standardOf(kind: FieldKind, text: string, referenceYear: number): string | null {
  switch (kind) {
    case 'name':
      return standardiseName(text);
    case 'date':
      return dateDigits(text);
    case 'postcode':
      return standardisePostcode(text);
    case 'sex':
      return standardiseSex(text);
    case 'pnc':
      return parsePnc(text, referenceYear).canonical ?? null;
    case 'cro':
      return parseCro(text).canonical ?? null;
    case 'prison-number':
      return parsePrisonNumber(text).canonical ?? null;
    case 'crn':
      return parseCrn(text).canonical ?? null;
    case 'as-is':
      return text === '' ? null : text;
    case 'text':
    case 'other':
      return standardiseText(text);
    default:
      return unknownKind(kind);
  }
}

function unknownKind(kind: never): never {
  throw new Error(`The model has a kind of field that is not known: ${JSON.stringify(kind)}.`);
}

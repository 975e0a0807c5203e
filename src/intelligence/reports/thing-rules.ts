import type { FieldError } from '../../kernel/errors.ts';
import { type ThingKind, thingKinds } from './types.ts';

/** The form of an address, a vehicle or an offence, as typed. */
export interface ThingForm {
  kind?: string;
  reference?: string;
  detail?: string;
  offence?: string;
}

export interface ThingInput {
  kind: ThingKind;
  reference: string | null;
  detail: string;
  offenceId: number | null;
}

const postcode = /^([A-Z]{1,2}[0-9][A-Z0-9]?)([0-9][A-Z]{2})$/;

/** One way of writing, so that the same thing in two reports is found: undefined where it cannot be one. */
export function plainReference(kind: ThingKind, typed: string): string | undefined {
  const joined = typed.toUpperCase().replaceAll(/[^A-Z0-9/-]/g, '');
  if (kind === 'offence') return joined.length >= 3 && joined.length <= 40 ? joined : undefined;
  const plain = joined.replaceAll(/[/-]/g, '');
  if (kind === 'vehicle') return plain.length >= 2 && plain.length <= 8 ? plain : undefined;
  const parts = postcode.exec(plain);
  return parts === null ? undefined : `${parts[1]} ${parts[2]}`;
}

const wanted: Record<ThingKind, string> = {
  address: 'Enter a whole postcode, like NR1 3JU, or leave it empty and write the address beside it',
  vehicle: 'Enter the registration as it is on the plate, or leave it empty and describe the vehicle',
  offence: 'Enter the crime’s reference, or leave it empty and say what was done',
};

/** Reads it. A reference, words or a recorded offence must be there. */
export function readThing(form: ThingForm): { input: ThingInput } | { errors: FieldError[] } {
  const kind = thingKinds.find((code) => code === form.kind);
  const detail = form.detail?.trim() ?? '';
  const typed = form.reference?.trim() ?? '';
  const offenceId = kind === 'offence' ? Number(form.offence) || null : null;
  if (kind === undefined)
    return { errors: [{ field: 'kind', text: 'Choose an address, a vehicle or an offence' }] };
  const reference = typed === '' ? null : plainReference(kind, typed);
  if (reference === undefined) return { errors: [{ field: 'reference', text: wanted[kind] }] };
  if (reference === null && detail === '' && offenceId === null)
    return { errors: [{ field: 'detail', text: 'Write something by which it can be known again' }] };
  return { input: { kind, reference, detail, offenceId } };
}

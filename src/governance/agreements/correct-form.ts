import { FieldReader, typed } from '../registers/forms.ts';
import { type Correction, type PartyName, saysOf } from './correct-rules.ts';
import {
  type Agreement,
  type CorrectedParty,
  isCategory,
  type Party,
  partyKinds,
  type Says,
} from './types.ts';

export interface CorrectForm {
  reference?: string;
  title?: string;
  purpose?: string;
  gateway?: string;
  functions?: string;
  funding?: string;
  exitPlan?: string;
  varyMonths?: string;
  owner?: string;
  why?: string;
  startsOn?: string;
  expiresOn?: string;
  reviewOn?: string;
  /** By line: the party's number, empty for one that is added. */
  partyIds?: string[];
  partyNames?: string[];
  partyKinds?: string[];
  partyForces?: string[];
  partyAgencies?: string[];
  /** `line:category` for each box ticked. */
  covers?: string[];
  /** Lines of parties that are taken away. */
  gone?: string[];
}

/** The form as it stands before anything was changed. */
export function formOf(agreement: Agreement, parties: readonly Party[]): CorrectForm {
  const says = saysOf(agreement);
  return {
    reference: says.reference,
    title: says.title,
    purpose: says.purpose,
    gateway: says.gateway,
    functions: says.functions ?? '',
    funding: says.funding ?? '',
    exitPlan: says.exitPlan ?? '',
    varyMonths: String(says.varyMonths ?? ''),
    owner: String(agreement.ownerId ?? ''),
    startsOn: agreement.startsOn,
    expiresOn: agreement.expiresOn ?? '',
    reviewOn: agreement.reviewOn ?? '',
    partyIds: parties.map(({ id }) => String(id)),
    partyNames: parties.map(({ name }) => name),
    partyKinds: parties.map(({ kind }) => kind ?? ''),
    partyForces: parties.map(({ force }) => force ?? ''),
    partyAgencies: parties.map(({ agencyId }) => String(agencyId ?? '')),
    covers: parties.flatMap(({ categories }, at) => categories.map((category) => `${at}:${category}`)),
  };
}

function readSays(form: CorrectForm, reader: FieldReader): Says {
  return {
    reference: typed(form.reference),
    title: typed(form.title),
    purpose: typed(form.purpose),
    gateway: typed(form.gateway),
    functions: typed(form.functions) || null,
    funding: typed(form.funding) || null,
    exitPlan: typed(form.exitPlan) || null,
    varyMonths:
      typed(form.varyMonths) === ''
        ? null
        : reader.whole(
            form.varyMonths,
            'varyMonths',
            'Enter a whole number of months, from 1 to 120',
            1,
            120,
          ),
  };
}

/** Reads the form's lines of parties; an empty line without a number is none. */
function readParties(
  form: CorrectForm,
  kind: Agreement['kind'],
  parties: readonly Party[],
  agencies: readonly { id: number; name: string }[],
): CorrectedParty[] {
  return (form.partyNames ?? []).flatMap((given, line): CorrectedParty[] => {
    const id = parties.find((party) => String(party.id) === form.partyIds?.[line])?.id ?? null;
    const agency = agencies.find((one) => String(one.id) === form.partyAgencies?.[line]);
    const name = typed(given) || (id === null ? (agency?.name ?? '') : '');
    if (id === null && name === '') return [];
    const partyKind = partyKinds.find((code) => code === form.partyKinds?.[line]) ?? null;
    const categories = (form.covers ?? [])
      .map((cover) => cover.split(':'))
      .filter(([at]) => at === String(line))
      .map(([, category]) => category ?? '')
      .filter(isCategory);
    return [
      {
        ...{ id, name, agencyId: agency?.id ?? null, categories },
        kind: kind === 'section-22a' ? partyKind : null,
        force: partyKind === null || partyKind === 'other' ? null : typed(form.partyForces?.[line]) || null,
        gone: form.gone?.includes(String(line)) ?? false,
      },
    ];
  });
}

/** What the form asks for, of an agreement that nobody has signed and of one that somebody has. */
export function readCorrectForm(
  form: CorrectForm,
  agreement: Agreement,
  parties: readonly Party[],
  agencies: readonly { id: number; name: string }[],
): {
  errors: FieldReader['errors'];
  says: Says;
  names: PartyName[];
  correction: Correction;
  why: string;
} {
  const reader = new FieldReader();
  const says = readSays(form, reader);
  const lines = readParties(form, agreement.kind, parties, agencies);
  const correction: Correction = {
    says,
    startsOn: reader.needDay(form.startsOn, 'startsOn', 'the first day in force'),
    expiresOn: reader.day(form.expiresOn, 'expiresOn', 'the last day'),
    reviewOn: reader.day(form.reviewOn, 'reviewOn', 'the review'),
    parties: lines,
  };
  const names = parties.map(({ id, name, force }, at) => ({
    id,
    name: form.partyNames?.[at] === undefined ? name : typed(form.partyNames[at]),
    force: form.partyForces?.[at] === undefined ? force : typed(form.partyForces[at]) || null,
  }));
  return { errors: reader.errors, says, names, correction, why: typed(form.why) };
}

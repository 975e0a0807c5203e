import type { FieldError } from '../../kernel/errors.ts';
import { problemsOfAgreement, problemsOfBodies } from './rules.ts';
import type { Agreement, Changes, CorrectedParty, Party, PartyInput, Says, Variation } from './types.ts';

/** What an agreement says now. */
export const saysOf = (agreement: Agreement): Says => ({
  reference: agreement.reference,
  title: agreement.title,
  purpose: agreement.purpose,
  gateway: agreement.gateway,
  functions: agreement.functions,
  funding: agreement.funding,
  exitPlan: agreement.exitPlan,
  varyMonths: agreement.varyMonths,
});

export interface PartyName {
  id: number;
  name: string;
  force: string | null;
}

const asText = (value: string | number | null): string | null => (value === null ? null : String(value));

/** What a change alters, field by field, with what each said before; what stays is left out. */
export function changesOf(
  agreement: Agreement,
  parties: readonly Party[],
  to: { says: Says; names: readonly PartyName[] },
): Changes {
  const changes: Changes = {};
  const note = (field: string, was: string | number | null, becomes: string | number | null): void => {
    if (was !== becomes) changes[field] = { was: asText(was), becomes: asText(becomes) };
  };
  const was = saysOf(agreement);
  for (const field of saidFields) note(field, was[field], to.says[field]);
  for (const party of parties) {
    const named = to.names.find(({ id }) => id === party.id);
    if (named === undefined) continue;
    note(`party-${party.id}`, party.name, named.name);
    // A party is of a force or of none by what it is: that is not a word of the text.
    if (party.force !== null) note(`force-${party.id}`, party.force, named.force ?? party.force);
  }
  return changes;
}

export const saidFields = [
  'reference',
  'title',
  'purpose',
  'gateway',
  'functions',
  'funding',
  'exitPlan',
  'varyMonths',
] as const satisfies readonly (keyof Says)[];

const saidWords: Record<(typeof saidFields)[number], string> = {
  reference: 'Reference',
  title: 'Title',
  purpose: 'Purpose',
  gateway: 'The power it rests on',
  functions: 'Functions',
  funding: 'Funding',
  exitPlan: 'Exit plan',
  varyMonths: 'The most months by which one variation may lengthen it',
};

/** The name of a field that a change alters. */
export function changedFieldWords(field: string): string {
  const said = saidFields.find((one) => one === field);
  if (said !== undefined) return saidWords[said];
  return field.startsWith('force-') ? 'Force of a party' : 'Name of a party';
}

/** Why a signed agreement cannot be changed so. */
export function problemsOfSaying(
  agreement: Pick<Agreement, 'kind'>,
  parties: readonly Party[],
  to: { says: Says; names: readonly PartyName[] },
): FieldError[] {
  const renamed = parties.map((party) => ({
    ...party,
    ...(to.names.find(({ id }) => id === party.id) ?? {}),
  }));
  return [
    ...needed(to.says, agreement.kind),
    ...(renamed.some(({ name }) => name === '')
      ? [{ field: 'partyNames', text: 'Enter the name of every party' }]
      : []),
    ...(new Set(renamed.map(({ name }) => name)).size < renamed.length
      ? [{ field: 'partyNames', text: 'A party is named twice' }]
      : []),
    ...(agreement.kind === 'section-22a' ? problemsOfBodies(renamed).map(onParties) : []),
  ];
}

const neededWords = {
  reference: 'Enter a reference, like ISA 3',
  title: 'Enter a title',
  purpose: 'Say what it is for',
  gateway: 'Say which power it rests on',
} as const;

function needed(says: Says, kind: Agreement['kind']): FieldError[] {
  const fields = ['reference', 'title', 'purpose', 'gateway'] as const;
  const empty = fields.filter((field) => says[field] === '');
  const problems: FieldError[] = empty.map((field) => ({ field, text: neededWords[field] }));
  if (kind === 'section-22a' && says.functions === null)
    problems.push({ field: 'functions', text: 'Say which functions are carried out together' });
  return problems;
}

/** Where a fault of a party stands in this form: at that party's line. */
const onParties = ({ field, text }: FieldError): FieldError => ({
  field: field.replace(/^body(Names|Kinds|Forces)/, 'party$1'),
  text,
});

export interface Correction {
  says: Says;
  startsOn: string;
  expiresOn: string | null;
  reviewOn: string | null;
  parties: readonly CorrectedParty[];
}

/** Why an agreement that nobody has signed cannot be put right so. */
export function problemsOfCorrection(
  agreement: Pick<Agreement, 'kind' | 'startsOn' | 'expiresOn'>,
  to: Correction,
  variations: readonly Pick<Variation, 'id'>[],
  today: string,
): FieldError[] {
  const kept = to.parties.filter(({ gone }) => !gone);
  const parties = kept.map((party): PartyInput => ({ ...party, signedAs: null, signedOn: null }));
  const problems = problemsOfAgreement(
    {
      ...{ ...to.says, kind: agreement.kind, datesNote: null, earlier: [], example: false, parties },
      ...{ startsOn: to.startsOn, expiresOn: to.expiresOn, reviewOn: to.reviewOn },
    },
    today,
  ).map(onParties);
  const moved = to.startsOn !== agreement.startsOn || to.expiresOn !== agreement.expiresOn;
  if (variations.length > 0 && moved)
    problems.push({ field: 'expiresOn', text: 'It has been varied: its days change by a variation only' });
  if (kept.some(({ name }) => name === ''))
    problems.push({ field: 'partyNames', text: 'Enter the name of every party' });
  return [...needed(to.says, agreement.kind), ...problems];
}

import { type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type BornAs, keptBirth, readBirth, readNumber } from '../../people/index.ts';

export const nominationStates = ['waiting', 'answered', 'withdrawn'] as const;
export type NominationState = (typeof nominationStates)[number];

export const nominationStateWords: Record<NominationState, string> = {
  waiting: 'Waiting for selection',
  answered: 'Answered',
  withdrawn: 'Withdrawn',
};

export const nominationTransitions: Record<
  NominationState,
  Partial<Record<'answer' | 'withdraw', NominationState>>
> = {
  waiting: { answer: 'answered', withdraw: 'withdrawn' },
  answered: {},
  withdrawn: {},
};

/** What selection found when it looked for whom a nomination means. Told to selection staff, never to the nominator. */
export type Finding = 'listed' | 'candidate' | 'member' | 'declined' | 'nominated' | 'age' | 'victim';

export const findingWords: Record<Finding, string> = {
  listed: 'Listed as a candidate by this nomination.',
  candidate: 'A candidate already: the nomination is beside their score.',
  member: 'On the scheme already.',
  declined: 'A panel declined them. Propose them again only with something new.',
  nominated: 'Nominated already, and waiting.',
  age: 'Not listed: they are under age and the scheme has no youth strand, or their date of birth is not known.',
  victim: 'Not listed: every record of them is as a victim or a witness.',
};

/** The name by which an unsent nomination is kept. */
export const nominationDraft = 'nomination:new';

export interface NominationForm {
  kind?: string;
  given?: string;
  family?: string;
  born?: string;
  identifier?: string;
  why?: string;
  evidence?: string;
  hoped?: string;
  consent?: string;
  consentOn?: string;
}

export interface NominationInput {
  kind: 'agency' | 'self';
  givenName: string;
  familyName: string;
  born: Day;
  bornAs: BornAs;
  identifier: string | null;
  why: string;
  evidence: string;
  hoped: string;
  consent: 'paper' | 'to-worker' | null;
  consentOn: Day | null;
}

/** Of an earlier one that has 1 January nobody knows: the year is what it is taken for. */
const isYearAlone = ({ born, bornAs }: Pick<NominationInput, 'born' | 'bornAs'>): boolean =>
  bornAs === 'year' || (bornAs === null && born.endsWith('-01-01'));

/** What a nomination says, as the form has it: to nominate again with the same words. */
export const formOf = (input: NominationInput): NominationForm => ({
  kind: input.kind,
  given: input.givenName,
  family: input.familyName,
  born: isYearAlone(input) ? input.born.slice(0, 4) : input.born,
  identifier: input.identifier ?? '',
  why: input.why,
  evidence: input.evidence,
  hoped: input.hoped,
  consent: input.consent ?? '',
  consentOn: input.consentOn ?? '',
});

/** The form checked: what it says, or what is wrong with it. */
export function readNomination(
  form: NominationForm,
  today: Day,
): { input: NominationInput; errors: [] } | { input: undefined; errors: FieldError[] } {
  const errors: FieldError[] = [];
  const need = (name: keyof NominationForm, text: string, most = 4_000): string => {
    const value = form[name]?.trim() ?? '';
    if (value === '') errors.push({ field: name, text });
    else if (value.length > most)
      errors.push({
        field: name,
        text: `Use ${most.toLocaleString('en-GB')} characters or fewer: there are ${value.length.toLocaleString('en-GB')}`,
      });
    return value;
  };
  const kind = form.kind === 'self' ? 'self' : 'agency';
  if (form.kind !== 'self' && form.kind !== 'agency') errors.push({ field: 'kind', text: 'Choose who asks' });
  const givenName = need('given', 'Enter the given name', 100);
  const familyName = need('family', 'Enter the family name', 100);
  const birth = readBirth(need('born', 'Enter the date of birth, or the year alone', 20_000), today);
  const { born, bornAs } = keptBirth(birth ?? { born: null });
  if (birth === undefined)
    errors.push({
      field: 'born',
      text: 'Enter a date of birth that has been, such as 6 5 1990, or the year alone',
    });
  const { identifiers, text: noNumber } = readNumber(form.identifier?.trim() ?? '', today);
  if (noNumber !== undefined)
    errors.push({
      field: 'identifier',
      text: `${noNumber.replace(/\.$/, '')}. A number of another kind belongs under “What shows it”`,
    });
  const identifier = identifiers[0]?.value ?? null;
  const why = need('why', kind === 'self' ? 'Say why they ask' : 'Say why you nominate them');
  const evidence = need('evidence', 'Say what shows it');
  const hoped = need('hoped', 'Say what is hoped for');
  const consent = form.consent === 'paper' || form.consent === 'to-worker' ? form.consent : null;
  const consentOn = form.consentOn?.trim() || null;
  if (kind === 'self') {
    if (consent === null) errors.push({ field: 'consent', text: 'Say how they agreed' });
    if (consentOn === null || !isDay(consentOn) || consentOn > today)
      errors.push({ field: 'consentOn', text: 'Enter the day on which they agreed, today or earlier' });
  }
  if (errors.length > 0 || born === null) return { input: undefined, errors };
  const agreed: Pick<NominationInput, 'consent' | 'consentOn'> =
    kind === 'self' ? { consent, consentOn } : { consent: null, consentOn: null };
  return {
    input: { kind, givenName, familyName, born, bornAs, identifier, why, evidence, hoped, ...agreed },
    errors: [],
  };
}

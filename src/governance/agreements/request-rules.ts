import { addDays, type Day, showDay } from '../../kernel/clock.ts';
import type { Request, RequestKind } from './types.ts';

/** So many days a request waits for its second person; the database allows no more. */
export const daysToConfirm = 28;

/** The last day on which a request may be confirmed: an end must be confirmed while its last day is still to come. */
export function lapsesOn(askedOn: Day, lastDay: Day | null): Day {
  const latest = addDays(askedOn, daysToConfirm);
  return lastDay !== null && lastDay < latest ? lastDay : latest;
}

type Named = Pick<Request, 'kind' | 'party' | 'variation' | 'lastDay' | 'suspends'>;

/** What is asked, in a few words. */
export function requestWords({ kind, party, variation, lastDay, suspends }: Named): string {
  const words: Record<RequestKind, string> = {
    sign: `Signature of ${party}`,
    unsign: `Taking back the signature of ${party}`,
    'sign-variation': `Signature of variation ${variation} by ${party}`,
    describe: 'Change of what the agreement says',
    end: suspends
      ? 'End of the agreement at once'
      : `End of the agreement after ${lastDay === null ? 'a day' : showDay(lastDay)}`,
  };
  return words[kind];
}

/** What holds until a second person has decided. */
export const meanwhileWords: Record<RequestKind, string> = {
  sign: 'No sharing by it yet.',
  unsign: 'The signature stands until then.',
  'sign-variation': 'It does not count yet.',
  end: 'Sharing goes on until then.',
  describe: 'It says what it said until then.',
};

/** Whom a request waits for, or that nobody can confirm it. */
export function waitsFor({ confirmers }: Pick<Request, 'confirmers'>): string {
  const [first, second, ...rest] = confirmers;
  if (first === undefined)
    return 'Nobody can confirm it: give somebody else at the party, or at the commissioner’s office, a role that confirms';
  if (second === undefined) return `Waits for ${first}`;
  return rest.length === 0
    ? `Waits for ${first} or ${second}`
    : `Waits for ${first}, ${second} or ${rest.length} more`;
}

/** The request of one kind that still waits, of a party or of the agreement itself. */
export const openRequestOf = <One extends Pick<Request, 'kind' | 'partyId' | 'variationId' | 'state'>>(
  requests: readonly One[],
  kind: RequestKind,
  partyId: number | null,
  variationId: number | null = null,
): One | undefined =>
  requests.find(
    (one) =>
      one.state === 'asked' &&
      one.kind === kind &&
      one.partyId === partyId &&
      one.variationId === variationId,
  );

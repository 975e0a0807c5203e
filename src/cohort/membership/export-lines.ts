import { ageOn, londonDay } from '../../kernel/clock.ts';
import type { Choices } from './cohort-ask.ts';
import { type FilterNames, filterWords } from './cohort-filters.ts';
import { custodyWords, daysOf } from './cohort-view.ts';
import type { Spell } from './scheme-clock.ts';
import { type CohortFilter, type CohortRow, type Named, ragWords, statutoryWords } from './types.ts';

/** A part must not look like the whole, nor what one person may see like all there is. */
export function wholeOrPart(filter: CohortFilter, names: FilterNames): string {
  const words = filterWords(filter, names).map(({ text }) => text);
  return words.length === 0
    ? 'All whom the exporter may see'
    : `Only some of those whom the exporter may see: ${words.join('; ')}`;
}

export const exportHead = [
  'person_number',
  'family_name',
  'given_names',
  'date_of_birth',
  'age',
  'base',
  'team',
  'lead',
  'strand',
  'tier',
  'rag',
  'status',
  'statutory',
  'custody',
  'last_contact',
  'next_review',
  'joined_on',
  'days_on_scheme',
  'of_these_in_custody',
  // On every line, so that a part of the file says which copy it is of.
  'copy',
];

const dayOf = (at: Date | undefined): string | null => (at === undefined ? null : londonDay(at));

export function exportRow(
  row: CohortRow,
  number: string,
  given: Choices & {
    leads: ReadonlyMap<number, string>;
    lastContacts: ReadonlyMap<number, Date> | null;
    spells: ReadonlyMap<number, readonly Spell[]> | null;
    today: string;
  },
): (string | number | null)[] {
  const { days, suspended } = daysOf(given, row);
  const nameOf = (list: readonly Named[], code: string | null) =>
    list.find((one) => one.code === code)?.name ?? code;
  return [
    row.personId,
    row.familyName,
    row.givenNames,
    row.born,
    row.born === null ? null : ageOn(row.born, given.today),
    given.bases.find(({ id }) => id === row.baseId)?.name ?? null,
    given.teams.find(({ id }) => id === row.teamId)?.name ?? null,
    given.leads.get(row.personId) ?? (row.leadShown ? null : 'not shown'),
    nameOf(given.strands, row.strand),
    nameOf(given.tiers, row.tier),
    ragWords[row.rag],
    row.state,
    statutoryWords[row.statutory],
    row.custody === null ? null : custodyWords[row.custody],
    dayOf(given.lastContacts?.get(row.personId)),
    row.nextReview,
    row.joinedOn,
    days,
    suspended,
    number,
  ];
}

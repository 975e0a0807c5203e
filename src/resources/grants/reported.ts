import { suppressSmallNumbers } from '../../statistics/index.ts';
import type { Reported } from './types.ts';

/** Counts from 1 up to but without this are left out; of fewer people than the second number nothing is told. */
const smallest = 5;
const fewestPeople = 10;

/** One person's first answer since the grant began and their last in the quarter, by the question's code. */
export interface Pair {
  first: Readonly<Record<string, number>>;
  last: Readonly<Record<string, number>>;
}

/**
 * How people's answers changed, as it may be told to anybody: by question, how many say more, the same or less of
 * themselves than at first, with no count of 1 to 4 and nothing from which one could be worked out.
 */
export function reportedOf(
  questionnaire: { name: string; items: readonly { code: string; name: string }[] } | undefined,
  pairs: readonly Pair[],
): Reported {
  if (questionnaire === undefined) return { shown: false, why: 'The scheme has no questionnaire.' };
  if (pairs.length < fewestPeople)
    return {
      shown: false,
      why: `Fewer than ${fewestPeople} people were asked again in this quarter, so nothing is told of their answers.`,
    };
  const cells = questionnaire.items.map(({ code }) => {
    const changes = pairs.flatMap(({ first, last }) => {
      const [before, after] = [first[code], last[code]];
      return before === undefined || after === undefined ? [] : [after - before];
    });
    return [
      changes.filter((one) => one > 0).length,
      changes.filter((one) => one === 0).length,
      changes.filter((one) => one < 0).length,
    ];
  });
  // Questions are tied: whoever passed one over can be told from the others' sums, so they are one table.
  const table = suppressSmallNumbers(cells, { threshold: smallest });
  return {
    shown: true,
    questionnaire: questionnaire.name,
    items: questionnaire.items.map(({ name }, index) => {
      const [better = null, same = null, worse = null] = table.cells[index] ?? [];
      return { name, better, same, worse };
    }),
  };
}

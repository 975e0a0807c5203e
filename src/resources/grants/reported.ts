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
  return {
    shown: true,
    questionnaire: questionnaire.name,
    items: questionnaire.items.map(({ code, name }) => ({ name, ...told(code, pairs) })),
  };
}

/** A question is told whole or not at all: every question was put to the same people, so one gap could be filled. */
function told(code: string, pairs: readonly Pair[]) {
  const changes = pairs.flatMap(({ first, last }) => {
    const [before, after] = [first[code], last[code]];
    return before === undefined || after === undefined ? [] : [after - before];
  });
  const counts = {
    better: changes.filter((one) => one > 0).length,
    same: changes.filter((one) => one === 0).length,
    worse: changes.filter((one) => one < 0).length,
  };
  // Who passed it over counts too: it is what is missing beside the other questions.
  const isFew = [...Object.values(counts), pairs.length - changes.length].some(
    (count) => count > 0 && count < smallest,
  );
  return isFew ? { better: null, same: null, worse: null } : counts;
}

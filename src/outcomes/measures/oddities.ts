import type { Day } from '../../kernel/clock.ts';
import type { MemberHistory, Oddities } from './types.ts';

export const noOddities: Oddities = {
  beforeBirth: 0,
  afterExtract: 0,
  overlapping: 0,
  open: 0,
  joinedAgain: 0,
};

/** What is odd in what the sources sent of one member. @param on the day of measuring */
export function odditiesOf({ offences, custody, born, joinedAgain }: MemberHistory, on: Day): Oddities {
  const spells = [...custody].sort((one, other) => (one.from < other.from ? -1 : 1));
  let overlapping = 0;
  let covered: Day = '';
  for (const { from, to } of spells) {
    const end = to ?? '9999-12-31';
    if (from < covered && from < end) overlapping += 1;
    if (end > covered) covered = end;
  }
  return {
    beforeBirth: born == null ? 0 : offences.filter((day) => day < born).length,
    afterExtract: offences.filter((day) => day > on).length,
    overlapping,
    open: spells.filter(({ to }) => to === null).length,
    joinedAgain: joinedAgain === true ? 1 : 0,
  };
}

export const sumOddities = (one: Oddities, other: Oddities = noOddities): Oddities => ({
  beforeBirth: (one.beforeBirth ?? 0) + (other.beforeBirth ?? 0),
  afterExtract: (one.afterExtract ?? 0) + (other.afterExtract ?? 0),
  overlapping: (one.overlapping ?? 0) + (other.overlapping ?? 0),
  open: (one.open ?? 0) + (other.open ?? 0),
  joinedAgain: (one.joinedAgain ?? 0) + (other.joinedAgain ?? 0),
});

/** What the card leaves out because of it, with why. */
export const leftOutAsOdd = (odd: Oddities | undefined): { count: number; why: string }[] =>
  [
    {
      count: odd?.beforeBirth ?? 0,
      why: 'offences dated before the person was born, so somebody else’s or misdated',
    },
    { count: odd?.afterExtract ?? 0, why: 'offences dated after the day of measuring, so misdated' },
  ].filter(({ count }) => count > 0);

/** How odd custody and joining were dealt with, as sentences for the card; empty when nothing was odd. */
export function oddWords(odd: Oddities | undefined): { custody: string; joining: string } {
  const custody = [
    ...((odd?.overlapping ?? 0) > 0
      ? [`${odd?.overlapping} spells overlap another, and their days are counted once`]
      : []),
    ...((odd?.open ?? 0) > 0 ? [`${odd?.open} spells have no end and count to the end of the window`] : []),
  ];
  return {
    custody: custody.join('; '),
    joining:
      (odd?.joinedAgain ?? 0) > 0
        ? `${odd?.joinedAgain} people joined more than once and are counted once, from the first time`
        : '',
  };
}

export const oddRows = (odd: Oddities | undefined): [string, number | null][] =>
  odd === undefined
    ? []
    : [
        ['Offences dated before birth, not counted', odd.beforeBirth],
        ['Offences dated after the day of measuring, not counted', odd.afterExtract],
        ['Spells of custody that overlap another, counted once', odd.overlapping],
        ['Spells of custody without an end', odd.open],
        ['People who joined more than once, counted once', odd.joinedAgain],
      ];

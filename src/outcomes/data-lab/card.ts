import { showDay } from '../../kernel/clock.ts';
import type { ClaimCardModel } from '../../web/components/index.ts';
import { drawnCard } from '../claims/card.ts';
import { cannotTell } from '../claims/wording.ts';
import { type LabAnswer, type Part, type PartAnswer, parts, type Result } from './types.ts';

/** The design of the Data Lab: a group matched on what the Police National Computer knows. */
const level = 4;

const what: Readonly<Record<Part, string>> = {
  rate: 'of every 100 people reoffended within a year',
  frequency: 'proven reoffences per person in a year',
  days: 'days on average to the first proven reoffence',
};

/** By what the difference is counted. */
const unit: Readonly<Record<Part, string>> = {
  rate: 'people of every 100, group less comparison',
  frequency: 'reoffences per person, group less comparison',
  days: 'days, group less comparison',
};

const direction: Readonly<Record<Part, Readonly<Record<Result, string>>>> = {
  rate: {
    'significant-decrease': 'fewer people reoffended than in the matched group',
    'significant-increase': 'more people reoffended than in the matched group',
    'no-significant-difference': '',
  },
  frequency: {
    'significant-decrease': 'fewer proven reoffences than in the matched group',
    'significant-increase': 'more proven reoffences than in the matched group',
    'no-significant-difference': '',
  },
  days: {
    'significant-decrease': 'the first proven reoffence came sooner than in the matched group',
    'significant-increase': 'the first proven reoffence came later than in the matched group',
    'no-significant-difference': '',
  },
};

const shown = (value: number): string => String(Number(value.toFixed(2)));

function figures(part: Part, { treated, compared }: PartAnswer): string {
  if (treated === null && compared === null) return 'the report’s own figures are not to hand';
  const side = (value: number | null): string =>
    value === null ? 'a number that is not to hand' : shown(value);
  return `${side(treated)} ${what[part]} in the group, ${side(compared)} in the matched group`;
}

function headlineOf(answer: LabAnswer, part: Part, given: PartAnswer & { result: Result }): string {
  const numbers = `${figures(part, given)} (${answer.analysed} people)`;
  return given.result === 'no-significant-difference'
    ? `${cannotTell} By the Justice Data Lab: ${numbers}.`
    : `Estimated effect, if no unmeasured differences, by the Justice Data Lab: ${direction[part][given.result]}: ${numbers}.`;
}

/** What the Data Lab's own wording for an open result asks to be said with it. */
const moreNeeded =
  'More people would need to be available for analysis; this should not be taken to mean that the scheme fails to affect reoffending';

/** The card of one of the three things that a report answers; undefined where it does not answer it. */
export function answerCard(answer: LabAnswer, part: Part): ClaimCardModel | undefined {
  const given = answer[part];
  const { result } = given;
  if (result === null) return undefined;
  const { submitted, analysed, comparisonPeople } = answer;
  const interval =
    given.low === null || given.high === null
      ? null
      : {
          low: given.low,
          high: given.high,
          confidence: 95,
          scale: 'difference' as const,
          of: unit[part],
        };
  const model = drawnCard(
    {
      level,
      headline: headlineOf(answer, part, { ...given, result }),
      counts: [
        { label: 'People submitted', value: submitted ?? 'not known' },
        { label: 'People analysed', value: analysed },
        { label: 'People in the matched group', value: comparisonPeople ?? 'not known' },
      ],
      window: answer.period ?? 'As the report says; not entered here',
      timeAtRisk:
        'A year from the index event, and six months for offences to be proven; later custody is not taken out',
      comparison:
        'People matched by the Ministry of Justice on what the Police National Computer knows of them',
      interval,
      ...(result === 'no-significant-difference'
        ? {}
        : { toldAs: result === 'significant-decrease' ? ('lower' as const) : ('higher' as const) }),
      expectedUnderNothing: 'What the matched group did',
      leftOut:
        submitted === null || submitted === analysed
          ? []
          : [{ count: submitted - analysed, why: 'submitted, and not found or not matched' }],
      moreNeeded: result === 'no-significant-difference' ? moreNeeded : 'None were needed for this answer',
      comparisonsOnPage: parts.filter((one) => answer[one].result !== null).length,
      dataTo: `as published on ${showDay(answer.publishedOn)}`,
    },
    { definition: '' },
  );
  const { definitionHref: _, ...rest } = model;
  return {
    ...rest,
    id: `lab-${answer.id}-${part}`,
    definition: 'The Justice Data Lab of the Ministry of Justice; its report says how',
    headingLevel: 3,
  };
}

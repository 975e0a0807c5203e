import type { Day } from '../../kernel/clock.ts';
import {
  type ClaimCardModel,
  type ClaimLevel,
  claimCautions,
  claimLines,
} from '../../web/components/index.ts';

/** What stands in every line of a file, and in an answer for machines; every one is there whatever the measure. */
export interface ClaimFields {
  claim: number;
  measure: string;
  headline: string;
  cautions: string;
  design_level: ClaimLevel;
  may_be_said: string;
  change: string | null;
  /** The estimate with its interval, in words: there is no field for the estimate alone. */
  interval: string;
  interval_low: number | null;
  interval_high: number | null;
  interval_percent_confidence: number | null;
  interval_of: string | null;
  also_estimated: string | null;
  comparison: string;
  expected_had_nothing_been_done: string;
  counted: string;
  window: string;
  time_at_risk: string;
  left_out: string;
  more_people_needed: string;
  data_to: Day;
  definition: string;
  frozen_at: string;
}

/** What a card does not say of its claim. */
export interface ClaimFacts {
  id: number;
  measure: string;
  level: ClaimLevel;
  dataTo: Day;
  definition: string | null;
  at: Date;
}

const notPublished = 'Not published';

/** The card as a flat record. @param card or why there is none, which stands where the headline would */
export function fieldsOf(claim: ClaimFacts, card: ClaimCardModel | string): ClaimFields {
  return { ...factsOf(claim), ...(typeof card === 'string' ? withoutCard(card) : cardFields(card)) };
}

const factsOf = (claim: ClaimFacts) => ({
  claim: claim.id,
  measure: claim.measure,
  design_level: claim.level,
  data_to: claim.dataTo,
  definition: claim.definition ?? '',
  frozen_at: claim.at.toISOString(),
});

type CardFields = Omit<ClaimFields, keyof ReturnType<typeof factsOf>>;

function cardFields(card: ClaimCardModel): CardFields {
  const lines = new Map(claimLines(card).map(({ name, said }) => [name, said.join('; ')]));
  const line = (name: string): string => lines.get(name) ?? '';
  return {
    headline: card.headline,
    cautions: claimCautions(card).join(' '),
    may_be_said: line('What may be said'),
    change: lines.get('Change') ?? null,
    interval: line('Interval'),
    interval_low: card.interval?.low ?? null,
    interval_high: card.interval?.high ?? null,
    interval_percent_confidence: card.interval?.confidence ?? null,
    interval_of: card.interval?.of ?? null,
    also_estimated: lines.get('Also estimated') ?? null,
    comparison: line('Comparison'),
    expected_had_nothing_been_done: line('Expected had nothing been done'),
    counted: line('Counted'),
    window: card.window,
    time_at_risk: card.timeAtRisk,
    left_out: line('Left out'),
    more_people_needed: line('More people needed'),
  };
}

const withoutCard = (why: string): CardFields => ({
  headline: `${notPublished}. ${why}`.trim(),
  cautions: '',
  may_be_said: notPublished,
  change: null,
  interval: notPublished,
  interval_low: null,
  interval_high: null,
  interval_percent_confidence: null,
  interval_of: null,
  also_estimated: null,
  comparison: notPublished,
  expected_had_nothing_been_done: notPublished,
  counted: notPublished,
  window: notPublished,
  time_at_risk: notPublished,
  left_out: notPublished,
  more_people_needed: notPublished,
});

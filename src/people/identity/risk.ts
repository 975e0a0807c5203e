import type { Thresholds } from '../../linkage/index.ts';
import type { Verdict } from './types.ts';

/** Why a decision takes a second person. */
export const riskWords = {
  worked: 'agencies are working with one of them',
  held: 'the program was held back from changing who somebody is',
  rule: 'a rule speaks against linking these two without a person',
  contradicted: 'somebody decided that records of the two are different people, and that would be overruled',
  against: 'the evidence does not carry it',
  strong: 'the evidence is very strong that they are one person',
} as const;

export type Risk = keyof typeof riskWords;

export interface RiskFacts {
  /** Sum of the evidence, in bits. */
  bits: number;
  worked: boolean;
  held: boolean;
  /** Rules that applied to the pair. */
  rules: number;
  /** Somebody decided that records of the two are different people. */
  contradicted: boolean;
  /** Both records are one person's now. */
  together: boolean;
}

/**
 * What makes a decision one that nobody takes alone: it changes who somebody is whom agencies are working with, or goes
 * against the evidence. "Not sure" changes nothing; nor does keeping apart two who are apart, unless all speaks for one.
 */
export function risksOf(
  facts: RiskFacts,
  verdict: Verdict,
  { join, review }: Pick<Thresholds, 'join' | 'review'>,
): Risk[] {
  if (verdict === 'not-sure') return [];
  const risks: Risk[] = [];
  if (verdict === 'different') {
    if (facts.together && facts.worked) risks.push('worked');
    if (facts.bits >= join) risks.push('strong');
    return risks;
  }
  if (facts.worked && !facts.together) risks.push('worked');
  if (facts.held && !facts.together) risks.push('held');
  if (facts.rules > 0) risks.push('rule');
  if (facts.contradicted) risks.push('contradicted');
  if (facts.bits < review) risks.push('against');
  return risks;
}

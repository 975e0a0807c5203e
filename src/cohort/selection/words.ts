import type { FactorScore } from './types.ts';

const counted = (n: number, one: string, many: string): string => `${n} ${n === 1 ? one : many}`;

/** What a factor found, in a sentence for the person who decides. */
export function factorWords(factor: FactorScore): string {
  return `${foundWords(factor)} ${
    factor.band === null
      ? `That gives no points (of ${factor.most}).`
      : `That is in the band “${factor.band}”: ${factor.points} of ${factor.most} points.`
  }`;
}

const unknown = ({ unknownCodes }: FactorScore): string =>
  unknownCodes === undefined
    ? ''
    : `, without ${counted(unknownCodes, 'offence whose code', 'offences whose codes')} the table does not know`;

/** The finding alone, for where points stand beside it. */
export function foundWords(factor: FactorScore): string {
  const { measure, value } = factor;
  if (value === null)
    return factor.source === 'no table'
      ? 'The scheme has no table of weights for it.'
      : 'It cannot be told from the records.';
  switch (measure) {
    case 'proven-offences':
      return `${counted(value, 'proven offence', 'proven offences')}.`;
    case 'months-since-last':
      return value === 0
        ? 'The last proven offence was less than a month ago.'
        : `The last proven offence was ${counted(value, 'month', 'months')} ago.`;
    case 'neighbourhood-offences':
      return `${counted(value, 'proven offence', 'proven offences')} of neighbourhood crime.`;
    case 'age-at-first':
      return `The first proven offence on record was at the age of ${value}.`;
    case 'escalation':
      return value > 0
        ? `${value} more in the last year than in the year before.`
        : value === 0
          ? 'As many in the last year as in the year before.'
          : `${-value} fewer in the last year than in the year before.`;
    case 'custody-release':
      return value > 0 ? 'A release from prison is near.' : 'No release from prison is near.';
    case 'severity':
      return `Severity ${value} by the scheme’s ONS table${unknown(factor)}.`;
    case 'harm':
      return `Harm ${value} by the scheme’s Cambridge table${unknown(factor)}.`;
    case 'ogrs3':
    case 'arp':
    case 'official-score':
      return factor.source === 'indicative'
        ? `${value}% within two years by ${measure === 'arp' ? 'the All Reoffending Predictor' : 'OGRS3'}. Indicative: worked out here from the sanctions on record, and no official score.`
        : `${value}% within two years by the official score (${factor.source}).`;
    case 'needs':
      return `${counted(value, 'need', 'needs')} by an agency’s own tool (${factor.source}).`;
    case 'intelligence-count':
      return `${counted(value, 'report', 'reports')} of intelligence.`;
  }
}

/** Codes of conditions as the extract of supervision has them. */
const words: Readonly<Record<string, string>> = {
  good_behaviour: 'be of good behaviour',
  report: 'report as told',
  residence: 'live where approved',
  iom_engage: 'take part in the scheme (IOM)',
  exclusion_zone: 'keep out of an exclusion zone',
  curfew: 'keep a curfew',
  drug_testing: 'be tested for drugs',
};

/** A condition of an order in the words of the field; one that is no known code, as the agency wrote it. */
export const conditionWords = (condition: string): string =>
  words[condition] ?? condition.replaceAll('_', ' ');

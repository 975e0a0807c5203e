import type { HarmRule, MeasureRule } from './types.ts';

const atRisk =
  'Days in prison are taken out: overlapping spells are counted once, one without an end counts to the end of the window. Offences dated inside custody, before the person was born or after the day of measuring are left out and their number is told.';

const everybody =
  'Everybody who ever joined is counted, once, from their first joining: whoever left, was recalled or returned to custody stays in. Nobody is picked out as having completed or engaged.';

export const definitionOfBeforeAfter = (rule: MeasureRule): string[] => [
  `Offences for which the person was convicted or cautioned within ${rule.provenWithinMonths} months of committing them, by the date of the offence, in the ${rule.baselineMonths} months before joining and from joining to ${rule.provenWithinMonths} months before the data end.`,
  `${everybody} Members followed for less than ${rule.minimumFollowUpMonths} months are not yet countable; they are not counted as nought.`,
  atRisk,
  'What would be expected with no scheme is worked out person by person from everybody with records, joined or not: the mean of all, and the person’s own record as far as such records last from one period to the next (empirical Bayes in its linear form).',
];

const reoffence =
  'A proven reoffence was committed in the 12 months from the index day on and proven by conviction or caution in those 12 months or the 6 after them. An index day counts once the data reach 18 months beyond it; until then it is not yet countable, which is not nought. Offences of before the index day that were proven after it are no reoffences.';

const asTheMinistry =
  'As the Ministry of Justice counts, later custody is not taken out of the 12 months; beside it stands the number per year at liberty, with days in prison taken out (overlapping spells once).';

export const definitionOfReoffending = (): string[] => [
  'Whoever was on the scheme on the day of an index event: a release from prison, a conviction at court while at liberty, or a caution. Each person counts once, by their first index event in the 12 months of the cohort, and stays in whatever became of them afterwards.',
  reoffence,
  asTheMinistry,
  'The Ministry’s definition, worked out from the extracts here and not from the Police National Computer: the figures are like its own, not the same.',
];

export const definitionOfReoffendingFromJoining = (): string[] => [
  `${everybody} The index day is the day of joining. This is not the Ministry’s cohort, which begins at a release, a sentence or a caution: the two are kept apart.`,
  reoffence,
  asTheMinistry,
];

export const definitionOfHarm = (rule: MeasureRule): string[] => [
  `The weights of the proven offences of before and after joining, by the same windows and people as the count: ${rule.baselineMonths} months before, and from joining to ${rule.provenWithinMonths} months before the data end, per person-year at liberty. ${everybody}`,
  `The weights are a published table that the scheme has put on file, named with the figure${layoutWords(rule.harm)}. An offence whose code the table does not know weighs nothing and is counted apart.`,
  'A few grave offences can decide such a total. So the count stands beside it, with what was to be expected, and the share of the gravest 1 in 100 offences and people.',
  atRisk,
];

const layoutWords = (harm: HarmRule | undefined): string =>
  harm === undefined
    ? ''
    : `, of the layout ${harm.layout === 'cambridge' ? 'of the Cambridge Crime Harm Index' : 'of the ONS Crime Severity Score'}`;

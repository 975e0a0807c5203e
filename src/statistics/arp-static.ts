/** What the predictor tells apart; `other` holds whatever has no category of its own. */
const OFFENCE_CATEGORIES = {
  'burglary-domestic': 0.155944202809011,
  'burglary-other': 0.2060248043228,
  'vehicle-theft': 0.173405416410866,
  theft: 0.462548123919817,
  handling: 0.088414958679896,
  robbery: -0.119211282701221,
  violence: -0.110075583936778,
  'criminal-damage': 0.12167599899735,
  'public-order': 0.0854410288820027,
  drunkenness: 0.587490417262633,
  'drug-possession-or-supply': 0.0204101986121863,
  'drug-import-export-production': -0.468252524851408,
  fraud: -0.434791453303048,
  'welfare-fraud': -1.15395495579948,
  'drink-driving': -0.264724530382273,
  motoring: -0.0439980822830184,
  'absconding-or-bail': 0.325485504296161,
  other: 0.0384434393037725,
  'sexual-child': 0.111620464721896,
  'sexual-not-child': 0.169969798103235,
} as const;

export type ArpOffenceCategory = keyof typeof OFFENCE_CATEGORIES;

const INTERCEPT = 5.01702292499072;
const FEMALE = -2.95224200717183;
const AGE = {
  male: [-0.142428460338541, 0.0011000413899151, 0.0000198538471606, -0.0000002648918335],
  female: [-0.0175014516689226, 0.0001625346907234, 0.0000003645241305, -0.0000000746220588],
} as const;
const OFFENCE_FREE = [
  -0.0762086223169624, 0.0016230134182902, 0.0000224473135387, -0.0000012808638685,
] as const;
const MOST_MONTHS = 36;
const FIRST_SANCTION = -3.94357049933093;
const SECOND_SANCTION = -3.06189212045904;
const EACH_SANCTION = -0.0042757301284995;
const YEARS_TO_SECOND = { male: -0.0432051839161834, female: -0.0427998315841607 } as const;
const RATE = { male: 1.55298303083717, female: 1.01980307124196 } as const;
const RATE_SQUARED = { male: 0.129334968245905, female: -0.039439197041062 } as const;
const RATE_YEARS = 26;

/** Ages are whole years. */
export type ArpStaticInput = {
  readonly sex: 'male' | 'female';
  /** Sanctions with the current one: 1 for somebody's first. */
  readonly sanctions: number;
  readonly ageAtFirstSanction: number;
  readonly ageAtConviction: number;
  /** At the community sentence or the release that follow-up starts from. */
  readonly ageAtStartOfFollowUp: number;
  /** Whole months since then without an offence; 0 before it. More than 36 count as 36. */
  readonly offenceFreeMonths: number;
  readonly offenceCategory: ArpOffenceCategory;
};

/** What adds up to the log odds. */
export type ArpStaticTerms = {
  readonly intercept: number;
  readonly ageAndSex: number;
  readonly sanctionHistory: number;
  readonly offenceFree: number;
  readonly offence: number;
};

export type ArpStatic = {
  /** Chance of proven reoffending within two years of people like this one, in [0, 1]. */
  readonly twoYear: number;
  readonly terms: ArpStaticTerms;
  /** Always: a group's probability, computed here as a baseline and not the service's own score. */
  readonly label: 'indicative';
};

const polynomial = (x: number, by: readonly number[]): number =>
  by.reduce((sum, each, power) => sum + each * x ** (power + 1), 0);

/**
 * The static All Reoffending Predictor (the fourth generation of OGRS), two-year form.
 *
 * Source: coefficients and structure as published by the Ministry of Justice (assess-risks-and-needs service, June
 * 2026; MIT licence). Age enters at the start of follow-up, and the rate of sanctions by the age at conviction, as in
 * OGRS3; the published vector (4.27 %) agrees and does not tell the two apart.
 *
 * @throws RangeError where a number is no count or the ages run backwards.
 */
export function arpStatic(input: ArpStaticInput): ArpStatic {
  const { sex, sanctions, ageAtFirstSanction, ageAtConviction, ageAtStartOfFollowUp } = input;
  if (!Number.isInteger(sanctions) || sanctions < 1) throw new RangeError('sanctions: one or more');
  if (!(input.offenceFreeMonths >= 0)) throw new RangeError('offenceFreeMonths: nought or more');
  if (!(ageAtFirstSanction <= ageAtConviction && ageAtConviction <= ageAtStartOfFollowUp))
    throw new RangeError('ages run backwards');
  const terms = {
    intercept: INTERCEPT,
    ageAndSex: polynomial(ageAtStartOfFollowUp, AGE[sex]) + (sex === 'female' ? FEMALE : 0),
    sanctionHistory: sanctionHistory(input),
    offenceFree: polynomial(Math.min(input.offenceFreeMonths, MOST_MONTHS), OFFENCE_FREE),
    offence: OFFENCE_CATEGORIES[input.offenceCategory],
  };
  const logOdds = Object.values(terms).reduce((sum, term) => sum + term, 0);
  return { twoYear: 1 / (1 + Math.exp(-logOdds)), terms, label: 'indicative' };
}

function sanctionHistory({ sex, sanctions, ageAtFirstSanction, ageAtConviction }: ArpStaticInput): number {
  const years = ageAtConviction - ageAtFirstSanction;
  const counted = EACH_SANCTION * sanctions;
  if (sanctions === 1) return FIRST_SANCTION + counted;
  if (sanctions === 2) return SECOND_SANCTION + counted + YEARS_TO_SECOND[sex] * years;
  const rate = Math.log(sanctions / (years + RATE_YEARS));
  return counted + RATE[sex] * rate + RATE_SQUARED[sex] * rate * rate;
}

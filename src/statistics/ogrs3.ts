/**
 * The weight of the current offence's group. The Ministry's offence-code table prints 0.0328 for
 * `sexual-not-child`; ten times this value, which the reference cases and two independent sources agree on.
 */
const OFFENCE_GROUPS = {
  violence: 0,
  robbery: -0.634795912,
  'public-order': 0.181917975,
  'sexual-not-child': 0.003276327,
  'sexual-child': -0.653434071,
  soliciting: 0.760608858,
  'burglary-domestic': -0.12394352,
  'burglary-other': 0.240604429,
  theft: 0.661244321,
  handling: 0.351866973,
  fraud: 0.159910192,
  'absconding-or-bail': 0.733378677,
  'taking-and-driving': 0.380059431,
  'theft-from-vehicle': 0.427225615,
  'other-motoring': 0.262228428,
  'drink-driving': -0.121439408,
  'criminal-damage': 0.204960477,
  'drug-import-export-production': -0.795556373,
  'drug-possession-or-supply': 0.077165871,
  other: -0.060667525,
} as const;

export type Ogrs3OffenceGroup = keyof typeof OFFENCE_GROUPS;

export const ogrs3OffenceGroups = Object.keys(OFFENCE_GROUPS) as readonly Ogrs3OffenceGroup[];

const AGE_BANDS_FROM = [10, 12, 14, 16, 18, 21, 25, 30, 35, 40, 50] as const;

const AGE_AND_SEX = {
  male: [
    0, 0.083922902, 0.075775765, -0.061594199, -0.625103618, -1.051515067, -1.166679288, -1.325976554,
    -1.368045933, -1.499690953, -2.025261458,
  ],
  female: [
    -0.785038489, -0.613852078, -0.669521331, -0.959179629, -0.897480934, -1.028488454, -1.052777806,
    -1.129127959, -1.42187494, -1.524652221, -2.44983716,
  ],
} as const;

const INTERCEPT = { oneYear: 1.402562384, twoYear: 2.121705678 } as const;
const COPAS_RATE = 1.251124464;
const FIRST_SANCTION = 0.126142106;
const SANCTIONED_BEFORE = 0.463062792;

/** No description mentions it, but without it 7 of 1,000 reference cases disagree. */
const MOST_SANCTIONS_COUNTED = 50;

/** Ages are whole years. */
export type Ogrs3Input = {
  readonly sex: 'male' | 'female';
  /** Sanctions before the current one. */
  readonly previousSanctions: number;
  readonly ageAtConviction: number;
  readonly ageAtFirstSanction: number;
  /** At the community sentence or the release that follow-up starts from. */
  readonly ageAtStartOfFollowUp: number;
  /** Null where the offence has no group, or its code needs the exact offence. */
  readonly offenceGroup: Ogrs3OffenceGroup | null;
};

export type Ogrs3Band = 'low' | 'medium' | 'high' | 'very-high';

/**
 * What adds up to the score: the log odds are intercept + copasRate + sanctionHistory + ageAndSex +
 * offenceGroup.
 */
export type Ogrs3Terms = {
  readonly interceptOneYear: number;
  readonly interceptTwoYear: number;
  readonly copasRate: number;
  readonly sanctionHistory: number;
  readonly ageAndSex: number;
  readonly offenceGroup: number;
};

export type Ogrs3NotCalculable =
  | 'no-offence-group'
  | 'unknown-sex'
  | 'invalid-sanctions'
  | 'invalid-age'
  | 'under-10'
  | 'first-sanction-after-conviction'
  | 'follow-up-before-conviction';

export type Ogrs3Score = {
  readonly calculable: true;
  /** Chance of proven reoffending of people like this one, in [0, 1]. */
  readonly oneYear: number;
  readonly twoYear: number;
  /** By the two-year score: medium from 50 %, high from 75 %, very high from 90 %. */
  readonly band: Ogrs3Band;
  readonly terms: Ogrs3Terms;
  /** Always: a group's probability, computed here as a baseline and not the service's own score. */
  readonly label: 'indicative';
};

export type Ogrs3Result = Ogrs3Score | { readonly calculable: false; readonly reason: Ogrs3NotCalculable };

/**
 * The Offender Group Reconviction Scale, version 3: the share of people with the same few facts who were
 * proven to reoffend within one and two years. A baseline for comparisons, never a selection by itself.
 * Impossible facts give a named reason and no score. Source: Howard, Francis, Soothill & Humphreys 2009,
 * coefficients as published with the `rsr-calculator` of the Ministry of Justice.
 */
export function ogrs3(input: Ogrs3Input): Ogrs3Result {
  const reason = whyNotCalculable(input);
  if (reason !== null) return { calculable: false, reason };
  const n = Math.min(input.previousSanctions, MOST_SANCTIONS_COUNTED);
  const years = 10 + input.ageAtConviction - input.ageAtFirstSanction;
  const band = AGE_BANDS_FROM.findLastIndex((from) => input.ageAtStartOfFollowUp >= from);
  const terms: Ogrs3Terms = {
    interceptOneYear: INTERCEPT.oneYear,
    interceptTwoYear: INTERCEPT.twoYear,
    copasRate: COPAS_RATE * Math.log((1 + n) / years),
    sanctionHistory: n === 0 ? FIRST_SANCTION : SANCTIONED_BEFORE,
    ageAndSex: AGE_AND_SEX[input.sex][band] ?? 0,
    offenceGroup: input.offenceGroup === null ? 0 : OFFENCE_GROUPS[input.offenceGroup],
  };
  const shared = terms.copasRate + terms.sanctionHistory + terms.ageAndSex + terms.offenceGroup;
  const [oneYear, twoYear] = [
    chance(terms.interceptOneYear + shared),
    chance(terms.interceptTwoYear + shared),
  ];
  return { calculable: true, oneYear, twoYear, band: bandOf(twoYear), terms, label: 'indicative' };
}

function chance(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}

/** The bands are defined on the whole percentages that are printed: 0–49, 50–74, 75–89 and 90 up. */
function bandOf(twoYear: number): Ogrs3Band {
  const percent = Math.round(twoYear * 100);
  if (percent >= 90) return 'very-high';
  if (percent >= 75) return 'high';
  return percent >= 50 ? 'medium' : 'low';
}

function isAge(age: number): boolean {
  return Number.isInteger(age) && age >= 0 && age <= 120;
}

function whyNotCalculable(input: Ogrs3Input): Ogrs3NotCalculable | null {
  const { ageAtConviction: convicted, ageAtFirstSanction: first, ageAtStartOfFollowUp: start } = input;
  if (input.offenceGroup === null || !Object.hasOwn(OFFENCE_GROUPS, input.offenceGroup)) {
    return 'no-offence-group';
  }
  if (!Object.hasOwn(AGE_AND_SEX, input.sex)) return 'unknown-sex';
  if (!(Number.isSafeInteger(input.previousSanctions) && input.previousSanctions >= 0)) {
    return 'invalid-sanctions';
  }
  if (!(isAge(convicted) && isAge(first) && isAge(start))) return 'invalid-age';
  if (Math.min(convicted, first, start) < 10) return 'under-10';
  if (first > convicted) return 'first-sanction-after-conviction';
  if (start < convicted) return 'follow-up-before-conviction';
  return null;
}

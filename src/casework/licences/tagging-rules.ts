import type { Day } from '../../kernel/clock.ts';

/** One version of the rules of the acquisitive-crime tag, in force from a day until the next one's. */
export interface TaggingRules {
  version: string;
  from: Day;
  /** The month alone is known of some days. */
  fromIsExact: boolean;
  minimumSentenceDays: number;
  /** "12 months" and "90 days" are how the rule says it. */
  minimumSentence: string;
  minimumLicenceDays: number;
  maximumMonths: number;
  forces: readonly string[];
  /** Which forces began first is inferred from the order in which they are listed. */
  forcesAreInferred: boolean;
  sources: {
    sentence: string;
    licence: string;
    offences: string;
    duration: string;
    forces: string;
    supervision: string;
  };
}

const hub = 'HMPPS: Electronic monitoring, acquisitive crime project, changes now live (26 October 2022)';
const extension = 'HMPPS: Extension to the acquisitive crime pilot';
const statement = 'Written statement, House of Commons, 11 October 2022: Electronic monitoring';
const sources = {
  sentence: `${hub}; ${statement}`,
  licence: extension,
  supervision: extension,
  offences: extension,
  duration: statement,
  forces: `${hub}; the same list as the policeAreas of hmpps-electronic-monitoring-create-an-order`,
};

const first = [
  'Avon and Somerset',
  'Cheshire',
  'Gloucestershire',
  'Gwent',
  'Humberside',
  'West Midlands',
] as const;
const second = [
  'Bedfordshire',
  'City of London',
  'Cumbria',
  'Derbyshire',
  'Durham',
  'Essex',
  'Hampshire',
  'Hertfordshire',
  'Kent',
  'Metropolitan',
  'North Wales',
  'Nottinghamshire',
  'Sussex',
] as const;

const common = { minimumLicenceDays: 30, maximumMonths: 12, sources };
const year = { minimumSentenceDays: 365, minimumSentence: '12 months' };

/** Satellite tags for acquisitive offenders on release, since April 2021; the list of qualifying offences is not published. */
export const taggingRules: readonly TaggingRules[] = [
  {
    ...common,
    ...year,
    version: '2021-04',
    from: '2021-04-01',
    fromIsExact: false,
    forces: first,
    forcesAreInferred: true,
  },
  {
    ...common,
    ...year,
    version: '2021-09',
    from: '2021-09-29',
    fromIsExact: true,
    forces: [...first, ...second],
    forcesAreInferred: false,
  },
  {
    ...common,
    version: '2022-10',
    from: '2022-10-26',
    fromIsExact: true,
    minimumSentenceDays: 90,
    minimumSentence: '90 days',
    forces: [...first, ...second],
    forcesAreInferred: false,
  },
];

/** Forces that a form offers: those of the rules, and those of which it is known that they are not among them. */
export const otherForces = ['Norfolk', 'Suffolk', 'Devon and Cornwall', 'Dorset'] as const;

/**
 * The model that ships: the weights that the Ministry of Justice trained and published for linking people across
 * the criminal justice system, over the fields of this system. A scheme trains its own when it has the records.
 *
 * The system's own runs use this one, from extract to extract and by night; `waymark link` builds one for the list that
 * it is given (`infer-model.ts`).
 */

import { all, any, differ, few, not, present, rare, same, similar, start, whole } from './conditions.ts';
import type {
  BlockingRule,
  Comparison,
  Condition,
  FieldSpec,
  KeyPart,
  Level,
  Model,
  PairRule,
} from './types.ts';

const FIELDS: Readonly<Record<string, FieldSpec>> = {
  forename: {
    kind: 'name',
    from: [{ column: 'forename' }],
    shape: 'one',
    expectedShare: 4.258998503613082e-3,
  },
  surname: { kind: 'name', from: [{ column: 'surname' }], shape: 'one', expectedShare: 7.850765819690798e-4 },
  fullName: {
    kind: 'name',
    from: [{ column: 'forename' }, { column: 'surname' }],
    shape: 'joined',
    expectedShare: 6.4416737775260826e-6,
  },
  forenames: {
    kind: 'name',
    from: [{ column: 'forename' }, { column: 'aliases', take: 'first-token' }],
    shape: 'set',
  },
  surnames: {
    kind: 'name',
    from: [{ column: 'surname' }, { column: 'aliases', take: 'last-token' }],
    shape: 'set',
  },
  middleName: {
    kind: 'name',
    from: [{ column: 'middleName' }],
    shape: 'one',
    expectedShare: 0.012319973710486735,
  },
  dob: { kind: 'date', from: [{ column: 'dob' }], shape: 'one', expectedShare: 6.32817809183543e-5 },
  dobs: { kind: 'date', from: [{ column: 'dob' }], shape: 'set' },
  sex: { kind: 'sex', from: [{ column: 'sex' }], shape: 'one' },
  postcodes: { kind: 'postcode', from: [{ column: 'postcodes' }], shape: 'set', expectedShare: 3e-6 },
  outcodes: { kind: 'postcode', from: [{ column: 'postcodes', take: 'outcode' }], shape: 'set' },
  pnc: { kind: 'pnc', from: [{ column: 'pnc' }], shape: 'set', expectedShare: 1.3083008349386952e-7 },
  pncStem: { kind: 'pnc', from: [{ column: 'pnc', take: 'stem' }], shape: 'set' },
  pncSerial: { kind: 'pnc', from: [{ column: 'pnc', take: 'serial' }], shape: 'set' },
  cro: { kind: 'cro', from: [{ column: 'cro' }], shape: 'set', expectedShare: 1.3406045592581692e-7 },
  croSerial: { kind: 'cro', from: [{ column: 'cro', take: 'serial' }], shape: 'set' },
  prisonNumber: { kind: 'prison-number', from: [{ column: 'prisonNumber' }], shape: 'set' },
  crn: { kind: 'crn', from: [{ column: 'crn' }], shape: 'set' },
  yjsId: { kind: 'other', from: [{ column: 'yjsId' }], shape: 'set' },
};

const ALWAYS: Condition = { is: 'always' };

function level(label: string, when: Condition, m: number, u: number, field?: string, weight = 1): Level {
  return field === undefined
    ? { label, when, m, u }
    : { label, when, m, u, termFrequency: { field, weight } };
}

const NAME: Comparison = {
  id: 'name',
  label: 'Name',
  comparable: any(present('forename'), present('surname')),
  levels: [
    level(
      'Same forename and surname',
      same('fullName'),
      0.8805713283069031,
      6.4416737775260826e-6,
      'fullName',
    ),
    level(
      'Name nearly the same',
      similar('fullName', 0.9),
      0.07323973960881489,
      4.6468219642236785e-4,
      'fullName',
      0.7,
    ),
    level(
      'Forename and surname the other way round',
      { is: 'crossed', fields: ['forename', 'surname'] },
      0.001957189808750337,
      1.1870780153891191e-7,
    ),
    level(
      'A known alias agrees',
      all(same('forenames'), same('surnames'), few('forenames', 5), few('surnames', 5)),
      0.01638930823738129,
      5.720295598943465e-6,
    ),
    level(
      'One of many aliases agrees',
      all(same('forenames'), same('surnames')),
      0.004173300248636595,
      7.351766922657741e-6,
    ),
    level(
      'Both names somewhat alike',
      all(similar('forename', 0.7), similar('surname', 0.7)),
      0.004954401712078166,
      4.886023257307557e-4,
    ),
    level(
      'Same forename, different surname',
      same('forename'),
      0.004210367993889316,
      0.004258998503613082,
      'forename',
    ),
    level(
      'Same surname, different forename',
      same('surname'),
      0.00533261227541768,
      7.850765819690798e-4,
      'surname',
    ),
    level('Different names', ALWAYS, 0.004143399354623031, 0.9939830079481641),
  ],
};

const DATE_OF_BIRTH: Comparison = {
  id: 'dob',
  label: 'Date of birth',
  comparable: present('dob'),
  levels: [
    level('Same date of birth', same('dob'), 0.9480015447228074, 6.32817809183543e-5, 'dob'),
    level(
      'A date of birth used before agrees',
      all(same('dobs'), few('dobs', 6)),
      0.015054619774721108,
      1.839371152047235e-5,
    ),
    level(
      'One of many dates of birth used agrees',
      same('dobs'),
      0.0019527239665209192,
      4.259585633069581e-6,
    ),
    level(
      'Date of birth differs in one digit',
      all({ is: 'digits', field: 'dob', atMost: 1 }, { is: 'years', field: 'dob', atMost: 10 }),
      0.017251329692897888,
      0.001769188292516566,
    ),
    level(
      'Born within five years',
      { is: 'years', field: 'dob', atMost: 5 },
      0.010200657427295447,
      0.21782305372325345,
    ),
    level('Born more than five years apart', ALWAYS, 0.0020388218873687394, 0.7803218229061581),
  ],
};

const POSTCODES: Comparison = {
  id: 'postcodes',
  label: 'Postcodes',
  comparable: present('postcodes'),
  levels: [
    level(
      'Share a postcode that few people have',
      rare('postcodes', 1e-5),
      0.6530514212604018,
      1.916780772186791e-5,
    ),
    level('Share a postcode', rare('postcodes', 1e-4), 0.04047911150252939, 9.70967030841373e-6),
    level(
      'Share a postcode that many people have',
      rare('postcodes', 1e-3),
      0.01468158219941504,
      1.0470776311967955e-4,
    ),
    level('Postcodes in the same district', same('outcodes'), 0.09228399254208307, 0.002418387421033641),
    level('No postcode in common', ALWAYS, 0.1993084330118613, 0.9974480273378163),
  ],
};

const MIDDLE_NAME: Comparison = {
  id: 'middleName',
  label: 'Middle name',
  comparable: present('middleName'),
  levels: [
    level('Same middle name', same('middleName'), 0.9311828314925126, 0.012319973710486735, 'middleName'),
    level(
      'Middle name nearly the same',
      similar('middleName', 0.85),
      0.030955920552027012,
      0.002507835722714576,
    ),
    level('Different middle name', ALWAYS, 0.041068944007088604, 0.9851721905667987),
  ],
};

const coreNumbersAgree = any(same('pncStem'), { is: 'across', fields: ['pncSerial', 'croSerial'] });

/** One comparison over both numbers: they are issued together, so two would count one fact twice. */
const POLICE_NUMBERS: Comparison = {
  id: 'police-numbers',
  label: 'PNC and CRO numbers',
  comparable: any(present('pnc'), present('cro'), coreNumbersAgree),
  levels: [
    level('Same PNC and CRO numbers', all(same('pnc'), same('cro')), 1, 1e-9),
    level('Same PNC number', same('pnc'), 0.4107364720646719, 1.3083008349386952e-7, 'pnc'),
    level('Same CRO number', same('cro'), 0.48754671593636345, 1.3406045592581692e-7, 'cro'),
    level(
      'Core digits of the police numbers agree',
      coreNumbersAgree,
      0.04588131922270574,
      1.933377900520516e-6,
    ),
    level('PNC and CRO numbers both differ', all(differ('pnc'), differ('cro')), 2 ** -14, 1),
    level('PNC or CRO number differs', ALWAYS, 2 ** -10, 1),
  ],
};

const AGENCY_NUMBERS: Comparison = {
  id: 'agency-numbers',
  label: 'Prison, probation or youth justice number',
  comparable: any(present('prisonNumber'), present('crn'), present('yjsId')),
  levels: [
    level("Same agency's number", any(same('prisonNumber'), same('crn'), same('yjsId')), 1, 1e-6),
    level('Agency numbers differ', ALWAYS, 0.5, 0.5),
  ],
};

const SEX: Comparison = {
  id: 'sex',
  label: 'Sex',
  comparable: present('sex'),
  levels: [level('Same sex', same('sex'), 0.97, 0.75), level('Different sex', ALWAYS, 0.03, 0.25)],
};

const forenamesDiffer = all(differ('forenames'), not(similar('forenames', 0.99)));
const noPoliceNumberShared = all(not(same('pnc')), not(same('cro')));

const RULES: readonly PairRule[] = [
  {
    id: 'possible-twins',
    label: 'Possible twins or siblings: same surname, date of birth and address, different forenames',
    when: all(same('surname'), same('dob'), same('postcodes'), forenamesDiffer, noPoliceNumberShared),
    above: 8,
    effect: 'force',
    forceBits: -5,
  },
  {
    id: 'pnc-differs',
    label: 'Both have a PNC number and the numbers differ',
    when: all(differ('pnc'), not(same('pncStem'))),
    effect: 'review',
  },
  {
    // Probation gives each person one number and merges its own doubles; the police do neither.
    id: 'crn-differs',
    label: 'Both have a probation number and the numbers differ',
    when: differ('crn'),
    effect: 'review',
  },
  {
    id: 'sex-and-forename-differ',
    label: 'Sex and forename both differ',
    when: all(differ('sex'), forenamesDiffer),
    effect: 'review',
  },
];

function rule(name: string, maxGroup: number, ...keys: KeyPart[]): BlockingRule {
  return { name, maxGroup, keys };
}

const BLOCKING: readonly BlockingRule[] = [
  rule('PNC number', 100, whole('pnc')),
  rule('CRO number', 100, whole('cro')),
  rule('prison number', 100, whole('prisonNumber')),
  rule('probation number', 100, whole('crn')),
  rule('youth justice number', 100, whole('yjsId')),
  rule(
    'names in either order and date of birth',
    500,
    { fields: ['forename', 'surname'], part: 'either-order' },
    whole('dob'),
  ),
  rule('date of birth and surname or alias', 500, whole('dobs'), whole('surnames')),
  rule('date of birth and forename or alias', 300, whole('dobs'), whole('forenames')),
  rule('date of birth and postcode', 300, whole('dobs'), whole('postcodes')),
  rule('surname and postcode', 300, whole('surnames'), whole('postcodes')),
  rule('forename and postcode', 300, whole('forenames'), whole('postcodes')),
  rule(
    'forename, surname and postcode district',
    300,
    whole('forename'),
    whole('surname'),
    whole('outcodes'),
  ),
  rule('surname and date of birth, day and month either way', 300, whole('surname'), {
    field: 'dob',
    part: 'day-month-folded',
  }),
  rule('starts of both names and year of birth', 300, start('forename', 3), start('surname', 4), {
    field: 'dob',
    part: 'year',
  }),
  rule(
    'starts of both names and date of birth',
    300,
    start('forename', 2),
    start('surname', 2),
    whole('dob'),
  ),
];

/**
 * The Ministry's published weights. Columns read: forename, middleName, surname, aliases (whole names), dob (several
 * allowed, the current one first), sex, postcodes, pnc, cro, prisonNumber, crn, yjsId; any may hold several values
 * and any may be absent.
 */
export const defaultOffenderModel: Model = {
  id: 'offender',
  version: '2026-02-23.1',
  source:
    'λ, m and u published by the Ministry of Justice (ministryofjustice/hmpps-person-match, MIT, ' +
    'model_2026_02_23_1e09.json); thresholds, twins rule and the weights −10 and −14 of differing police numbers as ' +
    'in the same project. Assumed here and not trained: sex, agency numbers (weighed as its master defendant id), ' +
    'the expected share of a postcode, and the clustering settings.',
  prior: 2.649234163203061e-7,
  referenceYear: 2026,
  fields: FIELDS,
  blocking: BLOCKING,
  comparisons: [NAME, DATE_OF_BIRTH, POSTCODES, MIDDLE_NAME, POLICE_NUMBERS, AGENCY_NUMBERS, SEX],
  rules: RULES,
  thresholds: { join: 20, review: 6, fracture: 14 },
  clustering: { missingBits: -2, stopBits: 6, keepBits: -30, capBits: 30 },
};

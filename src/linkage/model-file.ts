/**
 * Models as files. What comes from a file is checked whole before anything is read by it: the format's version, every
 * word that has a meaning, every number, and that what is named is there.
 */

import {
  type Check,
  entriesOf,
  listOf,
  numberFrom,
  objectOf,
  oneOf,
  pairOf,
  Reader,
  record,
  text,
  truth,
  wrongAt,
} from './json-checks.ts';
import { ROLES } from './roles.ts';
import { fromSplink, type SplinkSettings, splinkSettings } from './splink.ts';
import type {
  BlockingRule,
  Comparison,
  Condition,
  FieldSource,
  FieldSpec,
  KeyPart,
  Learned,
  Level,
  Model,
  OneEach,
  PairRule,
} from './types.ts';

/** Changes whenever a model that was saved would mean something else. */
const VERSION = 1;
const FORMAT = 'waymark-linkage-model';

const number = numberFrom();
const probability = numberFrom(Number.MIN_VALUE, 1);
const whole: Check<number> = (value, at) => {
  const found = numberFrom(0)(value, at);
  if (!Number.isInteger(found)) throw wrongAt(at, `must be a whole number; it is ${found}`);
  return found;
};

const lengthOfPart: Check<number> = (value, at) => {
  const length = whole(value, at);
  if (length === 0) throw wrongAt(at, 'must be at least 1');
  return length;
};

const kind = oneOf('a kind of field', [
  ...(['name', 'text', 'sex', 'date', 'postcode', 'pnc', 'cro', 'prison-number', 'crn', 'other'] as const),
  'as-is',
]);

const take = oneOf('a part of a value', [
  ...(['first-token', 'last-token', 'tokens', 'outcode', 'serial', 'stem', 'email-name'] as const),
  ...(['forename-class', 'whole'] as const),
]);

const source: Check<FieldSource> = objectOf((from) => ({
  column: from.get('column', text),
  ...from.maybe('take', take),
  ...from.maybe('split', truth),
}));

const fieldSpec: Check<FieldSpec> = objectOf((from) => ({
  kind: from.get('kind', kind),
  from: from.get('from', listOf(source, 1)),
  shape: from.get('shape', oneOf('a shape', ['one', 'set', 'joined'])),
  ...from.maybe('expectedShare', probability),
  ...from.maybe('lenient', truth),
}));

const CONDITIONS: readonly Condition['is'][] = [
  ...(['same', 'similar', 'prefix', 'rare', 'few', 'crossed', 'across', 'digits', 'day-month'] as const),
  ...(['years', 'present', 'all', 'any', 'not', 'sql', 'always'] as const),
];

/** The checks of everything that names a field, for a model with these fields. */
function checksFor(fields: Readonly<Record<string, FieldSpec>>) {
  const field = oneOf('a field of the model', Object.keys(fields));
  const condition: Check<Condition> = objectOf((from) => {
    const is = from.get('is', oneOf('a condition', CONDITIONS));
    switch (is) {
      case 'always':
        return { is };
      case 'same':
      case 'present':
      case 'day-month':
        return { is, field: from.get('field', field) };
      case 'similar':
        return { is, field: from.get('field', field), atLeast: from.get('atLeast', numberFrom(0, 1)) };
      case 'prefix':
        return { is, field: from.get('field', field), length: from.get('length', lengthOfPart) };
      case 'rare':
        return { is, field: from.get('field', field), below: from.get('below', numberFrom(0, 1)) };
      case 'few':
      case 'digits':
      case 'years':
        return { is, field: from.get('field', field), atMost: from.get('atMost', numberFrom(0)) };
      case 'crossed':
      case 'across':
        return { is, fields: from.get('fields', pairOf(field)) };
      case 'all':
      case 'any':
        return { is, of: from.get('of', listOf(condition)) };
      case 'not':
        return { is, of: from.get('of', condition) };
      case 'sql':
        return { is, sql: from.get('sql', text), fields: from.get('fields', listOf(field)) };
    }
  });
  return { field, condition };
}

type Checks = ReturnType<typeof checksFor>;

function levelOf({ field, condition }: Checks): Check<Level> {
  const termFrequency = objectOf((from) => ({
    field: from.get('field', field),
    weight: from.get('weight', number),
    ...from.maybe('expected', probability),
    ...from.maybe('least', numberFrom(0, 1)),
    ...from.maybe('plain', truth),
  }));
  return objectOf((from) => ({
    label: from.get('label', text),
    when: from.get('when', condition),
    m: from.get('m', probability),
    u: from.get('u', probability),
    ...from.maybe('termFrequency', termFrequency),
  }));
}

function comparisonOf(checks: Checks): Check<Comparison> {
  return objectOf((from) => ({
    id: from.get('id', text),
    label: from.get('label', text),
    comparable: from.get('comparable', checks.condition),
    levels: from.get('levels', listOf(levelOf(checks), 1)),
  }));
}

/** Each part once: the types miss none. */
const KEY_PARTS = Object.keys({
  whole: true,
  year: true,
  'month-day': true,
  'day-month-folded': true,
  prefix: true,
  'either-order': true,
} satisfies Record<KeyPart['part'], true>) as KeyPart['part'][];

function keyOf(field: Check<string>): Check<KeyPart> {
  return objectOf((from) => {
    const part = from.get('part', oneOf('a part of a key', KEY_PARTS));
    if (part === 'either-order') return { fields: from.get('fields', pairOf(field)), part };
    const own = from.get('field', field);
    if (part !== 'prefix') return { field: own, part };
    return { field: own, part, length: from.get('length', lengthOfPart), ...from.maybe('orShorter', truth) };
  });
}

function blockingRuleOf({ field }: Checks): Check<BlockingRule> {
  return objectOf((from) => ({
    name: from.get('name', text),
    keys: from.get('keys', listOf(keyOf(field), 1)),
    maxGroup: from.get('maxGroup', whole),
  }));
}

function pairRuleOf({ condition }: Checks): Check<PairRule> {
  return objectOf((from) => ({
    id: from.get('id', text),
    label: from.get('label', text),
    when: from.get('when', condition),
    effect: from.get('effect', oneOf('an effect', ['force', 'review', 'weigh'])),
    ...from.maybe('above', number),
    ...from.maybe('forceBits', number),
  }));
}

const thresholds = objectOf((from) => ({
  join: from.get('join', number),
  review: from.get('review', number),
  fracture: from.get('fracture', number),
}));

function clusteringOf({ field }: Checks) {
  const oneEach: Check<OneEach> = objectOf((from) => ({
    field: from.get('field', field),
    sources: from.get('sources', listOf(text, 1)),
  }));
  return objectOf((from) => ({
    missingBits: from.get('missingBits', number),
    stopBits: from.get('stopBits', number),
    keepBits: from.get('keepBits', number),
    capBits: from.get('capBits', number),
    ...from.maybe('oneEach', oneEach),
  }));
}

const roles: Check<Model['roles'] & object> = (value, at) => {
  const found = entriesOf(text)(value, at);
  for (const role of Object.keys(found)) oneOf('a role', ROLES)(role, `${at} has an entry that`);
  return found;
};

const learned: Check<Learned> = objectOf((from) => ({
  records: from.get('records', numberFrom(0)),
  pairs: from.get('pairs', numberFrom(0)),
  links: from.get('links', numberFrom(0)),
  guessed: from.get('guessed', listOf(text)),
}));

const modelOf: Check<Model> = objectOf((from) => {
  from.get('format', text);
  from.get('formatVersion', number);
  const fields = from.get('fields', entriesOf(fieldSpec));
  const checks = checksFor(fields);
  return {
    id: from.get('id', text),
    version: from.get('version', text),
    source: from.get('source', text),
    prior: from.get('prior', numberFrom(Number.MIN_VALUE, 1 - Number.EPSILON)),
    referenceYear: from.get('referenceYear', whole),
    ...from.maybe('roles', roles),
    fields,
    blocking: from.get('blocking', listOf(blockingRuleOf(checks), 1)),
    comparisons: from.get('comparisons', listOf(comparisonOf(checks), 1)),
    rules: from.get('rules', listOf(pairRuleOf(checks))),
    thresholds: from.get('thresholds', thresholds),
    clustering: from.get('clustering', clusteringOf(checks)),
    ...from.maybe('learned', learned),
    ...from.maybe('splink', splinkSettings),
  };
});

/** A model as the text of a file. */
export function modelText(model: Model): string {
  return `${JSON.stringify({ format: FORMAT, formatVersion: VERSION, ...model }, null, 2)}\n`;
}

function checkFormat(value: unknown): void {
  const given = new Reader(value, '');
  const { format } = given.maybe('format', text);
  if (format !== FORMAT)
    throw new Error(
      `it has no “format” of “${FORMAT}”, so it is no model that this version saves; nor has it the “link_type” of Splink’s settings.`,
    );
  const version = given.get('formatVersion', number);
  if (version !== VERSION)
    throw new Error(`its format has the version ${version}; this program reads version ${VERSION}.`);
}

/**
 * A model of ours or Splink's settings, from the text of a file.
 * @throws Error that says what is wrong and where.
 */
export function modelFrom(json: string): Model {
  const value: unknown = JSON.parse(json);
  if ('link_type' in record(value, '')) {
    const settings: SplinkSettings = splinkSettings(value, '');
    return fromSplink(settings);
  }
  checkFormat(value);
  return modelOf(value, '');
}

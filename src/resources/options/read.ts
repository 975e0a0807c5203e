import type { FieldError } from '../../kernel/errors.ts';
import type { Read } from '../costs/line-read.ts';
import { readPounds } from '../costs/money.ts';
import type { OptionInput, WeighInput } from './acts.ts';
import { type FigureRow, newCriteria, type Values } from './forms.ts';
import type { FigureContent, StatementContent } from './store.ts';
import {
  type AppraisalOption,
  type FigureKind,
  figureKinds,
  type OptionFigure,
  optionStates,
  type WholeAppraisal,
} from './types.ts';

const text = (values: Values, name: string): string => values[name]?.trim() ?? '';
const textOrNull = (values: Values, name: string): string | null => text(values, name) || null;

/** `12.8` → 1280n; undefined for anything else. */
const readHundredths = (typed: string): bigint | undefined => {
  const match = /^(\d{1,9})(?:\.(\d{1,2}))?$/.exec(typed);
  return match === null
    ? undefined
    : BigInt(match[1] ?? '0') * 100n + BigInt((match[2] ?? '').padEnd(2, '0'));
};

function readFigure(what: FigureKind, typed: string): bigint | undefined {
  if (what === 'cost' || what === 'saving') return readPounds(typed);
  if (what === 'people') return /^\d{1,9}$/.test(typed) ? BigInt(typed) : undefined;
  return readHundredths(typed);
}

/** The rows of the form: figures that are there, and one of each kind that is not. */
export const figureRows = (option: AppraisalOption | undefined): FigureRow[] => {
  const there = option?.figures.map(({ what, about }) => ({ what, about })) ?? [];
  return [
    ...there,
    ...figureKinds
      .filter((kind) => !there.some(({ what, about }) => what === kind && about === ''))
      .map((what) => ({ what, about: '' })),
  ];
};

const shown = ({ what, value }: OptionFigure): string => {
  if (value === null) return '';
  if (what === 'people') return String(value);
  return `${value / 100n}${value % 100n === 0n ? '' : `.${String(value % 100n).padStart(2, '0')}`}`;
};

/** What the option form shows of an option as it is. */
export const optionValues = (option: AppraisalOption | undefined): Values =>
  option === undefined
    ? {}
    : {
        title: option.title,
        structure: option.structure,
        risks: option.risks ?? '',
        fit: option.fit ?? '',
        state: option.state,
        reason: option.reason ?? '',
        ...Object.fromEntries(
          option.figures.flatMap((figure, index) => [
            [`value-${index}`, shown(figure)],
            [`printed-${index}`, figure.printed ?? ''],
            [`unread-${index}`, figure.legible ? '' : '1'],
          ]),
        ),
      };

/** A figure is kept where anything is said of it; one that cannot be read says how it is printed. */
export function readOption(
  values: Values,
  place: { appraisalId: number; id: number | null; version: number },
  option: AppraisalOption | undefined,
): Read<OptionInput> {
  const errors: FieldError[] = [];
  const figures: FigureContent[] = [];
  for (const [index, { what, about }] of figureRows(option).entries()) {
    const typed = text(values, `value-${index}`);
    const printed = textOrNull(values, `printed-${index}`);
    const legible = values[`unread-${index}`] !== '1';
    const value = typed === '' ? null : readFigure(what, typed);
    const isThere = option?.figures.some((figure) => figure.what === what && figure.about === about);
    if (value === undefined) errors.push({ field: `value-${index}`, text: 'Enter it in digits, like 12.8' });
    else if (!legible && printed === null)
      errors.push({ field: `printed-${index}`, text: 'Say how it is printed' });
    else if (value !== null || printed !== null || isThere)
      figures.push({ what, about, printed, legible, value: legible ? (value?.toString() ?? null) : null });
  }
  const state = optionStates.find((one) => one === values.state) ?? 'considered';
  if (errors.length > 0) return { errors };
  return {
    value: {
      ...place,
      title: text(values, 'title'),
      structure: text(values, 'structure'),
      risks: textOrNull(values, 'risks'),
      fit: textOrNull(values, 'fit'),
      reason: textOrNull(values, 'reason'),
      state,
      figures,
    },
  };
}

export const weightValues = ({ criteria, options, scores }: WholeAppraisal): Values =>
  Object.fromEntries(
    criteria.flatMap((criterion, index) => [
      [`name-${index}`, criterion.name],
      [`meaning-${index}`, criterion.meaning ?? ''],
      [`weight-${index}`, String(criterion.weight)],
      ...options.map(({ id }) => [
        `score-${index}-${id}`,
        String(scores.find((one) => one.optionId === id && one.criterionId === criterion.id)?.score ?? ''),
      ]),
    ]),
  );

/** Criteria, weights and scores; an empty row of a new criterion is left out. */
export function readWeights(
  values: Values,
  appraisal: WholeAppraisal,
): Read<Pick<WeighInput, 'criteria' | 'scores'>> {
  const errors: FieldError[] = [];
  const criteria: WeighInput['criteria'] = [];
  const scores: WeighInput['scores'] = [];
  for (let index = 0; index < appraisal.criteria.length + newCriteria; index += 1) {
    const name = text(values, `name-${index}`);
    const weight = text(values, `weight-${index}`);
    const id = appraisal.criteria[index]?.id ?? null;
    if (id === null && name === '' && weight === '') continue;
    if (name === '') errors.push({ field: `name-${index}`, text: 'Enter what the criterion is called' });
    if (!/^\d{1,3}$|^1000$/.test(weight))
      errors.push({ field: `weight-${index}`, text: 'Enter the weight as a whole number from 0 to 1000' });
    for (const option of appraisal.options) {
      const field = `score-${index}-${option.id}`;
      const typed = text(values, field);
      if (typed !== '' && !/^(\d|10)$/.test(typed))
        errors.push({ field, text: 'Enter a score from 0 to 10, or leave it empty' });
      scores.push({
        optionId: option.id,
        criterion: criteria.length,
        score: typed === '' ? null : Number(typed),
      });
    }
    criteria.push({
      id,
      name,
      weight: Number(weight),
      meaning: textOrNull(values, `meaning-${index}`),
      removed: values[`removed-${index}`] === '1',
    });
  }
  const kept = criteria.filter(({ removed }) => !removed);
  if (errors.length === 0 && kept.length > 0 && kept.every(({ weight }) => weight === 0))
    errors.push({
      field: `weight-${criteria.findIndex(({ removed }) => !removed)}`,
      text: 'Give at least one criterion a weight above 0: with none, no option can be ranked',
    });
  return errors.length > 0 ? { errors } : { value: { criteria, scores } };
}

const isWhole = (typed: string): boolean => !typed.includes('.');

/** A statement about shares, in hundredths of a per cent, with how finely it was printed. */
export function readStatement(values: Values): Read<StatementContent> {
  const errors: FieldError[] = [];
  const share = (name: string): number => {
    const hundredths = readHundredths(text(values, name));
    if (hundredths === undefined || hundredths > 10_000n)
      errors.push({ field: name, text: 'Enter a share from 0 to 100 per cent' });
    return Number(hundredths ?? 0n);
  };
  const place = text(values, 'place');
  const least = text(values, 'least');
  if (place === '') errors.push({ field: 'place', text: 'Say where it stands' });
  const peopleShare = share('people');
  const crimesShare = share('crimes');
  if (!/^[1-9]\d{0,5}$/.test(least))
    errors.push({ field: 'least', text: 'Enter how many crimes each has at least' });
  if (errors.length > 0) return { errors };
  const whole = isWhole(text(values, 'people')) && isWhole(text(values, 'crimes'));
  return {
    value: {
      place,
      text: text(values, 'text'),
      peopleShare,
      crimesShare,
      shareStep: whole ? 100 : 1,
      leastEach: Number(least),
      everybody: values.everybody !== 'no',
    },
  };
}

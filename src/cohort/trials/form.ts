import { isDay } from '../../kernel/clock.ts';
import { type FieldError, invalid } from '../../kernel/errors.ts';
import type { SavedTrial } from './acts.ts';
import { blockErrors } from './rules.ts';
import type { Protocol, Registration, StratumFactor } from './types.ts';

/** The fields of a draft, as text. */
export const trialFields = [
  'name',
  'question',
  'strata',
  'blockSizes',
  'youngest',
  'notSupervised',
  'questions',
  'consentText',
  'months',
  'mostConditions',
  'conditions',
  'primary',
  'secondary',
  'horizon',
  'analysis',
  'target',
  'panelTold',
  'protocolRef',
  'protocolOn',
  'protocolSha256',
  'ethicsBody',
  'ethicsRef',
  'ethicsOn',
  'ethicsSha256',
] as const;
export type TrialField = (typeof trialFields)[number];
export type TrialForm = Partial<Record<TrialField, string>>;

const lines = (text: string | undefined): string[] =>
  (text ?? '')
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** `Lives in the area` → `lives-in-the-area`; the second of the same gets a number. */
function codesOf(texts: readonly string[]): string[] {
  const codes: string[] = [];
  for (const text of texts) {
    const plain =
      text
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, '-')
        .replace(/^-+|-+$/g, '')
        .slice(0, 40) || 'one';
    let code = plain;
    for (let again = 2; codes.includes(code); again += 1) code = `${plain}-${again}`;
    codes.push(code);
  }
  return codes;
}

/** The form as it shows a draft. */
export const formOfTrial = ({ name, body, registration: r }: SavedTrial): TrialForm => ({
  name,
  question: body.question,
  strata: body.strata.map(({ label, levels }) => `${label}: ${levels.join('; ')}`).join('\n'),
  blockSizes: body.blockSizes.join(', '),
  youngest: String(body.youngest),
  notSupervised: body.notSupervised ? 'yes' : 'no',
  questions: body.questions.map(({ text }) => text).join('\n'),
  consentText: body.consent ?? '',
  months: String(body.contract?.months ?? ''),
  mostConditions: String(body.contract?.mostConditions ?? ''),
  conditions: body.contract?.conditions.map((one) => one.name).join('\n') ?? '',
  primary: body.primary,
  secondary: body.secondary.join('\n'),
  horizon: String(body.horizonMonths),
  analysis: body.analysis,
  target: String(body.target),
  panelTold: body.panelTold,
  protocolRef: r.protocolRef ?? '',
  protocolOn: r.protocolOn ?? '',
  protocolSha256: r.protocolSha256 ?? '',
  ethicsBody: r.ethicsBody ?? '',
  ethicsRef: r.ethicsRef ?? '',
  ethicsOn: r.ethicsOn ?? '',
  ethicsSha256: r.ethicsSha256 ?? '',
});

const orNull = (text: string | undefined): string | null => {
  const plain = text?.trim() ?? '';
  return plain === '' ? null : plain;
};

/** `Area: Norwich; Ipswich`, a factor a line. The bar would part the levels in the name of a list. */
function readStrata(
  text: string | undefined,
  wrong: (field: TrialField, text: string) => void,
): StratumFactor[] {
  const rows = lines(text).map((line) => {
    const [label = '', rest = ''] = line.split(/:(.*)/s);
    return {
      label: label.trim(),
      levels: rest
        .split(';')
        .map((level) => level.trim())
        .filter((level) => level !== ''),
    };
  });
  for (const { label, levels } of rows) {
    if (levels.length < 2 || new Set(levels).size < levels.length)
      wrong('strata', `“${label}” needs at least two levels, each its own, such as: Area: Norwich; Ipswich`);
    if (levels.some((level) => level.includes('|'))) wrong('strata', `A level of “${label}” holds a bar (|)`);
  }
  const codes = codesOf(rows.map(({ label }) => label));
  return rows.map((row, index) => ({ ...row, code: codes[index] ?? '' }));
}

const coded = (texts: readonly string[]): { code: string; text: string }[] => {
  const codes = codesOf(texts);
  return texts.map((text, index) => ({ code: codes[index] ?? '', text }));
};

/**
 * What was typed over the draft as it stands (the arms and their ratio are the design's).
 * @throws WaymarkError `invalid` for what cannot be read; what is only missing is said when it is submitted
 */
export function readTrial(form: TrialForm, before: Protocol): SavedTrial {
  const errors: FieldError[] = [];
  const wrong = (field: TrialField, text: string): void => {
    errors.push({ field, text });
  };
  const whole = (field: TrialField, least: number, most: number, what: string): number => {
    const text = form[field]?.trim() ?? '';
    const value = /^\d{1,6}$/.test(text) ? Number(text) : Number.NaN;
    if (!(value >= least && value <= most)) wrong(field, `Give ${what}, from ${least} to ${most}`);
    return value;
  };
  const day = (field: TrialField): string | null => {
    const text = orNull(form[field]);
    if (text !== null && !isDay(text)) wrong(field, 'Write the day like 2026-11-30');
    return text;
  };
  const hash = (field: TrialField): string | null => {
    const text = orNull(form[field])?.toLowerCase() ?? null;
    if (text !== null && !/^[0-9a-f]{64}$/.test(text)) wrong(field, 'A SHA-256 has 64 digits from 0 to f');
    return text;
  };
  const name = form.name?.trim() ?? '';
  if (name === '') wrong('name', 'Give the trial a name');
  const blockSizes = (form.blockSizes ?? '')
    .split(/[,\s]+/)
    .filter((one) => one !== '')
    .map(Number);
  if (blockSizes.some((size) => !Number.isInteger(size) || size > 60))
    wrong('blockSizes', 'Give whole numbers up to 60');
  else for (const { text } of blockErrors({ ...before, blockSizes })) wrong('blockSizes', text);
  const body: Protocol = {
    ...before,
    question: form.question?.trim() ?? '',
    strata: readStrata(form.strata, wrong),
    blockSizes,
    youngest: whole('youngest', 10, 99, 'the youngest age'),
    notSupervised: form.notSupervised !== 'no',
    questions: coded(lines(form.questions)),
    consent: orNull(form.consentText),
    contract: before.contract && {
      months: whole('months', 1, 60, 'the months of a contract'),
      mostConditions: whole('mostConditions', 1, 20, 'the most conditions'),
      conditions: coded(lines(form.conditions)).map(({ code, text }) => ({ code, name: text })),
    },
    primary: form.primary?.trim() ?? '',
    secondary: lines(form.secondary),
    horizonMonths: whole('horizon', 1, 120, 'the months of follow-up'),
    analysis: form.analysis?.trim() ?? '',
    target: whole('target', 2, 100_000, 'how many are to be randomised'),
    panelTold: form.panelTold?.trim() ?? '',
  };
  const registration: Registration = {
    protocolRef: orNull(form.protocolRef),
    protocolOn: day('protocolOn'),
    protocolSha256: hash('protocolSha256'),
    ethicsBody: orNull(form.ethicsBody),
    ethicsRef: orNull(form.ethicsRef),
    ethicsOn: day('ethicsOn'),
    ethicsSha256: hash('ethicsSha256'),
  };
  if (errors.length > 0) throw invalid(errors);
  return { name, body, registration };
}

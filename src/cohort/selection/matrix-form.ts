import { edgeOf } from './bands.ts';
import type { MatrixProblem } from './matrix-check.ts';
import { type Band, type Matrix, type MatrixFactor, type Measure, measures, windowed } from './types.ts';

/** The editor's form as typed: one value for each factor in each list, in order. */
export interface MatrixForm {
  name: string;
  line: string;
  classes: string;
  note: string;
  code: string[];
  label: string[];
  measure: string[];
  months: string[];
  bands: string[];
}

const lists = ['code', 'label', 'measure', 'months', 'bands'] as const;

/** One band a line: `4 or more = 10`, `3 or less = 15`. */
const bandLine = /^(-?\d+(?:\.\d+)?)\s*(or more|or less)\s*=\s*(\d+(?:\.\d+)?)$/i;

const bandText = (band: Band): string =>
  `${edgeOf(band)} ${'atLeast' in band ? 'or more' : 'or less'} = ${band.points}`;

export const formOfMatrix = (matrix: Matrix): MatrixForm => ({
  name: matrix.name,
  line: String(matrix.line),
  classes: (matrix.neighbourhoodClasses ?? []).join(', '),
  note: matrix.note ?? '',
  code: matrix.factors.map(({ code }) => code),
  label: matrix.factors.map(({ label }) => label),
  measure: matrix.factors.map(({ measure }) => measure),
  months: matrix.factors.map(({ months }) => (months === undefined ? '' : String(months))),
  bands: matrix.factors.map(({ bands }) => bands.map(bandText).join('\n')),
});

/** What was typed as a matrix, and what of it cannot be read, each with its place. */
export function readMatrix(form: MatrixForm): { matrix: Matrix; problems: MatrixProblem[] } {
  const problems: MatrixProblem[] = [];
  const number = (text: string, place: string): number => {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    if (Number.isNaN(value)) problems.push({ place, text: `“${text}” is no number` });
    return value;
  };
  const factors = form.label.map((label, index): MatrixFactor => {
    const at = `factors.${index}`;
    const measure = (form.measure[index] ?? '') as Measure;
    if (!measures.includes(measure)) problems.push({ place: at, text: 'choose what it measures' });
    const months = form.months[index]?.trim() ?? '';
    const usesMonths = windowed.includes(measure) && months !== '';
    return {
      code: codeOf(form.code[index] ?? '', label, index),
      label: label.trim(),
      measure,
      ...(usesMonths ? { months: number(months, `${at}.months`) } : {}),
      bands: readBands(form.bands[index] ?? '', at, problems),
    };
  });
  const classes = form.classes.split(/[\s,;]+/).filter((one) => one !== '');
  const matrix: Matrix = {
    name: form.name.trim(),
    factors,
    line: number(form.line, 'line'),
    ...(classes.length === 0 ? {} : { neighbourhoodClasses: classes }),
    ...(form.note.trim() === '' ? {} : { note: form.note.trim() }),
  };
  if (matrix.name === '') problems.push({ place: 'name', text: 'a name is needed' });
  return { matrix, problems };
}

function readBands(text: string, at: string, problems: MatrixProblem[]): Band[] {
  return text.split(/\r?\n/).flatMap((line, index): Band[] => {
    if (line.trim() === '') return [];
    const [, edge, side, points] = bandLine.exec(line.trim()) ?? [];
    if (edge === undefined || side === undefined) {
      problems.push({ place: `${at}.bands.${index}`, text: `“${line.trim()}” is not as “4 or more = 10”` });
      return [];
    }
    return [
      side.toLowerCase() === 'or more'
        ? { atLeast: Number(edge), points: Number(points) }
        : { atMost: Number(edge), points: Number(points) },
    ];
  });
}

/** A factor keeps its code for ever: by it a score is held against the one before. A new one gets one of its own. */
const codeOf = (code: string, label: string, index: number): string => {
  if (/^[a-z0-9-]{1,40}$/.test(code)) return code;
  const made = label
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .slice(0, 30)
    .replaceAll(/^-|-$/g, '');
  return `${made === '' ? 'factor' : made}-${index + 1}`;
};

const blank = { code: '', label: '', measure: 'proven-offences', months: '24', bands: '' } as const;

/** What a button of the editor does to the form: `add`, `remove:2`, `up:2`, `down:2`; undefined for any other. */
export function rearranged(form: MatrixForm, button: string): MatrixForm | undefined {
  const [what, place = ''] = button.split(':');
  const at = Number(place);
  const count = form.label.length;
  const moved = (change: (values: string[], blankValue: string) => void): MatrixForm => {
    const next = { ...form };
    for (const list of lists) {
      const values = Array.from({ length: count }, (_, index) => form[list][index] ?? '');
      change(values, blank[list]);
      next[list] = values;
    }
    return next;
  };
  const swap = (left: number, right: number) =>
    moved((values) => {
      [values[left], values[right]] = [values[right] ?? '', values[left] ?? ''];
    });
  if (what === 'add' && count < 20)
    return moved((values, blankValue) => {
      values.push(blankValue);
    });
  if (!Number.isInteger(at) || at < 0 || at >= count) return undefined;
  if (what === 'remove')
    return moved((values) => {
      values.splice(at, 1);
    });
  if (what === 'up' && at > 0) return swap(at - 1, at);
  if (what === 'down' && at < count - 1) return swap(at, at + 1);
  return undefined;
}

/** A place of a matrix as the id of the field that holds it, and in words. */
export function fieldOf({ place, text }: MatrixProblem): { field: string; text: string } {
  const [, at, part, line] = /^factors\.(\d+)(?:\.(\w+))?(?:\.(\d+))?$/.exec(place) ?? [];
  if (at === undefined)
    return {
      field: place === 'neighbourhoodClasses' ? 'classes' : place === 'factors' ? 'add-factor' : place,
      text: `${topWords[place] ?? place}: ${text}`,
    };
  const factor = Number(at) + 1;
  if (part === 'bands')
    return {
      field: `bands-${at}`,
      text: `Factor ${factor}, bands${line === undefined ? '' : `, line ${Number(line) + 1}`}: ${text}`,
    };
  if (part === 'months') return { field: `months-${at}`, text: `Factor ${factor}, months: ${text}` };
  return { field: `label-${at}`, text: `Factor ${factor}: ${text}` };
}

const topWords: Record<string, string> = {
  name: 'Name',
  line: 'The line',
  neighbourhoodClasses: 'Classes',
  factors: 'Factors',
};

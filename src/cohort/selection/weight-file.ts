import { parse } from 'csv-parse/sync';
import type { Layout } from './types.ts';
import { weightKey } from './weights.ts';

export interface WeightRow {
  code: string;
  label: string | null;
  weight: number;
}

export interface WeightFile {
  rows: WeightRow[];
  /** Codes that the file gives no weight. */
  blank: number;
  /** Rows whose code occurs more than once with another weight: the lowest stands, so that nobody is scored higher by it. */
  repeated: number;
}

export interface FileFault {
  /** Line of the file; null where the whole of it is at fault. */
  line: number | null;
  text: string;
}

interface Columns {
  code: RegExp;
  /** A second column that the code goes on in. */
  sub?: RegExp;
  weight: RegExp;
  label: RegExp;
}

/**
 * How each publisher heads its columns. The workbooks are saved as CSV first, from the sheet that has a row for each
 * offence; other columns do not matter.
 */
const layoutColumns: Record<Layout, Columns> = {
  cambridge: {
    code: /^(home office|ho)\b.*(code|class)/i,
    weight: /(cchi|harm|starting point|days|score|value)/i,
    label: /(offence|title|description|name)/i,
  },
  ons: {
    code: /(offence|ho|home office|ons).*code|^code$/i,
    weight: /weight/i,
    label: /(offence|title|description|name)/i,
  },
  ogrs3: {
    code: /^offence_group_code$/i,
    sub: /^sub_code$/i,
    weight: /^ogrs3_weighting$/i,
    label: /^(label|description)$/i,
  },
};

/** Reads a table of weights. Nothing of a file with a fault is taken, and each fault names its line. */
export function readWeights(text: string, layout: Layout): { file: WeightFile; faults: FileFault[] } {
  const file: WeightFile = { rows: [], blank: 0, repeated: 0 };
  const faults: FileFault[] = [];
  let lines: string[][];
  try {
    lines = parse(text, { bom: true, relax_column_count: true, skip_empty_lines: true, trim: true });
  } catch (error) {
    return {
      file,
      faults: [{ line: null, text: error instanceof Error ? error.message : 'It is no CSV file' }],
    };
  }
  const columns = layoutColumns[layout];
  const [head = [], ...rest] = lines;
  const place = (wanted: RegExp | undefined, not: readonly number[] = []): number =>
    wanted === undefined ? -1 : head.findIndex((title, index) => !not.includes(index) && wanted.test(title));
  const code = place(columns.code);
  const weight = place(columns.weight, [code]);
  if (code < 0) faults.push({ line: 1, text: 'No column holds the Home Office code' });
  if (weight < 0) faults.push({ line: 1, text: 'No column holds the weight' });
  if (faults.length > 0) return { file, faults };
  const at = { code, weight, sub: place(columns.sub), label: place(columns.label, [code, weight]) };
  readRows(rest, at, file, faults);
  if (file.rows.length === 0 && faults.length === 0)
    faults.push({ line: null, text: 'It has no row with a weight' });
  return { file, faults };
}

function readRows(
  lines: readonly string[][],
  at: { code: number; weight: number; sub: number; label: number },
  file: WeightFile,
  faults: FileFault[],
): void {
  const byCode = new Map<string, WeightRow>();
  for (const [index, cells] of lines.entries()) {
    const line = index + 2;
    const code = [cells[at.code] ?? '', ...(at.sub < 0 ? [] : [cells[at.sub] ?? ''])].join('/');
    if (!/^\d{1,3}(?:[/.]\d{1,2})?$/.test(code)) {
      faults.push({ line, text: `“${code}” is no Home Office code` });
      continue;
    }
    const written = (cells[at.weight] ?? '').replaceAll(',', '');
    if (written === '') {
      file.blank += 1;
      continue;
    }
    const weight = Number(written);
    if (!Number.isFinite(weight)) {
      faults.push({ line, text: `“${written}” is no number` });
      continue;
    }
    const key = weightKey(code);
    const earlier = byCode.get(key);
    if (earlier !== undefined && earlier.weight !== weight) file.repeated += 1;
    if (earlier === undefined || weight < earlier.weight)
      byCode.set(key, { code: key, label: cells[at.label] || null, weight });
  }
  file.rows.push(...byCode.values());
}

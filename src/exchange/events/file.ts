import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { type EventOutcome, mostEvents, type Sender, takeIn } from '../../intelligence/index.ts';
import type { Database } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { CsvReader } from '../../people/index.ts';

/** Bytes. */
export const mostBytes = 50 * 1024 ** 2;
/** Lines whose fault is told; the rest are counted. */
const mostFaults = 200;

export interface FileReport {
  read: number;
  accepted: number;
  repeated: number;
  parked: number;
  corrected: number;
  withdrawn: number;
  refused: number;
  /** The first of the refused, with the line of the file. */
  faults: { line: number; text: string }[];
}

interface Line {
  line: number;
  value?: unknown;
  fault?: string;
}

const columns: Record<string, string> = {
  id: 'id',
  kind: 'kind',
  happened_at: 'happenedAt',
  place: 'place',
  detail: 'detail',
  status: 'status',
  pnc: 'person.pnc',
  cro: 'person.cro',
  prison_number: 'person.prisonNumber',
  crn: 'person.crn',
  family_name: 'person.familyName',
  given_names: 'person.givenNames',
  born_on: 'person.bornOn',
  sex: 'person.sex',
  postcode: 'person.postcode',
};

export const columnNames = Object.keys(columns);

/**
 * Reads a file of events, CSV with a header or one JSON object a line, and takes them in some hundred at a time: good
 * lines are kept.
 * @throws WaymarkError `bad-file`, `too-large`; what was taken in before stays.
 */
export async function takeInFile(
  database: Database,
  sender: Sender,
  bytes: AsyncIterable<Uint8Array>,
  now: Date,
): Promise<FileReport> {
  const report: FileReport = {
    ...{ read: 0, accepted: 0, repeated: 0, parked: 0, corrected: 0, withdrawn: 0, refused: 0 },
    faults: [],
  };
  let lines: Line[] = [];
  const flush = async (): Promise<void> => {
    await takeLines(database, sender, lines, now, report);
    lines = [];
    await setImmediate();
  };
  for await (const line of linesOf(bytes)) {
    lines.push(line);
    if (lines.length === mostEvents) await flush();
  }
  if (lines.length > 0) await flush();
  if (report.read === 0) throw new WaymarkError('bad-file', { text: 'The file holds no event.' });
  return report;
}

async function takeLines(
  database: Database,
  sender: Sender,
  lines: readonly Line[],
  now: Date,
  report: FileReport,
): Promise<void> {
  const good = lines.filter(({ fault }) => fault === undefined);
  const outcomes =
    good.length === 0
      ? []
      : await takeIn(
          database,
          sender,
          good.map(({ value }) => value),
          { how: 'file', now },
        );
  const fault = (line: number, text: string): void => {
    report.refused += 1;
    if (report.faults.length < mostFaults) report.faults.push({ line, text });
  };
  report.read += lines.length;
  for (const one of lines) if (one.fault !== undefined) fault(one.line, one.fault);
  for (const [index, outcome] of outcomes.entries())
    note(report, outcome, (text) => fault(good[index]?.line ?? 0, text));
  report.faults.sort((left, right) => left.line - right.line);
}

function note(report: FileReport, outcome: EventOutcome, fault: (text: string) => void): void {
  if (outcome.is === 'refused') fault(outcome.text);
  else report[outcome.is] += 1;
}

/** CSV, or JSON lines where the first character says so. */
async function* linesOf(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const reader = bytes[Symbol.asyncIterator]();
  const first = await reader.next();
  if (first.done === true) throw new WaymarkError('bad-file', { text: 'The file is empty.' });
  const start = Buffer.from(first.value)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  const whole = (async function* () {
    let size = first.value.length;
    yield first.value;
    for (;;) {
      const next = await reader.next();
      if (next.done === true) return;
      size += next.value.length;
      if (size > mostBytes)
        throw new WaymarkError('too-large', { text: 'The file is larger than 50 MB. Send it in parts.' });
      yield next.value;
    }
  })();
  yield* start.startsWith('{') ? jsonLines(whole) : csvLines(whole);
}

async function* jsonLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  let line = 0;
  for await (const text of createInterface({ input: Readable.from(bytes) })) {
    line += 1;
    if (text.trim() === '') continue;
    try {
      yield { line, value: JSON.parse(text.replace(/^\uFEFF/, '')) };
    } catch {
      yield { line, fault: 'the line is no JSON object' };
    }
  }
}

async function* csvLines(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Line> {
  const reader = new CsvReader({ encoding: 'utf-8', maxBytes: mostBytes, tooLarge: 'Send it in parts.' });
  let header: readonly (string | undefined)[] | undefined;
  for await (const records of reader.read(bytes)) {
    for (const record of records) {
      if ('fault' in record) yield { line: record.line, fault: record.fault };
      else if (header === undefined) header = readHeader(record.cells);
      else yield { line: record.line, value: eventOf(header, record.cells) };
    }
  }
}

function readHeader(cells: readonly string[]): (string | undefined)[] {
  const names = cells.map((cell) => cell.trim().toLowerCase().replaceAll(/[ -]+/g, '_'));
  const missing = ['id', 'kind', 'happened_at'].filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new WaymarkError('bad-file', {
      text: `The first line names the columns; ${missing.join(', ')} ${missing.length === 1 ? 'is' : 'are'} not among them. Columns are ${columnNames.join(', ')}.`,
    });
  return names.map((name) => columns[name]);
}

function eventOf(header: readonly (string | undefined)[], cells: readonly string[]): unknown {
  const event: Record<string, unknown> = {};
  const person: Record<string, string> = {};
  for (const [index, field] of header.entries()) {
    const value = cells[index]?.trim() ?? '';
    if (field === undefined || value === '') continue;
    if (field.startsWith('person.')) person[field.slice(7)] = value;
    else event[field] = value;
  }
  return event.status === 'withdrawn' ? withdrawalOf(event) : { ...event, person };
}

/** A withdrawal is the number alone; the other cells of its line say what is withdrawn, to whoever reads the file. */
const withdrawalOf = ({ id, status }: Record<string, unknown>): unknown => ({ id, status });

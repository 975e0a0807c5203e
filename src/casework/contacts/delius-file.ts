import { WaymarkError } from '../../kernel/errors.ts';
import { CsvReader } from '../../people/index.ts';
import { readHeader, readReturned } from './delius-rules.ts';
import type { Fault, Returned } from './delius-types.ts';

const mostBytes = 5 * 1024 * 1024;
/** Lines of one file. A year of a scheme's contacts is fewer. */
const mostLines = 5_000;
const mostFaults = 200;

/**
 * Reads a returned file whole, which is small. What cannot be read is said line by line, and the rest goes on. The
 * stream is read to its end also where the file is refused: a browser that is still sending would show a broken connection.
 * @throws WaymarkError `bad-file`, `too-large`.
 */
export async function readFile(
  stream: AsyncIterable<Uint8Array>,
): Promise<{ rows: Returned[]; faults: Fault[] }> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of stream) {
    size += chunk.byteLength;
    if (size <= mostBytes) chunks.push(chunk);
  }
  if (size > mostBytes)
    throw new WaymarkError('too-large', { text: 'The file is larger than 5 MB. Ask Delius for fewer days.' });
  return readLines(chunks);
}

async function readLines(chunks: readonly Uint8Array[]): Promise<{ rows: Returned[]; faults: Fault[] }> {
  const reader = new CsvReader({
    encoding: 'utf-8',
    maxBytes: mostBytes,
    tooLarge: 'The file is larger than 5 MB.',
  });
  const rows: Returned[] = [];
  const faults: Fault[] = [];
  let columns: Map<string, number> | undefined;
  for await (const records of reader.read(bytesOf(chunks))) {
    for (const record of records) {
      if (columns === undefined) {
        const header = readHeader('cells' in record ? record.cells : []);
        if ('missing' in header)
          throw new WaymarkError('bad-file', {
            text: `The first line has no column called ${header.missing.join(', ')}. The columns are listed below.`,
          });
        columns = header.columns;
        continue;
      }
      const read =
        'cells' in record
          ? readReturned(record.line, record.cells, columns)
          : { fault: { line: record.line, text: record.fault } };
      if ('row' in read) rows.push(read.row);
      else faults.push(read.fault);
    }
  }
  if (rows.length + faults.length > mostLines)
    throw new WaymarkError('too-large', {
      text: `The file has more than ${mostLines.toLocaleString('en-GB')} lines. Ask Delius for fewer days.`,
    });
  const more = faults.length - mostFaults;
  return {
    rows,
    faults:
      more <= 0
        ? faults
        : [...faults.slice(0, mostFaults), { line: 0, text: `${more} more lines cannot be read` }],
  };
}

async function* bytesOf(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  for (const chunk of chunks) yield chunk;
}

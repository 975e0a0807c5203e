import { parseArgs } from 'node:util';
import { dayOf } from './generator/calendar.ts';
import { type Report, writeExtracts } from './generator/extracts.ts';

const USAGE =
  'node examples/generate.ts [--people 5000] [--seed 180] [--out examples/extracts] [--date 2026-10-31]';

function print(report: Report, seconds: number): void {
  console.table(
    report.files.map(({ name, rows, bytes, sha256 }) => ({ name, rows, bytes, sha256: sha256.slice(0, 12) })),
  );
  const bytes = report.files.reduce((sum, file) => sum + file.bytes, 0);
  console.log({ ...report.counts, bytes, seconds: Math.round(seconds * 10) / 10 });
}

function main(): void {
  const { values } = parseArgs({
    options: {
      people: { type: 'string', default: '5000' },
      seed: { type: 'string', default: '180' },
      out: { type: 'string', default: 'examples/extracts' },
      date: { type: 'string', default: '2026-10-31' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) {
    console.log(USAGE);
    return;
  }
  const started = performance.now();
  const report = writeExtracts({
    people: Number(values.people),
    seed: Number(values.seed),
    out: values.out,
    today: dayOf(values.date),
  });
  print(report, (performance.now() - started) / 1000);
}

main();

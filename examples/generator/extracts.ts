import { mkdirSync } from 'node:fs';
import { writeAgencies } from './agencies.ts';
import type { Day } from './calendar.ts';
import { CsvFile } from './csv-file.ts';
import { type Dossier, drawDossiers } from './dossier.ts';
import { FILES } from './layouts.ts';
import { GROUP_SIZE } from './people.ts';
import { incidentsOf, writePolice } from './police.ts';
import { type Random, randomFromSeed } from './random.ts';
import { type Counts, Tally } from './tally.ts';

interface Options {
  people: number;
  seed: number;
  out: string;
  today: Day;
}

interface FileReport {
  name: string;
  rows: number;
  bytes: number;
  sha256: string;
}

export interface Report {
  files: FileReport[];
  counts: Counts;
}

/** Numbers made from a person's place stay different up to here (see identifiers.ts). */
const MOST_PEOPLE = 4_000_000;

type Open = Record<string, CsvFile>;

function openFiles(folder: string): Open {
  mkdirSync(folder, { recursive: true });
  return Object.fromEntries(
    Object.entries(FILES).map(([name, header]) => [name, new CsvFile(folder, name, header)]),
  );
}

function forceFiles(open: Open, county: string) {
  const file = (kind: string) => open[`${county}-police-${kind}.csv`] as CsvFile;
  return { nominals: file('nominals'), crimes: file('crimes'), custody: file('custody') };
}

/**
 * Writes the extracts of `people` made-up people. Groups are made, written and forgotten one after
 * another, so memory does not grow with their number.
 */
export function writeExtracts(options: Options): Report {
  const { people, seed, out, today } = options;
  if (!Number.isInteger(people) || people < 1 || people > MOST_PEOPLE)
    throw new Error(`--people must be 1 to ${MOST_PEOPLE}`);
  const open = openFiles(out);
  const root = randomFromSeed(seed);
  const tally = new Tally(today);
  for (let group = 0; group * GROUP_SIZE < people; group += 1) {
    const dossiers = drawDossiers(root, group, today);
    writeGroup(open, root, dossiers, people, today, tally);
  }
  const files = Object.values(open).map((file) => {
    const sha256 = file.close();
    return { name: file.name, rows: file.rows, bytes: file.bytes, sha256 };
  });
  return { files, counts: tally.counts() };
}

function writeGroup(
  open: Open,
  root: Random,
  dossiers: Dossier[],
  people: number,
  today: Day,
  tally: Tally,
): void {
  const police = { norfolk: forceFiles(open, 'norfolk'), suffolk: forceFiles(open, 'suffolk') };
  const agencies = {
    probation: open['probation-caseload.csv'] as CsvFile,
    prison: open['prison-releases.csv'] as CsvFile,
    youth: open['youth-justice.csv'] as CsvFile,
  };
  const incidents = incidentsOf(dossiers, today);
  for (const dossier of dossiers) {
    if (dossier.person.index >= people) continue;
    const { relative } = dossier.person;
    const relativePnc =
      relative === undefined ? undefined : dossiers.find((other) => other.person === relative)?.pncs[0];
    writePolice(police, root, dossier, relativePnc, incidents, today);
    writeAgencies(agencies, root, dossier, relativePnc, today);
    tally.add(dossier);
  }
}

import { existsSync, readFileSync } from 'node:fs';

export type Lalonde = {
  readonly treated: number[];
  readonly outcome: number[];
  readonly covariates: Record<string, number[]>;
};

/** The 614 people of MatchIt's lalonde data, or null where the reference data are not here. */
export function readLalonde(): Lalonde | null {
  const file = new URL('../../../shared/data/outcomes/lalonde.csv', import.meta.url);
  if (!existsSync(file)) return null;
  const [head = '', ...lines] = readFileSync(file, 'utf8').trim().split(/\r?\n/);
  const names = head.split(',');
  const cells = lines.map((line) => line.split(','));
  const text = (name: string) => cells.map((row) => row[names.indexOf(name)] ?? '');
  const column = (name: string) => text(name).map(Number);
  const ofRace = (race: string) => text('race').map((value) => Number(value === race));
  return {
    treated: column('treat'),
    outcome: column('re78'),
    covariates: {
      age: column('age'),
      educ: column('educ'),
      black: ofRace('black'),
      hispan: ofRace('hispan'),
      married: column('married'),
      nodegree: column('nodegree'),
      re74: column('re74'),
      re75: column('re75'),
    },
  };
}

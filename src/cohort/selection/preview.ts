import { serviceViewer } from '../../access/viewers.ts';
import { ageOn, type Day } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { suppressSmallNumbers } from '../../statistics/index.ts';
import { type As, readEverybody } from './everybody.ts';
import { scorerOf } from './measures.ts';
import { loadReferences } from './references.ts';
import { changesBetween } from './rules.ts';
import type { Cohort } from './run-store.ts';
import { answerFor, readRules } from './scoring.ts';
import type { FactorChange, Matrix } from './types.ts';

/** Somebody who meets the rule, by the matrix in force and by the one that is tried. */
export interface Tried {
  personId: number;
  was: number;
  will: number;
  isMember: boolean;
  /** Of those who move: which factors give other points. Empty where the line alone moved. */
  changes: readonly FactorChange[];
}

export interface Trial {
  rows: Tried[];
  /** The lines of the two matrices. */
  lineWas: number;
  lineWill: number;
}

/**
 * Scores everybody who meets the rule by two matrices, and writes nothing. As the selection service, because a score
 * counts what not every viewer may read; whose rows anybody is shown is decided by `peopleTried`, as the viewer.
 */
export async function tryMatrix(database: Database, list: Cohort, matrix: Matrix, on: Day): Promise<Trial> {
  const as: As = (work) => database.as(serviceViewer('selection'), work);
  const { rules, score } = await as(async (tx) => ({
    rules: await readRules(tx, list, on),
    score: scorerOf(matrix, on, await loadReferences(tx, list.schemeId, matrix, on)),
  }));
  const [lineWas, lineWill] = [rules.matrix.body.line, matrix.line];
  const rows: Tried[] = [];
  const reading = { schemeId: list.schemeId, on, eligibility: rules.eligibility };
  await readEverybody(database, as, reading, (people) => {
    for (const person of people) {
      if (!answerFor(person, rules, on).eligible) continue;
      const { personId, isMember, facts } = person;
      const [before, after] = [rules.score(facts), score(facts)];
      const crosses = before.total >= lineWas !== after.total >= lineWill;
      // Kept of those alone who are named: a county's would not fit.
      const changes = crosses ? changesBetween(before.factors, after.factors) : [];
      rows.push({ personId, isMember, was: before.total, will: after.total, changes });
    }
  });
  return { rows, lineWas, lineWill };
}

export interface PersonTried extends Tried {
  name: string;
  candidateId: number | null;
  sex: string | null;
  ethnicity: string | null;
  born: Day | null;
}

/** Of those tried, whom the viewer may see, with what groups them. */
export async function peopleTried(
  tx: Tx,
  { schemeId, cohort }: Cohort,
  rows: readonly Tried[],
): Promise<PersonTried[]> {
  const found = await tx.many(sql<Omit<PersonTried, 'was' | 'will' | 'isMember' | 'changes'>>`
    select p.id as "personId", p.given_names || ' ' || p.family_name as name, p.sex, p.ethnicity, p.born, c.id as "candidateId"
    from person p left join candidate c on c.person_id = p.id and c.scheme_id = ${schemeId} and c.cohort = ${cohort}
    where p.id = any (${rows.map(({ personId }) => personId)}::bigint[])`);
  const known = new Map(found.map((person) => [person.personId, person]));
  return rows.flatMap((row) => {
    const person = known.get(row.personId);
    return person === undefined ? [] : [{ ...row, ...person }];
  });
}

/** Who would move, each list by how far. */
export interface Moves {
  /** Would reach the line, and does not today. */
  enter: PersonTried[];
  /** Reaches it today, and would not. */
  leave: PersonTried[];
  /** Members who reach the line and would not: nobody leaves the scheme by points. */
  membersFall: PersonTried[];
  /** Members below the line by both. */
  membersStay: PersonTried[];
}

export function movesOf(people: readonly PersonTried[], { lineWas, lineWill }: Omit<Trial, 'rows'>): Moves {
  const others = people.filter(({ isMember }) => !isMember);
  const byWill = (left: PersonTried, right: PersonTried) =>
    right.will - left.will || left.personId - right.personId;
  return {
    enter: others.filter(({ was, will }) => was < lineWas && will >= lineWill).sort(byWill),
    leave: others.filter(({ was, will }) => was >= lineWas && will < lineWill).sort(byWill),
    membersFall: people
      .filter(({ isMember, was, will }) => isMember && was >= lineWas && will < lineWill)
      .sort(byWill),
    membersStay: people
      .filter(({ isMember, was, will }) => isMember && was < lineWas && will < lineWill)
      .sort(byWill),
  };
}

/** Parts of a group that do not overlap, in this order; null is a count left out. */
export const groupParts = [
  'Members',
  'Both matrices',
  'Only the one in force',
  'Only this one',
  'Neither',
] as const;

export interface GroupTable {
  title: string;
  rows: { group: string; counts: (number | null)[] }[];
}

/** The self-defined categories by their first letter: finer ones would leave most counts out. */
const ethnicGroups: Readonly<Record<string, string>> = {
  A: 'Asian',
  B: 'Black',
  M: 'Mixed',
  O: 'Chinese or other',
  W: 'White',
};

const ageGroups = [
  [18, 'Under 18'],
  [21, '18 to 20'],
  [25, '21 to 24'],
  [35, '25 to 34'],
  [50, '35 to 49'],
] as const;

/** Ages by age, the youngest first, and who is not known last; other groups keep their alphabet. */
const ageOrder = (group: string): number =>
  group.startsWith('Not known') || group.startsWith('Other or not')
    ? ageGroups.length + 1
    : ageGroups.findIndex(([, name]) => name === group) +
      (group === '50 and over' ? ageGroups.length + 1 : 0);

const ageGroup = (born: Day | null, today: Day): string => {
  if (born === null) return 'Not known';
  const age = ageOn(born, today);
  return ageGroups.find(([below]) => age < below)?.[1] ?? '50 and over';
};

/**
 * How many of each group are members, and of the others how many reach which line. Counts under five are left out, and as
 * many others as it takes that none can be worked out.
 */
export function groupTables(
  people: readonly PersonTried[],
  trial: Omit<Trial, 'rows'>,
  today: Day,
): GroupTable[] {
  const tableOf = (title: string, groupOf: (person: PersonTried) => string): GroupTable => {
    const groups = [...Map.groupBy(people, groupOf)].sort(
      ([left], [right]) => ageOrder(left) - ageOrder(right) || (left < right ? -1 : 1),
    );
    if (groups.length === 0) return { title, rows: [] };
    const { cells } = suppressSmallNumbers(groups.map(([, members]) => splitCounts(members, trial)));
    return { title, rows: groups.map(([group], index) => ({ group, counts: [...(cells[index] ?? [])] })) };
  };
  return [
    tableOf('Ethnicity', ({ ethnicity }) => ethnicGroups[ethnicity?.[0] ?? ''] ?? 'Not known'),
    tableOf('Sex', ({ sex }) => ({ male: 'Male', female: 'Female' })[sex ?? ''] ?? 'Other or not known'),
    tableOf('Age', ({ born }) => ageGroup(born, today)),
  ];
}

/** Members; and of the others who reach both lines, the present one, the new one, or neither: parts that do not overlap. */
function splitCounts(people: readonly PersonTried[], { lineWas, lineWill }: Omit<Trial, 'rows'>): number[] {
  const counts = [0, 0, 0, 0, 0];
  for (const { was, will, isMember } of people) {
    const [now, then] = [was >= lineWas, will >= lineWill];
    const at = isMember ? 0 : now && then ? 1 : now ? 2 : then ? 3 : 4;
    counts[at] = (counts[at] ?? 0) + 1;
  }
  return counts;
}

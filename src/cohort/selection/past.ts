import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { listPeopleToScore, loadFacts } from './facts.ts';
import { scorerOf } from './measures.ts';
import {
  eligibilityInForce,
  loadReferences,
  mainCohort,
  matrixInForce,
  strandsInForce,
} from './references.ts';
import { answerFor } from './scoring.ts';
import type { Matrix } from './types.ts';

/** What selection would have known and said of somebody on an earlier day. */
export interface PastScore {
  personId: number;
  total: number;
  /** Two-year chance in per cent worked out here; null where it cannot be. */
  ogrs3: number | null;
  /** The newest of an agency’s own tool by then, where it gives a chance. */
  official: { instrument: string; percent: number; scoredOn: Day } | null;
  born: Day | null;
  sex: string | null;
}

export interface PastAsk {
  schemeId: number;
  /** The day whose facts count. */
  on: Day;
  /** The day whose matrix and rules are tried on them. */
  rulesOn: Day;
}

/** More people than any scheme's rule finds at once in a batch. */
const batch = 5_000;

/**
 * Scores everybody who met the rule on an earlier day by the main matrix of a later one, from what was on record and
 * proven by the earlier day alone. For services that see everybody.
 *
 * @throws WaymarkError `wrong-setting` without a matrix or a rule
 */
export async function scoresOnDay(tx: Tx, { schemeId, on, rulesOn }: PastAsk): Promise<PastScore[]> {
  const [matrix, eligibility, strands] = await Promise.all([
    matrixInForce(tx, schemeId, mainCohort, rulesOn),
    eligibilityInForce(tx, schemeId, mainCohort, rulesOn),
    strandsInForce(tx, schemeId, rulesOn),
  ]);
  const tried = withOgrs3(matrix.body);
  const score = scorerOf(tried, on, await loadReferences(tx, schemeId, tried, rulesOn));
  const found = await listPeopleToScore(tx, {
    after: 0,
    upTo: Number.MAX_SAFE_INTEGER,
    minimum: eligibility.minimumProvenOffences,
    months: eligibility.withinMonths,
    on,
  });
  const past: PastScore[] = [];
  for (let from = 0; from < found.ids.length; from += batch) {
    for (const person of await loadFacts(tx, schemeId, found.ids.slice(from, from + batch), on)) {
      if (!answerFor(person, { eligibility, strands }, on).eligible) continue;
      const { official = null, ...facts } = person.facts;
      const { total } = score({ ...facts, official });
      // Without the official score, which would stand before it.
      const { factors } = score({ ...facts, official: null });
      past.push({
        personId: person.personId,
        total,
        ogrs3: factors.find(({ code }) => code === ogrs3Code)?.value ?? null,
        official: official?.percent == null ? null : { ...official, percent: official.percent },
        born: facts.born,
        sex: facts.sex ?? null,
      });
    }
  }
  return past;
}

const ogrs3Code = 'checked-ogrs3';

/** The matrix with a factor more, which gives no points: its value alone is wanted. */
const withOgrs3 = (matrix: Matrix): Matrix => ({
  ...matrix,
  factors: [...matrix.factors, { code: ogrs3Code, label: 'OGRS3', measure: 'ogrs3', bands: [] }],
});

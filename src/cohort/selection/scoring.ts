import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { RuleVersion } from '../../scheme/rules.ts';
import type { PersonToScore } from './facts.ts';
import { latestOffence, scorerOf } from './measures.ts';
import {
  beatsInForce,
  eligibilityInForce,
  loadReferences,
  matrixInForce,
  strandsInForce,
} from './references.ts';
import { baseOf, countedOffences, eligibilityOf } from './rules.ts';
import type {
  Eligibility,
  EligibilityAnswer,
  FactorScore,
  Matrix,
  PersonFacts,
  Score,
  Strands,
  UnknownCodes,
} from './types.ts';

/** The rules by which one cohort's people are scored on a day, read once a run. */
export interface Rules {
  eligibility: Eligibility;
  matrix: RuleVersion<Matrix>;
  strands: Strands;
  beats: Record<string, string>;
  baseIds: ReadonlyMap<string, number>;
  score(facts: PersonFacts): Score;
  /** Filled while people are scored. */
  unknownCodes: UnknownCodes;
}

export async function readRules(
  tx: Tx,
  { schemeId, cohort }: { schemeId: number; cohort: string },
  on: Day,
): Promise<Rules> {
  const [matrix, eligibility, strands, beats, bases] = await Promise.all([
    matrixInForce(tx, schemeId, cohort, on),
    eligibilityInForce(tx, schemeId, cohort, on),
    strandsInForce(tx, schemeId, on),
    beatsInForce(tx, schemeId, on),
    tx.many(sql<{ id: number; name: string }>`select id, name from base where scheme_id = ${schemeId}`),
  ]);
  const references = await loadReferences(tx, schemeId, matrix.body, on);
  const unknownCodes: UnknownCodes = {};
  return {
    matrix,
    eligibility,
    strands,
    beats,
    baseIds: new Map(bases.map(({ id, name }) => [name, id])),
    unknownCodes,
    score: scorerOf(matrix.body, on, references, (layout, code) => {
      const known = unknownCodes[layout] ?? {};
      known[code] = (known[code] ?? 0) + 1;
      unknownCodes[layout] = known;
    }),
  };
}

/** Of everybody who is listed, what is kept in memory until ranks are known. */
export interface Scored {
  personId: number;
  total: number;
  factors: FactorScore[];
  /** False for somebody who stands here by nomination alone. */
  eligible: boolean;
  strand: string | null;
  supervised: boolean;
  baseId: number | null;
  latest: Day | null;
}

/** Whether somebody may be listed; who was nominated need not meet the scheme's number of offences, and all else. */
export function answerFor(
  person: PersonToScore,
  rules: Pick<Rules, 'eligibility' | 'strands'>,
  on: Day,
  isNominated = false,
): EligibilityAnswer {
  if (person.retired) return { eligible: false, reason: 'retired' };
  if (person.onlyVictimOrWitness) return { eligible: false, reason: 'only-victim-or-witness' };
  const rule = isNominated ? { ...rules.eligibility, minimumProvenOffences: 0 } : rules.eligibility;
  return eligibilityOf(person.facts, rule, rules.strands, on);
}

export function scored(
  person: PersonToScore,
  answer: { strand: string | null; eligible: boolean },
  rules: Rules,
  on: Day,
): Scored {
  const offences = countedOffences(person.facts, on);
  const base = baseOf(offences, rules.beats);
  return {
    personId: person.personId,
    ...rules.score(person.facts),
    ...answer,
    supervised: person.supervised,
    baseId: base === undefined ? null : (rules.baseIds.get(base) ?? null),
    latest: latestOffence(offences),
  };
}

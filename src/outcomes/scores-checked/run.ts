import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { type FairnessRule, type PastScore, scoresOnDay } from '../../cohort/index.ts';
import { addDays, addMonths, ageOn, type Day, londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import { errorForLog } from '../../kernel/log.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Job } from '../../web/wing.ts';
import { digestOf } from '../measures/members.ts';
import { findReach } from '../measures/reach.ts';
import { indexDays, scoreFigures } from './rules.ts';
import { findLast, insertCheck, listEthnicities, whoReoffended } from './store.ts';
import { horizonOf, type Judged, provenWithin } from './types.ts';

interface CheckAsk {
  schemeId: number;
  now: Date;
}

const horizons = { short: horizonOf('matrix'), long: horizonOf('ogrs3') };

/** A score of an agency's own tool that is older than this says little of the day. */
const officialMonths = 12;

/**
 * Tries the matrix in force, OGRS3 and the agencies' own scores on everybody who met the rule on earlier days, by what was
 * known then, and keeps how they came true. A published check stands for as many days as the rule of fairness says.
 *
 * @returns the new check's id; undefined where the last one stands, or nothing can be checked
 */
export async function runScoreCheck(
  database: Database,
  { schemeId, now }: CheckAsk,
): Promise<number | undefined> {
  const service = serviceViewer('measurement');
  const on = londonDay(now);
  const read = await database.as(service, (tx) => gather(tx, schemeId, now, on), {
    readOnly: true,
    isolation: 'repeatable read',
  });
  if (read === undefined) return undefined;
  const { judged, rule, ...about } = read;
  const figures = scoreFigures(judged, rule);
  const isEmpty = figures.instruments.every(({ why }) => why !== null);
  return database.as(service, async (tx) => {
    const { id } = await insertCheck(tx, {
      ...{ ...about, schemeId, now },
      figures: isEmpty ? null : figures,
      why: isEmpty ? (figures.instruments[0]?.why ?? 'Nobody can be followed yet.') : null,
    });
    await auditRan(tx, { act: 'scores:check', subject: 'score_check', subjectId: id });
    return id;
  });
}

interface Gathered {
  judged: Judged[];
  rule: FairnessRule;
  ruleId: number;
  matrixId: number;
  dataTo: Day;
  inputs: string;
}

async function gather(tx: Tx, schemeId: number, _now: Date, on: Day): Promise<Gathered | undefined> {
  const rule = await findRule<FairnessRule>(tx, schemeId, 'fairness', on);
  const matrix = await findRule(tx, schemeId, 'matrix', on);
  const last = await findLast(tx, schemeId);
  if (rule === undefined || matrix === undefined) return undefined;
  if (last?.isPublished === true && on < addDays(londonDay(last.at), rule.body.everyDays)) return undefined;
  if (last !== undefined && londonDay(last.at) === on) return undefined;
  const reach = await findReach(tx, on);
  if (reach === undefined) return undefined;
  const { dataFrom, dataTo } = reach;
  const seen = new Set<string>();
  const judged: Judged[] = [];
  for (const day of indexDays(dataFrom, dataTo, horizons.short)) {
    const past = await scoresOnDay(tx, { schemeId, on: day, rulesOn: on });
    judged.push(...(await judge(tx, past, day, dataTo, seen)));
    await new Promise(setImmediate);
  }
  const inputs = digestOf({ judged, dataTo, rule: rule.id, matrix: matrix.id });
  return { judged, rule: rule.body, ruleId: rule.id, matrixId: matrix.id, dataTo, inputs };
}

/** Each score of a day beside what happened after it, as far as the data reach. */
async function judge(
  tx: Tx,
  past: readonly PastScore[],
  on: Day,
  dataTo: Day,
  seen: Set<string>,
): Promise<Judged[]> {
  const ids = past.map(({ personId }) => personId);
  const [happened, ethnicities] = await Promise.all([
    whoReoffended(tx, ids, on, horizons),
    listEthnicities(tx, ids),
  ]);
  const after = new Map(happened.map((row) => [row.personId, row]));
  const ethnicityOf = new Map(ethnicities.map((row) => [row.personId, row.ethnicity]));
  const isLong = addMonths(on, horizons.long + provenWithin) <= dataTo;
  return past.flatMap((score) => {
    const what = after.get(score.personId);
    return valuesOf(score, on)
      .filter(({ instrument }) => instrument === 'matrix' || isLong)
      .map(({ instrument, value }): Judged => {
        const key = `${instrument}:${score.personId}`;
        const isFirst = !seen.has(key);
        seen.add(key);
        return {
          instrument,
          on,
          value,
          reoffended: (instrument === 'matrix' ? what?.short : what?.long) ?? false,
          sex: score.sex,
          age: score.born === null ? null : ageOn(score.born, on),
          ethnicity: ethnicityOf.get(score.personId) ?? null,
          isFirst,
        };
      });
  });
}

function valuesOf({ total, ogrs3, official }: PastScore, on: Day): { instrument: string; value: number }[] {
  return [
    { instrument: 'matrix', value: total },
    ...(ogrs3 === null ? [] : [{ instrument: 'ogrs3', value: ogrs3 }]),
    ...(official === null || official.scoredOn <= addMonths(on, -officialMonths)
      ? []
      : [{ instrument: official.instrument, value: official.percent }]),
  ];
}

/** Every night, each scheme; one scheme's failure stops no other. */
export const scoreCheckNightly: Job = {
  name: 'score-check-nightly',
  schedule: '55 3 * * *',
  run: async ({ database, log, now }) => {
    const schemes = await database.as(serviceViewer('measurement'), (tx) =>
      tx.many(sql<{ id: number }>`select id from scheme order by id`),
    );
    for (const { id } of schemes) {
      try {
        await runScoreCheck(database, { schemeId: id, now });
      } catch (error) {
        log.error({ event: 'score-check', scheme: id, ...errorForLog(error) });
      }
    }
  },
};

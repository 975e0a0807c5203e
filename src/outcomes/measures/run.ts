import { createHash } from 'node:crypto';
import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import { addMonths } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { canonicalJson } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { publish } from './disclosure.ts';
import { type MeasureInput, measureBeforeAfter, totalsOf, type Windows, windowsOf } from './rules.ts';
import {
  findDataTo,
  findLastPublished,
  findSame,
  insertClaim,
  listJoinings,
  listPopulation,
  loadHistories,
} from './store.ts';
import {
  beforeAfter,
  calculationVersion,
  definitionVersion,
  type MeasureRule,
  type MemberTotals,
} from './types.ts';

const batch = 500;

/**
 * Measures a scheme and freezes the claim. The same data, rule and code give the claim that is there already, so
 * it may run again at any time. Memory is bounded by a batch of members and the kinds of the population.
 *
 * @param on the day to measure on: later data are not looked at
 * @returns the claim's id
 * @throws WaymarkError `not-allowed-now` when there are no offences to count, `wrong-setting` without a rule
 */
export async function runMeasure(
  database: Database,
  { schemeId, on, now }: { schemeId: number; on: Day; now: Date },
): Promise<number> {
  const service = serviceViewer('measurement');
  // One snapshot: an import that is accepted meanwhile is in all of it or in none.
  const { ruleId, input, inputs } = await database.as(service, (tx) => gather(tx, schemeId, on), {
    readOnly: true,
    isolation: 'repeatable read',
  });
  const figures = measureBeforeAfter(input);
  return database.as(service, async (tx) => {
    const code = calculationVersion;
    const same = await findSame(tx, { schemeId, measure: beforeAfter, inputs, code });
    if (same !== undefined) return same.id;
    const published = publish(figures, await findLastPublished(tx, schemeId, beforeAfter));
    const id = await insertClaim(tx, {
      schemeId,
      measure: beforeAfter,
      definitionVersion,
      ruleId,
      figures,
      published: 'figures' in published ? published.figures : null,
      notPublishedWhy: 'why' in published ? published.why : null,
      inputs,
      code,
      now,
    });
    await auditRan(tx, {
      act: 'measure:run',
      subject: 'claim',
      subjectId: id,
      detail: { level: figures.level },
    });
    return id;
  });
}

async function gather(
  tx: Tx,
  schemeId: number,
  on: Day,
): Promise<{ ruleId: number; input: MeasureInput; inputs: string }> {
  const { id: ruleId, body: rule } = await ruleInForce<MeasureRule>(tx, schemeId, 'outcome-measure', on);
  const dataTo = await findDataTo(tx, on);
  if (dataTo === undefined) {
    throw new WaymarkError('not-allowed-now', {
      text: 'There are no offences to count. Import an extract of crimes first.',
    });
  }
  const windows = windowsOf(rule, dataTo);
  const hash = createHash('sha256').update(canonicalJson({ beforeAfter, definitionVersion, rule, windows }));
  const { members, joined } = await gatherMembers(tx, { schemeId, on, rule, windows, hash });
  // The population is looked at over one window, where the middle member's baseline lies.
  const to = joined.sort()[Math.floor(joined.length / 2)] ?? windows.joinedBy;
  const kinds = await listPopulation(tx, rule, to);
  hash.update(canonicalJson({ to, kinds }));
  const population = { kinds, from: addMonths(to, -rule.baselineMonths), to };
  return { ruleId, input: { rule, windows, members, population }, inputs: hash.digest('hex') };
}

interface Gathering {
  schemeId: number;
  on: Day;
  rule: MeasureRule;
  windows: Windows;
  hash: ReturnType<typeof createHash>;
}

async function gatherMembers(
  tx: Tx,
  { schemeId, on, rule, windows, hash }: Gathering,
): Promise<{ members: MemberTotals[]; joined: Day[] }> {
  const members: MemberTotals[] = [];
  const joined: Day[] = [];
  for (let after = 0; ; ) {
    const joinings = await listJoinings(tx, schemeId, on, after, batch);
    for (const history of await loadHistories(tx, joinings, rule)) {
      hash.update(canonicalJson(history));
      members.push(totalsOf(history, rule, windows));
      if (history.joinedOn <= windows.joinedBy) joined.push(history.joinedOn);
    }
    if (joinings.length < batch) return { members, joined };
    after = joinings.at(-1)?.personId ?? after;
  }
}

import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { canonicalJson } from '../../kernel/ids.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { keepInput } from './frozen.ts';
import { digestOf } from './members.ts';
import { findReach, type Reach } from './reach.ts';
import { measures } from './registry.ts';
import { findLastPublished, findSame, insertClaim } from './store.ts';
import {
  type AnyMeasure,
  beforeAfter,
  type CommonFigures,
  type GatherAsk,
  type Gathered,
  type MeasureRule,
} from './types.ts';

export interface MeasureAsk {
  schemeId: number;
  /** The day to measure on: later data are not looked at. */
  on: Day;
  now: Date;
  /** Told what comes next, for whoever waits. */
  step?: (what: 'work-out' | 'freeze') => Promise<void>;
}

/** What was read for one measure. */
interface Taken {
  measure: AnyMeasure;
  gathered: Gathered<unknown>;
}

interface Snapshot {
  ruleId: number;
  rule: MeasureRule;
  reach: Reach;
  taken: Taken[];
}

/**
 * Measures a scheme by every measure and freezes the claims. The same data, rule and code give the claim that is there
 * already, so it may run again at any time. Memory is bounded by a batch of members, a row of each and the kinds of the
 * population.
 *
 * @returns the claims' ids by measure
 * @throws WaymarkError `not-allowed-now` when there are no offences to count, `wrong-setting` without a rule
 */
export async function runMeasures(
  database: Database,
  ask: MeasureAsk,
  which: readonly AnyMeasure[] = measures,
): Promise<Map<string, number>> {
  const service = serviceViewer('measurement');
  // One snapshot: an import that is accepted meanwhile is in all of it or in none.
  const snapshot = await database.as(service, (tx) => takeSnapshot(tx, ask, which), {
    readOnly: true,
    isolation: 'repeatable read',
  });
  const ids = new Map<string, number>();
  await ask.step?.('work-out');
  for (const { measure, gathered } of snapshot.taken) {
    const { code, definitionVersion, calculationVersion } = measure;
    const inputs = digestOf({ name: code, definitionVersion, rule: snapshot.rule, read: gathered.read });
    const known = { schemeId: ask.schemeId, measure: code, inputs, code: calculationVersion };
    const same = await database.as(service, (tx) => findSame(tx, known), { readOnly: true });
    if (same !== undefined) {
      ids.set(code, same.id);
      continue;
    }
    // Through its text, so that what is worked out today is worked out from what is frozen; and a breath between for
    // whoever waits.
    const text = canonicalJson(gathered.input);
    const figures = measure.calculate(JSON.parse(text));
    await new Promise(setImmediate);
    const taken = { measure, inputs, text, figures };
    await ask.step?.('freeze');
    ids.set(code, await database.as(service, (tx) => freeze(tx, ask, snapshot, taken)));
  }
  return ids;
}

/** As `runMeasures`. @returns the claim of proven offences before and after joining */
export async function runMeasure(database: Database, ask: MeasureAsk): Promise<number> {
  const id = (await runMeasures(database, ask)).get(beforeAfter);
  if (id === undefined) throw new WaymarkError('not-found');
  return id;
}

async function takeSnapshot(
  tx: Tx,
  { schemeId, on }: MeasureAsk,
  which: readonly AnyMeasure[],
): Promise<Snapshot> {
  const { id: ruleId, body: rule } = await ruleInForce<MeasureRule>(tx, schemeId, 'outcome-measure', on);
  const reach = await findReach(tx, on);
  if (reach === undefined) {
    throw new WaymarkError('not-allowed-now', {
      text: 'There are no offences to count. Import an extract of crimes first.',
    });
  }
  const { dataFrom, dataTo } = reach;
  const ask: GatherAsk = { schemeId, on, rule, dataFrom, dataTo, shared: new Map() };
  const taken: Taken[] = [];
  for (const measure of which) taken.push({ measure, gathered: await measure.gather(tx, ask) });
  return { ruleId, rule, reach, taken };
}

/**
 * Reads something as a measurement does, without measuring: what a plan would count. The data are missing where nothing
 * has been imported.
 */
export const readAsMeasurement = <Found>(
  database: Database,
  { schemeId, on }: Pick<MeasureAsk, 'schemeId' | 'on'>,
  read: (tx: Tx, known: { rule: MeasureRule; data: GatherAsk | undefined }) => Promise<Found>,
): Promise<Found> =>
  database.as(
    serviceViewer('measurement'),
    async (tx) => {
      const { body: rule } = await ruleInForce<MeasureRule>(tx, schemeId, 'outcome-measure', on);
      const reach = await findReach(tx, on);
      const data = reach && {
        schemeId,
        on,
        rule,
        dataFrom: reach.dataFrom,
        dataTo: reach.dataTo,
        shared: new Map(),
      };
      return read(tx, { rule, data });
    },
    { readOnly: true, isolation: 'repeatable read' },
  );

interface Worked {
  measure: AnyMeasure;
  inputs: string;
  /** Of the input. */
  text: string;
  figures: CommonFigures;
}

async function freeze(
  tx: Tx,
  { schemeId, now }: MeasureAsk,
  { ruleId, rule, reach }: Snapshot,
  { measure, inputs, text, figures }: Worked,
): Promise<number> {
  const { code: name, definitionVersion, calculationVersion } = measure;
  const published = measure.publish(figures, await findLastPublished(tx, schemeId, name));
  const id = await insertClaim(tx, {
    schemeId,
    measure: name,
    definitionVersion,
    definition: measure.define(rule).join('\n'),
    ruleId,
    figures,
    published: 'figures' in published ? published.figures : null,
    notPublishedWhy: 'why' in published ? published.why : null,
    inputs,
    code: calculationVersion,
    frozen: await keepInput(tx, text),
    feeds: reach.feeds,
    now,
  });
  await auditRan(tx, {
    act: 'measure:run',
    subject: 'claim',
    subjectId: id,
    detail: { measure: name, level: figures.level },
  });
  return id;
}

import { auditRan } from '../../access/audit-log.ts';
import {
  defaultOffenderModel,
  encodeTable,
  type Frequencies,
  IncrementalLinker,
  type LinkResult,
  linkEncoded,
  type Override,
} from '../../linkage/index.ts';
import { modelName } from './evidence.ts';
import { batchSize } from './link-write.ts';
import { inputOf, tableOf } from './linkable.ts';
import { isCompared } from './rules.ts';
import { type OtherwiseReport, reportOf, type Unexplained, type WhyWhole } from './run-report.ts';
import { insertRun, insertUnexplained } from './run-store.ts';
import type { InTurn, Standing } from './standing.ts';
import type { TruthReport } from './truth.ts';
import type { IdentityRecord } from './types.ts';

export interface Compared {
  result: LinkResult;
  /** Place among all records of each row that was compared. */
  places: number[];
  /** By place; −1 for victims and witnesses. */
  clusters: Int32Array;
  /** The engine that goes on from here. */
  engine(): IncrementalLinker;
}

/** Runs the engine over the records that are compared. How often values occur is counted, unless it is given. */
export function compareAll(
  { records, decisions }: Pick<Standing, 'records' | 'decisions'>,
  frequencies?: Frequencies,
): Compared {
  const places = records.flatMap((record, place) => (isCompared(record.capacity) ? [place] : []));
  const compared = places.map((place) => records[place] as IdentityRecord);
  const rowOf = new Map(compared.map((record, row) => [record.id, row]));
  const overrides = decisions.flatMap(({ left, right, verdict }): Override[] => {
    const one = rowOf.get(left);
    const other = rowOf.get(right);
    return one === undefined || other === undefined ? [] : [[one, other, verdict]];
  });
  const previous = compared.map(({ personId }) => personId ?? -1);
  const encoded = encodeTable(tableOf(compared), defaultOffenderModel);
  const result = linkEncoded(encoded, defaultOffenderModel, {
    ...{ overrides, previous },
    ...(frequencies === undefined ? {} : { frequencies }),
  });
  const clusters = new Int32Array(records.length).fill(-1);
  places.forEach((place, row) => {
    clusters[place] = result.clusters[row] ?? -1;
  });
  const engine = (): IncrementalLinker =>
    IncrementalLinker.after({ encoded, result, records: compared.map(inputOf), overrides, previous });
  return { result, places, clusters, engine };
}

interface RunWork {
  standing: Standing;
  summary: { records: number; people: number; pairsScored: number; expectedFalseLinks: number; held: number };
  why: WhyWhole;
  result: LinkResult;
  unexplained: readonly Unexplained[] | undefined;
  otherwise: OtherwiseReport | undefined;
  truth: TruthReport | undefined;
}

/** Writes a whole run with its report; its number. */
export function writeRun(inTurn: InTurn, work: RunWork): Promise<number> {
  const { standing, summary, result, unexplained, otherwise, truth } = work;
  const { pairsScored, records, people, expectedFalseLinks, held } = summary;
  return inTurn(async (tx) => {
    const run = await insertRun(tx, {
      kind: 'whole',
      looked: records,
      model: modelName(result.model),
      records,
      people,
      pairsScored,
      expectedFalseLinks,
      seconds: result.seconds,
      report: {
        ...reportOf(result, held),
        why: work.why,
        ...(truth === undefined ? {} : { truth }),
        ...(otherwise === undefined ? {} : { otherwise }),
      },
      inputs: standing.inputs,
      unexplained: unexplained?.length,
    });
    await insertUnexplained(tx, run.id, (unexplained ?? []).slice(0, batchSize));
    await auditRan(tx, {
      act: 'identity:link',
      subject: 'link_run',
      subjectId: run.id,
      detail: { records, people, pairs: pairsScored, held },
    });
    return run.id;
  });
}

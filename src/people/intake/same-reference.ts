import type { Database, Tx } from '../../kernel/database.ts';
import type { Format } from './formats/format.ts';
import { asIntake, eachRange } from './steps.ts';
import type { Batch } from './types.ts';
import { differencesOf, disagreementsOf, isSomebodyElse, whoOf } from './who.ts';
import {
  leaveOutReferences,
  letWait,
  listSuspicions,
  listWaitingReferences,
  takeAsCorrection,
} from './who-store.ts';

type Place = Pick<Batch, 'id' | 'agencyId' | 'sourceId'>;

export interface RecordRow {
  line: number;
  localId: string;
  fingerprint: string;
  /** JSON text, or read already. */
  body: string | Record<string, unknown>;
}

const bodyOf = ({ body }: RecordRow): Record<string, unknown> =>
  typeof body === 'string' ? (JSON.parse(body) as Record<string, unknown>) : body;

/** The column by which people know the reference of a record. */
const referenceLabel = (format: Format): string => {
  const name = format.key[0] ?? '';
  return format.fields[name]?.label ?? name;
};

/**
 * References that rows of one file give to two people. Nobody can say which row is right, so all rows of such a
 * reference are set aside. Rows that say the very same cost one comparison of their fingerprints.
 */
export class SharedReferences {
  readonly #format: Format;
  readonly #reasons = new Map<string, string>();

  constructor(format: Format) {
    this.#format = format;
  }

  /** @returns why the two rows are not taken in, if they are of two people. */
  compare(one: RecordRow, other: RecordRow): string | undefined {
    if (one.fingerprint === other.fingerprint) return undefined;
    const differing = disagreementsOf(whoOf(bodyOf(one)), whoOf(bodyOf(other)));
    if (differing.length === 0) return undefined;
    const [first, second] = [Math.min(one.line, other.line), Math.max(one.line, other.line)];
    const reason = `Lines ${first} and ${second} have the same ${referenceLabel(this.#format)} and are two people by their ${differing.join(' and ')}; no row with it is taken in`;
    if (!this.#reasons.has(one.localId)) this.#reasons.set(one.localId, reason);
    return reason;
  }

  /** @returns in what two rows that may be one person differ all the same, if they do. */
  differences(one: RecordRow, other: RecordRow): string | undefined {
    if (one.fingerprint === other.fingerprint) return undefined;
    const differing = differencesOf(bodyOf(one), bodyOf(other));
    if (differing.length === 0) return undefined;
    const last = differing.at(-1) ?? '';
    return differing.length === 1 ? last : `${differing.slice(0, -1).join(', ')} and ${last}`;
  }

  /** @returns that two rows of a reference disagree about the person, and which of them is taken. */
  disagreement(one: RecordRow, other: RecordRow, taken: number): string | undefined {
    const differing = this.differences(one, other);
    if (differing === undefined) return undefined;
    const [first, second] = [Math.min(one.line, other.line), Math.max(one.line, other.line)];
    return `Lines ${first} and ${second} have the same ${referenceLabel(this.#format)} and differ in ${differing}; what line ${taken} says is taken`;
  }

  /** Takes every row of these references out of staging. @returns how many. */
  async leaveOut(database: Database, place: Place): Promise<number> {
    if (this.#reasons.size === 0) return 0;
    const column = referenceLabel(this.#format);
    const references = [...this.#reasons].map(([localId, reason]) => ({ localId, column, reason }));
    return asIntake(database, (tx) => leaveOutReferences(tx, place, references));
  }
}

/** References that we know and that a staged batch gives to somebody else wait for a person's decision. */
export async function holdSomebodyElse(database: Database, place: Place): Promise<void> {
  await eachRange(database, place.id, async (lines) => {
    await asIntake(database, async (tx) => {
      const others = (await listSuspicions(tx, place, lines)).filter(({ held, now }) =>
        isSomebodyElse(whoOf(held), whoOf(now)),
      );
      if (others.length > 0)
        await letWait(
          tx,
          place.id,
          others.map(({ localId }) => localId),
        );
    });
  });
}

export type Decision = 'correction' | 'aside';

/**
 * Carries out what somebody decided about the reference that waits on a line, or about all of them.
 * @returns how many rows were left out.
 */
export async function settleWaiting(
  tx: Tx,
  place: Place,
  format: Format,
  { line, decision }: { line: number | 'all'; decision: Decision },
): Promise<number> {
  const waiting = (await listWaitingReferences(tx, place.id)).filter(
    (one) => line === 'all' || one.line === line,
  );
  if (decision === 'correction') {
    for (const { localId } of waiting) await takeAsCorrection(tx, place, localId);
    return 0;
  }
  const reason = `We hold somebody else under this ${referenceLabel(format)}: the row was set aside. Put it right at the source`;
  const references = waiting.map(({ localId }) => ({ localId, column: referenceLabel(format), reason }));
  return references.length === 0 ? 0 : leaveOutReferences(tx, place, references);
}

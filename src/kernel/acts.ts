import { type Day, londonDay } from './clock.ts';
import { type Database, sql, type Tx, type Viewer } from './database.ts';
import { WaymarkError } from './errors.ts';
import { canonicalJson, sha256 } from './ids.ts';

/** Somebody who can act: a viewer that can say whether a right is held. */
export interface Actor extends Viewer {
  readonly holder: string;
  readonly staffId: number;
  readonly agencyId: number;
  readonly schemeId: number;
  may(right: string): boolean;
}

/** What an act leaves in the audit: ids and codes. */
export interface Written {
  subject: string;
  subjectId: number;
  personId?: number | undefined;
  detail?: Readonly<Record<string, string | number | boolean | null>>;
}

export interface ActContext {
  readonly actor: Actor;
  readonly now: Date;
  /** The day in England and Wales; rules take it as an argument. */
  readonly today: Day;
  /** Notes what was written, in the same transaction. Every act says at least one thing. */
  wrote(entry: Written): Promise<void>;
  /** Tells the rest of the system, after the commit: an outbox row of ids and codes. */
  emit(topic: string, payload: Readonly<Record<string, string | number | null>>): Promise<void>;
}

/** One thing a person can do. `Result` must survive JSON: a repeated key is answered from what was stored. */
export interface Act<Input, Result> {
  /** `contact:record`; also the audit's code. */
  readonly name: string;
  /** Without it the act is refused before anything is read. */
  readonly right: string;
  /** It changes rules, staff, rights or agreements: what is kept for seconds is forgotten at once. */
  readonly changesAccess?: boolean;
  /** What a refusal is about. */
  readonly about?: (input: Input) => { subject: string; subjectId: number };
  readonly run: (tx: Tx, input: Input, context: ActContext) => Promise<Result>;
}

export const defineAct = <Input, Result>(act: Act<Input, Result>): Act<Input, Result> => act;

export interface ActAudit {
  wrote(tx: Tx, entry: Written & { act: string }): Promise<void>;
  refused(
    actor: Actor,
    refusal: { act: string; code: string; subject?: string; subjectId?: number },
  ): Promise<void>;
}

export interface Performer {
  /**
   * Performs an act once. The key is the sending's, made when the form was shown: a repeat waits for the first
   * and gets its answer, even when versions have moved on since.
   *
   * @throws WaymarkError `right-missing`, `key-reused` (same key, other act or body), `stale-version`, and
   *   whatever the act refuses. Refusals are audited in a transaction of their own.
   */
  perform<Input, Result>(actor: Actor, act: Act<Input, Result>, input: Input, key: string): Promise<Result>;
}

export function createPerformer(database: Database, audit: ActAudit, clock: () => Date): Performer {
  return {
    async perform(actor, act, input, key) {
      try {
        if (!actor.may(act.right)) throw new WaymarkError('right-missing');
        return await database.as(
          actor,
          (tx) => runOnce(tx, { actor, act, input, key, audit, now: clock() }),
          { personId: personOf(input) },
        );
      } catch (error) {
        if (error instanceof WaymarkError && isRefusal(error)) {
          await audit.refused(actor, { act: act.name, code: error.code, ...act.about?.(input) });
        }
        throw error;
      } finally {
        if (act.changesAccess === true) database.shared.clear();
      }
    },
  };
}

/** Whom an act is about, where its input says so. */
function personOf(input: unknown): number | undefined {
  const id = (input as { personId?: unknown } | null | undefined)?.personId;
  return typeof id === 'number' && Number.isSafeInteger(id) ? id : undefined;
}

const isRefusal = (error: WaymarkError): boolean =>
  ['right-missing', 'not-found', 'not-allowed-now', 'key-reused'].includes(error.code);

interface Running<Input, Result> {
  actor: Actor;
  act: Act<Input, Result>;
  input: Input;
  key: string;
  audit: ActAudit;
  now: Date;
}

async function runOnce<Input, Result>(tx: Tx, running: Running<Input, Result>): Promise<Result> {
  const { actor, act, input, key, audit, now } = running;
  const body = sha256(canonicalJson(input));
  // The key goes in first: a second sending waits here for the first one's commit.
  const isFirst = await tx.run(sql`
    insert into act_key (holder, key, act, body_sha256) values (${actor.holder}, ${key}, ${act.name}, ${body})
    on conflict (holder, key) do nothing`);
  if (isFirst === 0) return earlierAnswer<Result>(tx, actor.holder, key, act.name, body);

  let entries = 0;
  const context: ActContext = {
    actor,
    now,
    today: londonDay(now),
    wrote: async (entry) => {
      entries += 1;
      await audit.wrote(tx, { ...entry, act: act.name });
    },
    emit: async (topic, payload) => {
      await tx.run(
        sql`insert into outbox (topic, payload) values (${topic}, ${JSON.stringify(payload)}::jsonb)`,
      );
    },
  };
  const result = await act.run(tx, input, context);
  if (entries === 0) throw new Error(`${act.name} wrote nothing to the audit`);
  await tx.run(
    sql`update act_key set answer = ${JSON.stringify({ result })}::jsonb where holder = ${actor.holder} and key = ${key}`,
  );
  return result;
}

async function earlierAnswer<Result>(
  tx: Tx,
  holder: string,
  key: string,
  act: string,
  body: string,
): Promise<Result> {
  const earlier = await tx.one(sql<{ act: string; body_sha256: string; answer: { result: Result } }>`
    select act, body_sha256, answer from act_key where holder = ${holder} and key = ${key}`);
  if (earlier.act !== act || earlier.body_sha256 !== body) throw new WaymarkError('key-reused');
  return earlier.answer.result;
}

/** For a row that was changed meanwhile: `current` holds what is there now, so that the screen can show both. */
export const staleVersion = (current: Readonly<Record<string, unknown>>): WaymarkError =>
  new WaymarkError('stale-version', { data: { current } });

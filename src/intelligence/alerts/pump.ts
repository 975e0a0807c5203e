import { serviceViewer } from '../../access/viewers.ts';
import type { Database } from '../../kernel/database.ts';
import { setAside } from './intake-store.ts';
import { matchTurn, nextTurn, type Turn } from './match.ts';
import { tellDue } from './tell.ts';

type Listener = (staffIds: readonly number[]) => void;

/**
 * Finds whom events are about and tells who works with them, as soon as they have come in: one run at a time in this
 * process, and one matcher at a time in the database. What a process that died has left behind is picked up by the job of
 * every minute.
 */
export class AlertPump {
  readonly #database: Database;
  #running: Promise<void> | undefined;
  #again = false;
  readonly #listeners = new Set<Listener>();

  constructor(database: Database) {
    this.#database = database;
  }

  /** Whom something new was told, each time. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Starts a run, or another after the one under way; resolves when what had come in before has been told. */
  nudge(now: Date): Promise<void> {
    if (this.#running !== undefined) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#run(now).finally(() => {
      this.#running = undefined;
    });
    return this.#running;
  }

  async #run(now: Date): Promise<void> {
    const events = serviceViewer('events', 'alerts-turn');
    for (;;) {
      this.#again = false;
      const turns = await this.#database.as(events, (tx) => nextTurn(tx, now));
      for (const turn of turns) await matchOne(this.#database, turn, now);
      const matched = turns.length;
      const { staffIds, due } = await tellDue(this.#database, now);
      if (staffIds.length > 0) for (const listener of this.#listeners) listener(staffIds);
      if (matched === 0 && due === 0 && !this.#again) return;
    }
  }
}

/**
 * What fails is tried again event by event, and an event that fails by itself is set aside. Where the database is away that
 * fails too: everything waits for the next run.
 */
async function matchOne(database: Database, turn: Turn, now: Date): Promise<void> {
  const events = serviceViewer('events', 'alerts-match');
  const take = (ids: number[]): Promise<void> =>
    database.as(events, (tx) => matchTurn(tx, { ...turn, ids }, now));
  try {
    await take(turn.ids);
  } catch {
    for (const id of turn.ids)
      await take([id]).catch(() => database.as(events, (tx) => setAside(tx, [id], 'failed')));
  }
}

const pumps = new WeakMap<Database, AlertPump>();

/** The one of this process. */
export function pumpOf(database: Database): AlertPump {
  let pump = pumps.get(database);
  if (pump === undefined) {
    pump = new AlertPump(database);
    pumps.set(database, pump);
  }
  return pump;
}

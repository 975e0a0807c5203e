import { serviceViewer } from '../../access/viewers.ts';
import type { Database } from '../../kernel/database.ts';
import { matchWaiting } from './match.ts';
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
    const events = serviceViewer('events', 'alerts-match');
    for (;;) {
      this.#again = false;
      const matched = await this.#database.as(events, (tx) => matchWaiting(tx, now));
      const { staffIds, due } = await tellDue(this.#database, now);
      if (staffIds.length > 0) for (const listener of this.#listeners) listener(staffIds);
      if (matched === 0 && due === 0 && !this.#again) return;
    }
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

import type { StaffViewer } from '../../access/viewers.ts';
import { countAlerts, pumpOf, toldSince } from '../../intelligence/index.ts';
import type { Database } from '../../kernel/database.ts';
import type { StreamOut } from '../../web/streams.ts';

/** Open pages of one session: its tabs share one, so more are of several windows without that. */
const mostOfSession = 4;
/** Every so often it is asked what other processes have told, while any page is open. */
const tideEvery = 1_000;
/** Every so often each page's session is asked for again, and after this long its rights: the browser comes back. */
const sessionEvery = 10_000;
const longest = 5 * 60_000;

interface Listening {
  viewer: StaffViewer;
  out: StreamOut;
  /** The highest number that it was told of; undefined until the first look. */
  last: number | undefined;
  since: number;
  /** One look at a time; what comes meanwhile asks for another. */
  looking: boolean;
  again: boolean;
}

/**
 * The pages that are open at this process and are told of new alerts: that there are some, never whose or what. Each look
 * is made as the page's viewer, so it ends with their session and tells of nothing that they may not see.
 */
export class InboxHub {
  readonly #database: Database;
  readonly #open = new Set<Listening>();
  #timer: NodeJS.Timeout | undefined;
  /** The highest number told that this process knows of; undefined until it has asked. */
  #tide: number | undefined;
  #turns = 0;

  constructor(database: Database) {
    this.#database = database;
    pumpOf(database).listen((staffIds) => this.#tell(staffIds));
  }

  /** Begins to tell a page; what it gives back ends it. */
  add(viewer: StaffViewer, out: StreamOut): () => void {
    const ofSession = [...this.#open].filter((one) => one.viewer.sessionId === viewer.sessionId);
    // The oldest window has to go, and does not come back by itself: it would drive out the next.
    if (ofSession.length >= mostOfSession) this.#end(ofSession[0], 'over');
    const page: Listening = {
      viewer,
      out,
      last: undefined,
      since: performance.now(),
      looking: false,
      again: false,
    };
    this.#open.add(page);
    this.#start();
    void this.#look(page);
    return () => {
      this.#open.delete(page);
      if (this.#open.size === 0) this.#stop();
    };
  }

  #start(): void {
    if (this.#timer !== undefined) return;
    const turn = (): void => {
      this.#turn().catch(() => undefined);
    };
    this.#timer = setInterval(turn, tideEvery);
    this.#timer.unref();
    // Where things stand is asked at once: what is told in the first second is news already.
    turn();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#tide = undefined;
  }

  async #turn(): Promise<void> {
    this.#turns += 1;
    for (const page of this.#open) if (performance.now() - page.since > longest) page.out.end();
    if (this.#turns % (sessionEvery / tideEvery) === 0) for (const page of this.#open) void this.#look(page);
    const { last, staffIds } = await toldSince(this.#database, this.#tide);
    this.#tide = last;
    this.#tell(staffIds);
  }

  #tell(staffIds: readonly number[]): void {
    for (const page of this.#open) if (staffIds.includes(page.viewer.staffId)) void this.#look(page);
  }

  async #look(page: Listening): Promise<void> {
    page.again = true;
    if (page.looking) return;
    page.looking = true;
    try {
      while (page.again && this.#open.has(page)) {
        page.again = false;
        await this.#lookOnce(page);
      }
    } catch {
      // The session has ended, or the database is away: the browser asks again, and is told by the door.
      this.#end(page);
    } finally {
      page.looking = false;
    }
  }

  async #lookOnce(page: Listening): Promise<void> {
    const { viewer, last } = page;
    const found = await this.#database.as(viewer, (tx) => countAlerts(tx, viewer.staffId, last ?? 0), {
      readOnly: true,
    });
    page.last = Math.max(last ?? 0, found.last);
    if (!this.#open.has(page)) return;
    // The first look says what waits: a page that is drawn asks the database nothing for it.
    if (last === undefined || found.fresh > 0)
      page.out.send('alerts', { fresh: last === undefined ? 0 : found.fresh, waiting: found.waiting });
  }

  #end(page: Listening | undefined, event?: 'over'): void {
    if (page === undefined) return;
    this.#open.delete(page);
    if (event !== undefined) page.out.send(event, {});
    page.out.end();
  }
}

const hubs = new WeakMap<Database, InboxHub>();

/** The one of this process. */
export function hubOf(database: Database): InboxHub {
  let hub = hubs.get(database);
  if (hub === undefined) {
    hub = new InboxHub(database);
    hubs.set(database, hub);
  }
  return hub;
}

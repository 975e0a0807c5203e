import type { StaffViewer } from '../access/viewers.ts';
import type { Day } from '../kernel/clock.ts';
import type { Database, Tx } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import type { Html } from './html.ts';
import type { Route, RouteRight } from './route.ts';

/** One line on the person page's timeline. `at` orders; `day` is what is shown. */
export interface TimelineEntry {
  day: Day;
  at: string;
  kind: 'offence' | 'custody' | 'supervision' | 'contact' | 'panel' | 'membership' | 'plan';
  title: string;
  detail?: string;
  /** Which agency said it. */
  agency?: string;
  href?: string;
}

/** A box on the overview of a person, drawn by the wing whose business it is; undefined when there is nothing to see. */
export interface PersonPanel {
  id: string;
  /** Boxes stand in ascending order. */
  order: number;
  load(tx: Tx, ask: { personId: number; viewer: StaffViewer; today: Day }): Promise<Html | undefined>;
}

/** A tab of the person page: absent, not greyed, for a role that has not the right. */
export interface PersonTab {
  text: string;
  /** `/people/:id/contacts` */
  path: string;
  order: number;
  right: RouteRight;
}

/** Something on somebody's Today. */
export interface TodayItem {
  group: 'overdue' | 'due' | 'changed' | 'draft' | 'ahead';
  day: Day;
  title: string;
  href: string;
  detail?: string;
  /** The person it is about: several lines of one person and day stand under one name, which is their `title`. */
  personId?: number;
  /** Not the viewer's own but a team's: folded below what is theirs, as `name: count of`. */
  team?: { name: string; of: string; count: number };
}

/** Background work: on a schedule (cron, Europe/London) or for an outbox topic. Runs may repeat; each is idempotent. */
export interface Job {
  name: string;
  schedule?: string;
  topic?: string;
  run(work: { database: Database; log: Log; now: Date; payload: Record<string, unknown> }): Promise<void>;
}

/** A command of `npm run waymark -- NAME`. */
export interface Command {
  name: string;
  /** One line for `--help`. */
  help: string;
  /** False for commands that work on files alone. */
  needsDatabase: boolean;
  run(work: {
    args: readonly string[];
    database: Database | undefined;
    now: Date;
    print(line: string): void;
  }): Promise<void>;
}

/** What a wing gives to the house: `app.ts` has the array of wings, and no wing is registered anywhere else. */
export interface Wing {
  name: string;
  routes?: readonly Route[];
  jobs?: readonly Job[];
  commands?: readonly Command[];
  /** Newest first; with a limit, no more than the newest so many need be given. */
  timeline?: readonly ((tx: Tx, personId: number, limit?: number) => Promise<TimelineEntry[]>)[];
  panels?: readonly PersonPanel[];
  tabs?: readonly PersonTab[];
  today?: readonly ((tx: Tx, ask: { viewer: StaffViewer; today: Day; now: Date }) => Promise<TodayItem[]>)[];
}

/** What stands around the content of every page of a person: identity bar, tabs, breadcrumbs. */
export interface PersonFrame {
  name: string;
  above: Html;
  breadcrumbs: readonly { text: string; href?: string }[];
  /** They are on the scheme now. */
  isMember: boolean;
}

/**
 * The port by which a wing's person page gets its frame; `desk/person` implements it.
 * @throws WaymarkError `not-found` when the viewer may not see the person (or there is none).
 */
export type FramePerson = (
  tx: Tx,
  ask: { personId: number; viewer: StaffViewer; today: Day; path: string },
) => Promise<PersonFrame>;

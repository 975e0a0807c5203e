import type { Right } from '../access/rights.ts';
import type { StaffViewer } from '../access/viewers.ts';
import type { Day } from '../kernel/clock.ts';
import type { Database, Tx } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import type { DraftStop } from './drafts.ts';
import type { Html } from './html.ts';
import type { MachinePost } from './machine-posts.ts';
import type { OpenPage } from './open-page.ts';
import type { Route, RouteRight } from './route.ts';

/** One line on the person page's timeline. `at` orders; `day` is what is shown. */
export interface TimelineEntry {
  day: Day;
  at: string;
  kind:
    | 'offence'
    | 'custody'
    | 'supervision'
    | 'contact'
    | 'panel'
    | 'membership'
    | 'plan'
    | 'referral'
    | 'licence'
    | 'risk'
    | 'enforcement';
  title: string;
  detail?: string;
  /** Which agency said it. */
  agency?: string;
  href?: string;
  /** When it was written or last changed, ISO: "changed since I last looked" goes by it. Absent: not known. */
  changedAt?: string;
}

/** A part of somebody's timeline, newest first. */
export interface TimelineWindow {
  /** At most so many are asked for: a source that keeps to the rest may stop there. */
  limit: number;
  /** Entries at this moment and older ones, ISO. */
  before?: string;
  /** Days that bound it, both included. */
  from?: Day;
  to?: Day;
  /** Of these kinds alone. */
  kinds?: readonly TimelineEntry['kind'][];
  /** Said by this agency. */
  agencyId?: number;
  /** When the viewer last looked: a source that knows only of later changes may leave `changedAt` off the rest. */
  since?: Date;
  /** Only what was changed after `since`. */
  onlyChanged?: boolean;
}

/**
 * Newest first; with a limit, no more than the newest so many need be given. In place of the limit there may be a
 * window: a source may keep to it, or give everything, and the page takes what is in it.
 */
export type TimelineSource = (
  tx: Tx,
  personId: number,
  limit?: number,
  window?: TimelineWindow,
) => Promise<TimelineEntry[]>;

export interface PanelAsk {
  personId: number;
  viewer: StaffViewer;
  today: Day;
  /** They are on the scheme now: work with them can be recorded. */
  onScheme: boolean;
}

/** A box on the overview of a person, drawn by the wing whose business it is; undefined when there is nothing to see. */
export interface PersonPanel {
  id: string;
  /** Boxes stand in ascending order. */
  order: number;
  load(tx: Tx, ask: PanelAsk): Promise<Html | undefined>;
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
  /** Somebody may be in danger: it stands first, in red. */
  alarm?: boolean;
  /** The person it is about: several lines of one person and day stand under one name, which is their `title`. */
  personId?: number;
  /** No thing to do: it says that a list was cut, and leads to all of it. Drawn below its group, counted in nothing. */
  more?: true;
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

/**
 * What is read without a session by whoever has its secret address. The token is the only thing that opens it, so it
 * is never logged, stored or put into a page but the one that shows it once.
 */
export interface SecretFeed {
  /** Fastify's pattern, with `:token` in it. */
  url: string;
  /** Requests a minute from one address. */
  limit: number;
  contentType: string;
  /** Undefined where the token opens nothing (any more). It audits what it gives. */
  read(ask: { database: Database; token: string; now: Date; requestId: string }): Promise<string | undefined>;
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

/** Something that was written about a person, as the room that owns it names it. */
export interface WrittenThing {
  id: number;
  day: Day;
  title: string;
  /** The one agency that answers for it. */
  agencyId: number;
  agency: string;
  href: string;
  /** Why this one does not go to another person as it is. */
  stuck?: string;
  /** From before the record came: it may be the other’s all the same, and needs no answer. */
  earlier?: boolean;
  /** Made at once with others: whoever gives it away is asked about those that lie ahead. */
  series?: { key: string; ahead: boolean };
}

/** A kind of thing that is written about a person, and may be another's when a record leaves them. */
export interface PersonReference {
  /** As it is kept, `risk-flag`: with its number it names a thing. */
  kind: string;
  /** "Flags of risk" */
  words: string;
  /**
   * What is done with one that is the other person's. `moves`: it goes as it is (`separation_things` in the database has the
   * kind, `separation_sees_kind` its right). `anew`: it stays until it is written where it belongs. `decide`: a decision is never
   * moved, and is made again.
   */
  way: 'moves' | 'anew' | 'decide';
  /** Why, for whoever reads the page. */
  why: string;
  /**
   * Whom it waits for on Today until their agency has said whose it is, and those of the viewer's agency about several
   * people at once: decisions, and what somebody else goes on with meanwhile.
   */
  waits?: {
    right: Right;
    list(
      tx: Tx,
      ask: { viewer: StaffViewer; about: readonly { personId: number; from: Day }[] },
    ): Promise<{ id: number; personId: number; day: Day }[]>;
  };
  /** Where it is written anew, after `/people/NUMBER/`: `plan`. */
  anewAt?: string;
  /** Written on this day or later, as far as the viewer may see it, newest first. */
  list(
    tx: Tx,
    ask: {
      personId: number;
      viewer: StaffViewer;
      from: Day;
      /** Whom it would go to, where the viewer may see them. */
      otherId: number | null;
    },
  ): Promise<WrittenThing[]>;
  /** The viewer's own that went to the other person, whom they may not see: enough to tell one from another. */
  gone?(tx: Tx, ask: { separationId: number; viewer: StaffViewer }): Promise<GoneThing[]>;
}

export type GoneThing = Pick<WrittenThing, 'id' | 'day' | 'title'>;

/** What a wing gives to the house: `app.ts` has the array of wings, and no wing is registered anywhere else. */
export interface Wing {
  name: string;
  routes?: readonly Route[];
  jobs?: readonly Job[];
  feeds?: readonly SecretFeed[];
  /** Addresses that other systems post to, with a secret of their own in place of a session. */
  machines?: readonly MachinePost[];
  /** Pages that the public reads without signing in. */
  open?: readonly OpenPage[];
  commands?: readonly Command[];
  /** What of its forms may not be kept even as a draft. */
  draftStops?: readonly DraftStop[];
  timeline?: readonly TimelineSource[];
  panels?: readonly PersonPanel[];
  /** What it writes about people: looked at when a record leaves somebody. */
  references?: readonly PersonReference[];
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

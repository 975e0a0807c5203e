import type { StaffViewer } from '../access/viewers.ts';
import type { Performer } from '../kernel/acts.ts';
import type { Database } from '../kernel/database.ts';
import type { Log } from '../kernel/log.ts';
import type { DraftStop, Typed } from './drafts.ts';
import type { MachinePost } from './machine-posts.ts';
import type { OpenPage } from './open-page.ts';
import type { Route } from './route.ts';
import type { SecretFeed } from './wing.ts';

/** What the web floor is given. */
export interface ServerParts {
  database: Database;
  performer: Performer;
  routes: readonly Route[];
  feeds: readonly SecretFeed[];
  machines: readonly MachinePost[];
  open: readonly OpenPage[];
  /** What may not be kept even as a draft. */
  draftStops: readonly DraftStop[];
  clock: () => Date;
  log: Log;
  /** Shows the demo's people on the sign-in page. */
  demo: boolean;
  /** Cookies are sent over TLS only. */
  secure: boolean;
  version: string;
  /** Address that people know the site by; undefined: the one it listens at. */
  publicUrl: string | undefined;
  /** Addresses of proxies that may be believed about the client's address (comma-separated); none if undefined. */
  trustProxy: string | undefined;
}

/** What a request found out before its handler ran; error pages need it too. */
export interface RequestState {
  viewer?: StaffViewer | undefined;
  csrfSecret?: string;
  route?: Route;
  /** What was posted by a form that keeps drafts. */
  typed?: Typed | undefined;
}

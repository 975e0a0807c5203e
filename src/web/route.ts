import type { Static, TObject, TSchema } from 'typebox';
import type { AuditEntry, ShownEntry } from '../access/audit-log.ts';
import type { Right } from '../access/rights.ts';
import type { StaffViewer } from '../access/viewers.ts';
import type { Act } from '../kernel/acts.ts';
import type { Day } from '../kernel/clock.ts';
import type { AsOptions, Database, Tx } from '../kernel/database.ts';
import type { Html } from './html.ts';
import type { PageLink } from './layout.ts';
import type { OpenStream } from './streams.ts';

/** The sections of the navigation, in order; a role has those whose right it has. */
export type Section =
  | 'today'
  | 'people'
  | 'cohort'
  | 'referrals'
  | 'returns'
  | 'panels'
  | 'victims'
  | 'intelligence'
  | 'briefings'
  | 'outcomes'
  | 'resources'
  | 'governance'
  | 'stewardship'
  | 'settings';

export interface PageBody {
  title: string;
  body: Html;
  /** HTTP status; 200 unless given. */
  status?: number;
  section?: Section;
  breadcrumbs?: readonly { text: string; href?: string }[];
  back?: PageLink | { href: string };
  /** Fields at fault: listed at the top, linked to the field. */
  errors?: readonly { text: string; href: string }[];
  /** Identity bar and a person's tabs. */
  above?: Html;
  marking?: string;
  searchFor?: string;
}

export type Reply =
  | { kind: 'page'; page: PageBody }
  | { kind: 'redirect'; to: string; done?: string | undefined; link?: PageLink | undefined }
  | { kind: 'json'; status: number; body: unknown }
  | { kind: 'stream'; open: OpenStream }
  /** A picture inside a page; neither the browser nor anything between keeps it. */
  | { kind: 'image'; contentType: 'image/jpeg'; content: Uint8Array }
  | {
      kind: 'file';
      fileName: string;
      contentType: string;
      content: string | Uint8Array | AsyncIterable<string>;
    };

export const page = (body: PageBody): Reply => ({ kind: 'page', page: body });

/**
 * After an act: see-other to where its effect shows, with a sentence that says what was done (no personal data), and
 * where it led besides.
 */
export const redirect = (to: string, done?: string, link?: PageLink): Reply => ({
  kind: 'redirect',
  to,
  done,
  link,
});

export const json = (body: unknown, status = 200): Reply => ({ kind: 'json', status, body });

/** One part of a multipart upload, in the order sent. */
export type UploadPart =
  | { kind: 'field'; name: string; value: string }
  | {
      kind: 'file';
      name: string;
      fileName: string;
      stream: AsyncIterable<Buffer> & { readonly truncated?: boolean };
    };

/** What a route's handler may use. Everything runs as the viewer. */
export interface Ask<Params = unknown, Query = unknown, Body = unknown> {
  readonly viewer: StaffViewer;
  readonly params: Params;
  readonly query: Query;
  readonly body: Body;
  readonly now: Date;
  readonly today: Day;
  readonly requestId: string;
  /** This site's own address, as it was set up and never as the request calls it: `https://waymark.example`. */
  readonly origin: string;
  /** For services' work on the viewer's behalf (intake's staging and the like); pages use `read`. */
  readonly database: Database;
  /** Hidden field of every form. */
  readonly csrfToken: string;
  /** One transaction as the viewer. A page about people audits in it, so the entry is there before the first byte. */
  read<Result>(work: (tx: Tx) => Promise<Result>, options?: AsOptions): Promise<Result>;
  opened(tx: Tx, entry: AuditEntry): Promise<void>;
  /** `people` are the rows shown that are about somebody; other things go into `ids`, with their `subject`. */
  listed(tx: Tx, entry: ShownEntry): Promise<void>;
  exported(tx: Tx, entry: ShownEntry): Promise<void>;
  perform<Input, Result>(act: Act<Input, Result>, input: Input, key: string): Promise<Result>;
  /** The parts of an upload, streamed. The form's `_csrf` must come first; it is checked before this yields. */
  upload(): AsyncIterable<UploadPart>;
}

/**
 * - `person`: shows something of one person; the handler calls `opened`.
 * - `list`: shows people or items about them; calls `listed`. `export`: calls `exported`.
 * - `none`: shows nothing about a person.
 * The server refuses to send a page of the first three kinds that was not audited.
 */
export type Reads = 'person' | 'list' | 'export' | 'none';

interface RouteBase {
  method: 'GET' | 'POST';
  /** Fastify's pattern: `/people/:id/contacts`. */
  url: string;
  reads: Reads;
  section?: Section;
  /** The person a refusal is about, when the address names one as `:id`. */
  about?: 'person';
  multipart?: boolean;
  /** Requests a minute for one signed-in person (sign-in: for one address). */
  limit?: number;
  /** What a JSON answer holds: it is written by this schema, so nothing undeclared is sent. */
  response?: TSchema;
}

/** What the role must have: a right, or any one of several; 'signed-in' asks only for a session. */
export type RouteRight = Right | readonly [Right, ...Right[]] | 'signed-in';

/** The rights of which any one is enough; none for 'signed-in'. */
export const rightsOf = (right: RouteRight): readonly Right[] =>
  right === 'signed-in' ? [] : typeof right === 'string' ? [right] : right;

/** The person whom an address names, where the route says that it names one. */
export function personNamed({ about }: Pick<Route, 'about'>, params: unknown): number | undefined {
  const id = Number((params as { id?: unknown } | undefined)?.id);
  return about === 'person' && Number.isSafeInteger(id) && id > 0 ? id : undefined;
}

/** Whether the viewer's role may come in: the server asks it before a route, a page before it draws a link there. */
export const mayEnter = (viewer: Pick<StaffViewer, 'may'>, right: RouteRight): boolean =>
  right === 'signed-in' || rightsOf(right).some((one) => viewer.may(one));

export interface RouteDefinition<P extends TSchema, Q extends TSchema, B extends TSchema> extends RouteBase {
  right: RouteRight;
  params?: P;
  query?: Q;
  body?: B;
  handle(ask: Ask<Static<P>, Static<Q>, Static<B>>): Promise<Reply>;
}

/** A route as the server and the guards see it. */
export interface Route extends RouteBase {
  right: RouteRight;
  params?: TSchema;
  query?: TSchema;
  body?: TSchema;
  handle(ask: Ask): Promise<Reply>;
}

/** Declares a route: its right stands next to its path, and its schemas type the handler. */
export function route<P extends TSchema = TObject, Q extends TSchema = TObject, B extends TSchema = TObject>(
  definition: RouteDefinition<P, Q, B>,
): Route {
  return definition as unknown as Route;
}

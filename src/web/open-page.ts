import type { Static, TObject, TSchema } from 'typebox';
import type { Tx } from '../kernel/database.ts';
import type { Reply } from './route.ts';

/** What a page of the public register may use. It reads as the service `public-register`, which has no person's data. */
export interface OpenAsk<Params = unknown, Query = unknown> {
  readonly params: Params;
  readonly query: Query;
  /** This site's own address, for links in a file or a feed. */
  readonly origin: string;
}

/** A page that anybody may read without signing in: the public register, and the statements its footer leads to. */
export interface OpenPage {
  /** Fastify's pattern, under `/public-register`. */
  url: `/public-register${string}`;
  /** Requests a minute from one address. */
  limit: number;
  params?: TSchema;
  query?: TSchema;
  read(tx: Tx, ask: OpenAsk): Promise<Reply>;
}

export interface OpenPageDefinition<P extends TSchema, Q extends TSchema> extends Omit<OpenPage, 'read'> {
  params?: P;
  query?: Q;
  read(tx: Tx, ask: OpenAsk<Static<P>, Static<Q>>): Promise<Reply>;
}

/** Declares an open page; its schemas type the reader. */
export function openPage<P extends TSchema = TObject, Q extends TSchema = TObject>(
  definition: OpenPageDefinition<P, Q>,
): OpenPage {
  return definition as OpenPage;
}

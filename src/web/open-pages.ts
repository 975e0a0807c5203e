import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Static, TObject, TSchema } from 'typebox';
import { serviceViewer } from '../access/viewers.ts';
import type { Tx } from '../kernel/database.ts';
import { drawPage } from './page-frame.ts';
import { sendPage } from './request-state.ts';
import type { Reply } from './route.ts';
import type { ServerParts } from './server-parts.ts';
import { rateKey } from './session-cookie.ts';

/** What a page of the public register may use. It reads as the service `public-register`, which has no person's data. */
export interface OpenAsk<Params = unknown, Query = unknown> {
  readonly params: Params;
  readonly query: Query;
  /** This site's own address, for links in a file or a feed; '' where the setting has none. */
  readonly origin: string;
}

/** A page that anybody may read without signing in: the public register and nothing else. */
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

/** No session is asked for, none is opened, and no cookie is read: whoever is signed in sees what everybody sees. */
export function mountOpenPages(server: FastifyInstance, parts: ServerParts): void {
  const origin = parts.publicUrl === undefined ? '' : new URL(parts.publicUrl).origin;
  for (const open of parts.open) {
    server.get(
      open.url,
      {
        schema: {
          ...(open.params === undefined ? {} : { params: open.params }),
          ...(open.query === undefined ? {} : { querystring: open.query }),
        },
        config: {
          rateLimit: {
            max: open.limit,
            timeWindow: 60_000,
            keyGenerator: (request) => rateKey(request, undefined),
          },
        },
      },
      async (request, reply) => {
        const ask = { params: request.params, query: request.query, origin };
        const result = await parts.database.as(
          serviceViewer('public-register', request.id),
          (tx) => open.read(tx, ask),
          { readOnly: true },
        );
        return send(parts, reply, result);
      },
    );
  }
}

function send(parts: ServerParts, reply: FastifyReply, result: Reply): FastifyReply {
  switch (result.kind) {
    case 'json':
      return reply.status(result.status).send(result.body);
    case 'file':
      return reply
        .header(
          'content-disposition',
          `attachment; filename="${result.fileName.replaceAll(/[^\w.-]/g, '-')}"`,
        )
        .type(result.contentType)
        .send(result.content);
    case 'redirect':
      return reply.redirect(result.to, 303);
    case 'page':
      return sendPage(
        reply,
        result.page.status ?? 200,
        drawPage(parts, {}, { marking: 'OFFICIAL', ...result.page }),
      );
  }
}

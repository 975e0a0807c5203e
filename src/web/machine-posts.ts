import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { TObject, TSchema } from 'typebox';
import type { Database } from '../kernel/database.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { RefusedPosts } from './refused-posts.ts';
import type { ServerParts } from './server-parts.ts';

export interface MachineAsk {
  database: Database;
  headers: IncomingHttpHeaders;
  params: Readonly<Record<string, string>>;
  /** As it came, byte for byte: a signature is of these. */
  body: Buffer;
  now: Date;
  requestId: string;
}

/** What the description of the API says of such an address; `openapi/rules.ts` writes it out. */
export interface MachineDescription {
  /** What it takes, and how much of it. */
  text: string;
  /** How the secret is sent, in OpenAPI's words, under a name of its own. */
  security: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Parts of the address, and headers, with what they hold. */
  params?: TObject;
  headers?: TObject;
  body: TSchema;
  answers: Readonly<
    Record<number, { text: string; schema: TSchema; headers?: Readonly<Record<string, string>> }>
  >;
}

/** What another system posts to, with a secret of its own in place of a session; it answers JSON. */
export interface MachinePost {
  /** Begins with `/api/`, so that refusals are answered as JSON. */
  url: string;
  /** Bytes. */
  bodyLimit: number;
  described: MachineDescription;
  /** Checks the secret first. @throws WaymarkError; one of `too-many` may say in `retryAfter` how many seconds to wait. */
  receive(ask: MachineAsk): Promise<{ status: number; body: unknown }>;
}

/** No cookie is read and no session opened: what a browser is made to send says nothing here. */
export function mountMachinePosts(server: FastifyInstance, parts: ServerParts): void {
  server.register(async (scope) => {
    const refused = new RefusedPosts();
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    for (const { url, bodyLimit, receive } of parts.machines) {
      scope.post(url, { bodyLimit }, async (request, reply) => {
        const now = parts.clock();
        try {
          const retryAfter = refused.waitOf(request.ip, now);
          if (retryAfter !== undefined)
            throw new WaymarkError('too-many', {
              text: 'Too many posts of this address were refused in this minute. Try again later.',
              data: { retryAfter },
            });
          const { status, body } = await receive({
            database: parts.database,
            headers: request.headers,
            params: request.params as Record<string, string>,
            body: Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0),
            now,
            requestId: request.id,
          });
          return reply.status(status).send(body);
        } catch (error) {
          if (error instanceof WaymarkError && error.code === 'not-signed-in') refused.note(request.ip, now);
          const wait = error instanceof WaymarkError ? error.data?.retryAfter : undefined;
          if (typeof wait === 'number') reply.header('retry-after', String(wait));
          throw error;
        }
      });
    }
  });
}

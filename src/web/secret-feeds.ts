import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { notFound } from '../kernel/errors.ts';
import type { ServerParts } from './server-parts.ts';
import { rateKey } from './session-cookie.ts';

const params = Type.Object({ token: Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' }) });

/** Addresses that a program reads by a secret in them, without a session. A wrong secret is a page that is not there. */
export function mountFeeds(server: FastifyInstance, parts: ServerParts): void {
  for (const feed of parts.feeds) {
    server.get(
      feed.url,
      {
        schema: { params },
        config: {
          rateLimit: {
            max: feed.limit,
            timeWindow: 60_000,
            keyGenerator: (request) => rateKey(request, undefined),
          },
        },
      },
      async (request, reply) => {
        const { token } = request.params as { token: string };
        const content = await feed.read({
          database: parts.database,
          token,
          now: parts.clock(),
          requestId: request.id,
        });
        if (content === undefined) throw notFound();
        return reply.type(feed.contentType).header('x-robots-tag', 'noindex').send(content);
      },
    );
  }
}

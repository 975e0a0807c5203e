import type { FastifyInstance, FastifyReply } from 'fastify';
import { serviceViewer } from '../access/viewers.ts';
import { originOf } from './dispatch.ts';
import { drawPage } from './page-frame.ts';
import { sendPage } from './request-state.ts';
import type { Reply } from './route.ts';
import type { ServerParts } from './server-parts.ts';
import { rateKey } from './session-cookie.ts';

/** No session is asked for, none is opened, and no cookie is read: whoever is signed in sees what everybody sees. */
export function mountOpenPages(server: FastifyInstance, parts: ServerParts): void {
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
        const ask = { params: request.params, query: request.query, origin: originOf(parts, server) };
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
    case 'stream':
    case 'image':
      throw new Error('An open page is no stream and no picture.');
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

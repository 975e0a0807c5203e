import type { FastifyInstance } from 'fastify';
import Type from 'typebox';
import { findViewer, signInDemoPerson, signOut } from '../access/sessions.ts';
import { safeNext } from './address.ts';
import { checkCsrf } from './csrf.ts';
import { mostKept, readKept } from './kept-form.ts';
import type { ServerParts } from './server-parts.ts';
import { dropCookie, guestCookie, rateKey, sessionCookie, setCookie } from './session-cookie.ts';
import { showKept, showSignIn } from './sign-in-pages.ts';

interface SignInBody {
  _csrf: string;
  person: string;
  next?: string;
  kept?: string;
}

/** Sign-in and sign-out stand beside the other routes, because there is no session yet, or none afterwards. */
export function mountSignIn(server: FastifyInstance, parts: ServerParts): void {
  server.get(
    '/sign-in',
    { schema: { querystring: Type.Object({ next: Type.Optional(Type.String({ maxLength: 500 })) }) } },
    (request, reply) => showSignIn(parts, request, reply),
  );
  if (parts.demo) {
    const body = Type.Object({
      _csrf: Type.String({ maxLength: 200 }),
      person: Type.String({ maxLength: 100 }),
      next: Type.Optional(Type.String({ maxLength: 500 })),
      kept: Type.Optional(Type.String({ maxLength: 2 * mostKept })),
    });
    server.post(
      '/sign-in/demo',
      {
        schema: { body },
        config: {
          rateLimit: { max: 30, timeWindow: 60_000, keyGenerator: (request) => rateKey(request, undefined) },
        },
      },
      async (request, reply) => {
        const { _csrf, person, next, kept } = request.body as SignInBody;
        checkCsrf(request.cookies[guestCookie], _csrf);
        const token = await signInDemoPerson(parts.database, person, request.id);
        setCookie(reply, sessionCookie, token, parts);
        dropCookie(reply, guestCookie);
        const form = readKept(kept);
        if (form !== undefined) return showKept(parts, request, reply, { token, form });
        return reply.redirect(safeNext(next ?? '/'), 303);
      },
    );
  }
  server.post(
    '/sign-out',
    { schema: { body: Type.Object({ _csrf: Type.String({ maxLength: 200 }) }) } },
    async (request, reply) => {
      const viewer = await findViewer(parts.database, request.cookies[sessionCookie] ?? '', request.id);
      if (viewer !== undefined) {
        checkCsrf(viewer.csrfSecret, (request.body as { _csrf: string })._csrf);
        await signOut(parts.database, viewer);
      }
      dropCookie(reply, sessionCookie);
      return reply.redirect('/sign-in', 303);
    },
  );
}

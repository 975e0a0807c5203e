import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import Type from 'typebox';
import { roleSees, roleTitles } from '../access/rights.ts';
import { findViewer, listDemoPeople, signInDemoPerson, signOut } from '../access/sessions.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { button } from './components/index.ts';
import { checkCsrf, csrfToken, newCsrfSecret } from './csrf.ts';
import { safeNext } from './error-pages.ts';
import { type Html, html } from './html.ts';
import { drawPage } from './page-frame.ts';
import { sendPage, stateOf } from './request-state.ts';
import type { ServerParts } from './server-parts.ts';
import { dropCookie, guestCookie, rateKey, sessionCookie, setCookie } from './session-cookie.ts';

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
        const { _csrf, person, next } = request.body as { _csrf: string; person: string; next?: string };
        checkCsrf(request.cookies[guestCookie], _csrf);
        const token = await signInDemoPerson(parts.database, person, request.id);
        setCookie(reply, sessionCookie, token, parts);
        dropCookie(reply, guestCookie);
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

async function showSignIn(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const secret = request.cookies[guestCookie] ?? newCsrfSecret();
  setCookie(reply, guestCookie, secret, parts);
  const next = safeNext((request.query as { next?: string }).next ?? '/');
  if (!parts.demo)
    throw new WaymarkError('not-found', { text: 'Sign-in through a directory is not configured.' });
  const people = await listDemoPeople(parts.database);
  const token = csrfToken(secret);
  const body = html`<h1 class="govuk-heading-l">Sign in to the demonstration</h1>
<p class="govuk-body">Everybody here is made up. Choose whose eyes to look through; what each may see is decided by the database, not by the page.</p>
<div class="wm-cards">${people.map((person) => demoForm(person, token, next))}</div>`;
  return sendPage(
    reply,
    200,
    drawPage(parts, stateOf(request), { title: 'Sign in', body, marking: 'OFFICIAL' }),
  );
}

const demoForm = (
  person: Awaited<ReturnType<typeof listDemoPeople>>[number],
  token: string,
  next: string,
): Html => html`
<form method="post" action="/sign-in/demo" class="wm-card">
<input type="hidden" name="_csrf" value="${token}"><input type="hidden" name="person" value="${person.login}"><input type="hidden" name="next" value="${next}">
<h2 class="govuk-heading-s">${roleTitles[person.role]}</h2>
<p class="govuk-body-s">${person.name}, ${person.agency}. Sees ${roleSees[person.role]}.</p>
${button({ html: html`Sign in<span class="govuk-visually-hidden"> as ${roleTitles[person.role]}</span>`, classes: 'govuk-button--secondary' })}
</form>`;

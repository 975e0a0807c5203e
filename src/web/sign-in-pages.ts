import type { FastifyReply, FastifyRequest } from 'fastify';
import { roleSees, roleTitles } from '../access/rights.ts';
import { findViewer, listDemoPeople } from '../access/sessions.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { safeNext } from './address.ts';
import { button, select } from './components/index.ts';
import { csrfToken, newCsrfSecret } from './csrf.ts';
import { type Html, html } from './html.ts';
import { type KeptForm, sendAgain, typedWords, writeKept } from './kept-form.ts';
import { drawPage } from './page-frame.ts';
import { sendPage, stateOf } from './request-state.ts';
import type { ServerParts } from './server-parts.ts';
import { guestCookie, setCookie } from './session-cookie.ts';

export async function showSignIn(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const next = safeNext((request.query as { next?: string }).next ?? '/');
  if (!parts.demo)
    throw new WaymarkError('not-found', { text: 'Sign-in through a directory is not configured.' });
  const people = await listDemoPeople(parts.database);
  const token = guestToken(parts, request, reply);
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

/** The sign-in form's token, whose secret is a cookie while there is no session. */
function guestToken(parts: ServerParts, request: FastifyRequest, reply: FastifyReply): string {
  const secret = request.cookies[guestCookie] ?? newCsrfSecret();
  setCookie(reply, guestCookie, secret, parts);
  return csrfToken(secret);
}

/** The session ended while a form was filled in: sign in on this page, and the form is there to be sent. */
export async function showSignInKeeping(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  kept: KeptForm,
): Promise<FastifyReply> {
  const body = html`<h1 class="govuk-heading-l">You have been signed out</h1>
<p class="govuk-body">Nothing was sent and nothing was changed. <strong>What you typed is kept on this page.</strong></p>
${parts.demo ? await signInHere(parts, guestToken(parts, request, reply), kept) : html`<p class="govuk-body"><a class="govuk-link" href="/sign-in" target="_blank" rel="noopener">Sign in in another tab</a>, and copy it from here.</p>`}
${typedWords(kept)}`;
  return sendPage(reply, 401, drawPage(parts, {}, { title: 'You have been signed out', body }));
}

async function signInHere(parts: ServerParts, token: string, kept: KeptForm): Promise<Html> {
  const people = await listDemoPeople(parts.database);
  return html`<form method="post" action="/sign-in/demo">
<input type="hidden" name="_csrf" value="${token}"><input type="hidden" name="kept" value="${writeKept(kept)}">
${select({ id: 'person', name: 'person', label: { text: 'Who you are' }, items: people.map(({ login, name, agency, role }) => ({ value: login, text: `${roleTitles[role]}: ${name}, ${agency}` })) })}
${button({ text: 'Sign in and go on' })}</form>`;
}

/** After that: whoever signed in sends it, or does not. */
export async function showKept(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  { token, form }: { token: string; form: KeptForm },
): Promise<FastifyReply> {
  const viewer = await findViewer(parts.database, token, request.id);
  if (viewer === undefined) throw new WaymarkError('not-signed-in');
  const body = html`<h1 class="govuk-heading-l">You are signed in as ${viewer.name}</h1>
${sendAgain(form, csrfToken(viewer.csrfSecret))}
<p class="govuk-body"><a class="govuk-link" href="/">Leave it, and go to Today</a></p>`;
  const state = { viewer, csrfSecret: viewer.csrfSecret };
  return sendPage(reply, 200, drawPage(parts, state, { title: 'Not sent yet', body }));
}

import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { auditRefused } from '../access/audit-log.ts';
import { findViewer } from '../access/sessions.ts';
import { type ErrorCode, WaymarkError } from '../kernel/errors.ts';
import { errorForLog } from '../kernel/log.ts';
import { safeNext } from './address.ts';
import { csrfToken } from './csrf.ts';
import { summaryOf } from './forms.ts';
import { html } from './html.ts';
import { keptFormOf, sendAgain, typedBack } from './kept-form.ts';
import { mendForm } from './long-texts.ts';
import { drawPage } from './page-frame.ts';
import { sendPage, stateOf } from './request-state.ts';
import { personNamed } from './route.ts';
import { refusedField } from './schema-words.ts';
import type { ServerParts } from './server-parts.ts';
import { sessionCookie } from './session-cookie.ts';
import { showSignInKeeping } from './sign-in-pages.ts';
import { keepUnsent } from './unsent.ts';

/** Turns whatever was thrown into a clear page or JSON. Nothing of the fault itself is shown. */
export async function answerError(
  parts: ServerParts,
  thrown: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const error = thrown === undefined ? new WaymarkError('not-found') : asWaymarkError(thrown, request.body);
  if (error.code === 'internal')
    parts.log.error({
      event: 'fault',
      request: request.id,
      route: request.routeOptions.url ?? 'none',
      ...errorForLog(thrown),
    });
  await noteRefusal(parts, error, request);
  // A session may end between the door and the work: there is no menu for it either.
  if (error.code === 'not-signed-in') stateOf(request).viewer = undefined;
  else await recogniseVisitor(parts, request);
  const wantsJson =
    request.url.startsWith('/api/') || request.headers.accept?.startsWith('application/json') === true;
  if (wantsJson) {
    return reply.status(error.status).send({
      error: { code: error.code, message: error.message, fields: error.fields, request: request.id },
    });
  }
  if (error.code === 'not-signed-in' && request.method === 'GET')
    return reply.redirect(`/sign-in?next=${encodeURIComponent(safeNext(request.url))}`, 303);
  const kept = keptFormOf(request);
  if (kept !== undefined && error.code === 'not-signed-in')
    return showSignInKeeping(parts, request, reply, kept);
  if (error.status < 500) await keepUnsent(parts, stateOf(request));
  const mend = error.code === 'invalid' ? mendForm(request, error.fields, tokenOf(request)) : undefined;
  if (mend !== undefined && stateOf(request).viewer !== undefined) {
    const page = { title: 'Some of it is too long', errors: summaryOf(mend.errors), body: mend.body };
    return sendPage(reply, error.status, drawPage(parts, stateOf(request), page));
  }
  const again = error.code === 'form-expired' && kept !== undefined ? kept : undefined;
  const typed = again === undefined && stateOf(request).viewer !== undefined ? typedBack(request) : null;
  const page = {
    title: titles[error.code] ?? 'Something is not right',
    status: error.status,
    body: html`<h1 class="govuk-heading-l">${titles[error.code] ?? 'Something is not right'}</h1>
<p class="govuk-body">${again === undefined ? error.message : 'You signed in again, or as somebody else, since this form was opened.'}</p>
${error.fields.length === 0 ? '' : html`<ul class="govuk-list govuk-list--bullet">${error.fields.map((field) => html`<li>${field.text}</li>`)}</ul>`}
${again !== undefined && sendAgain(again, tokenOf(request))}
${request.method === 'POST' && error.status < 500 && again === undefined ? html`<p class="govuk-body">Nothing was changed. Your browser’s Back button leads to the form${typed === null ? '; most browsers bring back what was typed' : '. What you typed stands below, in case it comes back empty'}.</p>` : ''}
${typed}
${error.code === 'not-signed-in' && html`<p class="govuk-body"><a class="govuk-link" href="/sign-in">Sign in</a></p>`}
<p class="govuk-body govuk-hint">If you ask for help, give this reference: <code>${request.id}</code></p>`,
  };
  return sendPage(reply, error.status, drawPage(parts, stateOf(request), page));
}

const tokenOf = (request: FastifyRequest): string => {
  const { csrfSecret } = stateOf(request);
  return csrfSecret === undefined ? '' : csrfToken(csrfSecret);
};

/** An address that no route has asked nobody who they are: the page keeps its menu all the same. */
async function recogniseVisitor(parts: ServerParts, request: FastifyRequest): Promise<void> {
  const state = stateOf(request);
  const token = request.cookies?.[sessionCookie];
  if (state.route !== undefined || token === undefined) return;
  const viewer = await findViewer(parts.database, token, request.id).catch(() => undefined);
  if (viewer === undefined) return;
  state.viewer = viewer;
  state.csrfSecret = viewer.csrfSecret;
}

const titles: Partial<Record<ErrorCode, string>> = {
  'not-found': 'Page not found',
  'right-missing': 'Your role does not allow this',
  'not-signed-in': 'Sign in first',
  'stale-version': 'Somebody changed this first',
  'not-allowed-now': 'This cannot be done now',
  'too-many': 'Too many requests',
  'too-large': 'That is too large',
  'form-expired': 'This form has expired',
  internal: 'Something went wrong',
  'database-busy': 'The system is busy',
};

const byStatus: Record<number, ErrorCode> = {
  400: 'bad-request',
  401: 'not-signed-in',
  403: 'right-missing',
  404: 'not-found',
  413: 'too-large',
  415: 'wrong-type',
  422: 'invalid',
  429: 'too-many',
  503: 'database-busy',
};

function asWaymarkError(thrown: unknown, body: unknown): WaymarkError {
  if (thrown instanceof WaymarkError) return thrown;
  const fault = thrown as Partial<FastifyError>;
  if (fault.validation !== undefined) {
    // An address whose number is not a number is a page that does not exist.
    if (fault.validationContext === 'params') return new WaymarkError('not-found');
    const fields = fault.validation.map((problem) => {
      if (fault.validationContext !== 'querystring') return refusedField(problem, body);
      const name = problem.instancePath.slice(1) || String(problem.params.missingProperty ?? 'form');
      return {
        field: name,
        text: `The address asks for something we do not know (“${name}”). Go back and choose from the page.`,
      };
    });
    return new WaymarkError(fault.validationContext === 'querystring' ? 'bad-request' : 'invalid', {
      fields,
    });
  }
  const code =
    fault.statusCode === undefined || fault.statusCode >= 500
      ? undefined
      : (byStatus[fault.statusCode] ?? 'bad-request');
  return new WaymarkError(code ?? 'internal', { cause: thrown });
}

/** Reads that were refused; acts audit their own refusals. */
async function noteRefusal(parts: ServerParts, error: WaymarkError, request: FastifyRequest): Promise<void> {
  const { viewer, route } = stateOf(request);
  if (
    viewer === undefined ||
    route === undefined ||
    (error.code !== 'not-found' && error.code !== 'right-missing')
  )
    return;
  const personId = personNamed(route, request.params);
  const about = personId === undefined ? {} : { subject: 'person', subjectId: personId };
  const refusal = {
    act: `${route.method.toLowerCase()}:${routeCode(route.url)}`,
    code: error.code,
    ...about,
  };
  try {
    await auditRefused(parts.database, viewer, refusal).catch(async (fault: unknown) => {
      // Their session ended in between: what was refused is noted all the same.
      if (!(fault instanceof WaymarkError) || fault.code !== 'not-signed-in') throw fault;
      await auditRefused(parts.database, { ...viewer, sessionId: undefined }, refusal);
    });
  } catch (fault) {
    parts.log.error({ event: 'refusal-not-audited', request: request.id, ...errorForLog(fault) });
  }
}

const routeCode = (url: string): string =>
  url
    .replaceAll(/[^a-z0-9/-]/gi, '')
    .toLowerCase()
    .slice(0, 70) || '/';

import { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { auditExported, auditListed, auditOpened } from '../access/audit-log.ts';
import { findViewer } from '../access/sessions.ts';
import type { StaffViewer } from '../access/viewers.ts';
import { londonDay } from '../kernel/clock.ts';
import { WaymarkError } from '../kernel/errors.ts';
import { checkCsrf, csrfToken } from './csrf.ts';
import { typedIn } from './drafts.ts';
import { isOwnForm } from './kept-form.ts';
import { drawPage } from './page-frame.ts';
import { sendPage, stateOf } from './request-state.ts';
import { type Ask, mayEnter, personNamed, type Reply, type Route, type UploadPart } from './route.ts';
import type { ServerParts } from './server-parts.ts';
import { doneCookie, doneText, dropCookie, rateKey, sessionCookie, setCookie } from './session-cookie.ts';
import { sendStream } from './streams.ts';
import { keepUnsent } from './unsent.ts';

export function mountRoutes(server: FastifyInstance, parts: ServerParts): void {
  for (const route of parts.routes) {
    server.route({
      method: route.method,
      url: route.url,
      schema: {
        ...(route.params === undefined ? {} : { params: route.params }),
        ...(route.query === undefined ? {} : { querystring: route.query }),
        ...(route.body === undefined ? {} : { body: route.body }),
        ...(route.response === undefined ? {} : { response: { 200: route.response } }),
      },
      config:
        route.limit === undefined
          ? {}
          : { rateLimit: { max: route.limit, timeWindow: 60_000, keyGenerator: countedFor } },
      // Who asks and whether they may come before the body is read.
      onRequest: (request) => admit(parts, route, request),
      preValidation: async (request) => {
        // Nobody is signed in any more: what they posted was read only to be given back to them.
        if (stateOf(request).viewer === undefined) throw new WaymarkError('not-signed-in');
        if (route.method === 'POST' && route.multipart !== true)
          checkCsrf(stateOf(request).csrfSecret, bodyToken(request));
        // Before the route's schema drops what it does not know.
        stateOf(request).typed = typedIn(request.body);
      },
      handler: (request, reply) => answer(parts, route, request, reply),
    });
  }
}

/** Counted after the visitor is known, so that a person has one count however often they sign in. */
const countedFor = (request: FastifyRequest): string => rateKey(request, stateOf(request).viewer?.staffId);

const bodyToken = (request: FastifyRequest): unknown =>
  (request.body as { _csrf?: unknown } | undefined)?._csrf ?? request.headers['x-csrf-token'];

async function admit(parts: ServerParts, route: Route, request: FastifyRequest): Promise<void> {
  const state = stateOf(request);
  state.route = route;
  const token = request.cookies[sessionCookie];
  const viewer = token === undefined ? undefined : await findViewer(parts.database, token, request.id);
  if (viewer === undefined) {
    if (route.multipart !== true && isOwnForm(request)) return;
    throw new WaymarkError('not-signed-in');
  }
  state.viewer = viewer;
  state.csrfSecret = viewer.csrfSecret;
  if (!mayEnter(viewer, route.right)) throw new WaymarkError('right-missing');
}

async function answer(
  parts: ServerParts,
  route: Route,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const state = stateOf(request);
  if (state.viewer === undefined) throw new WaymarkError('not-signed-in');
  const { ask, audited } = buildAsk(parts, route, request, state.viewer);
  const result = await route.handle(ask);
  if (route.method === 'GET' && route.reads !== 'none' && result.kind !== 'redirect' && audited() === 0) {
    throw new Error(`${route.url} would show people without an audit entry`);
  }
  // A form that leads on was taken; one that is answered by a page was not, or not yet.
  if (result.kind === 'page') await keepUnsent(parts, state);
  return send(parts, request, reply, result);
}

function buildAsk(
  parts: ServerParts,
  route: Route,
  request: FastifyRequest,
  viewer: StaffViewer,
): { ask: Ask; audited: () => number } {
  let entries = 0;
  const now = parts.clock();
  const personId = personNamed(route, request.params);
  const counted =
    <Entry>(append: (tx: Parameters<typeof auditOpened>[0], entry: Entry) => Promise<void>) =>
    async (tx: Parameters<typeof auditOpened>[0], entry: Entry): Promise<void> => {
      entries += 1;
      await append(tx, entry);
    };
  const ask: Ask = {
    viewer,
    params: request.params,
    query: request.query,
    body: request.body,
    now,
    today: londonDay(now),
    requestId: request.id,
    origin: originOf(parts, request.server),
    database: parts.database,
    csrfToken: csrfToken(viewer.csrfSecret),
    read: (work, options) => parts.database.as(viewer, work, { ...options, personId }),
    opened: counted(auditOpened),
    listed: counted(auditListed),
    exported: counted(auditExported),
    perform: (act, input, key) => parts.performer.perform(viewer, act, input, key),
    upload: () => uploadParts(request, viewer.csrfSecret),
  };
  return { ask, audited: () => entries };
}

/**
 * This site's own address. What the request calls it is the sender's to choose, and would be shown to be copied: it is
 * what the setting says, or the loopback address that the server listens at.
 */
export function originOf({ publicUrl }: ServerParts, { server }: FastifyInstance): string {
  if (publicUrl !== undefined) return new URL(publicUrl).origin;
  const address = server.address();
  return address !== null && typeof address === 'object'
    ? `http://127.0.0.1:${address.port}`
    : 'http://127.0.0.1';
}

/** An upload that breaks off, or is no form, is the sender's fault and not ours. */
async function* whole<Part>(parts: AsyncIterable<Part>): AsyncGenerator<Part> {
  try {
    yield* parts;
  } catch (error) {
    if (error instanceof Error && /^(Unexpected end|Malformed|Multipart)/.test(error.message))
      throw new WaymarkError('bad-request', {
        text: 'The upload broke off before its end. Send it again.',
        cause: error,
      });
    throw error;
  }
}

async function* uploadParts(request: FastifyRequest, secret: string): AsyncGenerator<UploadPart> {
  let checked = false;
  for await (const part of whole(request.parts())) {
    if (part.type === 'field') {
      if (part.fieldname === '_csrf') {
        checkCsrf(secret, part.value);
        checked = true;
      } else {
        if (!checked) throw new WaymarkError('form-expired');
        yield { kind: 'field', name: part.fieldname, value: String(part.value) };
      }
    } else {
      if (!checked) throw new WaymarkError('form-expired');
      yield { kind: 'file', name: part.fieldname, fileName: part.filename, stream: part.file };
    }
  }
}

async function send(
  parts: ServerParts,
  request: FastifyRequest,
  reply: FastifyReply,
  result: Reply,
): Promise<FastifyReply> {
  switch (result.kind) {
    case 'redirect':
      if (result.done !== undefined) setCookie(reply, doneCookie, doneText(result.done, result.link), parts);
      return reply.redirect(result.to, 303);
    case 'json':
      return reply.status(result.status).send(result.body);
    case 'stream':
      return sendStream(request, reply, result.open);
    case 'image':
      return reply
        .header('cache-control', 'private, no-store')
        .type(result.contentType)
        .send(Buffer.from(result.content));
    case 'file':
      return reply
        .header(
          'content-disposition',
          `attachment; filename="${result.fileName.replaceAll(/[^\w.-]/g, '-')}"`,
        )
        .type(result.contentType)
        .send(bodyOf(result.content));
    case 'page': {
      const done = request.cookies[doneCookie];
      if (done !== undefined) dropCookie(reply, doneCookie);
      return sendPage(reply, result.page.status ?? 200, drawPage(parts, stateOf(request), result.page, done));
    }
  }
}

/** Text and bytes are sent whole, anything else as it comes. */
const bodyOf = (content: string | Uint8Array | AsyncIterable<string>): string | Buffer | Readable =>
  typeof content === 'string'
    ? content
    : content instanceof Uint8Array
      ? Buffer.from(content)
      : Readable.from(content);

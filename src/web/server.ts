import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { gzip as gzipWith } from 'node:zlib';
import cookie from '@fastify/cookie';
import formbody from '@fastify/formbody';
import helmet from '@fastify/helmet';
import multipart from '@fastify/multipart';
import rateLimit from '@fastify/rate-limit';
import fastify, { type FastifyInstance, type FastifyRequest } from 'fastify';
import { serviceViewer } from '../access/viewers.ts';
import { sql } from '../kernel/database.ts';
import { errorForLog } from '../kernel/log.ts';
import { assetRoutes } from './assets.ts';
import { mountRoutes } from './dispatch.ts';
import { answerError } from './error-pages.ts';
import { lateSchemas } from './late-schemas.ts';
import { inlineScriptHash } from './layout.ts';
import { mountMachinePosts } from './machine-posts.ts';
import { mountOpenPages } from './open-pages.ts';
import { databaseRateStore } from './rate-store.ts';
import { mountFeeds } from './secret-feeds.ts';
import type { ServerParts } from './server-parts.ts';
import { mountSignIn } from './sign-in.ts';
import { endStreamsOnClose } from './streams.ts';

const gzip = promisify(gzipWith);

const oneMegabyte = 1_048_576;

/** The HTTP server, not yet listening. */
export async function buildServer(parts: ServerParts): Promise<FastifyInstance> {
  const server = fastify({
    logger: false,
    bodyLimit: oneMegabyte,
    trustProxy: parts.trustProxy ?? false,
    requestIdHeader: false,
    genReqId: () => crypto.randomUUID(),
    routerOptions: { maxParamLength: 200, ignoreTrailingSlash: true },
    ajv: { customOptions: { coerceTypes: 'array', removeAdditional: true, allErrors: false } },
    schemaController: { compilersFactory: { buildValidator: lateSchemas() } },
    exposeHeadRoutes: false,
    return503OnClosing: true,
  });
  await secureServer(server, parts);
  server.addHook('onRequest', async (request) => endSlowBody(request));
  server.setErrorHandler((error, request, reply) => answerError(parts, error, request, reply));
  server.setNotFoundHandler((request, reply) => answerError(parts, undefined, request, reply));
  server.addHook('onResponse', async (request, reply) => {
    // The pattern, not the address: an address can hold what somebody searched for.
    parts.log.info({
      request: request.id,
      method: request.method,
      route: request.routeOptions.url ?? 'none',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime),
    });
  });
  await mountAssets(server);
  mountHealth(server, parts);
  mountSignIn(server, parts);
  mountFeeds(server, parts);
  mountMachinePosts(server, parts);
  endStreamsOnClose(server);
  mountOpenPages(server, parts);
  mountRoutes(server, parts);
  return server;
}

/** Milliseconds in which a form has to arrive, and in which an upload has to bring something more. */
const patience = { form: 30_000, upload: 120_000 };

/** A body that trickles in, or stops, would hold its connection for ever: it is cut off. */
function endSlowBody({ raw, headers }: FastifyRequest): void {
  if (raw.method !== 'POST') return;
  const isUpload = headers['content-type']?.startsWith('multipart/') === true;
  let arrived = -1;
  const look = (): void => {
    if (isUpload && raw.socket.bytesRead > arrived) arrived = raw.socket.bytesRead;
    else raw.destroy();
  };
  const timer = setInterval(look, isUpload ? patience.upload : patience.form);
  const stop = (): void => clearInterval(timer);
  raw.once('end', stop).once('close', stop);
}

async function secureServer(server: FastifyInstance, parts: ServerParts): Promise<void> {
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", inlineScriptHash],
        styleSrc: ["'self'"],
        imgSrc: ["'self'"],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
        baseUri: ["'none'"],
        manifestSrc: ["'self'"],
      },
    },
    referrerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: parts.secure,
    frameguard: { action: 'deny' },
    crossOriginEmbedderPolicy: false,
  });
  await server.register(cookie);
  await server.register(formbody, { bodyLimit: oneMegabyte });
  await server.register(multipart, {
    limits: { fields: 20, fieldSize: 10_000, files: 1, fileSize: 8 * 1024 ** 3, parts: 25 },
  });
  await server.register(rateLimit, {
    global: false,
    hook: 'preHandler',
    store: databaseRateStore(parts.database),
    errorResponseBuilder: () => Object.assign(new Error('Too many requests'), { statusCode: 429 }),
  });
  server.addHook('onSend', async (_request, reply, payload) => {
    // Pages about people are not kept by browsers or proxies.
    if (!reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store');
    return payload;
  });
}

async function mountAssets(server: FastifyInstance): Promise<void> {
  for (const asset of assetRoutes()) {
    const content = await readFile(asset.file);
    // Compressed once: a style sheet is seven times smaller on a slow line.
    const packed = await gzip(content);
    server.get(asset.url, async (request, reply) => {
      const takesGzip = /\bgzip\b/.test(request.headers['accept-encoding'] ?? '');
      if (takesGzip) reply.header('content-encoding', 'gzip');
      return reply
        .header(
          'cache-control',
          asset.immutable ? 'public, max-age=31536000, immutable' : 'public, max-age=3600',
        )
        .header('vary', 'accept-encoding')
        .type(asset.contentType)
        .send(takesGzip ? packed : content);
    });
  }
}

/** For balancers and people on call: no personal data, no sign-in. */
function mountHealth(server: FastifyInstance, parts: ServerParts): void {
  server.get('/health', async (_request, reply) => {
    try {
      await parts.database.as(serviceViewer('sign-in'), (tx) => tx.maybe(sql`select 1 as ok`));
      return reply.send({ status: 'UP', database: 'UP' });
    } catch (error) {
      parts.log.error({ event: 'health', ...errorForLog(error) });
      return reply.status(503).send({ status: 'DOWN', database: 'DOWN' });
    }
  });
  server.get('/info', async (_request, reply) =>
    reply.send({
      name: 'waymark',
      version: parts.version,
      database: parts.database.embedded ? 'embedded' : 'postgresql',
      demo: parts.demo,
    }),
  );
}

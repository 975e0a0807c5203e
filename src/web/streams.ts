import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** One open page, as what tells it of news sees it. */
export interface StreamOut {
  /** @param data codes and numbers: never a name. */
  send(event: string, data: Readonly<Record<string, string | number | boolean>>): void;
  end(): void;
}

/** Begins to tell a page of news; what it gives back is called once, when the page has gone. */
export type OpenStream = (out: StreamOut) => () => void;

const beat = 20_000;

/** The open streams of each server. */
const open = new WeakMap<object, Set<() => void>>();

/** Server-sent events: the connection stays open until the page goes, `end` is called or the server closes. */
export function sendStream(request: FastifyRequest, reply: FastifyReply, start: OpenStream): FastifyReply {
  reply.hijack();
  const { raw } = reply;
  raw.writeHead(200, {
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-store',
    // A proxy that gathers an answer before it passes it on would keep the news.
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  });
  raw.write('retry: 3000\n\n');
  const timer = setInterval(() => raw.write(': here\n\n'), beat);
  timer.unref();
  const end = (): void => {
    raw.end();
  };
  const stop = start({
    send: (event, data) => raw.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`),
    end,
  });
  const ends = open.get(request.server.server);
  ends?.add(end);
  raw.once('close', () => {
    clearInterval(timer);
    ends?.delete(end);
    stop();
  });
  return reply;
}

/** A server that closes would wait for its open pages for ever. */
export function endStreamsOnClose(server: FastifyInstance): void {
  const ends = new Set<() => void>();
  open.set(server.server, ends);
  server.addHook('preClose', async () => {
    for (const end of ends) end();
  });
}

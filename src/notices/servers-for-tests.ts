import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { SMTPServer } from 'smtp-server';

/** The other ends, on the loopback: a real SMTP server, and a stub that speaks Notify's protocol. */

export interface Mail {
  to: string[];
  text: string;
}

export interface MailServer {
  url: string;
  taken: Mail[];
  /** How many RCPTs were answered. */
  asked: string[];
  close(): Promise<void>;
}

/** What an address brings about: `refused@`, `greylisted@` (once), `cut@` (once, in mid-mail), `late@` (after the mail). */
export async function mailServer(host = '127.0.0.1', offersTls = false): Promise<MailServer> {
  const taken: Mail[] = [];
  const asked: string[] = [];
  const sockets = new Set<Socket>();
  const isFirst = (address: string): boolean => asked.filter((one) => one === address).length === 1;
  const cut = (): void => {
    for (const socket of sockets) socket.destroy();
  };
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: offersTls ? ['AUTH'] : ['AUTH', 'STARTTLS'],
    logger: false,
    onRcptTo({ address }, _session, done) {
      asked.push(address);
      if (address.startsWith('refused@')) done(fault(550, 'No such user here'));
      else if (address.startsWith('greylisted@') && isFirst(address)) done(fault(450, 'Try again later'));
      else done();
    },
    onData(stream, session, done) {
      const to = session.envelope.rcptTo.map(({ address }) => address);
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
        if (to.some((one) => one.startsWith('cut@') && isFirst(one))) cut();
      });
      stream.on('end', () => {
        taken.push({ to, text });
        // It has the mail, and the answer is lost on the way.
        if (to.some((one) => one.startsWith('late@') && isFirst(one))) cut();
        else done();
      });
      stream.on('error', () => undefined);
    },
  });
  server.on('error', () => undefined);
  server.server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, host, () => resolve()));
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://${host}:${port}`,
    taken,
    asked,
    close: () =>
      new Promise((resolve) => {
        cut();
        server.close(() => resolve());
      }),
  };
}

const fault = (responseCode: number, text: string): Error => Object.assign(new Error(text), { responseCode });

export interface NotifyServer {
  url: string;
  apiKey: string;
  /** By id: what was sent, and the status that is told of it. */
  sent: Map<string, { status: string; body: Record<string, unknown> }>;
  close(): Promise<void>;
}

const service = '26785a09-ab16-4eb0-8407-a37497a57506';
const secret = '3d844edf-8d35-48ac-975b-e847b4f122b0';

/**
 * Notify's API v2 as far as it is used: tokens are checked as Notify does (HS256 by the key's secret, `iss` the service,
 * `iat` within thirty seconds). Numbers: +447700900111 is refused, …222 too many, …333 breaks down once taken.
 */
export async function notifyServer(): Promise<NotifyServer> {
  const sent: NotifyServer['sent'] = new Map();
  const server = createServer(async (request, response) => {
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
    const error = (status: number, kind: string, message: string): void =>
      answer(status, { status_code: status, errors: [{ error: kind, message }] });
    if (!isAllowed(request)) error(403, 'AuthError', 'Invalid token: signature, api token not found');
    else if (request.method === 'GET') answer(...look(new URL(request.url ?? '', 'http://notify'), sent));
    else take(JSON.parse(await textOf(request)) as Record<string, unknown>, sent, answer, error);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    apiKey: `waymark_test-${service}-${secret}`,
    sent,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}

function take(
  body: Record<string, unknown>,
  sent: NotifyServer['sent'],
  answer: (status: number, body: unknown) => void,
  error: (status: number, kind: string, message: string) => void,
): void {
  const to = String(body.phone_number ?? body.email_address);
  if (to.endsWith('111')) {
    error(400, 'ValidationError', 'phone_number Not a valid phone number');
    return;
  }
  if (to.endsWith('222')) {
    error(429, 'RateLimitError', 'Exceeded rate limit');
    return;
  }
  const id = `00000000-0000-4000-8000-${String(sent.size + 1).padStart(12, '0')}`;
  sent.set(id, { status: 'created', body });
  if (to.endsWith('333')) error(500, 'Exception', 'Internal server error');
  else answer(201, { id, reference: body.reference, uri: '', content: {}, template: {} });
}

/** Status and body of `GET /v2/notifications` and `…/ID`. */
function look(url: URL, sent: NotifyServer['sent']): [number, unknown] {
  const all = [...sent].map(([id, { status, body }]) => ({ id, status, reference: body.reference }));
  const id = url.pathname.split('/')[3];
  if (id === undefined) {
    const reference = url.searchParams.get('reference');
    return [200, { notifications: all.filter((one) => one.reference === reference), links: {} }];
  }
  const found = all.find((one) => one.id === id);
  return found === undefined ? [404, { status_code: 404, errors: [] }] : [200, found];
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

function isAllowed(request: IncomingMessage): boolean {
  const [kind, token = ''] = (request.headers.authorization ?? '').split(' ');
  const [header = '', claims = '', signature] = token.split('.');
  if (kind !== 'Bearer' || signature === undefined) return false;
  const expected = createHmac('sha256', secret).update(`${header}.${claims}`).digest('base64url');
  const read = (part: string) => JSON.parse(Buffer.from(part, 'base64url').toString());
  const { iss, iat } = read(claims) as { iss: string; iat: number };
  return (
    signature === expected &&
    read(header).alg === 'HS256' &&
    iss === service &&
    Math.abs(Date.now() / 1000 - iat) <= 30
  );
}

import type { OutgoingHttpHeaders } from 'node:http';
import { serverOf } from '../../src/app.ts';
import { sessionCookie } from '../../src/web/session-cookie.ts';
import { signInAs, type TestHouse } from './house.ts';

export interface Answer {
  status: number;
  body: string;
  headers: OutgoingHttpHeaders;
}

export interface Visitors {
  /** What somebody gets at an address, without a network or a browser. */
  get(login: string, url: string): Promise<Answer>;
  close(): Promise<void>;
}

/** The pages of a house for tests without a browser: each login signs in once. Close it before the house. */
export async function visitorsTo(house: TestHouse): Promise<Visitors> {
  const server = await serverOf(house);
  const tokens = new Map<string, Promise<string>>();
  const tokenOf = (login: string): Promise<string> => {
    const token = tokens.get(login) ?? signInAs(house, login);
    tokens.set(login, token);
    return token;
  };
  return {
    get: async (login, url) => {
      const cookie = `${sessionCookie}=${await tokenOf(login)}`;
      const { statusCode, body, headers } = await server.inject({ url, headers: { cookie } });
      return { status: statusCode, body, headers };
    },
    close: async () => {
      await server.close();
    },
  };
}

import Type from 'typebox';
import type { MachinePost } from '../../web/machine-posts.ts';
import { json, type Route, route } from '../../web/route.ts';
import { openApiOf } from './rules.ts';

/** `/api/openapi.json`, of every route under `/api/` that any wing brings, and of every address that machines post to. */
export const openApi = (routes: () => readonly Route[], machines: () => readonly MachinePost[]): Route =>
  route({
    method: 'GET',
    url: '/api/openapi.json',
    right: 'signed-in',
    reads: 'none',
    response: Type.Object({}, { additionalProperties: true }),
    handle: async () => json(openApiOf(routes(), machines(), '1')),
  });

import Type from 'typebox';
import { json, type Route, route } from '../../web/route.ts';
import { openApiOf } from './rules.ts';

/** `/api/openapi.json`, of every route under `/api/` that any wing brings. */
export const openApi = (routes: () => readonly Route[]): Route =>
  route({
    method: 'GET',
    url: '/api/openapi.json',
    right: 'signed-in',
    reads: 'none',
    response: Type.Object({}, { additionalProperties: true }),
    handle: async () => json(openApiOf(routes(), '1')),
  });

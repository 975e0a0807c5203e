import type { TSchema } from 'typebox';
import { errorCatalogue } from '../../kernel/errors.ts';
import type { MachinePost } from '../../web/machine-posts.ts';
import { type Route, rightsOf } from '../../web/route.ts';
import { errorAnswer } from '../schemas.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [name: string]: Json };

/** A schema as plain JSON: TypeBox's own marks begin with `~`. */
function plain(schema: unknown): Json {
  if (Array.isArray(schema)) return schema.map(plain);
  if (typeof schema === 'object' && schema !== null)
    return Object.fromEntries(
      Object.entries(schema)
        .filter(([name]) => !name.startsWith('~'))
        .map(([name, value]) => [name, plain(value)]),
    );
  return schema as Json;
}

interface ObjectSchema {
  properties?: Record<string, TSchema>;
  required?: readonly string[];
}

/** `/api/people/:id` → `/api/people/{id}` */
const templated = (url: string): string => url.replaceAll(/:(\w+)/g, '{$1}');

const parametersOf = (schema: TSchema | undefined, place: 'path' | 'query' | 'header'): Json[] => {
  const { properties = {}, required = [] } = (schema ?? {}) as ObjectSchema;
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: place,
    required: place === 'path' || required.includes(name),
    schema: plain(property),
  }));
};

/** The refusals that any call may meet, by status, with the codes each can carry. */
function refusals(): Record<string, Json> {
  const byStatus = new Map<number, string[]>();
  for (const [code, { status }] of Object.entries(errorCatalogue))
    byStatus.set(status, [...(byStatus.get(status) ?? []), code]);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]): [string, Json] => [
      String(status),
      {
        description: codes.join(', '),
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Error' } } },
      },
    ]),
  );
}

const operationOf = (route: Route): Json => ({
  operationId: `${route.method.toLowerCase()}${templated(route.url).replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
  description:
    route.right === 'signed-in'
      ? 'For anybody signed in.'
      : `Needs the right ${rightsOf(route.right).join(' or ')}. Answers hold what the caller may see, and are audited.`,
  parameters: [...parametersOf(route.params, 'path'), ...parametersOf(route.query, 'query')],
  ...(route.body === undefined
    ? {}
    : { requestBody: { content: { 'application/json': { schema: plain(route.body) } } } }),
  responses: {
    200: {
      description: 'The answer',
      content: {
        'application/json': { schema: route.response === undefined ? {} : plain(route.response) },
      },
    },
    ...refusals(),
  },
});

/** What another system posts to, with a secret of its own: no session opens it. */
const machineOperation = ({ url, described }: MachinePost): Json => ({
  operationId: `post${templated(url).replaceAll(/[^A-Za-z0-9]+/g, '-')}`,
  description: described.text,
  security: Object.keys(described.security).map((name) => ({ [name]: [] })),
  parameters: [...parametersOf(described.params, 'path'), ...parametersOf(described.headers, 'header')],
  requestBody: {
    required: true,
    content: { 'application/json': { schema: plain(described.body) } },
  },
  responses: Object.fromEntries(
    Object.entries(described.answers).map(([status, { text, schema, headers = {} }]): [string, Json] => [
      status,
      {
        description: text,
        content: { 'application/json': { schema: plain(schema) } },
        ...(Object.keys(headers).length === 0
          ? {}
          : {
              headers: Object.fromEntries(
                Object.entries(headers).map(([name, description]): [string, Json] => [
                  name,
                  { description, schema: { type: 'string' } },
                ]),
              ),
            }),
      },
    ]),
  ),
});

/**
 * The description of every route under `/api/`, and of what other systems post to, from the schemas that the server itself
 * checks by. OpenAPI 3.1.
 */
export function openApiOf(routes: readonly Route[], machines: readonly MachinePost[], version: string): Json {
  const paths: Record<string, Record<string, Json>> = {};
  for (const route of routes.filter((candidate) => candidate.url.startsWith('/api/'))) {
    const path = templated(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(route) };
  }
  const secrets: Record<string, Json> = {};
  for (const machine of machines) {
    const path = templated(machine.url);
    paths[path] = { ...paths[path], post: machineOperation(machine) };
    for (const [name, scheme] of Object.entries(machine.described.security)) secrets[name] = plain(scheme);
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Waymark', version, description: 'The shared case system of a scheme.' },
    security: [{ session: [] }],
    paths,
    components: {
      schemas: { Error: plain(errorAnswer) },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'waymark_session' },
        ...secrets,
      },
    },
  };
}

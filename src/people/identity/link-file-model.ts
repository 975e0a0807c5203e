import { readFile } from 'node:fs/promises';
import {
  type FittedModel,
  fitModel,
  inferModel,
  type Model,
  modelFrom,
  ROLES,
  type Role,
  roleNamed,
  rolesOf,
  withOneEach,
} from '../../linkage/index.ts';
import { wrong } from './link-file-bytes.ts';
import type { IndexAbout } from './link-file-index.ts';

/** `{ "header in the file": "role" }`, checked; a role may be said as columns usually say it (`middle_name`). */
export async function readMapping(path: string | undefined): Promise<Record<string, Role>> {
  if (path === undefined) return {};
  let mapping: unknown;
  try {
    mapping = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw wrong(`The mapping ${path} could not be read as JSON.`, cause);
  }
  if (typeof mapping !== 'object' || mapping === null || Array.isArray(mapping))
    throw wrong(`The mapping ${path} must be an object of header: role.`);
  return Object.fromEntries(
    Object.entries(mapping).map(([header, word]: [string, unknown]) => {
      const role = typeof word === 'string' ? roleNamed(word) : undefined;
      if (role === undefined)
        throw wrong(
          `The mapping gives the column “${header}” the role ${JSON.stringify(word)}. Roles are: ${ROLES.join(', ')}, or the usual names of such columns.`,
        );
      return [header, role];
    }),
  );
}

/** A model of ours, or Splink's settings. */
export async function readModel(path: string | undefined): Promise<Model | undefined> {
  if (path === undefined) return undefined;
  try {
    return modelFrom(await readFile(path, 'utf8'));
  } catch (cause) {
    throw wrong(`The model ${path} could not be read: ${reasonOf(cause)}`, cause);
  }
}

const reasonOf = (cause: unknown): string => {
  if (cause instanceof SyntaxError) return 'it is not JSON, as saved models and mappings are';
  return cause instanceof Error ? cause.message : String(cause);
};

export interface ModelInput {
  path: string;
  headers: readonly string[];
  rows: number;
  mapping: Readonly<Record<string, Role>>;
  /** The path of the model that was brought, and the model. */
  brought: string | undefined;
  given: Model | undefined;
  oneEach: readonly string[] | undefined;
}

/** What a list has, what of it was recognised, and how to say what the rest is. */
function howToMap(headers: readonly string[], mapping: Readonly<Record<string, Role>>): string {
  const known = Object.keys(mapping).every((header) => headers.includes(header)) ? rolesOf(headers, {}) : {};
  const roles = Object.entries(known).map(([role, header]) => `“${header}” as ${role}`);
  const recognised = roles.length > 0 ? ` Recognised: ${roles.join(', ')}.` : ' None was recognised.';
  const free = headers.find((header) => !Object.values(known).includes(header)) ?? headers[0] ?? '';
  return `Its columns are: ${headers.slice(0, 40).join(', ')}.${recognised} Say what the others are with --columns mapping.json, which holds for example ${JSON.stringify({ [free]: 'surname' })}. Roles are: ${ROLES.join(', ')}.`;
}

/** The model for a list: the one that was brought, over the list's columns, or one by the names of its columns. */
export function modelFor(input: ModelInput): FittedModel {
  const { path, headers, rows, mapping, brought, given, oneEach } = input;
  const fitted = ((): FittedModel => {
    try {
      if (given !== undefined) return fitModel(given, headers, mapping);
      return { ...inferModel(headers, mapping, rows), missing: [] };
    } catch (cause) {
      const what = given === undefined ? path : `The model ${brought} does not fit ${path}`;
      throw wrong(`${what}: ${reasonOf(cause)} ${howToMap(headers, mapping)}`, cause);
    }
  })();
  if (oneEach === undefined) return fitted;
  const { source } = rolesOf(headers, mapping);
  if (source === undefined)
    throw wrong(
      `${path} has no column that says each record’s source, which --one-each needs. Its columns are: ${headers.slice(0, 40).join(', ')}. Give one the role “source” with --columns.`,
    );
  try {
    const model = withOneEach(fitted.model, source, oneEach);
    const unused = fitted.unused.filter((header) => header !== source);
    return { ...fitted, model, unused, roles: { ...fitted.roles, source } };
  } catch (cause) {
    throw wrong(reasonOf(cause), cause);
  }
}

/** The model to link an index by: its own or the one that was brought, over the index's columns. */
export function modelForIndex(
  path: string,
  own: { model: Model; about: IndexAbout },
  { given, oneEach }: { given: Model | undefined; oneEach: readonly string[] | undefined },
): Model {
  try {
    const model = given === undefined ? own.model : fitToIndex(given, own.model, own.about);
    if (oneEach === undefined) return model;
    const source = Object.values(model.fields).find(({ from }) => from[0]?.column === own.about.roles.source);
    if (own.about.roles.source === undefined || source === undefined)
      throw new Error('it has not read the records’ sources: make it again with --one-each.');
    return withOneEach(model, own.about.roles.source, oneEach);
  } catch (cause) {
    throw wrong(`The index ${path} does not fit: ${reasonOf(cause)}`, cause);
  }
}

function fitToIndex(given: Model, own: Model, { roles }: IndexAbout): Model {
  const read = Object.values(own.fields).flatMap(({ from }) => from.map(({ column }) => column));
  const headers = [...new Set([...read, ...Object.values(roles)])];
  const mapping = Object.fromEntries(
    Object.entries(roles).map(([role, header]): [string, Role] => [header, role as Role]),
  );
  const fitted = fitModel(given, headers, mapping).model;
  const { oneEach } = own.clustering;
  // The index was read for its sources too, which another model need not have.
  if (oneEach === undefined || fitted.clustering.oneEach !== undefined || roles.source === undefined)
    return fitted;
  return withOneEach(fitted, roles.source, oneEach.sources);
}

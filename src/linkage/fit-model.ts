/**
 * A model that was made for another list, over the columns of this one. Its fields get their columns by role: what the
 * mapping says comes first, then a column of the same name, then one whose name is a usual one for the role.
 */

import { fieldsOfKeys } from './conditions.ts';
import { ROLES, type Role, rolesOf } from './roles.ts';
import { comparisonFields } from './scoring.ts';
import type { FieldSpec, Model } from './types.ts';

export interface FittedModel {
  readonly model: Model;
  /** Header by role, of the columns that the model or the writing of ids uses. */
  readonly roles: Readonly<Partial<Record<Role, string>>>;
  readonly unused: readonly string[];
  /** In words: columns of the model that the list does not have, and what that costs. */
  readonly missing: readonly string[];
}

const columnsOf = (model: Model): string[] => [
  ...new Set(Object.values(model.fields).flatMap(({ from }) => from.map(({ column }) => column))),
];

/** A model that does not say it, such as one of Splink, has its roles by the names of its columns. */
const rolesOfModel = (model: Model): Readonly<Partial<Record<Role, string>>> =>
  model.roles ?? rolesOf(columnsOf(model), {});

/** The header that stands for each column of the model. */
function headersFor(
  model: Model,
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>>,
): { columns: ReadonlyMap<string, string>; roles: Partial<Record<Role, string>> } {
  const there = rolesOf(headers, mapping);
  const own = rolesOfModel(model);
  const columns = new Map<string, string>();
  const roles: Partial<Record<Role, string>> = there.id === undefined ? {} : { id: there.id };
  for (const column of columnsOf(model)) {
    const role = ROLES.find((one) => own[one] === column);
    const said = role !== undefined && Object.values(mapping).includes(role);
    const asItIs = !said && headers.includes(column) && mapping[column] === undefined;
    const header = asItIs ? column : role && there[role];
    if (header === undefined) continue;
    columns.set(column, header);
    if (role) roles[role] = header;
  }
  return { columns, roles };
}

/** Whether a field can still be made of the columns that are there. */
function isThere({ from, shape }: FieldSpec, columns: ReadonlyMap<string, string>): boolean {
  const there = from.filter(({ column }) => columns.has(column)).length;
  return shape === 'joined' ? there === from.length : there > 0;
}

/** Names, and the source where each source holds a person once: without them a pair would be judged wrongly, not less. */
const ESSENTIAL: readonly Role[] = ['forename', 'surname', 'fullName', 'source'];

/** Of the missing columns those without which the model cannot be used. */
function essentialOf(model: Model, missing: readonly string[], lost: ReadonlySet<string>): string[] {
  // Splink knows no column that may be left out.
  if (model.splink) return [...missing];
  const own = rolesOfModel(model);
  const feeds = (column: string, fields: (field: string) => boolean): boolean =>
    Object.entries(model.fields).some(
      ([field, { from }]) =>
        lost.has(field) && fields(field) && from.some((source) => source.column === column),
    );
  const names = ESSENTIAL.map((role) => own[role]);
  const named = missing.filter((column) => names.includes(column) && feeds(column, () => true));
  /** Whether the field would be there if the list had the columns above. */
  const there = (field: string): boolean =>
    !lost.has(field) ||
    (model.fields[field]?.from.every(({ column }) => !missing.includes(column) || named.includes(column)) ??
      false);
  if (model.blocking.some((rule) => fieldsOfKeys(rule.keys).every(there))) return named;
  const grouped = new Set(model.blocking.flatMap(({ keys }) => fieldsOfKeys(keys)));
  return missing.filter((column) => named.includes(column) || feeds(column, (field) => grouped.has(field)));
}

function missingWords(model: Model, missing: readonly string[], lost: ReadonlySet<string>): string[] {
  if (missing.length === 0) return [];
  const comparisons = model.comparisons.filter((one) =>
    comparisonFields(one).some((field) => lost.has(field)),
  );
  const rules = model.blocking.filter((rule) => fieldsOfKeys(rule.keys).some((field) => lost.has(field)));
  const less = [
    ...comparisons.map(({ label }) => `compared in part or not at all: ${label}`),
    ...rules.map(({ name }) => `not grouped by: ${name}`),
  ];
  const quoted = missing.map((column) => `“${column}”`).join(', ');
  return [
    `columns of the model that the list does not have: ${quoted}${less.map((one) => `; ${one}`).join('')}`,
  ];
}

/**
 * @param mapping what a column is, where its name does not say (header → role).
 * @throws Error when the list has not the columns without which the model cannot be used, or the mapping is wrong.
 */
export function fitModel(
  model: Model,
  headers: readonly string[],
  mapping: Readonly<Record<string, Role>> = {},
): FittedModel {
  const { columns, roles } = headersFor(model, headers, mapping);
  const missing = columnsOf(model).filter((column) => !columns.has(column));
  const lost = new Set(
    Object.entries(model.fields).flatMap(([field, spec]) => (isThere(spec, columns) ? [] : [field])),
  );
  const essential = essentialOf(model, missing, lost);
  if (essential.length > 0) {
    const list = (some: readonly string[]): string => some.map((one) => `“${one}”`).join(', ');
    const also = missing.filter((column) => !essential.includes(column));
    throw new Error(
      `the model reads columns that the list does not have. Without ${list(essential)} it cannot be used${also.length > 0 ? `; it could do without ${list(also)}` : ''}.`,
    );
  }
  // A column of the list may have the name of one that is missing and be something else.
  const absent = (column: string): string =>
    headers.includes(column) ? absent(`${column} (absent)`) : column;
  const fields = Object.fromEntries(
    Object.entries(model.fields).map(([field, spec]) => {
      const from = spec.from.map((source) => ({
        ...source,
        column: columns.get(source.column) ?? absent(source.column),
      }));
      return [field, { ...spec, from }];
    }),
  );
  const own = rolesOfModel(model);
  const without = ROLES.filter((role) => missing.includes(own[role] ?? ''));
  const kept = Object.fromEntries(without.map((role) => [role, absent(own[role] ?? '')]));
  const used = new Set([...columns.values(), ...Object.values(roles)]);
  return {
    model: { ...model, roles: { ...kept, ...roles }, fields },
    roles,
    unused: headers.filter((header) => !used.has(header)),
    missing: missingWords(model, missing, lost),
  };
}

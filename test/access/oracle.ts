import { readFileSync } from 'node:fs';

/** Who may see what, decided from docs/access.md alone: nothing here has read the policies. */

export interface OracleAgency {
  id: number;
  statutory: boolean;
}

/** A member of staff, acting in one role. */
export interface OracleStaff {
  id: number;
  agency: number;
  role: string;
  team: number | undefined;
}

/** An agency's cover by an agreement for one category of other agencies' items. */
export interface OracleCover {
  agency: number;
  category: string;
  inForce: boolean;
}

export type Holder =
  | { staff: number }
  | { team: number }
  | { agency: number }
  | { post: 'management' | 'another scheme' };

export interface OracleReason {
  person: number;
  kind: string;
  holder: Holder;
  when: 'open' | 'closed' | 'future';
}

export interface OracleRestriction {
  person: number;
  kind: 'exclude' | 'only';
  staff: number;
  inForce: boolean;
}

export type Handling = 'partners' | 'statutory' | 'named' | 'own';

export interface OracleItem {
  table: string;
  id: number;
  /** Whom it is about: one, or for a report several. */
  people: readonly number[];
  /** The author's agency; undefined for what no one agency made. */
  agency: number | undefined;
  /** Undefined: the item carries none; with an author it is then handled as 'partners'. */
  handling: Handling | undefined;
  named: readonly number[];
  /** Rows of extracts only: it tells of a victim or a witness; its source has withdrawn it. */
  ofVictim?: boolean;
  withdrawn?: boolean;
  /** Referrals only: the agency of the service it is to; it was not sent yet. */
  referredTo?: number;
  draft?: boolean;
}

export interface World {
  agencies: readonly OracleAgency[];
  staff: readonly OracleStaff[];
  cover: readonly OracleCover[];
  reasons: readonly OracleReason[];
  restrictions: readonly OracleRestriction[];
  items: readonly OracleItem[];
}

/** One row of the table "Items, roles and reasons". */
export interface AccessRow {
  item: string;
  role: string;
  through: readonly string[];
  handling: (typeof handlings)[number];
}

export interface AccessTable {
  rows: readonly AccessRow[];
  /** The item and the agreement category of each table of the database. */
  tables: ReadonlyMap<string, { item: string; category: string }>;
  /** The kinds of reason, as listed. */
  kinds: readonly string[];
  /** The roles, as listed. */
  roles: readonly string[];
}

const handlings = ['handling', 'own-agency', 'partners', 'named-in', 'referred-to', 'none'] as const;

/** Reads the tables of docs/access.md. */
export function readAccessTable(
  text: string = readFileSync(new URL('../../docs/access.md', import.meta.url), 'utf8'),
): AccessTable {
  const rows = tableAfter(text, ['item', 'role', 'through', 'handling']).map(
    ([item = '', role = '', through = '', word = '']) => {
      const handling = handlings.find((each) => each === word);
      if (handling === undefined) throw new Error(`docs/access.md: no such handling rule: ${word}`);
      return { item, role, through: list(through), handling };
    },
  );
  const tables = new Map<string, { item: string; category: string }>();
  for (const [item = '', names = '', category = ''] of tableAfter(text, [
    'item',
    'tables',
    'agreement category',
  ]))
    for (const name of list(names)) tables.set(name, { item, category });
  return {
    rows,
    tables,
    kinds: tableAfter(text, ['kind', 'who holds it']).map(([kind = '']) => kind),
    roles: tableAfter(text, ['role', 'agency', 'people']).map(([role = '']) => role),
  };
}

/** The four things that must all hold, for everybody whom the item is about. */
export const maySee = (table: AccessTable, world: World, viewer: OracleStaff, item: OracleItem): boolean =>
  item.people.length > 0 && item.people.every((person) => maySeeOf(table, world, viewer, item, person));

function maySeeOf(
  table: AccessTable,
  world: World,
  viewer: OracleStaff,
  item: OracleItem,
  person: number,
): boolean {
  const known = table.tables.get(item.table);
  if (known === undefined) throw new Error(`docs/access.md does not say what ${item.table} is`);
  if (item.ofVictim === true || isRestricted(world, viewer, person)) return false;
  const isOwn = item.agency !== undefined && item.agency === viewer.agency;
  if (!isOwn && !hasCover(world, viewer, known.category)) return false;
  const kinds = openKinds(world, viewer, person);
  // 'supplied' is no row: the record's own agency has it for as long as the record is not withdrawn.
  kinds.delete('supplied');
  if (isOwn && item.withdrawn !== true) kinds.add('supplied');
  return table.rows.some(
    (row) =>
      row.item === known.item &&
      row.role === viewer.role &&
      row.through.some((kind) => kinds.has(kind)) &&
      handlingLets(row, world, viewer, item),
  );
}

/** The kinds of open reason that tie the viewer to the person. */
export function openKinds(world: World, viewer: OracleStaff, person: number): Set<string> {
  return new Set(
    world.reasons
      .filter((reason) => reason.person === person && reason.when === 'open' && holds(viewer, reason.holder))
      .map((reason) => reason.kind),
  );
}

const managementRoles = ['scheme-manager', 'senior-probation-officer'];

function holds(viewer: OracleStaff, holder: Holder): boolean {
  if ('staff' in holder) return holder.staff === viewer.id;
  if ('team' in holder) return holder.team === viewer.team;
  if ('agency' in holder) return holder.agency === viewer.agency;
  return holder.post === 'management' && managementRoles.includes(viewer.role);
}

function isRestricted(world: World, viewer: OracleStaff, person: number): boolean {
  const inForce = world.restrictions.filter((each) => each.person === person && each.inForce);
  const only = inForce.filter((each) => each.kind === 'only');
  return (
    inForce.some((each) => each.kind === 'exclude' && each.staff === viewer.id) ||
    (only.length > 0 && only.every((each) => each.staff !== viewer.id))
  );
}

const hasCover = (world: World, viewer: OracleStaff, category: string): boolean =>
  world.cover.some((cover) => cover.agency === viewer.agency && cover.category === category && cover.inForce);

function handlingLets(row: AccessRow, world: World, viewer: OracleStaff, item: OracleItem): boolean {
  const isOwn = item.agency === viewer.agency;
  if (row.handling === 'none') return true;
  if (row.handling === 'own-agency') return isOwn;
  if (row.handling === 'referred-to') return item.draft !== true && item.referredTo === viewer.agency;
  if (item.draft === true && !isOwn) return false;
  // Nobody in these worlds is named in a report or a briefing.
  if (row.handling === 'named-in') return false;
  if (row.handling === 'partners' && (item.handling ?? 'partners') !== 'partners') return false;
  const agency = world.agencies.find((each) => each.id === viewer.agency);
  switch (item.handling ?? 'partners') {
    case 'partners':
      return true;
    case 'statutory':
      return isOwn || agency?.statutory === true;
    case 'named':
      return isOwn || item.named.includes(viewer.agency);
    case 'own':
      return isOwn;
  }
}

/** The rows under the heading row that begins with these cells. */
function tableAfter(text: string, heading: readonly string[]): string[][] {
  const lines = text.split('\n');
  const start = lines.findIndex(
    (line) => line.startsWith('|') && heading.every((cell, index) => cells(line)[index] === cell),
  );
  if (start < 0) throw new Error(`docs/access.md has no table headed ${heading.join(', ')}`);
  const rest = lines.slice(start + 2);
  const end = rest.findIndex((line) => !line.startsWith('|'));
  return rest.slice(0, end < 0 ? undefined : end).map(cells);
}

const cells = (line: string): string[] =>
  line
    .split('|')
    .slice(1, -1)
    .map((cell) => cell.trim());

const list = (cell: string): string[] => cell.split(',').map((word) => word.trim());

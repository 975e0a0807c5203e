import Type, { type TOptional, type TUnsafe } from 'typebox';
import type { Right } from '../../access/rights.ts';
import { addDays, type Day } from '../../kernel/clock.ts';
import { type Sql, sql } from '../../kernel/database.ts';
import { oneOf } from '../../web/schemas.ts';
import { transitionBorn } from './scheme-clock.ts';
import {
  type CohortFilter,
  membershipStateWords,
  type Named,
  rags,
  ragWords,
  statutoryStatuses,
  statutoryWords,
  unseenDays,
} from './types.ts';

/** What the scheme calls its own: ids and codes alone say little. */
export interface FilterNames {
  bases: readonly { id: number; name: string }[];
  teams: readonly { id: number; name: string }[];
  /** Staff who lead cases. */
  leadStaff: readonly { id: number; name: string }[];
  strands: readonly Named[];
  tiers: readonly Named[];
}

/** What a condition may need besides its value. */
export interface FilterFacts {
  today: Day;
  /** Who was seen within the days that `unseen` asks about, of the contacts that the viewer may see. */
  seenLately: readonly number[];
}

/** All there is to a filter: its place in the address, the form's field, its words, and what it asks of the database. */
interface Definition<Value> {
  schema: TUnsafe<Value>;
  label: string;
  hint?: string;
  /** The form's choices; a field to type in where there are none. */
  choices?(names: FilterNames): readonly Named[];
  /** Without it the filter is left out and the viewer told: to them it would say something false. */
  right?: Right;
  /** As the chip and the export's first line say it. */
  words(value: Value, names: FilterNames): string;
  /** Of membership `m`, and of person `p` for a text. */
  where(value: Value, facts: FilterFacts): Sql<unknown>;
}

export type FilterName = keyof CohortFilter;
type Definitions = { readonly [Name in FilterName]-?: Definition<NonNullable<CohortFilter[Name]>> };

const id = () => Type.Unsafe<number>(Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }));
/** A code of the scheme's own. Never words: it goes into the audit. */
const code = () => Type.Unsafe<string>(Type.String({ pattern: '^[a-z0-9-]{0,40}$' }));

const byId = (list: readonly { id: number; name: string }[]): Named[] =>
  list.map((one) => ({ code: String(one.id), name: one.name }));
const coded = <Code extends string>(words: Readonly<Record<Code, string>>, codes: readonly Code[]): Named[] =>
  codes.map((one) => ({ code: one, name: words[one] }));
const nameOf = (list: readonly Named[], wanted: string): string =>
  list.find((one) => one.code === wanted)?.name ?? wanted;

const custodyWords = { yes: 'In custody', no: 'Not in custody' } as const;
const transitionWords = { due: 'Turning adult', 'no-plan': 'Turning adult without a plan' } as const;
const reviewWords = { overdue: 'Overdue', week: 'Due within seven days' } as const;

/** In prison or a police cell on the day, of the spells the viewer may see; prison before police. */
export const custodyOf = (today: Day) => sql`(
  select c.kind from custody_spell c where c.person_id = m.person_id and c.from_day <= ${today} and (c.to_day is null or c.to_day > ${today})
  order by (c.kind = 'prison') desc limit 1)`;

/** In the order of the form. */
export const cohortFilters: Definitions = {
  text: {
    schema: Type.Unsafe<string>(Type.String({ maxLength: 100 })),
    label: 'Name',
    words: (text) => `Name: ${text}`,
    where: (text) => sql`p.search_names like '%' || ${likeText(text)} || '%'`,
  },
  base: {
    schema: id(),
    label: 'Base',
    choices: ({ bases }) => byId(bases),
    words: (base, { bases }) => `Base: ${nameOf(byId(bases), String(base))}`,
    where: (base) => sql`m.base_id = ${base}`,
  },
  team: {
    schema: id(),
    label: 'Team',
    choices: ({ teams }) => byId(teams),
    words: (team, { teams }) => `Team: ${nameOf(byId(teams), String(team))}`,
    where: (team) => sql`m.team_id = ${team}`,
  },
  lead: {
    schema: id(),
    label: 'Lead',
    choices: ({ leadStaff }) => byId(leadStaff),
    words: (lead, { leadStaff }) => `Lead: ${nameOf(byId(leadStaff), String(lead))}`,
    where: (lead) => sql`exists (
      select 1 from allocation l where l.person_id = m.person_id and l.staff_id = ${lead} and l.kind = 'lead' and l.to_at is null)`,
  },
  strand: {
    schema: code(),
    label: 'Strand',
    choices: ({ strands }) => strands,
    words: (strand, { strands }) => `Strand: ${nameOf(strands, strand)}`,
    where: (strand) => sql`m.strand = ${strand}`,
  },
  tier: {
    schema: code(),
    label: 'Tier',
    choices: ({ tiers }) => [...tiers, { code: 'none', name: 'No tier' }],
    words: (tier, { tiers }) => (tier === 'none' ? 'No tier' : nameOf(tiers, tier)),
    where: (tier) => (tier === 'none' ? sql`m.tier is null` : sql`m.tier = ${tier}`),
  },
  rag: {
    schema: oneOf(rags),
    label: 'RAG',
    choices: () => coded(ragWords, rags),
    words: (rag) => `RAG: ${ragWords[rag]}`,
    where: (rag) => sql`m.rag = ${rag}`,
  },
  statutory: {
    schema: oneOf(statutoryStatuses),
    label: 'Statutory status',
    choices: () => coded(statutoryWords, statutoryStatuses),
    words: (statutory) => statutoryWords[statutory],
    where: (statutory) => sql`m.statutory = ${statutory}`,
  },
  custody: {
    schema: oneOf(['yes', 'no']),
    label: 'Custody',
    choices: () => coded(custodyWords, ['yes', 'no']),
    words: (custody) => custodyWords[custody],
    where: (custody, { today }) =>
      custody === 'yes' ? sql`${custodyOf(today)} is not null` : sql`${custodyOf(today)} is null`,
  },
  state: {
    schema: oneOf(['member', 'suspended']),
    label: 'Status',
    choices: () => coded(membershipStateWords, ['member', 'suspended']),
    words: (state) => membershipStateWords[state],
    where: (state) => sql`m.state = ${state}`,
  },
  review: {
    schema: oneOf(['overdue', 'week']),
    label: 'Next review',
    choices: () => coded(reviewWords, ['overdue', 'week']),
    words: (review) => `Review: ${reviewWords[review].toLowerCase()}`,
    where: (review, { today }) =>
      review === 'overdue'
        ? sql`m.next_review < ${today}`
        : sql`m.next_review >= ${today} and m.next_review <= ${addDays(today, 7)}`,
  },
  transition: {
    schema: oneOf(['due', 'no-plan']),
    label: 'Way to adult services',
    hint: 'Seventeen and a half, and not yet of age',
    choices: () => coded(transitionWords, ['due', 'no-plan']),
    words: (transition) => transitionWords[transition],
    where: (transition, { today }) => {
      const born = transitionBorn(today);
      const due = sql`exists (select 1 from person y where y.id = m.person_id and y.born between ${born.from} and ${born.to})`;
      return transition === 'due' ? due : sql`(m.transition_plan is null and ${due})`;
    },
  },
  unseen: {
    schema: oneOf(unseenDays),
    label: 'Not seen',
    hint: 'Seen is a contact that they attended, of those you may see. “Last contact” in the list counts absences too.',
    choices: () => unseenDays.map((days) => ({ code: days, name: unseenWords(days) })),
    right: 'see:contacts',
    words: unseenWords,
    where: (_, { seenLately }) => sql`not (m.person_id = any (${[...seenLately]}::bigint[]))`,
  },
};

function unseenWords(days: string): string {
  return `Not seen for ${days} days`;
}

/** As `search_names` is written: lower case without accents. */
const likeText = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .trim()
    .replaceAll(/[\\%_]/g, '\\$&');

export const filterNames = Object.keys(cohortFilters) as FilterName[];

type FilterQuery = {
  [Name in FilterName]-?: TOptional<TUnsafe<NonNullable<CohortFilter[Name]> | ''>>;
};

/** Each filter may be absent, or present and empty as a form sends it. */
export const filterQuery = filterNames.reduce(
  (query, name) =>
    Object.assign(query, {
      [name]: Type.Optional(Type.Union([Type.Literal(''), cohortFilters[name].schema])),
    }),
  {} as FilterQuery,
);

export type FilterAsked = { readonly [Name in FilterName]?: CohortFilter[Name] | '' };

type Viewer = { may(right: Right): boolean };

const mayUse = (viewer: Viewer, name: FilterName): boolean => {
  const { right } = cohortFilters[name];
  return right === undefined || viewer.may(right);
};

export const offeredTo = (viewer: Viewer): FilterName[] => filterNames.filter((name) => mayUse(viewer, name));

/** The filter as it is asked for, and the names of those that the viewer's role may not use. */
export function readFilter(
  asked: FilterAsked,
  viewer: Viewer,
): { filter: CohortFilter; leftOut: FilterName[] } {
  const filter: CohortFilter = {};
  const leftOut: FilterName[] = [];
  for (const name of filterNames) {
    const given = asked[name];
    const value = typeof given === 'string' ? given.trim() : given;
    if (value === undefined || value === '') continue;
    if (mayUse(viewer, name)) Object.assign(filter, { [name]: value });
    else leftOut.push(name);
  }
  return { filter, leftOut };
}

const inForce = <Result>(
  filter: CohortFilter,
  use: <Value>(definition: Definition<Value>, value: Value, name: FilterName) => Result,
): Result[] =>
  filterNames.flatMap((name) => {
    const value = filter[name];
    return value === undefined ? [] : [use<typeof value>(cohortFilters[name], value, name)];
  });

/** Each filter in force in words, in the order of the form. */
export const filterWords = (filter: CohortFilter, names: FilterNames): { name: FilterName; text: string }[] =>
  inForce(filter, ({ words }, value, name) => ({ name, text: words(value, names) }));

/** Only what is asked for goes into the statement, so that each shape has its own plan. */
export function matching(filter: CohortFilter, facts: FilterFacts): Sql<unknown> {
  const parts = inForce(filter, ({ where }, value) => where(value, facts));
  return parts.length === 0 ? sql`true` : sql`${sql.join(parts, sql` and `)}`;
}

/** A filter as the audit keeps it: codes, and of a name only that it was asked for. */
export const filterCodes = (filter: CohortFilter): Record<string, string | number> =>
  Object.fromEntries(
    Object.entries({ ...filter, ...(filter.text === undefined ? {} : { text: 'given' }) }).filter(
      (pair): pair is [FilterName, string | number] => pair[1] !== undefined,
    ),
  );

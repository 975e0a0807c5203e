import type { Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { EntryState, NoticeDocument } from '../decisions/published.ts';

/** An entry of the public register, as anybody may read it. */
export interface RegisterLine {
  slug: string;
  office: string;
  number: string;
  title: string;
  outcome: string;
  decidedOn: Day | null;
  state: EntryState;
  reason: string | null;
  supersededBy: string | null;
  edition: number;
  example: boolean;
  publishedAt: Date;
}

export interface RegisterFilter {
  text?: string | undefined;
  office?: string | undefined;
  year?: string | undefined;
}

const columns = sql`slug, office, number, title, outcome, decided_on as "decidedOn", state, reason, superseded_by as "supersededBy", edition,
  example, published_at as "publishedAt"`;

/** The year of the decision; of one whose day is not known, the year of its number (08/2020, PCC/0011/16). */
const yearOf = sql`coalesce(extract(year from decided_on)::int, substring(number from '(?:^|[^0-9])((?:19|20)[0-9]{2})(?:[^0-9]|$)')::int,
  2000 + substring(number from '/([0-9]{2})$')::int)`;

const matching = ({ text, office, year }: RegisterFilter) => sql`
  (${text ?? null}::text is null or search @@ websearch_to_tsquery('english', ${text ?? null}) or number = upper(${text ?? null}))
  and (${office ?? null}::text is null or office = ${office ?? null})
  and (${year ?? null}::text is null or ${yearOf} = ${year ?? null}::int)`;

/** The latest decision first; what has no day, last. */
export const listRegister = (
  tx: Tx,
  filter: RegisterFilter,
  window: { limit: number; offset: number },
): Promise<RegisterLine[]> =>
  tx.many(sql<RegisterLine>`
    select ${columns} from register_entry where ${matching(filter)}
    order by decided_on desc nulls last, id desc limit ${window.limit} offset ${window.offset}`);

export const countRegister = async (tx: Tx, filter: RegisterFilter): Promise<number> =>
  (await tx.one(sql<{ n: number }>`select count(*)::int as n from register_entry where ${matching(filter)}`))
    .n;

/** Offices and years that there are notices of. */
export const registerChoices = (tx: Tx): Promise<{ office: string; year: string | null }[]> =>
  tx.many(sql<{ office: string; year: string | null }>`
    select distinct office, ${yearOf}::text as year from register_entry order by 2 desc nulls last, 1`);

export const findNotice = (
  tx: Tx,
  slug: string,
): Promise<(RegisterLine & { document: NoticeDocument | null }) | undefined> =>
  tx.maybe(sql<RegisterLine & { document: NoticeDocument | null }>`
    select ${columns}, document from register_entry where slug = ${slug}`);

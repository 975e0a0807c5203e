import { londonDay, showMoment } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { PersonReference } from '../../web/wing.ts';
import { dayOf, type WrittenRow, written } from '../../web/written-things.ts';
import { type ContactKind, type ContactOutcome, outcomeWords } from './types.ts';

interface Told {
  id: number;
  at: Date;
  kind: string;
  outcome: ContactOutcome | null;
  planned: boolean;
}

interface Row extends Told, WrittenRow {
  staff: string;
  firstWords: string | null;
  hangs: boolean;
  seriesId: number | null;
  ahead: boolean;
}

/** `hangs`: what the viewer may see of what stands on it; the database looks at all of it when it is to go. */
const listWritten = (tx: Tx, personId: number): Promise<Row[]> =>
  tx.many(sql<Row>`
    select c.id, ${dayOf('c.at')} as day, c.at, c.kind, s.name as staff, left(split_part(btrim(c.note), E'\\n', 1), 61) as "firstWords",
      c.outcome, c.state = 'planned' as planned, c.agency_id as "agencyId", a.name as agency,
      c.series_id as "seriesId", c.state = 'planned' and c.at > now() as ahead,
      exists (select 1 from enforcement_case k where k.contact_id = c.id) or exists (select 1 from delius_contact k where k.contact_id = c.id)
        or exists (select 1 from visit k where k.contact_id = c.id)
        or exists (select 1 from message k where k.contact_id = c.id and (k.kind = 'message' or k.state not in ('queued', 'dropped'))) as hangs
    from contact c join agency a on a.id = c.agency_id join staff s on s.id = c.staff_id
    where c.person_id = ${personId} and c.state <> 'withdrawn'
    order by c.at desc, c.id desc limit 500`);

/** The viewer's own that are with the other person now. */
const listGone = (tx: Tx, separationId: number): Promise<Told[]> =>
  tx.many(
    sql<Told>`select id, at, kind, outcome, planned from contacts_own_gone(${separationId}) order by at desc, id desc`,
  );

/** The kinds' names, by the rule of the newest day; a kind without one keeps its code. */
async function kindNames(tx: Tx, schemeId: number, rows: readonly Told[]): Promise<Map<string, string>> {
  const [newest] = rows;
  if (newest === undefined) return new Map();
  const rule = await findRule<{ kinds: ContactKind[] }>(tx, schemeId, 'contact-kinds', londonDay(newest.at));
  return new Map((rule?.body.kinds ?? []).map(({ code, name }) => [code, name]));
}

const what = ({ outcome, planned }: Told): string =>
  outcome !== null ? 'Contact' : planned ? 'Appointment' : 'Appointment that was called off';

/** Enough to tell it from another of the same day: its time, its kind and what came of it. */
function titleOf(row: Told, kinds: ReadonlyMap<string, string>): string {
  const outcome = row.outcome === null ? '' : `, ${outcomeWords[row.outcome].toLowerCase()}`;
  return `${what(row)} at ${showMoment(row.at).slice(-5)}: ${(kinds.get(row.kind) ?? row.kind).toLowerCase()}${outcome}`;
}

const mostWords = 60;

/** With who wrote it and how it begins, for whoever may read it. */
function lineOf(row: Row, kinds: ReadonlyMap<string, string>): string {
  const words = row.firstWords ?? '';
  const begins = words.length > mostWords ? `${words.slice(0, mostWords)}…` : words;
  return `${titleOf(row, kinds)}, by ${row.staff}${begins === '' ? '' : `: “${begins}”`}`;
}

/**
 * Contacts and appointments of any day. A record came when it was imported: where the system is new, everything is from before
 * that, and whoever was met may have been the other all along.
 */
export const contactReference: PersonReference = {
  kind: 'contact',
  words: 'Contacts and appointments',
  way: 'moves',
  why: 'With its joint workers, moves and drug test. An appointment’s waiting reminder is dropped: the other person is reminded where they agreed to be. Of a series you are asked whether the appointments ahead go too. Not what is part of a visit, was sent to Delius, has a message that went out, or is the ground of a failure to comply.',
  list: async (tx, { personId, viewer, from }) => {
    const rows = await listWritten(tx, personId);
    const kinds = await kindNames(tx, viewer.schemeId, rows);
    return written(rows, (row) => ({
      title: lineOf(row, kinds),
      href: `/people/${personId}/contacts/${row.id}`,
      ...(row.seriesId === null ? {} : { series: { key: `contact ${row.seriesId}`, ahead: row.ahead } }),
      ...(row.day < from ? { earlier: true } : {}),
      ...(row.hangs ? { stuck: 'something else stands on it' } : {}),
    }));
  },
  gone: async (tx, { separationId, viewer }) => {
    const rows = await listGone(tx, separationId);
    const kinds = await kindNames(tx, viewer.schemeId, rows);
    return rows.map((row) => ({
      id: row.id,
      day: londonDay(row.at),
      title: `${titleOf(row, kinds)}, by you`,
    }));
  },
};

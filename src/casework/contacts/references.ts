import { addDays, type Day } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import type { PersonReference, WrittenThing } from '../../web/wing.ts';
import { type ContactOutcome, outcomeWords } from './types.ts';

/** So long before the record came, whoever was met may have been the other all along. */
const daysBefore = 365;

interface Row extends Omit<WrittenThing, 'title' | 'href' | 'stuck'> {
  outcome: ContactOutcome | null;
  planned: boolean;
  hangs: boolean;
}

/** `hangs`: what the viewer may see of what stands on it; the database looks at all of it when it is to go. */
const listWritten = (tx: Tx, personId: number, from: Day): Promise<Row[]> =>
  tx.many(sql<Row>`
    select c.id, (c.at at time zone 'Europe/London')::date as day, c.outcome, c.state = 'planned' as planned, c.agency_id as "agencyId", a.name as agency,
      c.series_id is not null or exists (select 1 from enforcement_case k where k.contact_id = c.id) or exists (select 1 from delius_contact k where k.contact_id = c.id)
        or exists (select 1 from visit k where k.contact_id = c.id)
        or exists (select 1 from message k where k.contact_id = c.id and (k.kind = 'message' or k.state not in ('queued', 'dropped'))) as hangs
    from contact c join agency a on a.id = c.agency_id
    where c.person_id = ${personId} and c.state <> 'withdrawn' and (c.at at time zone 'Europe/London')::date >= ${from}::date
    order by c.at desc, c.id desc limit 500`);

const titleOf = ({ outcome, planned }: Row): string =>
  outcome !== null
    ? `Contact: ${outcomeWords[outcome].toLowerCase()}`
    : planned
      ? 'Appointment'
      : 'Appointment that was called off';

/** Contacts and appointments, those of the year before as well. */
export const contactReference: PersonReference = {
  kind: 'contact',
  words: 'Contacts and appointments',
  way: 'moves',
  why: 'With its joint workers, moves and drug test. An appointment’s waiting reminder is dropped: the other person is reminded where they agreed to be. Not what is part of a series or a visit, was sent to Delius, has a message that went out, or is the ground of a failure to comply.',
  list: async (tx, { personId, from }) =>
    (await listWritten(tx, personId, addDays(from, -daysBefore))).map((row) => ({
      id: row.id,
      day: row.day,
      title: titleOf(row),
      agencyId: row.agencyId,
      agency: row.agency,
      href: `/people/${personId}/contacts/${row.id}`,
      ...(row.day < from
        ? { stuck: 'it is from before the record came' }
        : row.hangs
          ? { stuck: 'something else stands on it' }
          : {}),
    })),
};

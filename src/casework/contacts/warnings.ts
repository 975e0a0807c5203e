import { type Day, londonDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import { seriesConflicts } from '../licences/daily.ts';
import type { Slot } from './appointment-types.ts';
import type { AppointmentsRule, ContactKind } from './types.ts';
import {
  endOf,
  type Overlap,
  type Stay,
  warningsOfAbsence,
  warningsOfCustody,
  warningsOfOverlap,
  warningsOfTime,
} from './warning-rules.ts';

interface Asked {
  personId: number;
  /** Whose appointment it is. */
  staffId: number;
  slots: readonly Slot[];
  /** Appointments that are moved themselves. */
  butNot?: readonly number[];
}

/**
 * What somebody should know before appointments are made, for each of them in order: the hour, bank holidays, other
 * appointments, absences, custody, curfews and zones. None of it forbids: it is read and confirmed.
 */
export async function warningsFor(tx: Tx, viewer: { schemeId: number }, asked: Asked): Promise<string[][]> {
  const [first, last] = [asked.slots[0], asked.slots.at(-1)];
  if (first === undefined || last === undefined) return [];
  const [rule, kinds, booked, seen, away, stays, broken] = await Promise.all([
    findRule<AppointmentsRule>(tx, viewer.schemeId, 'appointments', first.day),
    findRule<{ kinds: ContactKind[] }>(tx, viewer.schemeId, 'contact-kinds', first.day),
    listBooked(tx, asked),
    listOverlaps(tx, asked),
    listAway(tx, asked.staffId, londonDay(first.at), londonDay(last.at)),
    listStays(tx, asked.personId, londonDay(first.at), londonDay(last.at)),
    seriesConflicts(tx, viewer, asked.personId, asked.slots),
  ]);
  const hours = rule?.body ?? { earliest: '00:00', latest: '23:59' };
  const kindOf = (code: string): ContactKind | undefined =>
    kinds?.body.kinds.find((kind) => kind.code === code);
  const kindName = (code: string): string => kindOf(code)?.name ?? code;
  return asked.slots.map((slot, index) => [
    ...warningsOfTime(slot, hours),
    ...warningsOfOverlap(
      seen.filter(({ place }) => place === index + 1),
      booked.find(({ place }) => place === index + 1),
      kindName,
    ),
    ...warningsOfAbsence(slot, away),
    ...warningsOfCustody(slot, kindOf(slot.kind), stays),
    ...(broken[index] ?? []).map((words) => `It lies ${words}`),
  ]);
}

const startsOf = ({ slots }: Asked): Date[] => slots.map(({ at }) => at);
const endsOf = ({ slots }: Asked): Date[] => slots.map(endOf);

const listBooked = (tx: Tx, asked: Asked): Promise<{ place: number; ofPerson: number; ofWorker: number }[]> =>
  tx.many(sql<{ place: number; ofPerson: number; ofWorker: number }>`
    select place, of_person as "ofPerson", of_worker as "ofWorker"
    from booked(${asked.personId}, ${asked.staffId}, ${startsOf(asked)}::timestamptz[], ${endsOf(asked)}::timestamptz[], ${[...(asked.butNot ?? [])]}::bigint[])`);

const listOverlaps = (tx: Tx, asked: Asked): Promise<Overlap[]> =>
  tx.many(sql<Overlap>`
    with wanted as materialized (
      select n::int as place, starts_at, ends_at from unnest(${startsOf(asked)}::timestamptz[], ${endsOf(asked)}::timestamptz[]) with ordinality as w (starts_at, ends_at, n)),
    planned as materialized (
      select id, person_id, staff_id, at, minutes, kind from contact
      where (person_id = ${asked.personId} or staff_id = ${asked.staffId}) and state = 'planned'
        and at > ${startsOf(asked)[0] ?? null}::timestamptz - interval '1 day' and at < ${endsOf(asked).at(-1) ?? null}::timestamptz
        and not (id = any (${[...(asked.butNot ?? [])]}::bigint[])))
    select w.place, c.person_id = ${asked.personId} as "ofPerson", c.at, c.kind, s.name as staff, p.given_names || ' ' || p.family_name as name
    from wanted w join planned c on c.at < w.ends_at and c.at + make_interval(mins => coalesce(c.minutes, 30)) > w.starts_at
    join staff s on s.id = c.staff_id join person p on p.id = c.person_id
    order by w.place, c.at, c.id limit 200`);

const listAway = (
  tx: Tx,
  staffId: number,
  from: string,
  to: string,
): Promise<{ fromDay: string; toDay: string; staff: string }[]> =>
  tx.many(sql<{ fromDay: string; toDay: string; staff: string }>`
    select b.from_day as "fromDay", b.to_day as "toDay", s.name as staff from absence b join staff s on s.id = b.staff_id
    where b.staff_id = ${staffId} and b.ended_at is null and b.from_day <= ${to} and b.to_day >= ${from}`);

const listStays = (tx: Tx, personId: number, from: Day, to: Day): Promise<Stay[]> =>
  tx.many(sql<Stay>`
    select from_day as "fromDay", to_day as "toDay", place from custody_spell
    where person_id = ${personId} and from_day <= ${to} and (to_day is null or to_day > ${from}) order by from_day desc, id desc limit 50`);

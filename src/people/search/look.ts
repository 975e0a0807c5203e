import { aboutPeople } from '../../access/audit-log.ts';
import type { StaffViewer } from '../../access/viewers.ts';
import type { Tx } from '../../kernel/database.ts';
import type { Ask } from '../../web/route.ts';
import type { TypedPerson } from './check-rules.ts';
import { findTyped } from './find.ts';
import type { Found } from './types.ts';

/**
 * Who is like what was typed, among those the viewer may see; the audit has whom they were shown.
 * @param hasty while it is typed: the agency's own records are looked at by name once there is a date of birth too, or when it
 *   is sent.
 */
export async function lookForTyped(
  tx: Tx,
  viewer: StaffViewer,
  typed: TypedPerson,
  listed: Ask['listed'],
  hasty = false,
): Promise<Found> {
  const found = await findTyped(tx, viewer, typed, hasty);
  await listed(tx, {
    act: 'people:check',
    subject: 'person',
    people: aboutPeople(found.people.map(({ id }) => id)),
  });
  if (found.records.length > 0)
    await listed(tx, {
      act: 'people:check-records',
      subject: 'source_record',
      people: [],
      ids: found.records.map(({ id }) => id),
    });
  return found;
}

import { defineAct } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import type { TypedPerson } from './check-rules.ts';

export interface CheckInput extends TypedPerson {
  /** What the asker was shown: what is found besides is the office's. */
  shownPeople: number[];
  shownRecords: number[];
}

/**
 * Writes down that somebody asked, in the same way whoever is known: the linkage service looks afterwards whether there
 * is a match that the asker may not see, and tells the scheme's office alone. Nothing of the answer, its time or the
 * audit differs between a stranger and somebody who is known to others.
 */
export const checkPerson = defineAct<CheckInput, { shown: number }>({
  name: 'person:check',
  right: 'people:search',
  run: async (tx, input, { actor, wrote, emit }) => {
    const { givenName, familyName, born, identifiers, shownPeople, shownRecords } = input;
    const [identifier] = identifiers;
    await tx.run(sql`
      insert into identity_check (scheme_id, agency_id, staff_id, given_name, family_name, born, identifier_kind, identifier, shown_people, shown_records)
      values (${actor.schemeId}, ${actor.agencyId}, ${actor.staffId}, ${givenName}, ${familyName}, ${born}, ${identifier?.kind ?? null},
        ${identifier?.value ?? null}, ${shownPeople}::bigint[], ${shownRecords}::bigint[])`);
    await emit('person-checked', { staffId: actor.staffId });
    await wrote({
      subject: 'staff',
      subjectId: actor.staffId,
      detail: {
        name: familyName !== null,
        born: born !== null,
        number: identifier?.kind ?? null,
        shown: shownPeople.length + shownRecords.length,
      },
    });
    return { shown: shownPeople.length + shownRecords.length };
  },
});

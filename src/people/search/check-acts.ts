import { type ActContext, defineAct } from '../../kernel/acts.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { keptBirth, type TypedPerson } from './check-rules.ts';

/** What the asker was shown: what is found besides is the office's. */
export interface Shown {
  shownPeople: number[];
  shownRecords: number[];
}

export interface CheckInput extends TypedPerson, Shown {}

/** What was made of somebody who was typed. */
export type Made = { made: 'nomination' | 'sighting'; id: number };

/**
 * Leaves what was typed for the linkage service to look at afterwards, within the act that makes something of it: once
 * for each thing made, and in the same way whoever is known.
 */
export async function leaveTyped(
  tx: Tx,
  { actor, emit }: Pick<ActContext, 'actor' | 'emit'>,
  { givenName, familyName, identifiers, shownPeople, shownRecords, ...birth }: CheckInput,
  made?: Made,
): Promise<void> {
  const [identifier] = identifiers;
  const { born, bornAs } = keptBirth(birth);
  await tx.run(sql`
    insert into identity_check (scheme_id, agency_id, staff_id, given_name, family_name, born, born_as, identifier_kind, identifier, shown_people, shown_records, made, made_id)
    values (${actor.schemeId}, ${actor.agencyId}, ${actor.staffId}, ${givenName}, ${familyName}, ${born}, ${bornAs}, ${identifier?.kind ?? null},
      ${identifier?.value ?? null}, ${shownPeople}::bigint[], ${shownRecords}::bigint[], ${made?.made ?? null}, ${made?.id ?? null})`);
  await emit('person-checked', { staffId: actor.staffId });
}

/**
 * Writes down that somebody asked, in the same way whoever is known: the linkage service looks afterwards whether there
 * is a match that the asker may not see, and tells the scheme's office alone. Nothing of the answer, its time or the
 * audit differs between a stranger and somebody who is known to others.
 */
export const checkPerson = defineAct<CheckInput, { shown: number }>({
  name: 'person:check',
  right: 'people:search',
  run: async (tx, input, context) => {
    const { actor, wrote } = context;
    const { familyName, born, bornYear, identifiers, shownPeople, shownRecords } = input;
    await leaveTyped(tx, context, input);
    await wrote({
      subject: 'staff',
      subjectId: actor.staffId,
      detail: {
        name: familyName !== null,
        born: born !== null || bornYear !== undefined,
        number: identifiers[0]?.kind ?? null,
        shown: shownPeople.length + shownRecords.length,
      },
    });
    return { shown: shownPeople.length + shownRecords.length };
  },
});

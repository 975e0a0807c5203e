import type { Tx } from '../kernel/database.ts';
import type { FramePerson } from '../web/wing.ts';

/** Names of the lead workers of these people, by person, as the viewer may see them. Casework answers. */
export type LeadsOf = (tx: Tx, personIds: readonly number[]) => Promise<Map<number, string>>;

/** When each of these people was last seen, by person. Casework answers. */
export type LastContacts = (tx: Tx, personIds: readonly number[]) => Promise<Map<number, Date>>;

export interface CohortPorts {
  framePerson: FramePerson;
  /** Nobody has a lead until casework is wired in. */
  leadsOf?: LeadsOf;
  lastContacts?: LastContacts;
}

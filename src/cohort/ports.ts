import type { Day } from '../kernel/clock.ts';
import type { Tx } from '../kernel/database.ts';
import type { FramePerson } from '../web/wing.ts';

/** Names of the lead workers of these people, by person, as the viewer may see them. Casework answers. */
export type LeadsOf = (tx: Tx, personIds: readonly number[]) => Promise<Map<number, string>>;

/** When the last contact with each of these people was, whether they came or not, by person. Casework answers. */
export type LastContacts = (tx: Tx, personIds: readonly number[]) => Promise<Map<number, Date>>;

/** Who was seen (attended a contact) on or after a day, of the contacts that the viewer may see. Casework answers. */
export type SeenSince = (tx: Tx, day: Day) => Promise<number[]>;

/** Monday to Friday and no bank holiday in England and Wales. Casework answers, which counts working days. */
export type IsWorkingDay = (day: Day) => boolean;

/** What is arranged for the day of a release. Casework answers, with what the viewer may see. */
export interface FirstDay {
  appointments: readonly { time: string; kind: string }[];
  licences: number;
}

export type FirstDays = (
  tx: Tx,
  releases: readonly { personId: number; day: Day }[],
) => Promise<ReadonlyMap<number, FirstDay>>;

export interface CohortPorts {
  firstDays: FirstDays;
  isWorkingDay: IsWorkingDay;
  framePerson: FramePerson;
  leadsOf: LeadsOf;
  lastContacts: LastContacts;
  seenSince: SeenSince;
}

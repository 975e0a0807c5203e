import { sql, type Tx } from '../../kernel/database.ts';
import { type Proposal, proposalColumns } from './life-store.ts';
import type { Risk } from './risk.ts';

/** Who proposed a decision and who agreed with it, each with their reason as far as the viewer may read it. */
export interface ByTwo {
  proposer: string;
  proposedAt: Date;
  why: string | null;
  second: string;
  agreedAt: Date;
  secondWhy: string | null;
  /** The second one's reason is kept from a viewer who may not see both records. */
  withheld: boolean;
}

/** By decision: the two who made it, and the two who put it back. One that one person made is in neither. */
export interface TwoOf {
  made: ReadonlyMap<number, ByTwo>;
  ended: ReadonlyMap<number, ByTwo>;
}

type Row = ByTwo & { decisionId: number; ending: boolean };

export async function listTwo(tx: Tx, decisions: readonly number[]): Promise<TwoOf> {
  const rows =
    decisions.length === 0
      ? []
      : await tx.many(sql<Row>`
          select decision_id as "decisionId", ending, proposer, proposed_at as "proposedAt", why, second, agreed_at as "agreedAt",
            second_why as "secondWhy", withheld from identity_two(${[...decisions]}::bigint[])`);
  const of = (ending: boolean): Map<number, ByTwo> =>
    new Map(rows.filter((row) => row.ending === ending).map((row) => [row.decisionId, row]));
  return { made: of(false), ended: of(true) };
}

/** One proposal by its number: waiting, or one's own or answered by the viewer, however long ago. */
export const findProposal = (tx: Tx, id: number): Promise<Proposal | undefined> =>
  tx.maybe(sql<Proposal>`select ${proposalColumns} from identity_proposals(${id})`);

/** Rows that went or came back with the record, by table: for the two who made it so. */
export type Moved = Record<'offence' | 'custody_spell' | 'supervision', number>;

export const findMoved = async (tx: Tx, proposalId: number): Promise<Moved | undefined> =>
  (await tx.one(sql<{ moved: Moved | null }>`select identity_proposal_moved(${proposalId}) as moved`))
    .moved ?? undefined;

/** Why separating this record takes two people; none where one may do it. */
export const listNeeds = async (tx: Tx, recordId: number, personId: number): Promise<Risk[]> =>
  (
    await tx.one(
      sql<{ needs: Risk[] | null }>`select identity_separation_needs(${recordId}, ${personId}) as needs`,
    )
  ).needs ?? [];

/** Records that a decision names and that are no longer the person’s: agency and its reference, where the viewer may see them. */
export async function namesOfRecords(
  tx: Tx,
  personId: number,
  records: readonly number[],
): Promise<ReadonlyMap<number, string>> {
  if (records.length === 0) return new Map();
  const rows = await tx.many(sql<{ id: number; name: string }>`
    select id, name from identity_record_names(${personId}, ${[...records]}::bigint[])`);
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** Somebody with whom the viewer works, of whom a separation is proposed and waits. */
export interface WaitingSeparation {
  personId: number;
  at: Date;
  mine: boolean;
  /** They are the viewer’s own: lead, co-worker or allocated link worker. */
  leads: boolean;
}

export const listWaitingSeparations = (tx: Tx): Promise<WaitingSeparation[]> =>
  tx.many(sql<WaitingSeparation>`
    select person_id as "personId", at, mine, leads from identity_separations_waiting() order by at, person_id`);

/** What somebody asked the office about a record that has come back. */
export interface NotNeeded {
  id: number;
  at: Date;
  staff: string;
  agency: string;
  words: string | null;
  why: string;
  settledAt: Date;
}

export const listNotNeeded = (tx: Tx): Promise<NotNeeded[]> =>
  tx.many(sql<NotNeeded>`
    select id, at, staff, agency, words, why, settled_at as "settledAt" from identity_checks_not_needed()`);

/** Which agency holds the record that left, for a reviewer who may not see it. */
export const findHolder = async (tx: Tx, checkId: number): Promise<string | null> =>
  (await tx.one(sql<{ holder: string | null }>`select identity_asking_holder(${checkId}) as holder`)).holder;

import { sql, type Tx } from '../../kernel/database.ts';
import type { ClusterEdge } from './cluster.ts';
import type { Evidence } from './evidence.ts';
import type { Risk } from './risk.ts';
import type { Outcome, ReviewSide } from './store.ts';
import type { Verdict } from './types.ts';

/** The records around a pair that the viewer may see, and their links. */
export interface Cluster {
  /** Somebody decided that records of the two people are different people. */
  contradicted: boolean;
  records: { id: number; group: number; side: ReviewSide }[];
  edges: ClusterEdge[];
}

/** Undefined where the pair is not in the queue (any more). */
export const findCluster = async (tx: Tx, left: number, right: number): Promise<Cluster | undefined> =>
  (await tx.one(sql<{ found: Cluster | null }>`select identity_cluster(${left}, ${right}) as found`)).found ??
  undefined;

export interface Proposal {
  id: number;
  left: number;
  right: number;
  verdict: 'same' | 'different';
  why: string;
  risks: Risk[];
  staff: string;
  mine: boolean;
  at: Date;
  state: 'waiting' | 'agreed' | 'refused' | 'withdrawn';
  second: string | null;
  secondWhy: string | null;
  settledAt: Date | null;
  leftSide: ReviewSide;
  rightSide: ReviewSide;
  /** The record that would leave its person, where a separation is proposed. */
  separates: number | null;
  /** The decision that separated a record which would come back. */
  rejoins: number | null;
  /** The decision of the queue that its proposer asks back. */
  takesBack: number | null;
  /** Who may agree with it, while it waits. */
  seconds: string[];
}

export const proposalColumns = sql`id, left_record as left, right_record as right, verdict, why, risks, staff, mine, at, state, second, second_why as "secondWhy",
  settled_at as "settledAt", left_side as "leftSide", right_side as "rightSide", separates, seconds, rejoins, takes_back as "takesBack"`;

/** Those that wait, and what became of one's own in the last fortnight. */
export const listProposals = (tx: Tx): Promise<Proposal[]> =>
  tx.many(sql<Proposal>`select ${proposalColumns} from identity_proposals()`);

/** What somebody decided about a pair of the queue. */
export interface DecidedPair {
  id: number;
  left: number;
  right: number;
  verdict: Verdict;
  why: string;
  staff: string;
  at: Date;
  supersededAt: Date | null;
  evidence: Evidence | null;
  /** It is the viewer's own, and was made in the queue. */
  own: boolean;
  /** The viewer may take it back, or ask it back where it was their proposal. */
  open: boolean;
  /** Somebody has asked for it back, and nobody has answered. */
  asked: boolean;
  /** Of how many pairs of the same two people it was said at once and stands. */
  together: number;
  leftSide: ReviewSide;
  rightSide: ReviewSide;
}

/** Newest first; nothing of a pair that the viewer may not review. */
export const listDecided = (tx: Tx, left: number, right: number): Promise<DecidedPair[]> =>
  tx.many(sql<DecidedPair>`
    select id, left_record as left, right_record as right, verdict, why, staff, at, superseded_at as "supersededAt", evidence,
      own, open, asked, together, left_side as "leftSide", right_side as "rightSide" from identity_decided(${left}, ${right})`);

/** The person of either record whom the viewer may see: the one who stays where a record leaves or left them. */
export const findProposalPerson = async (
  tx: Tx,
  { left, right, separates, rejoins }: Pick<Proposal, 'left' | 'right' | 'separates' | 'rejoins'>,
): Promise<number | undefined> =>
  separates === null && rejoins === null
    ? undefined
    : (
        await tx.maybe(sql<{ personId: number }>`
          select p.id as "personId" from source_record r join person p on p.id = r.person_id
          where r.id = any (${[left, right]}::bigint[])
          order by exists (select 1 from link_decision d where d.id = ${rejoins} and d.separated = r.id), r.id limit 1`)
      )?.personId;

/** Null where somebody has proposed a decision about the pair meanwhile, or it is no longer in the queue. */
export const proposeRow = async (
  tx: Tx,
  input: { left: number; right: number; verdict: string; why: string; risks: readonly Risk[] },
): Promise<number | null> =>
  (
    await tx.one(sql<{ id: number | null }>`
      select identity_propose(${input.left}, ${input.right}, ${input.verdict}, ${input.why}, ${[...input.risks]}::text[]) as id`)
  ).id;

/** Null where it is proposed already, or the viewer sees no other record of the person to compare with. */
export const proposeSeparationRow = async (
  tx: Tx,
  input: { personId: number; recordId: number; why: string },
): Promise<number | null> =>
  (
    await tx.one(sql<{ id: number | null }>`
      select identity_propose_separation(${input.recordId}, ${input.personId}, ${input.why}) as id`)
  ).id;

/** Null where it is proposed already, or the viewer sees no record that stayed to compare with. */
export const proposeReturnRow = async (
  tx: Tx,
  input: { decisionId: number; why: string },
): Promise<number | null> =>
  (
    await tx.one(sql<{ id: number | null }>`
      select identity_propose_return(${input.decisionId}, ${input.why}) as id`)
  ).id;

/** Null where it is asked already, or is not the viewer's to ask back. */
export const askBackRow = async (
  tx: Tx,
  input: { decisionId: number; why: string },
): Promise<number | null> =>
  (
    await tx.one(sql<{ id: number | null }>`
      select identity_ask_back(${input.decisionId}, ${input.why}) as id`)
  ).id;

export type SecondOutcome = Omit<Outcome, 'outcome'> & {
  outcome: Outcome['outcome'] | 'settled' | 'own' | 'refused' | 'apart-already' | 'back-already';
  left: number | null;
  right: number | null;
};

export const secondRow = (
  tx: Tx,
  input: { proposalId: number; agrees: boolean; why: string },
): Promise<SecondOutcome> =>
  tx.one(sql<SecondOutcome>`
    select outcome, kept, other, left_record as left, right_record as right from identity_second(${input.proposalId}, ${input.agrees}, ${input.why})`);

export const withdrawRow = (tx: Tx, proposalId: number): Promise<{ left: number } | undefined> =>
  tx.maybe(sql<{ left: number }>`select left_record as left from identity_withdraw(${proposalId})`);

import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { defaultOffenderModel } from '../../linkage/index.ts';
import {
  findCluster,
  listProposals,
  proposeReturnRow,
  proposeRow,
  proposeSeparationRow,
} from './life-store.ts';
import { type Risk, risksOf } from './risk.ts';
import {
  decidePairRow,
  findReviewPair,
  getPerson,
  type Outcome,
  type ReviewPair,
  rejoinRow,
  separateRow,
  takeBackRow,
} from './store.ts';
import type { Verdict } from './types.ts';

/** What a decision came to, and the people whose shown values are to be chosen again. */
export interface Decided {
  outcome: Outcome['outcome'] | 'proposed';
  people: number[];
  /** The proposal, where a second person must agree first. */
  proposalId?: number;
}

export const decided = ({ outcome, kept, other }: Outcome): Decided => ({
  outcome,
  people: [kept, other].filter((id) => id !== null),
});

/** Turns what cannot be done into the catalogue's errors. */
export function refuse({ outcome }: Pick<Outcome, 'outcome'>): void {
  if (outcome === 'absent') throw new WaymarkError('not-found');
  if (outcome === 'decided') {
    throw new WaymarkError('not-allowed-now', {
      text: 'Somebody else has decided about these two records meanwhile. Nothing was changed.',
    });
  }
  if (outcome === 'second') {
    throw new WaymarkError('not-allowed-now', {
      text: 'Something changed meanwhile, and this takes a second person now. Look at it again. Nothing was changed.',
    });
  }
  if (outcome === 'both-worked') {
    throw new WaymarkError('not-allowed-now', {
      text: 'Agencies are working with both of these people. One of the cases must be ended before they can become one person.',
    });
  }
  if (outcome === 'since') {
    throw new WaymarkError('not-allowed-now', {
      text: 'One person cannot bring this record back any more: something was decided or begun with it since. Ask an identity reviewer to look at it. Nothing was changed.',
    });
  }
  if (outcome === 'only-record') {
    throw new WaymarkError('not-allowed-now', {
      text: 'This is the only record of this person: there is nothing to separate it from.',
    });
  }
}

export interface PairInput {
  left: number;
  right: number;
  verdict: Verdict;
  why: string;
}

/** Why a decision about this pair would take a second person, verdict by verdict. */
export async function risksOfPair(tx: Tx, pair: ReviewPair): Promise<Record<Verdict, Risk[]>> {
  const cluster = await findCluster(tx, pair.left, pair.right);
  const groups = cluster?.records.filter(({ id }) => id === pair.left || id === pair.right);
  const facts = {
    bits: pair.bits,
    worked: pair.worked,
    held: pair.held,
    rules: pair.evidence.rules.length,
    contradicted: cluster?.contradicted === true,
    together: groups?.length === 2 && groups[0]?.group === groups[1]?.group,
  };
  const risks = (verdict: Verdict) => risksOf(facts, verdict, defaultOffenderModel.thresholds);
  return { same: risks('same'), different: risks('different'), 'not-sure': [] };
}

/**
 * Decides about a pair of the review queue. "Same" makes one person of two, "different" keeps them apart. What is risky is
 * proposed, and a second person (`answerProposal`) makes it so.
 */
export const decidePair = defineAct<PairInput, Decided>({
  name: 'link:decide',
  right: 'link:decide',
  about: (input) => ({ subject: 'source_record', subjectId: input.left }),
  run: async (tx, typed, { wrote, emit }) => {
    const pair = await findReviewPair(tx, typed.left, typed.right);
    if (pair === undefined) return refuseGone(tx, typed);
    const input = { ...typed, left: pair.left, right: pair.right };
    const risks = (await risksOfPair(tx, pair))[input.verdict];
    await refuseProposed(tx, input);
    if (risks.length > 0) {
      const id = await proposeRow(tx, { ...input, risks });
      if (id === null) throw proposedMeanwhile();
      await wrote({
        subject: 'link_proposal',
        subjectId: id,
        detail: { verdict: input.verdict, outcome: 'proposed' },
      });
      return { outcome: 'proposed', people: [], proposalId: id };
    }
    const row = await decidePairRow(tx, input);
    refuse(row);
    await wrote({
      subject: 'source_record',
      subjectId: input.left,
      personId: row.kept ?? undefined,
      detail: { other: input.right, verdict: input.verdict, outcome: row.outcome, gone: row.other },
    });
    await emit('identity-decided', { personId: row.kept, otherId: row.other });
    return decided(row);
  },
});

const proposedMeanwhile = (): WaymarkError =>
  new WaymarkError('not-allowed-now', {
    text: 'A colleague has proposed a decision about these two records. Agree with it or say no to it first. Nothing was changed.',
  });

/** A pair that is not in the queue is decided by nobody: what it came to is said, and nothing is written. */
async function refuseGone(tx: Tx, input: PairInput): Promise<never> {
  refuse(await decidePairRow(tx, input));
  throw new WaymarkError('not-found');
}

async function refuseProposed(tx: Tx, { left, right }: PairInput): Promise<void> {
  const waiting = await listProposals(tx);
  if (waiting.some((one) => one.state === 'waiting' && one.left === left && one.right === right))
    throw proposedMeanwhile();
}

export interface SeparateInput {
  personId: number;
  recordId: number;
  /** The person's version as the form showed it. */
  version: number;
  why: string;
}

/**
 * "These are not one person": a record leaves for a person of its own. `rejoinRecord` undoes it. What is as risky as in the
 * queue is proposed, as there.
 */
export const separateRecord = defineAct<SeparateInput, Decided>({
  name: 'link:separate',
  right: 'link:decide',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, { wrote, emit }) => {
    const row = await separateRow(tx, input);
    if (row.outcome === 'second') {
      const id = await proposeSeparationRow(tx, input);
      if (id === null) throw await separationWaits(tx, input.recordId);
      await wrote({
        subject: 'link_proposal',
        subjectId: id,
        personId: input.personId,
        detail: { verdict: 'different', outcome: 'proposed', record: input.recordId },
      });
      return { outcome: 'proposed', people: [], proposalId: id };
    }
    refuse(row);
    if (row.outcome === 'stale')
      throw staleVersion({ version: (await getPerson(tx, input.personId)).version });
    await wrote({
      subject: 'source_record',
      subjectId: input.recordId,
      personId: input.personId,
      detail: { verdict: 'different', became: row.other },
    });
    await emit('identity-decided', { personId: row.kept, otherId: row.other });
    return decided(row);
  },
});

/** One's own proposal, and for whoever may see the queue any, is named; of others nobody is told that they are there. */
async function separationWaits(tx: Tx, recordId: number): Promise<WaymarkError> {
  const waits = (await listProposals(tx)).find(
    ({ state, separates }) => state === 'waiting' && separates === recordId,
  );
  if (waits === undefined)
    return new WaymarkError('not-allowed-now', {
      text: 'This takes two people. Either a colleague has proposed it and it waits, or you see no other record of this person that somebody could compare with. Nothing was changed.',
    });
  return new WaymarkError('not-allowed-now', {
    text: `${waits.mine ? 'You' : waits.staff} proposed this on ${showMoment(waits.at)}, and it waits for a second person: it stands on the person’s Records page, under “Decisions about who this is”. Nothing was changed.`,
  });
}

/** What two people separated, two bring back: it is proposed. */
async function proposeReturn(tx: Tx, input: { decisionId: number; why: string }): Promise<number> {
  const id = await proposeReturnRow(tx, input);
  if (id === null)
    throw new WaymarkError('not-allowed-now', {
      text: 'Bringing this record back takes two people, because separating it did. Either a colleague has proposed it and it waits, or you see no other record of this person that somebody could compare with. Nothing was changed.',
    });
  return id;
}

/** Undoes a separation: the record comes back to its person. Where it took two people, it is proposed. */
export const rejoinRecord = defineAct<{ personId: number; decisionId: number; why: string }, Decided>({
  name: 'link:rejoin',
  right: 'link:decide',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, { wrote, emit }) => {
    const row = await rejoinRow(tx, input);
    if (row.outcome === 'second') {
      const id = await proposeReturn(tx, input);
      await wrote({
        subject: 'link_proposal',
        subjectId: id,
        personId: input.personId,
        detail: { verdict: 'same', outcome: 'proposed', decision: input.decisionId },
      });
      return { outcome: 'proposed', people: [], proposalId: id };
    }
    refuse(row);
    await wrote({
      subject: 'link_decision',
      subjectId: input.decisionId,
      personId: input.personId,
      detail: { verdict: 'same', kept: row.kept, gone: row.other },
    });
    await emit('identity-decided', { personId: row.kept, otherId: row.other });
    return decided(row);
  },
});

/**
 * Takes one's own decision of the queue back: what it moved stands as before, and the pair waits again. A separation that
 * two people made is proposed to be taken back.
 */
export const takeBackDecision = defineAct<{ decisionId: number }, Decided>({
  name: 'link:take-back',
  right: 'link:decide',
  about: (input) => ({ subject: 'link_decision', subjectId: input.decisionId }),
  run: async (tx, input, { wrote, emit }) => {
    const row = await takeBackRow(tx, input.decisionId);
    if (row.outcome === 'second') {
      const id = await proposeReturn(tx, { ...input, why: 'I take my own decision back' });
      await wrote({
        subject: 'link_proposal',
        subjectId: id,
        detail: { verdict: 'same', outcome: 'proposed', decision: input.decisionId },
      });
      return { outcome: 'proposed', people: [], proposalId: id };
    }
    refuse(row);
    await wrote({
      subject: 'link_decision',
      subjectId: input.decisionId,
      personId: row.kept ?? undefined,
      detail: { outcome: row.outcome, other: row.other },
    });
    await emit('identity-decided', { personId: row.kept, otherId: row.other });
    return decided(row);
  },
});

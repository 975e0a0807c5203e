import { type Act, type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import {
  type MembershipAct,
  readRag,
  readReview,
  readReviewForm,
  readStatutory,
  readStrand,
  readTier,
  readTransition,
  readWhy,
  transitions,
} from './rules.ts';
import {
  findBorn,
  insertChange,
  lockMembership,
  type NewChange,
  updateRag,
  updateReview,
  updateReviewed,
  updateState,
  updateStatutory,
  updateStrand,
  updateTier,
  updateTransition,
} from './store.ts';
import {
  type ChangeKind,
  type Membership,
  type MembershipState,
  membershipStateWords,
  type Rag,
  type Review,
  ragWords,
  type Statutory,
  statutoryWords,
} from './types.ts';

interface Changing {
  membershipId: number;
  version: number;
  why: string;
}

interface Made {
  id: number;
}

interface Definition<Input extends Changing> {
  name: string;
  act: MembershipAct;
  what: ChangeKind;
  /** Checks and writes; says what was and what became. */
  write(
    tx: Tx,
    work: { membership: Membership; input: Input; context: ActContext; next: MembershipState },
  ): Promise<{ was: string | null; became: string; why: string; effectiveOn?: Day }>;
}

/** Every change of a membership is one shape: lock, compare, ask the table, write, keep the history. */
const change = <Input extends Changing>(definition: Definition<Input>): Act<Input, Made> =>
  defineAct<Input, Made>({
    name: definition.name,
    right: 'membership:rate',
    about: (input) => ({ subject: 'membership', subjectId: input.membershipId }),
    run: async (tx, input, context) => {
      const { membership, next } = await lockFor(tx, input, definition.act);
      const made = await definition.write(tx, { membership, input, context, next });
      await insertChange(tx, {
        ...made,
        membershipId: membership.id,
        personId: membership.personId,
        what: definition.what,
        staffId: context.actor.staffId,
        agencyId: context.actor.agencyId,
        at: context.now,
      });
      await context.wrote({
        subject: 'membership',
        subjectId: membership.id,
        personId: membership.personId,
        detail: { what: definition.what, became: made.became },
      });
      await context.emit('membership-changed', {
        membershipId: membership.id,
        personId: membership.personId,
        what: definition.what,
      });
      return { id: membership.id };
    },
  });

/** The membership as it stands, locked; refused where it was changed meanwhile or the act has no place now. */
async function lockFor(
  tx: Tx,
  input: Changing,
  act: MembershipAct,
): Promise<{ membership: Membership; next: MembershipState }> {
  const membership = await lockMembership(tx, input.membershipId);
  if (membership.version !== input.version)
    throw staleVersion({ ...wordsOf(membership), version: membership.version });
  const next = transitions[membership.state][act];
  if (next === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This cannot be done while the membership is “${membershipStateWords[membership.state].toLowerCase()}”.`,
      data: { allowed: Object.keys(transitions[membership.state]) },
    });
  return { membership, next };
}

/** What a membership says now, for the screen of somebody whose form is out of date. */
const wordsOf = (membership: Membership): Record<string, string> => ({
  rag: ragWords[membership.rag],
  tier: membership.tier ?? 'No tier',
  review: membership.nextReview === null ? 'No date' : showDay(membership.nextReview),
  state: membershipStateWords[membership.state],
  strand: membership.strand,
  statutory: statutoryWords[membership.statutory],
  transition: membership.transitionPlan ?? 'No plan',
});

const checked = <Value>(
  read: { value: Value; why: string } | { errors: FieldError[] },
): { value: Value; why: string } => {
  if ('errors' in read) throw invalid(read.errors);
  return read;
};

export interface RateInput extends Changing {
  rag: Rag;
}

/** Rates red, amber, green or blue, with the reason. */
export const rateMember = change<RateInput>({
  name: 'membership:rate',
  act: 'rate',
  what: 'rag',
  write: async (tx, { membership, input, context }) => {
    const { value, why } = checked(readRag({ value: input.rag, why: input.why }));
    await updateRag(tx, membership.id, value, context.now);
    return { was: membership.rag, became: value, why };
  },
});

export interface TierInput extends Changing {
  /** Null takes the tier away. */
  tier: string | null;
}

export const setTier = change<TierInput>({
  name: 'membership:tier',
  act: 'tier',
  what: 'tier',
  write: async (tx, { membership, input, context }) => {
    const tiers = await tiersInForce(tx, context);
    const { value, why } = checked(readTier({ value: input.tier ?? 'none', why: input.why }, tiers));
    await updateTier(tx, membership.id, value);
    return { was: membership.tier, became: value ?? 'none', why };
  },
});

export interface StrandInput extends Changing {
  strand: string;
}

/** Moves a member to another strand, which has to be one for their age. */
export const setStrand = change<StrandInput>({
  name: 'membership:strand',
  act: 'strand',
  what: 'strand',
  write: async (tx, { membership, input, context }) => {
    const { body } = await ruleInForce<StrandRule>(tx, context.actor.schemeId, 'strands', context.today);
    const born = await findBorn(tx, membership.personId);
    const { value, why } = checked(
      readStrand({ value: input.strand, why: input.why }, born, body, context.today),
    );
    await updateStrand(tx, membership.id, value);
    return { was: membership.strand, became: value, why };
  },
});

type StrandRule = Parameters<typeof readStrand>[2];

interface StatutoryInput extends Changing {
  statutory: Statutory;
  /** From when it holds. */
  from: Day;
}

/** Says from when somebody is on the scheme by order, of their own will, or both. No service asks for it. */
export const setStatutory = change<StatutoryInput>({
  name: 'membership:statutory',
  act: 'statutory',
  what: 'statutory',
  write: async (tx, { membership, input, context }) => {
    const form = { value: input.statutory, day: input.from, why: input.why };
    const { value, why } = checked(readStatutory(form, membership, context.today));
    await updateStatutory(tx, membership.id, value.status);
    return { was: membership.statutory, became: value.status, why, effectiveOn: value.from };
  },
});

interface TransitionInput extends Changing {
  plan: string;
}

/** Writes how a young person goes on to adult services; the words before stay in the row history. */
export const planTransition = change<TransitionInput>({
  name: 'membership:transition',
  act: 'transition',
  what: 'transition',
  write: async (tx, { membership, input }) => {
    const { value, why } = checked(readTransition({ plan: input.plan, why: input.why }));
    await updateTransition(tx, membership.id, value);
    return { was: membership.transitionPlan === null ? null : 'planned', became: 'planned', why };
  },
});

interface RecordReviewInput extends Changing, Review {}

/**
 * Records a review that was held: rating, tier and the next date in one version, a line of the history for each
 * thing that changed and one for the review itself, so that a review that changed nothing is there as well.
 */
export const recordReview = defineAct<RecordReviewInput, Made>({
  name: 'membership:record-review',
  right: 'membership:rate',
  about: (input) => ({ subject: 'membership', subjectId: input.membershipId }),
  run: async (tx, input, context) => {
    const { membership } = await lockFor(tx, input, 'review');
    const tiers = await tiersInForce(tx, context);
    const read = readReviewForm(
      { ...input, tier: input.tier ?? 'none' },
      { today: context.today, joinedOn: membership.joinedOn, tiers },
    );
    if ('errors' in read) throw invalid(read.errors);
    const { review } = read;
    await updateReviewed(tx, membership.id, { ...review, now: context.now });
    const lines = linesOfReview(membership, review);
    for (const line of lines)
      await insertChange(tx, {
        ...line,
        why: review.why,
        membershipId: membership.id,
        personId: membership.personId,
        staffId: context.actor.staffId,
        agencyId: context.actor.agencyId,
        at: context.now,
      });
    const changed = lines.map(({ what }) => what);
    const { id, personId } = membership;
    await context.wrote({
      subject: 'membership',
      subjectId: id,
      personId,
      detail: { what: 'review', heldOn: review.heldOn, changed: changed.join('+') },
    });
    for (const what of changed)
      await context.emit('membership-changed', { membershipId: id, personId, what });
    return { id };
  },
});

type ReviewLine = Pick<NewChange, 'what' | 'was' | 'became' | 'heldOn'>;

/** The review's own line last: the newest of the history. */
const linesOfReview = (was: Membership, found: Review): ReviewLine[] => [
  ...(was.rag === found.rag ? [] : [{ what: 'rag' as const, was: was.rag, became: found.rag }]),
  ...(was.tier === found.tier
    ? []
    : [{ what: 'tier' as const, was: was.tier, became: found.tier ?? 'none' }]),
  { what: 'review', was: was.nextReview, became: found.nextReview, heldOn: found.heldOn },
];

async function tiersInForce(tx: Tx, { actor, today }: ActContext): Promise<{ code: string }[]> {
  return (await ruleInForce<{ tiers: { code: string }[] }>(tx, actor.schemeId, 'tiers', today)).body.tiers;
}

export interface ReviewInput extends Changing {
  nextReview: Day;
}

/** Moves the date of the next review; nothing is said to have been reviewed. */
export const setReviewDate = change<ReviewInput>({
  name: 'membership:review',
  act: 'review',
  what: 'review',
  write: async (tx, { membership, input, context }) => {
    const { value, why } = checked(
      readReview({ value: isDay(input.nextReview) ? input.nextReview : '', why: input.why }, context.today),
    );
    await updateReview(tx, membership.id, value);
    return { was: membership.nextReview, became: value, why };
  },
});

interface SeveralInput {
  members: readonly { membershipId: number; version: number }[];
  nextReview: Day;
  why: string;
}

/** The same date of the next review for several members: all or none, each with its own line of the history. */
export const setReviewDates = defineAct<SeveralInput, { moved: number }>({
  name: 'membership:review-several',
  right: 'membership:rate',
  run: async (tx, input, context) => {
    const { value, why } = checked(readReview({ value: input.nextReview, why: input.why }, context.today));
    // In one order, so that two people moving the same dates wait for each other instead of deadlocking.
    const members = [...input.members].sort((left, right) => left.membershipId - right.membershipId);
    for (const one of members) {
      const { membership } = await lockFor(tx, { ...one, why }, 'review');
      const { id, personId } = membership;
      await updateReview(tx, id, value);
      await insertChange(tx, {
        was: membership.nextReview,
        became: value,
        why,
        membershipId: id,
        personId,
        what: 'review',
        staffId: context.actor.staffId,
        agencyId: context.actor.agencyId,
        at: context.now,
      });
      await context.wrote({
        subject: 'membership',
        subjectId: id,
        personId,
        detail: { what: 'review', became: value },
      });
      await context.emit('membership-changed', { membershipId: id, personId, what: 'review' });
    }
    return { moved: members.length };
  },
});

const stateChange = (name: string, act: 'suspend' | 'resume') =>
  change<Changing>({
    name,
    act,
    what: 'state',
    write: async (tx, { membership, input, next }) => {
      const { why } = checked(readWhy(input));
      await updateState(tx, membership.id, next);
      return { was: membership.state, became: next, why };
    },
  });

/** Suspends (a prison sentence, a hospital stay): the person stays a member and keeps the team. */
export const suspendMember = stateChange('membership:suspend', 'suspend');
export const resumeMember = stateChange('membership:resume', 'resume');

import { type Act, type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { type Day, isDay, showDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type MembershipAct, readRag, readReview, readTier, readWhy, transitions } from './rules.ts';
import { insertChange, lockMembership, updateRag, updateReview, updateState, updateTier } from './store.ts';
import {
  type Change,
  type Membership,
  type MembershipState,
  membershipStateWords,
  type Rag,
  ragWords,
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
  what: Change;
  /** Checks and writes; says what was and what became. */
  write(
    tx: Tx,
    work: { membership: Membership; input: Input; context: ActContext; next: MembershipState },
  ): Promise<{ was: string | null; became: string; why: string }>;
}

/** Every change of a membership is one shape: lock, compare, ask the table, write, keep the history. */
const change = <Input extends Changing>(definition: Definition<Input>): Act<Input, Made> =>
  defineAct<Input, Made>({
    name: definition.name,
    right: 'membership:rate',
    about: (input) => ({ subject: 'membership', subjectId: input.membershipId }),
    run: async (tx, input, context) => {
      const membership = await lockMembership(tx, input.membershipId);
      if (membership.version !== input.version)
        throw staleVersion({ ...wordsOf(membership), version: membership.version });
      const next = transitions[membership.state][definition.act];
      if (next === undefined)
        throw new WaymarkError('not-allowed-now', {
          text: `This cannot be done while the membership is “${membershipStateWords[membership.state].toLowerCase()}”.`,
          data: { allowed: Object.keys(transitions[membership.state]) },
        });
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

/** What a membership says now, for the screen of somebody whose form is out of date. */
const wordsOf = (membership: Membership): Record<string, string> => ({
  rag: ragWords[membership.rag],
  tier: membership.tier ?? 'No tier',
  review: membership.nextReview === null ? 'No date' : showDay(membership.nextReview),
  state: membershipStateWords[membership.state],
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
    const rule = await ruleInForce<{ tiers: { code: string }[] }>(
      tx,
      context.actor.schemeId,
      'tiers',
      context.today,
    );
    const { value, why } = checked(
      readTier({ value: input.tier ?? 'none', why: input.why }, rule.body.tiers),
    );
    await updateTier(tx, membership.id, value);
    return { was: membership.tier, became: value ?? 'none', why };
  },
});

export interface ReviewInput extends Changing {
  nextReview: Day;
}

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

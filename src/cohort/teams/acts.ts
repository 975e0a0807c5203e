import { closeReasons, openReason } from '../../access/reasons.ts';
import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { addDays, dayStart } from '../../kernel/clock.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import type { ActivityInput, HandoverInput } from './rules.ts';
import {
  insertActivity,
  insertHandover,
  insertOwnerChange,
  lockCase,
  lockHandover,
  setOwner,
  setReturned,
  withdrawActivity,
} from './store.ts';
import type { Owner } from './types.ts';

const about = ({ personId }: { personId: number }) => ({ subject: 'person', subjectId: personId });
const sourceOf = (id: number): string => `team-handover:${id}`;

/** Says whether one member of staff leads the case or the team owns it. Access does not change by it. */
export const changeOwner = defineAct<
  { personId: number; version: number; owner: Owner; why: string },
  { membershipId: number }
>({
  name: 'membership:own',
  right: 'case:allocate',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const current = await lockCase(tx, input.personId, actor.schemeId);
    if (current.version !== input.version)
      throw staleVersion({ owner: current.ownedBy, version: current.version });
    if (current.ownedBy === input.owner)
      throw new WaymarkError('not-allowed-now', { text: 'It is owned so already.' });
    await setOwner(tx, current.membershipId, input.owner);
    await insertOwnerChange(tx, {
      membershipId: current.membershipId,
      personId: input.personId,
      at: now,
      was: current.ownedBy,
      became: input.owner,
      why: input.why,
      staffId: actor.staffId,
      agencyId: actor.agencyId,
    });
    await wrote({
      subject: 'membership',
      subjectId: current.membershipId,
      personId: input.personId,
      detail: { owner: input.owner },
    });
    return { membershipId: current.membershipId };
  },
});

/** Gives a neighbourhood team the work with a member until a day; the member's own team keeps the case. */
export const handOver = defineAct<HandoverInput & { personId: number }, { id: number }>({
  name: 'team:hand-over',
  right: 'case:allocate',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const current = await lockCase(tx, input.personId, actor.schemeId);
    const made = await insertHandover(tx, {
      ...input,
      membershipId: current.membershipId,
      at: now,
      staffId: actor.staffId,
    });
    if (made === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'They are with a neighbourhood team already. Take them back first.',
      });
    await openReason(tx, {
      personId: input.personId,
      kind: 'team',
      holder: { teamId: input.teamId },
      source: sourceOf(made.id),
      closesAt: dayStart(addDays(input.untilDay, 1)),
    });
    await wrote({
      subject: 'team_handover',
      subjectId: made.id,
      personId: input.personId,
      detail: { team: input.teamId },
    });
    return { id: made.id };
  },
});

/** Takes a member back from a neighbourhood team, with what came of it; the team's access ends at once. */
export const takeBackFromTeam = defineAct<{ personId: number; id: number; note: string }, { id: number }>({
  name: 'team:take-back',
  right: 'case:allocate',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const handover = await lockHandover(tx, input.id, input.personId);
    if ((await setReturned(tx, { ...input, at: now, staffId: actor.staffId })) === 0)
      throw new WaymarkError('not-allowed-now', {
        text: `They were taken back by ${handover.returnedBy ?? 'somebody'} already.`,
      });
    await closeReasons(tx, { source: sourceOf(input.id), personId: input.personId });
    await wrote({ subject: 'team_handover', subjectId: input.id, personId: input.personId });
    return { id: input.id };
  },
});

/** Notes prevention, intelligence or enforcement work about a member. It counts for the case's own team. */
export const recordActivity = defineAct<ActivityInput & { personId: number }, { id: number }>({
  name: 'team:record-activity',
  right: 'activity:record',
  about,
  run: async (tx, input, { actor, wrote }) => {
    const { teamId } = await lockCase(tx, input.personId, actor.schemeId);
    const { id } = await insertActivity(tx, {
      ...input,
      teamId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
    });
    await wrote({
      subject: 'team_activity',
      subjectId: id,
      personId: input.personId,
      detail: { kind: input.kind },
    });
    return { id };
  },
});

/** Takes back what was recorded by mistake: it stays to be seen and counts for nothing. */
export const takeBackActivity = defineAct<
  { personId: number; id: number; version: number; why: string },
  { id: number }
>({
  name: 'team:withdraw-activity',
  right: 'activity:record',
  about,
  run: async (tx, input, { wrote }) => {
    if ((await withdrawActivity(tx, input)) === 0)
      throw new WaymarkError('not-allowed-now', {
        text: 'It was taken back or changed already, or is another agency’s.',
      });
    await wrote({ subject: 'team_activity', subjectId: input.id, personId: input.personId });
    return { id: input.id };
  },
});

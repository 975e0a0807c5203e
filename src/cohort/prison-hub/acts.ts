import { closeReasons, openReason } from '../../access/reasons.ts';
import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { listStaffInRoles } from '../../scheme/directory.ts';
import { prisonAccessEnds, releaseWindow } from './rules.ts';
import { findRelease, insertPlan, lockPlan, nameOfficer, updatePlan } from './store.ts';
import type { PlanInput, Release } from './types.ts';

/** @throws WaymarkError `not-allowed-now` where no release of the person lies ahead, or it moved to another day. */
async function releaseOf(
  tx: Tx,
  { actor, today }: ActContext,
  about: { personId: number; releaseOn: string },
): Promise<Release> {
  const window = { schemeId: actor.schemeId, ...releaseWindow(today) };
  const release = await findRelease(tx, window, about.personId);
  if (release === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: 'No release of this person lies in the next 12 weeks.',
    });
  if (release.releaseOn !== about.releaseOn)
    throw new WaymarkError('not-allowed-now', {
      text: 'The day of release has moved since this form was opened. Open it again.',
    });
  return release;
}

/** Keeps the plan for a release: what is arranged, and who meets them at the gate. */
export const keepReleasePlan = defineAct<PlanInput, { id: number }>({
  name: 'release:plan',
  right: 'contact:record',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, context) => {
    const { actor, now } = context;
    const release = await releaseOf(tx, context, input);
    const plan = await lockPlan(tx, actor.schemeId, input.personId, input.releaseOn);
    if ((plan?.version ?? 0) !== input.version)
      throw staleVersion({
        text: `${plan?.changedBy ?? 'Somebody'} changed it. At the gate: ${plan?.pickupBy ?? 'nobody named'}.`,
        version: plan?.version ?? 0,
      });
    const row = { ...input, staffId: actor.staffId, now };
    const { schemeId, agencyId } = actor;
    const { id } = plan ?? (await insertPlan(tx, { ...row, schemeId, agencyId, prison: release.prison }));
    if (plan !== undefined) await updatePlan(tx, id, row);
    await context.wrote({ subject: 'release_plan', subjectId: id, personId: input.personId });
    return { id };
  },
});

/**
 * Names the prison's offender manager for a release: they see the person, by a reason of their own, until
 * fourteen days after it, and whoever was named before no longer does.
 */
export const namePrisonOfficer = defineAct<
  { personId: number; releaseOn: string; staffId: number },
  { id: number }
>({
  name: 'release:name-officer',
  right: 'access:open',
  about: (input) => ({ subject: 'person', subjectId: input.personId }),
  run: async (tx, input, context) => {
    const { actor, now } = context;
    const release = await releaseOf(tx, context, input);
    const officers = await listStaffInRoles(tx, actor.schemeId, ['prison-offender-manager']);
    if (!officers.some(({ id }) => id === input.staffId))
      throw invalid([{ field: 'officer', text: 'Choose a prison offender manager from the list' }]);
    const { schemeId, agencyId, staffId } = actor;
    const plan =
      (await lockPlan(tx, schemeId, input.personId, input.releaseOn)) ??
      (await insertPlan(tx, {
        personId: input.personId,
        releaseOn: input.releaseOn,
        parts: {},
        pickupBy: null,
        pickupAt: null,
        schemeId,
        agencyId,
        prison: release.prison,
        staffId,
        now,
      }));
    await nameOfficer(tx, plan.id, { prisonStaffId: input.staffId, staffId, now });
    const source = `release:${plan.id}`;
    await closeReasons(tx, { source, personId: input.personId });
    await openReason(tx, {
      personId: input.personId,
      kind: 'custody',
      holder: { staffId: input.staffId },
      source,
      closesAt: prisonAccessEnds(input.releaseOn),
    });
    await context.wrote({
      subject: 'release_plan',
      subjectId: plan.id,
      personId: input.personId,
      detail: { officer: input.staffId },
    });
    return { id: plan.id };
  },
});

import { closeReasons, openReason } from '../../access/reasons.ts';
import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { isOnScheme } from '../on-scheme.ts';
import { notNow } from './acts.ts';
import { closeUnmetRow, insertUnmet, lockUnmet, type UnmetKey } from './need-store.ts';
import { type UnmetInput, unmetStateWords } from './need-types.ts';
import { getReferral } from './store.ts';

/** Records a need for which there is no service or no place. The pathways manager sees it while it is open. */
export const recordUnmetNeed = defineAct<UnmetInput & { personId: number }, { id: number }>({
  name: 'unmet:record',
  right: 'referral:make',
  about: ({ personId }) => ({ subject: 'person', subjectId: personId }),
  run: async (tx, input, { actor, now, wrote }) => {
    if (!(await isOnScheme(tx, input.personId)))
      throw notNow('Needs are recorded of people on the scheme only.');
    const { id } = await insertUnmet(tx, {
      ...input,
      schemeId: actor.schemeId,
      agencyId: actor.agencyId,
      staffId: actor.staffId,
      at: now,
    });
    if (input.handling === 'partners')
      await openReason(tx, {
        personId: input.personId,
        kind: 'referral',
        holder: { post: `pathways:${actor.schemeId}` },
        source: `unmet:${id}`,
      });
    await wrote({
      subject: 'unmet_need',
      subjectId: id,
      personId: input.personId,
      detail: { pathway: input.pathway, base: input.baseId, why: input.why },
    });
    return { id };
  },
});

export interface ClosingUnmet extends UnmetKey {
  version: number;
  /** The referral that meets it; without one, why it is closed. */
  referralId: number | null;
  why: string | null;
}

/** Closes it: by a referral that was sent, or with a reason. */
export const closeUnmetNeed = defineAct<ClosingUnmet, { id: number }>({
  name: 'unmet:close',
  right: 'referral:make',
  about: ({ id }) => ({ subject: 'unmet_need', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const need = await lockUnmet(tx, input);
    if (need.version !== input.version)
      throw staleVersion({ text: `${need.need} (${unmetStateWords[need.state]})`, version: need.version });
    if (need.state !== 'open') throw notNow('This need is closed already.');
    if (input.referralId !== null) {
      const referral = await getReferral(tx, input.referralId);
      if (referral.personId !== input.personId || referral.sentAt === null)
        throw notNow('Choose a referral of this person that was sent.');
    }
    await closeUnmetRow(tx, input.id, { ...input, by: actor.staffId, at: now });
    await closeReasons(tx, { source: `unmet:${input.id}`, personId: input.personId, kind: 'referral' });
    await wrote({
      subject: 'unmet_need',
      subjectId: input.id,
      personId: input.personId,
      detail: { referral: input.referralId },
    });
    return { id: input.id };
  },
});

import { defineAct } from '../../kernel/acts.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import type { VisitRule } from './types.ts';
import { exampleVisitRule, extendedEnd, minutesLater, visitTransitions } from './visit-rules.ts';
import {
  askHelpRow,
  emitVisit,
  endFoundVisit,
  endVisitRow,
  extendVisitRow,
  findOwnOut,
  insertVisit,
  lockOwnVisit,
} from './visit-store.ts';

/** Out to an appointment of one's own, or of a colleague whom one covers. They say how long they expect to be. */
export const startVisit = defineAct<{ contactId: number; personId: number; minutes: number }, { id: number }>(
  {
    name: 'visit:start',
    right: 'contact:record',
    about: ({ contactId }) => ({ subject: 'contact', subjectId: contactId }),
    run: async (tx, input, { actor, now, today, wrote }) => {
      const rule = await findRule<VisitRule>(tx, actor.schemeId, 'visits', today);
      const open = await findOwnOut(tx, actor.staffId);
      if (open !== undefined)
        throw new WaymarkError('not-allowed-now', {
          text: 'You are out on a visit already. Say that you are safe there before you start another.',
          data: { visit: open.id },
        });
      const made = await insertVisit(tx, {
        ...input,
        staffId: actor.staffId,
        schemeId: actor.schemeId,
        startedAt: now,
        expectedAt: minutesLater(now, input.minutes),
        graceMinutes: rule?.body.graceMinutes ?? exampleVisitRule.graceMinutes,
      });
      if (made === undefined) throw notFound();
      await wrote({
        subject: 'visit',
        subjectId: made.id,
        personId: input.personId,
        detail: { contact: input.contactId, minutes: input.minutes },
      });
      return made;
    },
  },
);

/** More time. No version is asked for: whoever is on a doorstep is not told that somebody was faster. */
export const extendVisit = defineAct<{ id: number; minutes: number }, { id: number }>({
  name: 'visit:extend',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'visit', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const visit = await lockOwnVisit(tx, { id: input.id, staffId: actor.staffId });
    if (visit === undefined) throw notFound();
    if (visitTransitions[visit.state].extend === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'This visit has ended.',
        data: { allowed: Object.keys(visitTransitions[visit.state]) },
      });
    await extendVisitRow(tx, input.id, extendedEnd(visit.expectedAt, now, input.minutes));
    await wrote({
      subject: 'visit',
      subjectId: input.id,
      personId: visit.personId,
      detail: { minutes: input.minutes },
    });
    return { id: input.id };
  },
});

/** "I need help now." Said in red to whoever looks out for them, until they are safe. */
export const askHelp = defineAct<{ id: number }, { id: number }>({
  name: 'visit:help',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'visit', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const visit = await lockOwnVisit(tx, { id: input.id, staffId: actor.staffId });
    if (visit === undefined) throw notFound();
    if (visitTransitions[visit.state].help === undefined)
      throw new WaymarkError('not-allowed-now', {
        text: 'This visit has ended, so nobody looks out for it. Ring 999, or your team.',
        data: { allowed: Object.keys(visitTransitions[visit.state]) },
      });
    await askHelpRow(tx, input.id, now);
    await emitVisit(tx, 'visit-help', { id: input.id, staffId: actor.staffId });
    await wrote({ subject: 'visit', subjectId: input.id, personId: visit.personId });
    return { id: input.id };
  },
});

/** "I am safe." Said twice it is said once. */
export const endVisit = defineAct<{ id: number }, { id: number }>({
  name: 'visit:safe',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'visit', subjectId: id }),
  run: async (tx, input, { actor, now, wrote }) => {
    const visit = await lockOwnVisit(tx, { id: input.id, staffId: actor.staffId });
    if (visit === undefined) throw notFound();
    if (visitTransitions[visit.state].safe !== undefined)
      await endVisitRow(tx, input.id, { at: now, by: actor.staffId });
    await wrote({ subject: 'visit', subjectId: input.id, personId: visit.personId });
    return { id: input.id };
  },
});

/** A colleague has reached them and says so. */
export const endVisitOfOther = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'visit:found',
  right: 'contact:record',
  about: ({ id }) => ({ subject: 'visit', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    const staffId = await endFoundVisit(tx, input.id, input.version);
    if (staffId === null)
      throw new WaymarkError('not-allowed-now', {
        text: 'They have said so themselves, or asked for more time. Open the list again.',
      });
    await wrote({ subject: 'visit', subjectId: input.id, detail: { staff: staffId } });
    return { id: input.id };
  },
});

import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { sql } from '../../kernel/database.ts';
import { type FieldError, invalid, WaymarkError } from '../../kernel/errors.ts';
import { findMembership } from '../membership/memberships.ts';
import { findCandidateOf, moveCandidate } from '../selection/candidates.ts';
import { hearRepresentation } from './after-acts.ts';
import { hasUnheard } from './after-store.ts';
import { placeOnAgenda, refuseUnless } from './agenda.ts';
import { insertCopy, lockView, writeOrder, writeView } from './agenda-store.ts';
import type { PlannedDay } from './recurring.ts';
import { panelRule, refuseStaleMeeting } from './refusals.ts';
import { viewProblem } from './rules.ts';
import {
  callOffEmptyOf,
  countItems,
  getItem,
  getMeeting,
  insertAttendance,
  insertMeeting,
  lockMeeting,
} from './store.ts';
import type { Source } from './types.ts';

export interface SeriesInput {
  baseId: number | null;
  everyWeeks: number;
  weekday: number;
  startsAt: string;
  onHoliday: 'move' | 'flag';
  chairId: number;
  invited: number[];
  days: PlannedDay[];
}

/** Plans the meetings of a series, each with the quorum of the rule in force today. */
export const planSeries = defineAct<SeriesInput, { id: number; meetings: number }>({
  name: 'panel:plan-series',
  right: 'panel:prepare',
  run: async (tx, input, context) => {
    const { schemeId, staffId } = context.actor;
    const { body } = await panelRule(tx, context);
    const { id } = await tx.one(sql<{ id: number }>`
      insert into panel_series (scheme_id, base_id, every_weeks, weekday, starts_at, on_holiday, chair_id, made_by)
      values (${schemeId}, ${input.baseId}, ${input.everyWeeks}, ${input.weekday}, ${input.startsAt}, ${input.onHoliday}, ${input.chairId}, ${staffId})
      returning id`);
    for (const { day, movedFrom, isHoliday } of input.days) {
      const { baseId, chairId, invited, startsAt } = input;
      const meeting = {
        heldOn: day,
        baseId,
        chairId,
        invited,
        startsAt,
        series: { id, movedFrom, isHoliday },
      };
      const made = await insertMeeting(tx, schemeId, meeting, body);
      await insertAttendance(tx, made.id, [chairId, ...invited]);
    }
    await context.wrote({ subject: 'panel_series', subjectId: id, detail: { meetings: input.days.length } });
    return { id, meetings: input.days.length };
  },
});

/** Ends a series: what still lies ahead, planned and empty, is called off; meetings with people on them stay. */
export const endSeries = defineAct<{ meetingId: number }, { meetings: number }>({
  name: 'panel:end-series',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const { seriesId } = await getMeeting(tx, input.meetingId);
    if (seriesId === null)
      throw new WaymarkError('not-allowed-now', { text: 'This meeting was planned by itself.' });
    const meetings = await callOffEmptyOf(tx, seriesId, context.today, context.now);
    await context.wrote({ subject: 'panel_series', subjectId: seriesId, detail: { called_off: meetings } });
    return { meetings };
  },
});

export interface PickedItem {
  source: Source;
  personId: number;
  /** The representation, for one. */
  ref: number | null;
  why: string;
}

/** Puts whom the sources named on the agenda, each with why they are there. */
export const assembleAgenda = defineAct<{ meetingId: number; picked: PickedItem[] }, { added: number }>({
  name: 'panel:assemble',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    if (input.picked.length === 0)
      throw invalid([{ field: 'picked', text: 'Choose who is to be put on the agenda' }]);
    for (const { source, personId, ref, why } of input.picked) {
      if (source === 'representation' && ref !== null) {
        await hearRepresentation.run(tx, { id: ref, meetingId: input.meetingId }, context);
        continue;
      }
      const candidate =
        source === 'candidate' ? await findCandidateOf(tx, context.actor.schemeId, personId) : undefined;
      if (candidate !== undefined) await moveCandidate(tx, candidate, 'propose', why);
      else if ((await findMembership(tx, personId)) === undefined)
        throw new WaymarkError('not-allowed-now', { text: 'One of them is not on the scheme any more.' });
      await placeOnAgenda(tx, context, {
        meetingId: input.meetingId,
        personId,
        candidateId: candidate?.id ?? null,
        question: candidate === undefined ? 'review' : 'adopt',
        source,
        why,
      });
      await context.wrote({
        subject: 'panel_meeting',
        subjectId: input.meetingId,
        personId,
        detail: { source },
      });
    }
    return { added: input.picked.length };
  },
});

/** The order of the agenda and the minutes that each takes. */
export const orderAgenda = defineAct<
  {
    meetingId: number;
    version: number;
    order: { itemId: number; position: number; minutes: number | null }[];
  },
  { items: number }
>({
  name: 'panel:order',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await lockMeeting(tx, input.meetingId);
    refuseUnless(meeting, 'add');
    refuseStaleMeeting(meeting, input.version);
    const errors: FieldError[] = input.order.flatMap(({ itemId, position, minutes }) => [
      ...(Number.isInteger(position) && position >= 1 && position <= 999
        ? []
        : [{ field: `position-${itemId}`, text: 'Enter the place on the agenda as a number from 1' }]),
      ...(minutes === null || (Number.isInteger(minutes) && minutes >= 1 && minutes <= 120)
        ? []
        : [{ field: `minutes-${itemId}`, text: 'Enter the minutes as a number from 1 to 120' }]),
    ]);
    if (errors.length > 0) throw invalid(errors);
    const items = await writeOrder(tx, meeting.id, input.order);
    await tx.run(sql`update panel_meeting set version = version + 1 where id = ${meeting.id}`);
    await context.wrote({ subject: 'panel_meeting', subjectId: meeting.id, detail: { items } });
    return { items };
  },
});

export interface ViewInput {
  id: number;
  version: number;
  stance: 'for' | 'against' | 'neither';
  view: string;
  handling: 'partners' | 'statutory';
}

/** The agency's view, by somebody of it, until the item is decided or the day of the meeting is over. */
export const giveView = defineAct<ViewInput, { itemId: number }>({
  name: 'panel:give-view',
  right: 'see:panel',
  run: async (tx, input, context) => {
    const asked = await lockView(tx, input.id);
    const { actor, now } = context;
    if (asked.agencyId !== actor.agencyId)
      throw new WaymarkError('right-missing', { text: 'Each agency gives its own view.' });
    const { decision, meetingId } = await getItem(tx, asked.itemId);
    const late = viewProblem(await getMeeting(tx, meetingId), decision, context.today);
    if (late !== undefined) throw new WaymarkError('not-allowed-now', { text: late });
    if (asked.version !== input.version)
      throw staleVersion({
        text: `${asked.givenBy ?? 'Somebody'}: ${asked.view ?? ''}`,
        version: asked.version,
      });
    const view = input.view.trim();
    if (view === '') throw invalid([{ field: 'view', text: 'Write your agency’s view' }]);
    await writeView(tx, asked.id, { ...input, view, staffId: actor.staffId, now });
    await context.wrote({
      subject: 'panel_view',
      subjectId: asked.id,
      personId: asked.personId,
      detail: { stance: input.stance, item: asked.itemId },
    });
    return { itemId: asked.itemId };
  },
});

/** A numbered copy of the pack for whoever takes it; its pages carry the number and the name. */
export const takeCopy = defineAct<{ meetingId: number }, { number: number }>({
  name: 'panel:take-copy',
  right: 'see:panel',
  about: (input) => ({ subject: 'panel_meeting', subjectId: input.meetingId }),
  run: async (tx, input, context) => {
    const meeting = await getMeeting(tx, input.meetingId);
    const people = (await countItems(tx, meeting.id)).reduce((sum, { count }) => sum + count, 0);
    if (people === 0)
      throw new WaymarkError('not-allowed-now', { text: 'There is nobody on the agenda whom you may see.' });
    const { number } = await insertCopy(tx, {
      meetingId: meeting.id,
      staffId: context.actor.staffId,
      now: context.now,
      people,
    });
    await context.wrote({
      subject: 'panel_meeting',
      subjectId: meeting.id,
      detail: { copy: number, people },
    });
    return { number };
  },
});

/**
 * Puts a decision that was wrong on an agenda again: the new decision names it, and the old one stands as it was signed.
 */
export const correctDecision = defineAct<
  { itemId: number; meetingId: number; why: string },
  { itemId: number | null }
>({
  name: 'panel:correct',
  right: 'panel:prepare',
  about: (input) => ({ subject: 'panel_item', subjectId: input.itemId }),
  run: async (tx, input, context) => {
    const wrong = await getItem(tx, input.itemId);
    if (wrong.decision === null)
      throw new WaymarkError('not-allowed-now', { text: 'It is not decided: there is nothing to correct.' });
    if (input.why.trim() === '')
      throw invalid([{ field: 'why', text: 'Say what is wrong with the decision' }]);
    if (await hasUnheard(tx, wrong.personId))
      throw new WaymarkError('not-allowed-now', {
        text: 'Something was said against a decision about this person and is not heard yet. Put that on an agenda: its answer is a new decision.',
      });
    const isMember = (await findMembership(tx, wrong.personId)) !== undefined;
    const candidate = isMember
      ? undefined
      : await findCandidateOf(tx, context.actor.schemeId, wrong.personId);
    const adopts = candidate !== undefined && ['listed', 'declined', 'deferred'].includes(candidate.state);
    if (adopts) await moveCandidate(tx, candidate, 'propose', input.why);
    const itemId = await placeOnAgenda(tx, context, {
      meetingId: input.meetingId,
      personId: wrong.personId,
      candidateId: adopts ? candidate.id : null,
      question: isMember ? 'review' : adopts ? 'adopt' : 're-enter',
      source: 'correction',
      corrects: wrong.id,
      why: input.why.trim(),
    });
    await context.wrote({
      subject: 'panel_item',
      subjectId: wrong.id,
      personId: wrong.personId,
      detail: { corrected_by: itemId, meeting: input.meetingId },
    });
    return { itemId };
  },
});

import { type ActContext, defineAct } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { lockFor, type OneItem } from './acts.ts';
import { transitions } from './rules.ts';
import {
  getBriefing,
  insertBriefing,
  insertItem,
  listMadeItems,
  listTellable,
  noteDestroyed,
  putBack,
  reopen,
  sizeOf,
  touchBriefing,
  updateItem,
} from './store.ts';
import type { AreasRule, Briefing, MadeItem } from './types.ts';

const subject = 'briefing';
const about = ({ id }: { id: number }) => ({ subject, subjectId: id });

/** Puts somebody back who was taken out of a briefing that is still out. */
export const putPersonBack = defineAct<OneItem, { id: number }>({
  name: 'briefing:put-back',
  right: 'briefing:release',
  about,
  run: async (tx, input, { now, wrote }) => {
    const briefing = await lockFor(tx, input.id, null, 'put-back');
    const item = (await listMadeItems(tx, input.id)).find(({ id }) => id === input.itemId);
    if (item === undefined) throw notFound();
    if (item.withdrawnWhy === null || !item.stands || briefing.untilAt <= now)
      throw new WaymarkError('not-allowed-now', {
        text: item.stands
          ? 'They are in it, or its time has passed.'
          : 'They may not be told of: they are not on the scheme, or access to them is limited.',
      });
    await putBack(tx, input.id, input.itemId);
    await reopen(tx, input.id, item.personId);
    await touchBriefing(tx, input.id);
    await wrote({ subject, subjectId: input.id, personId: item.personId });
    return { id: input.id };
  },
});

export interface MadeAgain {
  id: number;
  people: number;
  /** How many are no longer allowed: people, and reports that were told of those who still are. */
  leftOut: number;
  reportsLeftOut: number;
}

/**
 * Makes a draft from one that is out, has ended or was withdrawn: its people, what to look for and whom to call. What is
 * told of them is taken afresh at its release. A correction takes the place of the one that is out when it is released.
 */
const makeFrom = (kind: 'again' | 'correct') =>
  defineAct<{ id: number; what: string }, MadeAgain>({
    name: kind === 'again' ? 'briefing:make-again' : 'briefing:correct',
    right: 'briefing:make',
    about,
    run: async (tx, input, context) => {
      // One that has ended is not changed by it, and stands locked for everybody: it is read.
      const earlier =
        kind === 'correct' ? await lockFor(tx, input.id, null, kind) : await getBriefing(tx, input.id);
      if (transitions[earlier.state][kind] === undefined)
        throw new WaymarkError('not-allowed-now', { text: 'A draft is changed, not made again.' });
      if (kind === 'correct' && earlier.untilAt <= context.now)
        throw new WaymarkError('not-allowed-now', { text: 'Its time has passed: make it again instead.' });
      const id = await draftFrom(tx, earlier, kind === 'correct' ? input.what : undefined, context);
      const items = (await listMadeItems(tx, input.id)).filter(({ withdrawnWhy }) => withdrawnWhy === null);
      const allowed = items.filter(({ stands }) => stands);
      let reportsLeftOut = 0;
      for (const item of allowed) {
        reportsLeftOut += await copyItem(tx, id, item);
        await context.wrote({ subject, subjectId: id, personId: item.personId, detail: { from: input.id } });
      }
      await context.wrote({ subject, subjectId: id, detail: { from: input.id, people: allowed.length } });
      const size = Math.max(await sizeOf(tx, input.id), items.length);
      return { id, people: allowed.length, leftOut: size - allowed.length, reportsLeftOut };
    },
  });

export const makeAgain = makeFrom('again');
export const correctBriefing = makeFrom('correct');

async function draftFrom(
  tx: Tx,
  earlier: Briefing,
  what: string | undefined,
  { actor, now, today }: ActContext,
): Promise<number> {
  const { schemeId, agencyId, staffId } = actor;
  const rule = (await findRule<AreasRule>(tx, schemeId, 'briefing-areas', today))?.body;
  const lasts = Math.min(
    earlier.untilAt.getTime() - earlier.fromAt.getTime(),
    (rule?.mostHours ?? 24) * 3_600_000,
  );
  const made = await insertBriefing(tx, {
    ...earlier,
    schemeId,
    agencyId,
    staffId,
    area: {
      code: earlier.area,
      name: earlier.areaName,
      kind: earlier.areaKind,
      team: earlier.team,
      beats: [],
    },
    fromAt: what === undefined || earlier.fromAt < now ? now : earlier.fromAt,
    untilAt: what === undefined ? new Date(now.getTime() + lasts) : earlier.untilAt,
    at: now,
    madeFrom: earlier.id,
    corrects: what === undefined ? undefined : { id: earlier.id, what },
  });
  if (made === undefined) throw notFound();
  return made.id;
}

/** How many of its reports may no longer be told. */
async function copyItem(tx: Tx, briefingId: number, item: MadeItem): Promise<number> {
  await insertItem(tx, { ...item, briefingId });
  const made = (await listMadeItems(tx, briefingId)).find(({ personId }) => personId === item.personId);
  if (made === undefined) throw notFound();
  const tellable = (await listTellable(tx, item.personId)).map(({ id }) => id);
  const reportIds = item.reportIds.filter((id) => tellable.includes(Number(id)));
  await updateItem(tx, { ...item, briefingId, id: made.id, version: made.version, reportIds });
  return item.reportIds.length - reportIds.length;
}

/** Whoever has it on paper says that the paper is destroyed: what was withdrawn, or told of somebody taken out since. */
const destroyBy = (right: 'see:briefing' | 'briefing:make') =>
  defineAct<{ id: number }, { copies: number }>({
    name: right === 'see:briefing' ? 'briefing:destroyed' : 'briefing:destroyed-own',
    right,
    about,
    run: async (tx, input, { actor, now, wrote }) => {
      const copies = await noteDestroyed(tx, input.id, actor.staffId, now);
      if (copies === 0) throw notFound();
      await wrote({ subject, subjectId: input.id, detail: { copies } });
      return { copies };
    },
  });

export const sayDestroyed = destroyBy('see:briefing');
export const sayOwnDestroyed = destroyBy('briefing:make');

import { type ActContext, defineAct, staleVersion } from '../../kernel/acts.ts';
import { addYears } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { notFound, WaymarkError } from '../../kernel/errors.ts';
import { findRule } from '../../scheme/rules.ts';
import { partsOf } from './part-rules.ts';
import { type BriefingAct, hereOf, type ItemInput, lacking, type NewBriefing, transitions } from './rules.ts';
import {
  acknowledge,
  closeToTeam,
  deleteItem,
  getBriefing,
  insertBriefing,
  insertCopy,
  insertItem,
  insertParts,
  listItems,
  listMadeItems,
  listSuggested,
  lockBriefing,
  moveBriefing,
  openToTeam,
  readFacts,
  touchBriefing,
  updateBriefing,
  updateItem,
  withdrawItem,
} from './store.ts';
import { type AreasRule, type Briefing, briefingStateWords } from './types.ts';

const subject = 'briefing';
const about = ({ id }: { id: number }) => ({ subject, subjectId: id });

export async function lockFor(
  tx: Tx,
  id: number,
  version: number | null,
  act: BriefingAct,
): Promise<Briefing> {
  const briefing = await lockBriefing(tx, id);
  if (transitions[briefing.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `This briefing is now: ${briefingStateWords[briefing.state].toLowerCase()}.`,
      data: { allowed: Object.keys(transitions[briefing.state]) },
    });
  if (version !== null && briefing.version !== version)
    throw staleVersion({ words: briefing.words, version: briefing.version });
  return briefing;
}

/** Begins a briefing of an area, or changes where and until when a draft is for. */
export const saveBriefing = defineAct<NewBriefing & { id: number | null; version: number }, { id: number }>({
  name: 'briefing:save',
  right: 'briefing:make',
  about: ({ id }) => ({ subject, subjectId: id ?? 0 }),
  run: async (tx, input, { actor, now, wrote }) => {
    const { schemeId, agencyId, staffId } = actor;
    let { id } = input;
    if (id === null) {
      const made = await insertBriefing(tx, { ...input, schemeId, agencyId, staffId, at: now });
      if (made === undefined)
        throw new WaymarkError('wrong-setting', {
          text: 'The scheme has no team of the name that this area says.',
        });
      id = made.id;
    } else {
      await lockFor(tx, id, input.version, 'change');
      await updateBriefing(tx, id, { ...input, schemeId });
    }
    await wrote({ subject, subjectId: id, detail: { area: input.area.code } });
    return { id };
  },
});

/** Puts people into a draft: those suggested for its area with why, others as chosen. */
export const addPeople = defineAct<
  { id: number; version: number; personIds: number[]; callWhom: string },
  { added: number }
>({
  name: 'briefing:add-people',
  right: 'briefing:make',
  about,
  run: async (tx, input, { actor, today, wrote }) => {
    const briefing = await lockFor(tx, input.id, input.version, 'change');
    const beats =
      (await findRule<AreasRule>(tx, actor.schemeId, 'briefing-areas', today))?.body.areas.find(
        ({ code }) => code === briefing.area,
      )?.beats ?? [];
    const suggested = await listSuggested(tx, { briefingId: input.id, beats, since: addYears(today, -3) });
    let added = 0;
    for (const personId of input.personIds) {
      const found = suggested.find((one) => one.personId === personId);
      const lead = [found?.lead, found?.leadPhone].filter((text) => typeof text === 'string').join(', ');
      const n = await insertItem(tx, {
        briefingId: input.id,
        personId,
        here: found === undefined ? ['chosen'] : hereOf(found),
        callWhom: lead === '' ? input.callWhom : lead,
      });
      added += n;
      if (n === 1) await wrote({ subject, subjectId: input.id, personId, detail: { added: true } });
    }
    if (added === 0)
      throw new WaymarkError('not-allowed-now', {
        text: 'Nobody was added: they are in it already, or may not be.',
      });
    await touchBriefing(tx, input.id);
    return { added };
  },
});

export interface OneItem {
  id: number;
  version: number;
  itemId: number;
}

/** What to look for of one person, whom to call, and which reports are told. */
export const saveItem = defineAct<OneItem & ItemInput, { id: number }>({
  name: 'briefing:change-person',
  right: 'briefing:make',
  about,
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, input.id, null, 'change');
    const item = (await listMadeItems(tx, input.id)).find(({ id }) => id === input.itemId);
    if (item === undefined) throw notFound();
    const changed = await updateItem(tx, { ...input, briefingId: input.id, id: input.itemId });
    if (changed === 0) throw staleVersion({ text: item.lookFor, version: item.version });
    await touchBriefing(tx, input.id);
    await wrote({
      subject,
      subjectId: input.id,
      personId: item.personId,
      detail: { reports: input.reportIds.length },
    });
    return { id: input.id };
  },
});

/** Takes somebody out: of a draft for good, of one that is out at once and with a reason. */
export const dropPerson = defineAct<OneItem & { why: string }, { id: number }>({
  name: 'briefing:take-out',
  right: 'briefing:make',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const { state } = await getBriefing(tx, input.id);
    await lockFor(tx, input.id, null, state === 'draft' ? 'change' : 'drop');
    const item = (await listMadeItems(tx, input.id)).find(({ id }) => id === input.itemId);
    if (item === undefined) throw notFound();
    if (state === 'draft') await deleteItem(tx, input.id, input.itemId);
    else {
      const one = { briefingId: input.id, id: input.itemId, staffId: actor.staffId, at: now, why: input.why };
      await withdrawItem(tx, one);
      await closeToTeam(tx, input.id);
    }
    await touchBriefing(tx, input.id);
    await wrote({ subject, subjectId: input.id, personId: item.personId, detail: { state } });
    return { id: input.id };
  },
});

/**
 * Releases it: what may be told is frozen as the releaser sees it, and the team may read it until it expires.
 * @throws WaymarkError `not-allowed-now` naming who lacks what.
 */
export const releaseBriefing = defineAct<{ id: number; version: number }, { people: number }>({
  name: 'briefing:release',
  right: 'briefing:release',
  about,
  run: async (tx, input, context) => {
    const { actor, now, wrote } = context;
    const briefing = await lockFor(tx, input.id, input.version, 'release');
    const items = await listMadeItems(tx, input.id);
    const missing = lacking(briefing, items, now);
    if (missing.length > 0) throw new WaymarkError('not-allowed-now', { text: missing.join(' ') });
    await insertParts(tx, await frozen(tx, items, context));
    await replaceCorrected(tx, briefing, context);
    await moveBriefing(tx, input.id, { state: 'released', staffId: actor.staffId, at: now });
    await openToTeam(tx, input.id);
    for (const { personId } of items) await wrote({ subject, subjectId: input.id, personId });
    return { people: items.length };
  },
});

/** The one that a correction takes the place of is withdrawn with it, so that its readers and copies are told. */
async function replaceCorrected(
  tx: Tx,
  { id, corrects, correctedWhat }: Briefing,
  { actor, now, wrote }: ActContext,
): Promise<void> {
  if (corrects === null) return;
  const earlier = await lockBriefing(tx, corrects);
  if (earlier.state !== 'released') return;
  const why = `Put right by briefing ${id}: ${correctedWhat ?? ''}`;
  await moveBriefing(tx, corrects, { state: 'withdrawn', staffId: actor.staffId, at: now, why });
  await closeToTeam(tx, corrects);
  await wrote({ subject, subjectId: corrects, detail: { state: 'withdrawn', by: id } });
}

type Frozen = Awaited<ReturnType<typeof listMadeItems>>;

/** What of these items is told, with which flags are for the safety of staff by the scheme's rule. */
export async function frozen(
  tx: Tx,
  items: Frozen,
  { actor, today }: Pick<ActContext, 'today'> & { actor: { schemeId: number } },
) {
  const [facts, flags] = await Promise.all([
    readFacts(tx, {
      personIds: items.map(({ personId }) => personId),
      reportIds: items.flatMap(({ reportIds }) => reportIds),
      today,
    }),
    findRule<{ kinds: { code: string; name: string; toStaff?: boolean; toDo?: string }[] }>(
      tx,
      actor.schemeId,
      'risk-flags',
      today,
    ),
  ]);
  const safety = (flags?.body.kinds ?? []).filter(({ toStaff }) => toStaff === true);
  return partsOf(
    items,
    facts,
    new Map(safety.map(({ code, name, toDo }) => [code, [name, toDo].filter(Boolean).join(': ')])),
  );
}

/** Takes a briefing back at once; a draft is thrown away. */
export const endBriefing = defineAct<
  { id: number; version: number; act: 'discard' | 'withdraw'; why: string },
  { id: number }
>({
  name: 'briefing:end',
  right: 'briefing:make',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    await lockFor(tx, input.id, input.version, input.act);
    const state = input.act === 'discard' ? ('discarded' as const) : ('withdrawn' as const);
    await moveBriefing(tx, input.id, { state, staffId: actor.staffId, at: now, why: input.why });
    if (state === 'withdrawn') await closeToTeam(tx, input.id);
    await wrote({ subject, subjectId: input.id, detail: { state } });
    return { id: input.id };
  },
});

/** Somebody of the team says that they have read it. */
export const acknowledgeBriefing = defineAct<{ id: number }, { id: number }>({
  name: 'briefing:acknowledge',
  right: 'see:briefing',
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    await getBriefing(tx, input.id);
    await acknowledge(tx, input.id, actor.staffId, now);
    await wrote({ subject, subjectId: input.id });
    return { id: input.id };
  },
});

/** A sheet of paper, numbered and in one name: for the shift, and for whoever made it and briefs them aloud. */
const takeCopyBy = (right: 'see:briefing' | 'briefing:make') =>
  defineAct<{ id: number }, { number: number }>({
    name: right === 'see:briefing' ? 'briefing:take-copy' : 'briefing:take-own-copy',
    right,
    about,
    run: async (tx, input, { actor, now, wrote }) => {
      const { state, untilAt } = await getBriefing(tx, input.id);
      if (state !== 'released' || untilAt <= now)
        throw new WaymarkError('not-allowed-now', { text: 'It is not out: no copy is taken of it.' });
      const items = await listItems(tx, input.id);
      const { number } = await insertCopy(tx, {
        briefingId: input.id,
        staffId: actor.staffId,
        at: now,
        people: items.length,
      });
      await wrote({ subject, subjectId: input.id, detail: { number } });
      return { number };
    },
  });

export const takeCopy = takeCopyBy('see:briefing');
export const takeOwnCopy = takeCopyBy('briefing:make');

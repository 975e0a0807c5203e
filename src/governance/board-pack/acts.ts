import { defineAct, staleVersion } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { sha256 } from '../../kernel/ids.ts';
import { assemble } from './assemble.ts';
import { packDocument } from './document.ts';
import { namesToLookAt, type PackAct, packTransitions } from './rules.ts';
import {
  updatePack as changeRow,
  getPack,
  getStaffName,
  insertCopy,
  insertPack,
  issueRow,
  lockPack,
  nextCopy,
  setPackState,
} from './store.ts';
import type { Pack, PackContent, PackInput } from './types.ts';

const right = 'board:manage' as const;
const about = (input: { id: number }) => ({ subject: 'board-pack', subjectId: input.id });

async function lockFor(tx: Tx, act: PackAct, input: { id: number; version?: number }): Promise<Pack> {
  const pack = await lockPack(tx, input.id);
  if (packTransitions[pack.state][act] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text:
        pack.state === 'issued'
          ? 'This pack is issued: it never changes. Another one may take its place.'
          : 'This cannot be done with the pack as it stands.',
    });
  if (input.version !== undefined && pack.version !== input.version)
    throw staleVersion({ version: pack.version });
  return pack;
}

/** Begins a pack: which parts, what is said of them, and the claim cards that this rests on. */
export const draftPack = defineAct<PackInput & { example: boolean }, { id: number }>({
  name: 'pack:draft',
  right,
  run: async (tx, input, { actor, wrote }) => {
    const { id } = await insertPack(tx, { ...input, schemeId: actor.schemeId, staffId: actor.staffId });
    await wrote({ subject: 'board-pack', subjectId: id });
    return { id };
  },
});

export const changePack = defineAct<PackInput & { id: number; version: number }, { id: number }>({
  name: 'pack:change',
  right,
  about,
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, 'change', input);
    await changeRow(tx, input.id, input);
    await wrote({ subject: 'board-pack', subjectId: input.id });
    return { id: input.id };
  },
});

/** Drops a draft, or takes it up again. */
export const dropPack = defineAct<{ id: number; version: number; dropped: boolean }, { id: number }>({
  name: 'pack:drop',
  right,
  about,
  run: async (tx, input, { wrote }) => {
    await lockFor(tx, input.dropped ? 'drop' : 'restore', input);
    await setPackState(tx, input.id, input.dropped ? 'dropped' : 'draft');
    await wrote({ subject: 'board-pack', subjectId: input.id, detail: { dropped: input.dropped } });
    return { id: input.id };
  },
});

/**
 * Issues a pack: its figures are taken in this moment and kept, with their hash and as a document, for good.
 * @param input `lookedAt`: whoever issues it has looked at the words that may name somebody
 * @throws WaymarkError `invalid` at `lookedAt`; `conflict` where another took the place of the same pack
 */
export const issuePack = defineAct<
  { id: number; version: number; lookedAt: boolean },
  { id: number; sha256: string }
>({
  name: 'pack:issue',
  right,
  about,
  run: async (tx, input, { actor, now, wrote }) => {
    const pack = await lockFor(tx, 'issue', input);
    if (!input.lookedAt && namesToLookAt(pack.said).length > 0)
      throw invalid([{ field: 'lookedAt', text: 'Confirm that what you wrote names nobody on the scheme' }]);
    const content = await assemble(tx, actor, pack, now);
    const text = JSON.stringify(content);
    const hash = sha256(text);
    const { name } = await getStaffName(tx, actor.staffId);
    const document = await packDocument(content, { sha256: hash, issuedBy: name, issuedAt: now, copy: null });
    await issueRow(tx, input.id, {
      ...{ content: text, sha256: hash, document, marking: content.marking },
      ...{ by: actor.staffId, at: now },
    });
    await wrote({ subject: 'board-pack', subjectId: input.id, detail: { sha256: hash } });
    return { id: input.id, sha256: hash };
  },
});

/** Makes numbered copies of an issued pack, one for each of those who are to have one. */
export const copyPack = defineAct<{ id: number; recipients: string[] }, { numbers: number[] }>({
  name: 'pack:copy',
  right,
  about,
  run: async (tx, input, { actor, wrote }) => {
    await lockFor(tx, 'copy', input);
    if (input.recipients.length === 0)
      throw invalid([{ field: 'recipients', text: 'Enter whom the copies are for, one to a line' }]);
    const pack = await getPack(tx, input.id);
    if (pack.content === null || pack.sha256 === null || pack.issuedBy === null || pack.issuedAt === null)
      throw new WaymarkError('not-allowed-now');
    const content = JSON.parse(pack.content) as PackContent;
    const imprint = { sha256: pack.sha256, issuedBy: pack.issuedBy, issuedAt: pack.issuedAt };
    const numbers: number[] = [];
    let number = await nextCopy(tx, input.id);
    for (const recipient of input.recipients) {
      const document = await packDocument(content, { ...imprint, copy: { number, recipient } });
      await insertCopy(tx, { packId: input.id, number, recipient, document, by: actor.staffId });
      numbers.push(number++);
    }
    await wrote({ subject: 'board-pack', subjectId: input.id, detail: { copies: numbers.length } });
    return { numbers };
  },
});

import { createHash } from 'node:crypto';
import { type ActContext, defineAct } from '../../kernel/acts.ts';
import type { Day } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { invalid, notFound, WaymarkError } from '../../kernel/errors.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { findRule } from '../../scheme/rules.ts';
import type { PublishGrant } from './ports.ts';
import { effectsIn, fileOf, orderOf2011, thresholdOf } from './rules.ts';
import {
  emptyFile,
  insertEntry,
  insertFile,
  insertSpending,
  listEntries,
  listSpending,
  nextEdition,
  removeEntry,
} from './store.ts';
import type { Duties, EntryInput, PublicationKind } from './types.ts';

/** The scheme's rule `publication-duties`; where it has none, what the Order says. */
export const dutiesOf = async (tx: Tx, schemeId: number, today: Day): Promise<Duties> =>
  (await findRule<Duties>(tx, schemeId, 'publication-duties', today))?.body ?? orderOf2011;

/** Everybody reads an entry as it was written: what asserts an effect does not get in, whichever way it comes. */
function refuseEffects(entry: Parameters<typeof effectsIn>[0]): void {
  const found = effectsIn(entry);
  if (found.length > 0) throw invalid(found);
}

/** Enters a grant, a contract or an item of spending, once for each reference. */
export const enterPublication = defineAct<EntryInput & { example?: boolean }, { id: number }>({
  name: 'publication:enter',
  right: 'spend:publish',
  run: async (tx, input, { actor, wrote }) => {
    refuseEffects(input);
    const entered = await insertEntry(tx, { ...input, ...actor, example: input.example ?? false });
    if (entered === undefined)
      throw invalid([{ field: 'reference', text: 'This reference has been entered already' }]);
    await wrote({ subject: 'publication', subjectId: entered.id, detail: { kind: input.kind } });
    return entered;
  },
});

/**
 * Takes over lines of a ledger. One whose reference is there already is passed over: a ledger may be sent again. Where
 * the one that is there has another day, recipient or amount, its reference is told, so that nothing is lost unseen.
 */
export const enterLedger = defineAct<
  { entries: EntryInput[] },
  { entered: number; known: number; differ: string[] }
>({
  name: 'publication:ledger',
  right: 'spend:publish',
  run: async (tx, input, { actor, wrote }) => {
    input.entries.forEach(refuseEffects);
    const made = new Set(await insertSpending(tx, input.entries, actor));
    const passed = input.entries.filter(({ reference }) => !made.has(reference));
    const there = new Map(
      (
        await listSpending(
          tx,
          actor.agencyId,
          passed.map(({ reference }) => reference),
        )
      ).map((one) => [one.reference, one]),
    );
    const differ = passed.filter((entry) => {
      const one = there.get(entry.reference);
      return (
        one?.on !== entry.on || one.recipient !== entry.recipient || one.amountPence !== entry.amountPence
      );
    });
    const entered = made.size;
    const known = passed.length;
    await wrote({ subject: 'agency', subjectId: actor.agencyId, detail: { entered, known } });
    return { entered, known, differ: differ.map(({ reference }) => reference) };
  },
});

/** Takes an entry out of what will be published. What was published stays as it was, and is published again. */
export const dropPublication = defineAct<{ id: number; why: string }, { id: number }>({
  name: 'publication:drop',
  right: 'spend:publish',
  about: ({ id }) => ({ subject: 'publication', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    if ((await removeEntry(tx, input.id, input.why)) === 0) throw notFound();
    await wrote({ subject: 'publication', subjectId: input.id });
    return { id: input.id };
  },
});

/** Publishes a month's file: dated, kept, and never overwritten by a later edition. */
export const publishFile = defineAct<
  { kind: PublicationKind; month: string; example?: boolean },
  { name: string; lines: number }
>({
  name: 'publication:publish',
  right: 'spend:publish',
  run: async (tx, input, context) => {
    const { actor, today, now } = context;
    if (input.month > today.slice(0, 7))
      throw new WaymarkError('not-allowed-now', { text: 'This month has not begun.' });
    const filter = { agencyId: actor.agencyId, kind: input.kind, month: input.month };
    const [duties, entries, edition, agencies] = await Promise.all([
      dutiesOf(tx, actor.schemeId, today),
      listEntries(tx, filter),
      nextEdition(tx, filter),
      listAgencies(tx),
    ]);
    const agency = agencies.find(({ id }) => id === actor.agencyId);
    const office = agency?.name ?? '';
    const { content, lines, totalPence } = fileOf(office, input.kind, entries, duties);
    const name = `${agency?.code ?? 'office'}-${input.kind}-${input.month}-edition-${edition}.csv`;
    const { id } = await insertFile(tx, {
      ...filter,
      schemeId: actor.schemeId,
      office,
      edition,
      name,
      lines,
      totalPence,
      thresholdPence: thresholdOf(input.kind, duties),
      content,
      sha256: createHash('sha256').update(content).digest('hex'),
      example: input.example ?? false,
      publishedAt: now,
    });
    await context.wrote({
      subject: 'publication-file',
      subjectId: id,
      detail: { kind: input.kind, lines, edition },
    });
    return { name, lines };
  },
});

/** Takes a file off the register: its content goes, its name and the reason stay. */
export const withdrawFile = defineAct<{ id: number; reason: string }, { id: number }>({
  name: 'publication:withdraw',
  right: 'spend:publish',
  about: ({ id }) => ({ subject: 'publication-file', subjectId: id }),
  run: async (tx, input, { wrote }) => {
    if ((await emptyFile(tx, input.id, input.reason)) === 0) throw notFound();
    await wrote({ subject: 'publication-file', subjectId: input.id });
    return { id: input.id };
  },
});

/** A grant's publication entry, written in the grant's own act. Published again under a new reference, never twice. */
export const publishGrant: PublishGrant = async (tx, grant, actor: ActContext['actor']) => {
  const [asserted] = effectsIn(grant);
  if (asserted !== undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `The grant’s ${asserted.field} cannot be published: ${asserted.text}.`,
    });
  const entered = await insertEntry(tx, {
    ...grant,
    ...actor,
    kind: 'grant',
    endsOn: grant.endsOn ?? null,
    copyAt: null,
    example: grant.example ?? false,
  });
  return entered?.id;
};

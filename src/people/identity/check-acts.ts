import { defineAct, staleVersion } from '../../kernel/acts.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type CheckOutcome, getCheck, settleRow } from './check-store.ts';

const about = ({ id }: { id: number }) => ({ subject: 'identity_check', subjectId: id });

function refuse(did: Awaited<ReturnType<typeof settleRow>>): void {
  if (did === 'absent') throw new WaymarkError('not-found');
  if (did === 'stale') throw staleVersion({});
}

/** The scheme's office says what an asking came to. The asker is told nothing by the program. */
export const settleCheck = defineAct<
  { id: number; version: number; outcome: CheckOutcome; why: string },
  { id: number }
>({
  name: 'check:settle',
  right: 'link:decide',
  about,
  run: async (tx, input, { wrote }) => {
    refuse(await settleRow(tx, input));
    await wrote({ ...about(input), detail: { outcome: input.outcome } });
    return { id: input.id };
  },
});

/** Takes one's own answer of the last seven days back: the asking waits again. */
export const reopenCheck = defineAct<{ id: number; version: number }, { id: number }>({
  name: 'check:reopen',
  right: 'link:decide',
  about,
  run: async (tx, input, { wrote }) => {
    // The row keeps nothing of the answer: what it was stands in the audit.
    const { outcome: was, version } = await getCheck(tx, input.id);
    if (version !== input.version) throw staleVersion({});
    refuse(await settleRow(tx, { ...input, outcome: null, why: null }));
    await wrote({ ...about(input), detail: { outcome: 'reopened', was } });
    return { id: input.id };
  },
});

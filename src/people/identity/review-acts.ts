import { type ActContext, defineAct } from '../../kernel/acts.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { type Decided, decidePair, refuse, takeBackDecision } from './acts.ts';
import { decidePairRow, listOpenBetween, listSaidAtOnce, type OpenBetween } from './store.ts';

/** Those that one person may answer now; the others wait for a second, or for the answer to a proposal. */
export const answerable = (open: readonly OpenBetween[]): OpenBetween[] =>
  open.filter(({ dangers, proposed }) => dangers.length === 0 && !proposed);

export interface TogetherInput {
  left: number;
  right: number;
  why: string;
}

type Together = Decided & { others: number };

/**
 * "Different people" of all pairs of the two people that wait: a decision for each, so that each has its own way back.
 * Where the pair itself takes a second person, it is proposed, and nothing is said of the others.
 */
export const keepApart = defineAct<TogetherInput, Together>({
  name: 'link:keep-apart',
  right: 'link:decide',
  about: ({ left }) => ({ subject: 'source_record', subjectId: left }),
  run: async (tx, { left, right, why }, context) => {
    const others = answerable(await listOpenBetween(tx, { left, right }));
    const first = await decidePair.run(tx, { left, right, why, verdict: 'different' }, context);
    if (first.outcome !== 'apart') return { ...first, others: 0 };
    for (const pair of others) await keepPairApart(tx, { ...pair, why }, context);
    return { ...first, others: others.length };
  },
});

async function keepPairApart(tx: Tx, pair: TogetherInput, { wrote }: ActContext): Promise<void> {
  const row = await decidePairRow(tx, { ...pair, verdict: 'different' });
  refuse(row);
  if (row.outcome !== 'apart')
    throw new WaymarkError('not-allowed-now', {
      text: 'One of the other pairs changed meanwhile. Look at them again. Nothing was changed.',
    });
  await wrote({
    subject: 'source_record',
    subjectId: pair.left,
    personId: row.kept ?? undefined,
    detail: { other: pair.right, verdict: 'different', outcome: row.outcome, gone: row.other },
  });
}

/** Takes back what was said of several pairs at once; each of them can be taken back alone too (`takeBackDecision`). */
export const takeBackTogether = defineAct<{ decisionId: number }, { taken: number; people: number[] }>({
  name: 'link:take-back-together',
  right: 'link:decide',
  about: ({ decisionId }) => ({ subject: 'link_decision', subjectId: decisionId }),
  run: async (tx, { decisionId }, context) => {
    const all = await listSaidAtOnce(tx, decisionId);
    if (all.length === 0) throw new WaymarkError('not-found');
    const people: number[] = [];
    for (const id of all) {
      const done = await takeBackDecision.run(tx, { decisionId: id }, context);
      people.push(...done.people);
    }
    return { taken: all.length, people: [...new Set(people)] };
  },
});

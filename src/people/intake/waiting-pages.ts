import { newKey } from '../../kernel/ids.ts';
import { type Ask, type Reply, redirect } from '../../web/route.ts';
import { decideSomebodyElse } from './acts.ts';
import { decideWaiting } from './stage.ts';

/** What the buttons beside a reference that waits send. */
export const waitingDecisions = ['aside', 'correction', 'all-aside'] as const;

type WaitingBody = {
  _key?: string;
  _version?: number;
  line?: string;
  decision: (typeof waitingDecisions)[number];
};

const said: Record<WaitingBody['decision'], string> = {
  aside: 'The reference was set aside: its rows are left out.',
  correction: 'The reference goes in as a correction.',
  'all-aside': 'The references were set aside: their rows are left out.',
};

/** A person decides, in their own name; the intake then carries it out in staging. */
export async function decideFromForm(ask: Ask<{ id: number }, unknown, WaitingBody>): Promise<Reply> {
  const { decision } = ask.body;
  const input = {
    id: ask.params.id,
    version: ask.body._version ?? 0,
    line: decision === 'all-aside' ? ('all' as const) : Number(ask.body.line ?? 0),
    decision: decision === 'correction' ? ('correction' as const) : ('aside' as const),
  };
  await ask.perform(decideSomebodyElse, input, ask.body._key ?? newKey());
  await decideWaiting(ask.database, input.id, input);
  return redirect(`/intake/batches/${input.id}`, said[decision]);
}

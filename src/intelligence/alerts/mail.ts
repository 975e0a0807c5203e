import { standInsFor } from '../../access/sessions.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import type { Carriers } from '../../notices/types.ts';
import { findRule } from '../../scheme/rules.ts';
import { isDigestTime, isQuiet, mailText } from './rules.ts';
import { dropOpened, emitMail, listMail, listVisible, settleMail, type WaitingMail } from './tell-store.ts';
import type { AlertRule } from './types.ts';

/**
 * Sends what waits for one member of staff as one mail that says how many and nothing of whom. It is claimed first: two
 * runs of the job send it once. What they may not see any more is left out.
 */
export async function sendMail(
  database: Database,
  carriers: Carriers,
  staffId: number,
  { origin }: { origin: string | undefined },
): Promise<number> {
  const events = serviceViewer('events', 'alerts-mail');
  const [waiting] = await database.as(events, (tx) => listMail(tx, 'wanted', staffId));
  if (waiting === undefined) return 0;
  const seen = await visibleTo(database, waiting);
  const ids = waiting.ids.filter((_, index) => seen.has(waiting.alertIds[index] ?? 0));
  const { address } = waiting;
  const claimed = await database.as(events, async (tx) => {
    await settleMail(
      tx,
      waiting.ids.filter((id) => !ids.includes(id) || address === null),
      ['wanted'],
      'none',
    );
    return address === null ? 0 : settleMail(tx, ids, ['wanted'], 'sent');
  });
  if (claimed === 0 || address === null) return 0;
  const outcome = await carriers.email.send({
    channel: 'email',
    to: address,
    ...mailText(claimed, origin),
    reference: `alerts-${staffId}-${ids.at(-1) ?? 0}`,
  });
  if (outcome.is === 'sent') return claimed;
  // It is in the inbox all the same; the next digest tells of it where another attempt is worth it.
  const to = outcome.is === 'later' ? 'later' : 'failed';
  await database.as(events, (tx) => settleMail(tx, ids, ['sent'], to));
  return 0;
}

async function visibleTo(database: Database, waiting: WaitingMail): Promise<Set<number>> {
  const standIns = await database.as(serviceViewer('events', 'alerts-mail'), (tx) =>
    standInsFor(tx, waiting.schemeId, [waiting.staffId]),
  );
  const seen = new Set<number>();
  for (const standIn of standIns)
    for (const { id } of await database.as(standIn, (tx) => listVisible(tx, waiting.alertIds))) seen.add(id);
  return seen;
}

/** Each minute: what the night put off goes out in the morning, and the digest at its time. How many people it is for. */
export async function releaseMail(database: Database, now: Date): Promise<number> {
  return database.as(serviceViewer('events', 'alerts-mail'), async (tx) => {
    await dropOpened(tx);
    let released = 0;
    for (const waiting of await listMail(tx, 'later', null)) {
      const rule = await findRule<AlertRule>(tx, waiting.schemeId, 'alerts', londonDay(now));
      if (rule === undefined || !isDue(waiting, rule.body, now)) continue;
      released += await release(tx, waiting);
    }
    return released;
  });
}

const isDue = ({ mail }: WaitingMail, rule: AlertRule, now: Date): boolean =>
  mail === 'digest' ? isDigestTime(now, rule) : !isQuiet(now, rule.quiet);

async function release(tx: Tx, waiting: WaitingMail): Promise<number> {
  await settleMail(tx, waiting.ids, ['later'], 'wanted');
  await emitMail(tx, waiting.staffId);
  return 1;
}

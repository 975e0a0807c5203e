import { standInsFor } from '../../access/sessions.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Database } from '../../kernel/database.ts';
import type { Carriers } from '../../notices/types.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Job } from '../../web/wing.ts';
import { isQuiet } from '../alerts/rules.ts';
import type { AlertRule } from '../alerts/types.ts';
import {
  insertTold,
  type LateTasking,
  listInRoles,
  listLate,
  listMail,
  listSeen,
  listTold,
  type NewTold,
  settleMail,
} from './late-store.ts';
import { type LateRule, lateMailText, whomToTell } from './rules.ts';

/**
 * Tells whoever asked that nobody answered, or that it was not done, by its time; and, as long as that lasts, their supervisors
 * after the time of the scheme's rule. Nobody is told of a tasking that they may not see. How many were told.
 */
export async function tellOfLate(database: Database, now: Date): Promise<number> {
  const events = serviceViewer('events', 'taskings-late');
  const { late, told, supervisors, rules } = await database.as(events, async (tx) => {
    const late = await listLate(tx, now);
    const told = await listTold(
      tx,
      late.map(({ id }) => id),
    );
    const rules = new Map<number, LateRule>();
    const supervisors = new Map<number, number[]>();
    for (const schemeId of new Set(late.map((one) => one.schemeId))) {
      const rule = await findRule<LateRule>(tx, schemeId, 'taskings', londonDay(now));
      if (rule === undefined) continue;
      rules.set(schemeId, rule.body);
      supervisors.set(schemeId, await listInRoles(tx, schemeId, rule.body.supervisors));
    }
    return { late, told, supervisors, rules };
  });
  const wanted = late.flatMap((one) => {
    const around = { rule: rules.get(one.schemeId), supervisors: supervisors.get(one.schemeId) ?? [], told };
    return whomToTell(one, around, now).map((staffId) => ({ ...one, staffId }));
  });
  const seen = await seenByEach(database, wanted);
  const rows = wanted
    .filter(({ id, staffId }) => seen.has(`${staffId}:${id}`))
    .map(
      ({ id, staffId, late: how, forAt }): NewTold => ({
        taskingId: id,
        staffId,
        late: how,
        forAt: forAt.toISOString(),
      }),
    );
  return rows.length === 0 ? 0 : database.as(events, (tx) => insertTold(tx, rows, now));
}

/** `staff:tasking` for each that somebody may see, in any of their roles. */
async function seenByEach(
  database: Database,
  wanted: readonly (LateTasking & { staffId: number })[],
): Promise<Set<string>> {
  const seen = new Set<string>();
  for (const schemeId of new Set(wanted.map((one) => one.schemeId))) {
    const ofScheme = wanted.filter((one) => one.schemeId === schemeId);
    const standIns = await database.as(serviceViewer('events', 'taskings-late'), (tx) =>
      standInsFor(tx, schemeId, [...new Set(ofScheme.map(({ staffId }) => staffId))]),
    );
    for (const standIn of standIns) {
      const ids = ofScheme.filter(({ staffId }) => staffId === standIn.staffId).map(({ id }) => id);
      for (const id of await database.as(standIn, (tx) => listSeen(tx, ids)))
        seen.add(`${standIn.staffId}:${id}`);
    }
  }
  return seen;
}

/** One mail to each, that says how many and nothing of whom; at night it waits. How many mails went. */
export async function mailOfLate(
  database: Database,
  carriers: Carriers,
  { now, origin }: { now: Date; origin: string | undefined },
): Promise<number> {
  const events = serviceViewer('events', 'taskings-late');
  const waiting = await database.as(events, async (tx) => {
    const all = await listMail(tx);
    const due: typeof all = [];
    for (const one of all) {
      const rule = await findRule<AlertRule>(tx, one.schemeId, 'alerts', londonDay(now));
      if (rule === undefined || !isQuiet(now, rule.body.quiet)) due.push(one);
    }
    return due;
  });
  let sent = 0;
  for (const { staffId, address, ids } of waiting) {
    const claimed = await database.as(events, (tx) =>
      settleMail(tx, ids, 'wanted', address === null ? 'none' : 'sent'),
    );
    if (claimed === 0 || address === null) continue;
    const outcome = await carriers.email.send({
      channel: 'email',
      to: address,
      ...lateMailText(claimed, origin),
      reference: `taskings-${staffId}-${ids.at(-1) ?? 0}`,
    });
    if (outcome.is === 'sent') sent += 1;
    else
      await database.as(events, (tx) =>
        settleMail(tx, ids, 'sent', outcome.is === 'later' ? 'wanted' : 'failed'),
      );
  }
  return sent;
}

/** @param origin where people sign in, for the mail's text. */
export const taskingJobs = (carriers: Carriers, origin: string | undefined): Job[] => [
  {
    name: 'taskings-late',
    schedule: '*/5 * * * *',
    run: async ({ database, log, now }) => {
      const told = await tellOfLate(database, now);
      const mails = await mailOfLate(database, carriers, { now, origin });
      if (told + mails > 0) log.info({ event: 'taskings-late', told, mails });
    },
  },
];

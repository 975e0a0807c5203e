import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { addDays, londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { type Database, sql } from '../../kernel/database.ts';
import { findRule } from '../../scheme/rules.ts';
import type { Job } from '../../web/wing.ts';
import { knownNames, placesIn, wordsOfName } from './names.ts';
import { firstDayOfQuarter, lastDayOfQuarter } from './quarters.ts';
import { reportedOf } from './reported.ts';
import { topicSent } from './return-acts.ts';
import {
  countWork,
  findSent,
  insertPlaces,
  listNames,
  listPairs,
  type SentReturn,
  writeCount,
} from './service-store.ts';
import type { Place } from './types.ts';

/** A scheme's rule `questionnaire`, as far as it is needed to count answers. */
interface Questionnaire {
  name: string;
  items: { code: string; name: string }[];
}

/**
 * What the system does with a return that was sent: counts the quarter's work from what was recorded, and looks the
 * provider's words through for names. It may run any number of times for one sending.
 *
 * @returns whether there was one that waits
 */
export async function processReturn(
  database: Database,
  { returnId, now }: { returnId: number; now: Date },
): Promise<boolean> {
  return database.as(serviceViewer('grants'), async (tx) => {
    const sent = await findSent(tx, returnId);
    if (sent === undefined) return false;
    const from = firstDayOfQuarter(sent);
    const until = addDays(lastDayOfQuarter(sent), 1);
    const [activity, pairs, rule] = await Promise.all([
      countWork(tx, sent.providerId, from, until),
      listPairs(tx, {
        schemeId: sent.schemeId,
        agencyId: sent.providerId,
        since: sent.startsOn,
        from,
        until,
      }),
      findRule<Questionnaire>(tx, sent.schemeId, 'questionnaire', londonDay(now)),
    ]);
    await writeCount(tx, { returnId, activity, reported: reportedOf(rule?.body, pairs), now });
    if (sent.textId !== null && !sent.hasPlaces)
      await insertPlaces(tx, { textId: sent.textId, places: await lookThrough(tx, sent), now });
    await auditRan(tx, { act: 'grant:count', subject: 'grant-return', subjectId: returnId });
    return true;
  });
}

async function lookThrough(tx: Tx, sent: SentReturn): Promise<Place[]> {
  const texts = { narrative: sent.narrative ?? '', spendNote: sent.spendNote ?? '' };
  const words = wordsOfName(`${texts.narrative} ${texts.spendNote}`);
  const known = knownNames(await listNames(tx, words));
  return [...placesIn('narrative', texts.narrative, known), ...placesIn('spendNote', texts.spendNote, known)];
}

/** As soon as a return has been sent. */
const returnSent: Job = {
  name: 'grant-return-sent',
  topic: topicSent,
  run: async ({ database, now, payload }) => {
    await processReturn(database, { returnId: Number(payload.return), now });
  },
};

/** Every morning, whatever was sent and was not looked through: a message may be lost. */
const returnsMissed: Job = {
  name: 'grant-returns-missed',
  schedule: '20 6 * * *',
  run: async ({ database, now }) => {
    const missed = await database.as(serviceViewer('grants'), (tx) =>
      tx.many(sql<{ id: number }>`
        select r.id from grant_return r join grant_return_text t on t.return_id = r.id and t.state = 'sent'
        where r.state = 'submitted' and not exists (select 1 from grant_text_place p where p.text_id = t.id) order by r.id`),
    );
    for (const { id } of missed) await processReturn(database, { returnId: id, now });
  },
};

export const grantJobs: readonly Job[] = [returnSent, returnsMissed];

import { auditRan } from '../../access/audit-log.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import { type Database, sql, type Tx } from '../../kernel/database.ts';
import type { Finding } from './nomination-rules.ts';
import {
  findChosen,
  findMeant,
  findWaiting,
  noteFinding,
  type StandsAs,
  standsAs,
} from './nomination-store.ts';
import { rescoreIn } from './run.ts';

/**
 * Finds whom a nomination means and puts them on the list, unless they stand somewhere already. Where nobody is found,
 * or several are, it waits for selection staff. May run twice: the second finds nothing left to do.
 */
export async function placeNomination(
  database: Database,
  nominationId: number,
  now: Date,
): Promise<Finding | undefined> {
  return database.as(serviceViewer('selection'), async (tx) => {
    const nomination = await findWaiting(tx, nominationId);
    if (nomination === undefined) return undefined;
    const chosen = await findChosen(tx, nomination);
    const [meant, ...others] = chosen.length > 0 ? chosen : await findMeant(tx, nomination);
    if (meant === undefined || others.length > 0) return undefined;
    const { schemeId } = nomination;
    const already = alreadyWords(await standsAs(tx, schemeId, meant.id, nominationId));
    const finding = already ?? (await listThem(tx, { schemeId, personId: meant.id, now }));
    await noteFinding(tx, nominationId, meant.id, finding);
    await auditRan(tx, {
      act: 'nomination:place',
      subject: 'nomination',
      subjectId: nominationId,
      personId: meant.id,
      detail: { finding },
    });
    return finding;
  });
}

function alreadyWords(stands: StandsAs): Finding | undefined {
  if (stands.isMember) return 'member';
  if (stands.onlyVictim) return 'victim';
  if (stands.declinedLately) return 'declined';
  if (stands.isNominated) return 'nominated';
  return stands.state !== null && stands.state !== 'gone' ? 'candidate' : undefined;
}

async function listThem(
  tx: Tx,
  { schemeId, personId, now }: { schemeId: number; personId: number; now: Date },
): Promise<Finding> {
  await rescoreIn(tx, { schemeId, personIds: [personId], on: londonDay(now), now, nominated: true });
  const listed = await tx.maybe(sql`
    select from candidate where scheme_id = ${schemeId} and cohort = 'main' and person_id = ${personId} and state <> 'gone'`);
  return listed === undefined ? 'age' : 'listed';
}

import { closeReasons, closeReasonsOfKinds, openReason } from '../../access/reasons.ts';
import type { ActContext } from '../../kernel/acts.ts';
import { londonInstant } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { invalid, WaymarkError } from '../../kernel/errors.ts';
import { ruleInForce } from '../../scheme/rules.ts';
import { type Retention, retentionDate, transitions } from './rules.ts';
import { endMembership, insertChange, insertMembership, lockCurrentOf } from './store.ts';
import { membershipStateWords, type Rag, type Statutory } from './types.ts';

/** What a panel's decision does to the cohort, in the decision's own transaction. */

const sourceOf = (membershipId: number): string => `membership:${membershipId}`;

export interface Joining {
  personId: number;
  strand: string;
  baseId: number;
  tier: string | null;
  rag: Rag;
  statutory: Statutory;
  nextReview: string | null;
  itemId: number;
  why: string;
}

/** Adopts: the membership, its history, and access of the team of the base, of management and of selection. */
export async function joinScheme(tx: Tx, context: ActContext, joining: Joining): Promise<number> {
  const { actor, today, now } = context;
  const teamId = await teamOf(tx, actor.schemeId, joining.baseId);
  const retention = (await ruleInForce<Retention>(tx, actor.schemeId, 'retention', today)).body;
  if ((await lockCurrentOf(tx, actor.schemeId, joining.personId)) !== undefined)
    throw new WaymarkError('not-allowed-now', { text: 'This person is on the scheme already.' });
  const { id } = await insertMembership(tx, {
    ...joining,
    schemeId: actor.schemeId,
    teamId,
    joinedOn: today,
    retentionOn: retentionDate(today, retention),
  });
  const source = sourceOf(id);
  const person = joining.personId;
  await openReason(tx, { personId: person, kind: 'team', holder: { teamId }, source });
  for (const kind of ['management', 'selection'] as const)
    await openReason(tx, { personId: person, kind, holder: { post: `${kind}:${actor.schemeId}` }, source });
  const change = {
    membershipId: id,
    personId: person,
    staffId: actor.staffId,
    agencyId: actor.agencyId,
    at: now,
  };
  await insertChange(tx, { ...change, what: 'state', was: null, became: 'member', why: joining.why });
  if (joining.rag !== 'none')
    await insertChange(tx, { ...change, what: 'rag', was: 'none', became: joining.rag, why: joining.why });
  await context.wrote({
    subject: 'membership',
    subjectId: id,
    personId: person,
    detail: { state: 'member', strand: joining.strand, team: teamId },
  });
  await context.emit('membership-joined', { membershipId: id, personId: person });
  return id;
}

/** The team that works at a base, or at the base that its satellite belongs to. */
async function teamOf(tx: Tx, schemeId: number, baseId: number): Promise<number> {
  const team = await tx.maybe(sql<{ id: number }>`
    select t.id from base b join team t on t.kind = 'management' and t.base_id in (b.id, b.satellite_of)
    where b.id = ${baseId} and b.scheme_id = ${schemeId} order by (t.base_id = b.id) desc, t.id limit 1`);
  if (team === undefined)
    throw invalid([{ field: 'base', text: 'Choose a base. No team works at this one' }]);
  return team.id;
}

export interface Leaving {
  personId: number;
  reasonCode: string;
  why: string;
}

/**
 * De-selects: the membership ends today, everybody's working access closes (team, leads, co-workers, selection),
 * and management alone keeps access until the retention date.
 */
export async function leaveScheme(tx: Tx, context: ActContext, leaving: Leaving): Promise<number> {
  const { actor, today, now } = context;
  const membership = await lockCurrentOf(tx, actor.schemeId, leaving.personId);
  if (membership === undefined)
    throw new WaymarkError('not-allowed-now', { text: 'This person is not on the scheme.' });
  if (transitions[membership.state]['de-select'] === undefined)
    throw new WaymarkError('not-allowed-now', {
      text: `The membership is “${membershipStateWords[membership.state].toLowerCase()}”.`,
      data: { allowed: Object.keys(transitions[membership.state]) },
    });
  const { id } = membership;
  const retention = (await ruleInForce<Retention>(tx, actor.schemeId, 'retention', today)).body;
  const retentionOn = retentionDate(today, retention);
  const change = {
    membershipId: id,
    personId: leaving.personId,
    staffId: actor.staffId,
    agencyId: actor.agencyId,
    at: now,
  };
  await insertChange(tx, {
    ...change,
    what: 'state',
    was: membership.state,
    became: 'de-selected',
    why: leaving.why,
  });
  await endMembership(tx, id, { leftOn: today, reason: leaving.reasonCode, retentionOn });
  await context.wrote({
    subject: 'membership',
    subjectId: id,
    personId: leaving.personId,
    detail: { state: 'de-selected', reason: leaving.reasonCode },
  });
  const closesAt = londonInstant(retentionOn, '00:00');
  await openReason(tx, {
    personId: leaving.personId,
    kind: 'after-care',
    holder: { post: `management:${actor.schemeId}` },
    source: sourceOf(id),
    ...(closesAt === undefined ? {} : { closesAt }),
  });
  for (const kind of ['team', 'management', 'selection'] as const)
    await closeReasons(tx, { source: sourceOf(id), personId: leaving.personId, kind });
  await closeReasonsOfKinds(tx, leaving.personId, ['lead', 'co-worker', 'embedded']);
  await context.emit('membership-left', { membershipId: id, personId: leaving.personId });
  return id;
}

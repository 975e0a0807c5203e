import { sql, type Tx } from '../kernel/database.ts';

export type ReasonKind =
  | 'team'
  | 'lead'
  | 'co-worker'
  | 'management'
  | 'after-care'
  | 'referral'
  | 'embedded'
  | 'agenda'
  | 'custody'
  | 'selection'
  | 'supplied'
  | 'dissemination'
  | 'briefing'
  | 'victim'
  | 'break-glass'
  | 'sample';

/** Who holds a reason: exactly one. A post is `management:<scheme id>` and the like (access/rights.ts). */
export type ReasonHolder = { staffId: number } | { teamId: number } | { agencyId: number } | { post: string };

export interface NewReason {
  personId: number;
  kind: ReasonKind;
  holder: ReasonHolder;
  /** What opened it, by which it is closed again: `membership:3`, `allocation:9`. */
  source: string;
  why?: string;
  closesAt?: Date;
}

/** In words, for "Why you can see this". */
export const reasonWords: Record<ReasonKind, string> = {
  team: 'their team owns the case',
  lead: 'they lead the case',
  'co-worker': 'they work on the case with the lead',
  management: 'they manage the scheme',
  'after-care': 'they manage the scheme; the person has left it',
  referral: 'the person was referred to their service',
  embedded: 'the scheme manager allocated the person to them',
  agenda: 'the person is on the agenda of their panel',
  custody: 'the person is held where they work',
  selection: 'the person meets the scheme’s eligibility rule or was nominated',
  supplied: 'their agency supplied the record',
  dissemination: 'a report was sent to them',
  briefing: 'the person is in a briefing for their area',
  victim: 'they support a victim',
  'break-glass': 'they took access for four hours and gave a reason',
  sample: 'the case was drawn for audit',
};

/** The same to whoever holds the reason. */
export const ownReasonWords: Record<ReasonKind, string> = {
  team: 'your team owns the case',
  lead: 'you lead the case',
  'co-worker': 'you work on the case with the lead',
  management: 'you manage the scheme',
  'after-care': 'you manage the scheme; the person has left it',
  referral: 'the person was referred to your service',
  embedded: 'the scheme manager allocated the person to you',
  agenda: 'the person is on the agenda of your panel',
  custody: 'the person is held where you work',
  selection: 'the person meets the scheme’s eligibility rule or was nominated',
  supplied: 'your agency supplied the record',
  dissemination: 'a report was sent to you',
  briefing: 'the person is in a briefing for your area',
  victim: 'you support a victim',
  'break-glass': 'you took access for four hours and gave a reason',
  sample: 'the case was drawn for audit',
};

/** Opens access in the act's own transaction, so that it holds before the next page. Opening twice is one reason. */
export async function openReason(tx: Tx, reason: NewReason): Promise<void> {
  const { holder } = reason;
  await tx.run(sql`select access_open(${reason.personId}, ${reason.kind},
    ${'staffId' in holder ? holder.staffId : null}::bigint, ${'teamId' in holder ? holder.teamId : null}::bigint,
    ${'agencyId' in holder ? holder.agencyId : null}::bigint, ${'post' in holder ? holder.post : null}::text,
    ${reason.source}, ${reason.why ?? null}::text, ${reason.closesAt ?? null}::timestamptz)`);
}

export interface ClosingReasons {
  source: string;
  personId?: number;
  kind?: ReasonKind;
  /** When it ends; now if absent. */
  at?: Date;
}

/** Closes what a source opened (optionally one person's, or one kind). */
export async function closeReasons(tx: Tx, closing: ClosingReasons): Promise<void> {
  await tx.run(sql`select access_close(${closing.source}, ${closing.personId ?? null}::bigint, ${closing.kind ?? null}::text,
    coalesce(${closing.at ?? null}::timestamptz, now()))`);
}

/** Closes a person's open reasons of these kinds, whatever opened them: when somebody leaves the scheme. */
export async function closeReasonsOfKinds(
  tx: Tx,
  personId: number,
  kinds: readonly ReasonKind[],
): Promise<void> {
  await tx.run(sql`select access_close_kinds(${personId}, ${[...kinds]}::text[])`);
}

/** Keeps one member of staff from a person ("declared interest"), or keeps everybody else out ("only"). */
export async function restrictAccess(
  tx: Tx,
  restriction: {
    personId: number;
    kind: 'exclude' | 'only';
    staffId: number;
    why: 'declared-interest' | 'self-or-household' | 'limited-access';
  },
): Promise<void> {
  await tx.run(
    sql`select access_restrict(${restriction.personId}, ${restriction.kind}, ${restriction.staffId}, ${restriction.why})`,
  );
}

import type { ContactsAround } from '../../casework/index.ts';
import { type Day, daysBetween, londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { ragWords } from '../../scheme/ratings.ts';
import type { FrameRow } from './store.ts';

export const orderWords: Record<string, string> = {
  'community-order': 'Community order',
  'suspended-sentence-order': 'Suspended sentence order',
  licence: 'Licence',
  'post-sentence-supervision': 'Post-sentence supervision',
  'youth-order': 'Youth order',
};

export const statutoryWords = {
  statutory: 'Statutory',
  voluntary: 'Voluntary',
  dual: 'Statutory and voluntary',
} as const;

/** How it stands: what was decided and done, and what is said of the contacts. */
export type Now = {
  ragSince: Date | null;
  ragWhy: string | null;
  overdueSteps: number;
  /** Proven, in the last three months. */
  offences: number;
} & Pick<ContactsAround, 'failedLately' | 'seenAt' | 'triedAt' | 'triedOutcome' | 'nextAt' | 'nextPlace'>;

export interface Thing {
  text: string;
  href?: string;
}

/**
 * The five things to know now, the most pressing first. Each is left out where there is nothing to say or where
 * the viewer may not see what it rests on, which then is null.
 */
export function fiveThings(
  personId: number,
  frame: Pick<FrameRow, 'member' | 'custody' | 'reported' | 'supervision'>,
  now: Now,
  viewer: { seesContacts: boolean; seesAlerts: boolean },
  today: Day,
): Thing[] {
  const path = `/people/${personId}`;
  return [
    reportedThing(frame, viewer, today) ?? custodyThing(frame.custody, today),
    ragThing(frame.member, now),
    now.failedLately > 0
      ? {
          text: `${times(now.failedLately, 'failed appointment')} in the last three months.`,
          href: `${path}/contacts?outcome=failed`,
        }
      : undefined,
    now.overdueSteps > 0
      ? { text: `${times(now.overdueSteps, 'step')} of the plan overdue.`, href: `${path}/plan` }
      : undefined,
    viewer.seesContacts ? contactThing(path, now, today) : undefined,
    now.offences > 0
      ? {
          text: `${times(now.offences, 'proven offence')} in the last three months.`,
          href: `${path}/offending`,
        }
      : undefined,
    supervisionThing(frame.supervision, today),
    reviewThing(frame.member, today),
  ]
    .filter((thing) => thing !== undefined)
    .slice(0, 5);
}

const times = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;

/**
 * What another system reported of somebody's custody, where the records do not say it yet: an arrest of one who is at
 * liberty by them, or a release of one who is held. A record that began on the day of an arrest, or after, has it in it.
 */
export function reportedOf({
  custody,
  reported,
}: Pick<FrameRow, 'custody' | 'reported'>): NonNullable<FrameRow['reported']> | undefined {
  if (reported === null) return undefined;
  if (reported.kind === 'custody') return custody === null ? reported : undefined;
  return custody !== null && custody.from <= londonDay(new Date(reported.at)) ? reported : undefined;
}

/** Of the identity bar: never “in the community” beside an arrest. */
export function reportedWords(reported: NonNullable<FrameRow['reported']>): string {
  const when = showMoment(new Date(reported.at));
  const place = reported.place === null ? '' : `, ${reported.place}`;
  return reported.kind === 'custody'
    ? `Reported in custody${place}, ${when}: no record of it yet`
    : `Reported released${place}, ${when}: the record does not say so yet`;
}

function reportedThing(
  frame: Pick<FrameRow, 'custody' | 'reported'>,
  { seesAlerts }: { seesAlerts: boolean },
  today: Day,
): Thing | undefined {
  const reported = reportedOf(frame);
  if (reported === undefined) return undefined;
  const at = new Date(reported.at);
  const place = reported.place === null ? '' : `, ${reported.place}`;
  const what = reported.kind === 'custody' ? `In custody${place}` : `Released${place}`;
  const ago = dayWords(at, today).replace(/^.*\((.*)\)$/, '$1');
  return {
    text: `${what}, reported by ${reported.agency}: ${showMoment(at)} (${ago}). ${reported.kind === 'custody' ? 'No record of it has come yet' : 'The record does not say so yet'}.`,
    ...(seesAlerts ? { href: `/inbox/${reported.alertId}` } : {}),
  };
}

function custodyThing(custody: FrameRow['custody'], today: Day): Thing | undefined {
  if (custody === null) return undefined;
  const where = custody.kind === 'prison' ? `In ${custody.place}` : `In police custody, ${custody.place}`;
  if (custody.until === null) return { text: `${where}.` };
  const days = daysBetween(today, custody.until);
  return {
    text: `${where} until ${showDay(custody.until)}${days <= 28 ? `: released in ${times(days, 'day')}` : ''}.`,
  };
}

function ragThing(member: FrameRow['member'], now: Now): Thing | undefined {
  if (member === null || member.rag === 'none') return undefined;
  const since = now.ragSince === null ? '' : ` since ${showDay(londonDay(now.ragSince))}`;
  return {
    text: `${ragWords[member.rag]}${since}${now.ragWhy ? `: ${now.ragWhy}` : ''}${now.ragWhy?.endsWith('.') ? '' : '.'}`,
  };
}

function contactThing(path: string, now: Now, today: Day): Thing {
  const next =
    now.nextAt === null
      ? 'nothing planned'
      : `next ${showMoment(now.nextAt)}${now.nextPlace === null ? '' : `, ${now.nextPlace}`}`;
  const said =
    now.triedAt === null ? seen(now, today) : `${seen(now, today)}; ${tried(now, now.triedAt, today)}`;
  return { text: `${said}; ${next}.`, href: `${path}/contacts` };
}

/** Whoever failed to come was not seen. */
function seen({ seenAt }: Now, today: Day): string {
  return seenAt === null ? 'Not seen yet' : `Last seen ${dayWords(seenAt, today)}`;
}

const tried = ({ triedOutcome }: Now, at: Date, today: Day): string =>
  triedOutcome === 'acceptable-absence'
    ? `absent with an acceptable reason ${dayWords(at, today)}`
    : `tried ${dayWords(at, today)}, not there`;

function dayWords(at: Date, today: Day): string {
  const day = londonDay(at);
  const days = daysBetween(day, today);
  const ago = days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`;
  return `${showShortDay(day)} (${ago})`;
}

function supervisionThing(supervision: FrameRow['supervision'], today: Day): Thing | undefined {
  if (supervision === null || supervision.until === null) return undefined;
  const days = daysBetween(today, supervision.until);
  if (days > 56) return undefined;
  const order = orderWords[supervision.type] ?? supervision.type;
  return {
    text: `${order} ends on ${showDay(supervision.until)}, ${days === 0 ? 'today' : `in ${times(days, 'day')}`}.`,
  };
}

function reviewThing(member: FrameRow['member'], today: Day): Thing | undefined {
  if (member === null || member.nextReview === null) return undefined;
  const days = daysBetween(today, member.nextReview);
  if (days > 28) return undefined;
  return {
    text:
      days < 0
        ? `Review overdue since ${showDay(member.nextReview)}.`
        : `Review due by ${showDay(member.nextReview)}.`,
  };
}

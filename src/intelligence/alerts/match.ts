import { auditRan } from '../../access/audit-log.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule, type RuleVersion } from '../../scheme/rules.ts';
import {
  insertAlerts,
  listAlertsNear,
  listKnown,
  listOnScheme,
  listTurn,
  listWaiting,
  lockMatcher,
  type NewAlert,
  releaseParked,
  type SettledEvent,
  type StandingAlert,
  setAside,
  settleEvents,
  stirAlerts,
  type WaitingEvent,
} from './intake-store.ts';
import { type Match, matchEvents } from './match-rules.ts';
import { hasKind, isOld, isSame, kindRule } from './rules.ts';
import type { AlertRule } from './types.ts';

/** Events of one turn: the embedded database's one connection is not held for long. */
const mostAtOnce = 250;

export interface Turn {
  schemeId: number;
  ids: number[];
}

/** What is taken up next, by scheme: one scheme's failure is no other's. */
export async function nextTurn(tx: Tx, now: Date): Promise<Turn[]> {
  await releaseParked(tx, now);
  const waiting = await listTurn(tx, mostAtOnce);
  return [...new Set(waiting.map(({ schemeId }) => schemeId))].map((schemeId) => ({
    schemeId,
    ids: waiting.filter((one) => one.schemeId === schemeId).map(({ id }) => id),
  }));
}

/** Finds whom the waiting ones of these events are about, and raises or joins their alerts. */
export async function matchTurn(tx: Tx, { schemeId, ids }: Turn, now: Date): Promise<void> {
  await lockMatcher(tx);
  const waiting = await listWaiting(tx, ids);
  const rule = await findRule<AlertRule>(tx, schemeId, 'alerts', londonDay(now));
  const [ruled, others] = parted(waiting, ({ kind }) => rule !== undefined && hasKind(rule.body, kind));
  if (others.length > 0)
    await setAside(
      tx,
      others.map(({ id }) => id),
      'no-rule',
    );
  if (rule !== undefined && ruled.length > 0) await matchOfScheme(tx, schemeId, ruled, rule, now);
}

const parted = <One>(all: readonly One[], is: (one: One) => boolean): [One[], One[]] => [
  all.filter(is),
  all.filter((one) => !is(one)),
];

async function matchOfScheme(
  tx: Tx,
  schemeId: number,
  events: readonly WaitingEvent[],
  rule: RuleVersion<AlertRule>,
  now: Date,
): Promise<void> {
  const open = events.filter(({ personId }) => personId === null).map(({ described }) => described);
  const found = open.length === 0 ? [] : matchEvents(open, await listKnown(tx, open));
  const matches = events.map(({ personId }): Match => {
    if (personId !== null) return { is: 'person', personId, by: 'engine', bits: null, candidates: [] };
    return found.shift() ?? { is: 'review', candidates: [] };
  });
  const people = [...new Set(matches.flatMap((match) => (match.is === 'person' ? [match.personId] : [])))];
  const members = new Set((await listOnScheme(tx, schemeId, people)).map(({ id }) => id));
  const settled = matches.map(
    (match, index): Settling => settle(events[index], match, members, rule.body, now),
  );
  const { alerts, made, joined } = await raise(tx, { schemeId, events, settled, rule, now });
  await settleEvents(
    tx,
    settled.map((one, index) => ({ ...one, alertId: alerts[index] ?? null })),
  );
  if (joined.length > 0) await stirAlerts(tx, joined);
  await auditRan(tx, {
    act: 'events:match',
    subject: 'scheme',
    subjectId: schemeId,
    detail: {
      events: events.length,
      alerts: made,
      review: settled.filter(({ state }) => state === 'review').length,
    },
  });
}

type Settling = Omit<SettledEvent, 'alertId'>;

function settle(
  event: WaitingEvent | undefined,
  match: Match,
  members: ReadonlySet<number>,
  rule: AlertRule,
  now: Date,
): Settling {
  const id = event?.id ?? 0;
  if (match.is === 'review')
    return { id, state: 'review', personId: null, by: null, bits: null, candidates: match.candidates };
  const { personId, by, bits, candidates } = match;
  const state = !members.has(personId)
    ? 'not-member'
    : event !== undefined && isOld(event.happenedAt, now, rule)
      ? 'old'
      : 'alerted';
  return { id, state, personId, by, bits, candidates };
}

interface Raising {
  schemeId: number;
  events: readonly WaitingEvent[];
  settled: readonly Settling[];
  rule: RuleVersion<AlertRule>;
  now: Date;
}

/** The alert of each event that has one: one that stands and is `joined`, or one that the first event of it makes. */
async function raise(
  tx: Tx,
  { schemeId, events, settled, rule, now }: Raising,
): Promise<{ alerts: (number | undefined)[]; made: number; joined: number[] }> {
  const raising = settled.flatMap((one, index) => {
    const event = events[index];
    return one.state === 'alerted' && one.personId !== null && event !== undefined
      ? [{ index, event, personId: one.personId }]
      : [];
  });
  if (raising.length === 0) return { alerts: [], made: 0, joined: [] };
  const standing = await alertsAround(tx, schemeId, raising, rule.body);
  const fresh: (NewAlert & StandingAlertDraft)[] = [];
  const joined = new Set<number>();
  const chosen = raising.map(({ index, event, personId }) => {
    const isOf = (one: { personId: number; kind: string; at: Date }): boolean =>
      one.personId === personId &&
      one.kind === event.kind &&
      isSame(one.at, event.happenedAt, event.kind, rule.body);
    const known = standing.find((one) => isOf({ ...one, at: one.happenedAt }));
    if (known !== undefined) {
      joined.add(known.id);
      return { index, alert: () => known.id };
    }
    let draft = fresh.find(isOf);
    if (draft === undefined) {
      draft = {
        schemeId,
        personId,
        kind: event.kind,
        happenedAt: event.happenedAt.toISOString(),
        at: event.happenedAt,
        ruleId: rule.id,
      };
      fresh.push(draft);
    }
    const place = fresh.indexOf(draft);
    return { index, alert: (ids: readonly number[]) => ids[place] };
  });
  const ids = await insertAlerts(
    tx,
    fresh.map(({ at: _at, ...alert }) => alert),
    now,
  );
  const alerts: (number | undefined)[] = [];
  for (const { index, alert } of chosen) alerts[index] = alert(ids);
  return { alerts, made: fresh.length, joined: [...joined] };
}

interface StandingAlertDraft {
  at: Date;
}

function alertsAround(
  tx: Tx,
  schemeId: number,
  raising: readonly { event: WaitingEvent; personId: number }[],
  rule: AlertRule,
): Promise<StandingAlert[]> {
  const times = raising.map(({ event }) => event.happenedAt.getTime());
  const widest =
    Math.max(...raising.map(({ event }) => kindRule(rule, event.kind).sameWithinMinutes)) * 60_000;
  return listAlertsNear(tx, schemeId, [...new Set(raising.map(({ personId }) => personId))], {
    from: new Date(Math.min(...times) - widest),
    to: new Date(Math.max(...times) + widest),
  });
}

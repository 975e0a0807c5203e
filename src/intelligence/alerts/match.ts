import { auditRan } from '../../access/audit-log.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findRule, type RuleVersion } from '../../scheme/rules.ts';
import {
  insertAlerts,
  listAlertsNear,
  listKnown,
  listOnScheme,
  listWaiting,
  lockMatcher,
  type NewAlert,
  releaseParked,
  type SettledEvent,
  type StandingAlert,
  settleEvents,
  type WaitingEvent,
} from './intake-store.ts';
import { type Match, matchEvents } from './match-rules.ts';
import { isOld, isSame } from './rules.ts';
import type { AlertRule } from './types.ts';

/** Events of one turn: the embedded database's one connection is not held for long. */
const mostAtOnce = 250;

/** Finds whom the next waiting events are about, and raises or joins their alerts; how many events it was. */
export async function matchWaiting(tx: Tx, now: Date): Promise<number> {
  await lockMatcher(tx);
  await releaseParked(tx, now);
  const waiting = await listWaiting(tx, mostAtOnce);
  for (const schemeId of new Set(waiting.map((event) => event.schemeId))) {
    const events = waiting.filter((event) => event.schemeId === schemeId);
    const rule = await findRule<AlertRule>(tx, schemeId, 'alerts', londonDay(now));
    if (rule !== undefined) await matchOfScheme(tx, schemeId, events, rule, now);
  }
  return waiting.length;
}

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
    if (personId !== null) return { is: 'person', personId, by: 'engine', bits: null };
    return found.shift() ?? { is: 'review', candidates: [] };
  });
  const people = [...new Set(matches.flatMap((match) => (match.is === 'person' ? [match.personId] : [])))];
  const members = new Set((await listOnScheme(tx, schemeId, people)).map(({ id }) => id));
  const settled = matches.map(
    (match, index): Settling => settle(events[index], match, members, rule.body, now),
  );
  const { alerts, made } = await raise(tx, { schemeId, events, settled, rule, now });
  await settleEvents(
    tx,
    settled.map((one, index) => ({ ...one, alertId: alerts[index] ?? null })),
  );
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
  const { personId, by, bits } = match;
  const state = !members.has(personId)
    ? 'not-member'
    : event !== undefined && isOld(event.happenedAt, now, rule)
      ? 'old'
      : 'alerted';
  return { id, state, personId, by, bits, candidates: [] };
}

interface Raising {
  schemeId: number;
  events: readonly WaitingEvent[];
  settled: readonly Settling[];
  rule: RuleVersion<AlertRule>;
  now: Date;
}

/** The alert of each event that has one: one that stands, or one that the first event of it makes. */
async function raise(
  tx: Tx,
  { schemeId, events, settled, rule, now }: Raising,
): Promise<{ alerts: (number | undefined)[]; made: number }> {
  const raising = settled.flatMap((one, index) => {
    const event = events[index];
    return one.state === 'alerted' && one.personId !== null && event !== undefined
      ? [{ index, event, personId: one.personId }]
      : [];
  });
  if (raising.length === 0) return { alerts: [], made: 0 };
  const standing = await alertsAround(tx, schemeId, raising, rule.body);
  const fresh: (NewAlert & StandingAlertDraft)[] = [];
  const chosen = raising.map(({ index, event, personId }) => {
    const isOf = (one: { personId: number; kind: string; at: Date }): boolean =>
      one.personId === personId &&
      one.kind === event.kind &&
      isSame(one.at, event.happenedAt, event.kind, rule.body);
    const known = standing.find((one) => isOf({ ...one, at: one.happenedAt }));
    if (known !== undefined) return { index, alert: () => known.id };
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
  return { alerts, made: fresh.length };
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
    Math.max(...Object.values(rule.kinds).map(({ sameWithinMinutes }) => sameWithinMinutes)) * 60_000;
  return listAlertsNear(tx, schemeId, [...new Set(raising.map(({ personId }) => personId))], {
    from: new Date(Math.min(...times) - widest),
    to: new Date(Math.max(...times) + widest),
  });
}

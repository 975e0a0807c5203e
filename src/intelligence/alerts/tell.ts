import { standInsFor } from '../../access/sessions.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { lockMatcher } from './intake-store.ts';
import { type Around, beginsAnew, mailFor, type Seen, stepDue, tellNow, toldBy } from './rules.ts';
import {
  type AlertMove,
  type DueAlert,
  emitMail,
  insertRecipients,
  listAllocated,
  listAwayOn,
  listChoices,
  listDue,
  listInRoles,
  listRules,
  listSeen,
  listTeams,
  moveAlerts,
  type NewRecipient,
} from './tell-store.ts';
import type { AlertRule, Because } from './types.ts';

/** In one transaction: the embedded database has one connection. */
const mostAtOnce = 200;

interface Due {
  alert: DueAlert;
  rule: AlertRule;
  /** Whom the steps name: of news those that were told, and whoever was told before. */
  named: { staffId: number; because: Because }[];
}

/** What each may see of each alert, by `alert:staff`. */
type SeenBy = ReadonlyMap<string, Seen>;

/**
 * Tells whoever the next step of each alert that is due names; and of what came to an alert whoever was told of it, or would
 * have been if they had seen it. Who may see what is asked of the policies, as each of them: nobody else is told anything, and
 * a step that reaches nobody is passed over.
 * @returns whom something new was told, and how many alerts were due.
 */
export async function tellDue(database: Database, now: Date): Promise<{ staffIds: number[]; due: number }> {
  const events = serviceViewer('events', 'alerts-tell');
  const due = await database.as(events, (tx) => readDue(tx, now), { readOnly: true });
  if (due.length === 0) return { staffIds: [], due: 0 };
  const seen = await askEach(database, due);
  const staffIds = await database.as(events, async (tx) => {
    await lockMatcher(tx);
    return write(tx, due, seen, now);
  });
  return { staffIds, due: due.length };
}

async function readDue(tx: Tx, now: Date): Promise<Due[]> {
  const alerts = await listDue(tx, now, mostAtOnce);
  if (alerts.length === 0) return [];
  const people = [...new Set(alerts.map(({ personId }) => personId))];
  const [rules, allocated, teams, away] = await Promise.all([
    listRules(tx, [...new Set(alerts.map(({ ruleId }) => ruleId))]),
    listAllocated(tx, people),
    listTeams(tx, people),
    listAwayOn(tx, londonDay(now)),
  ]);
  const bodies = new Map(rules.map(({ id, body }) => [id, body as AlertRule]));
  const due: Due[] = [];
  for (const alert of alerts) {
    const rule = bodies.get(alert.ruleId);
    if (rule === undefined) continue;
    const steps = stepsOf(alert, rule);
    const team = teams.filter(({ personId }) => personId === alert.personId);
    const around: Around = {
      allocations: allocated.filter(({ personId }) => personId === alert.personId),
      away,
      team: team.map(({ staffId }) => staffId),
      ownedByTeam: team.some(({ owns }) => owns),
      supervisors: steps.some(({ to }) => to === 'supervisor')
        ? (await listInRoles(tx, alert.schemeId, rule.supervisors)).map(({ staffId }) => staffId)
        : [],
    };
    due.push({ alert, rule, named: namedBy(alert, steps, around) });
  }
  return due;
}

/** The steps to be told now: the next one; of news the first where they begin anew, or else all that were told. */
function stepsOf(alert: DueAlert, rule: AlertRule): readonly AlertRule['steps'][number][] {
  const { news, step } = alert;
  if (news === null) return rule.steps.slice(step, step + 1);
  return rule.steps.slice(0, beginsAnew(alert, alert.before) ? 1 : step);
}

function namedBy(
  alert: DueAlert,
  steps: readonly AlertRule['steps'][number][],
  around: Around,
): Due['named'] {
  const named = new Map<number, Because>();
  if (alert.news !== null) for (const { staffId, because } of alert.before) named.set(staffId, because);
  for (const { to } of steps)
    for (const { staffId, because } of toldBy(to, around))
      if (!named.has(staffId)) named.set(staffId, because);
  return [...named].map(([staffId, because]) => ({ staffId, because }));
}

async function askEach(database: Database, due: readonly Due[]): Promise<SeenBy> {
  const seen = new Map<string, Seen>();
  for (const schemeId of new Set(due.map(({ alert }) => alert.schemeId))) {
    const asked = new Map<number, number[]>();
    for (const { alert, named } of due.filter((one) => one.alert.schemeId === schemeId)) {
      const staff = [...named, ...alert.before].map(({ staffId }) => staffId);
      for (const staffId of new Set(staff)) asked.set(staffId, [...(asked.get(staffId) ?? []), alert.id]);
    }
    if (asked.size === 0) continue;
    const standIns = await database.as(
      serviceViewer('events', 'alerts-tell'),
      (tx) => standInsFor(tx, schemeId, [...asked.keys()]),
      { readOnly: true },
    );
    for (const standIn of standIns) {
      const ids = asked.get(standIn.staffId) ?? [];
      for (const { id, ...one } of await database.as(standIn, (tx) => listSeen(tx, ids), {
        readOnly: true,
      })) {
        const key = `${id}:${standIn.staffId}`;
        seen.set(key, together(seen.get(key), one));
      }
    }
  }
  return seen;
}

/** What somebody sees in one of their roles or in another. */
const together = (left: Seen | undefined, right: Seen): Seen =>
  left === undefined
    ? right
    : {
        latest: Math.max(left.latest, right.latest),
        standing: [
          ...left.standing,
          ...right.standing.filter(({ id }) => !left.standing.some((one) => one.id === id)),
        ],
      };

async function write(tx: Tx, due: readonly Due[], seen: SeenBy, now: Date): Promise<number[]> {
  const told = due.map(({ alert, named }) =>
    tellNow(named, alert.before, (staffId) => seen.get(`${alert.id}:${staffId}`)),
  );
  const staff = [...new Set(told.flatMap((each) => each.map(({ staffId }) => staffId)))];
  const choices = new Map((await listChoices(tx, staff)).map(({ staffId, mail }) => [staffId, mail]));
  const rows = due.flatMap(({ alert, rule }, index) =>
    (told[index] ?? []).map(
      (one): NewRecipient => ({
        ...one,
        alertId: alert.id,
        personId: alert.personId,
        mail: mailFor(choices.get(one.staffId) ?? 'each', alert.kind, rule, now),
      }),
    ),
  );
  const made = rows.length === 0 ? [] : await insertRecipients(tx, rows, now);
  await moveAlerts(
    tx,
    due.map((one, index) => moveOf(one, (told[index] ?? []).length > 0, now)),
  );
  for (const staffId of new Set(made.flatMap((one) => (one.mail === 'wanted' ? [one.staffId] : []))))
    await emitMail(tx, staffId);
  return [...new Set(made.map(({ staffId }) => staffId))];
}

/** Where nobody was reached, the next are told without waiting. */
function moveOf({ alert, rule }: Due, reached: boolean, now: Date): AlertMove {
  const { id, step: was, news } = alert;
  if (news !== null && !beginsAnew(alert, alert.before))
    return { id, was, step: was, next: alert.nextAt?.toISOString() ?? null, news, from: null };
  const from = news === null ? alert.madeAt : now;
  const step = news === null ? was + 1 : 1;
  const due = stepDue({ kind: alert.kind, madeAt: from, step }, rule);
  const next = due !== undefined && !reached ? now : due;
  return {
    id,
    was,
    step,
    next: next?.toISOString() ?? null,
    news,
    from: news === null ? null : from.toISOString(),
  };
}

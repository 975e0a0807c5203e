import { standInsFor } from '../../access/sessions.ts';
import { serviceViewer } from '../../access/viewers.ts';
import { londonDay } from '../../kernel/clock.ts';
import type { Database, Tx } from '../../kernel/database.ts';
import { lockMatcher } from './intake-store.ts';
import { type Around, mailFor, stepDue, toldBy } from './rules.ts';
import {
  type DueAlert,
  emitMail,
  insertRecipients,
  listAllocated,
  listAwayOn,
  listChoices,
  listDue,
  listInRoles,
  listRules,
  listTeams,
  listVisible,
  moveAlerts,
  type NewRecipient,
} from './tell-store.ts';
import type { AlertRule, Because } from './types.ts';

/** In one transaction: the embedded database has one connection. */
const mostAtOnce = 200;

interface Due {
  alert: DueAlert;
  rule: AlertRule;
  told: { staffId: number; because: Because }[];
}

/**
 * Tells whoever the next step of each alert that is due names. Who may see it is asked of the policies, as each of them:
 * nobody else is told anything, and a step that reaches nobody is passed over.
 * @returns whom something new was told, and how many alerts were due.
 */
export async function tellDue(database: Database, now: Date): Promise<{ staffIds: number[]; due: number }> {
  const events = serviceViewer('events', 'alerts-tell');
  const due = await database.as(events, (tx) => readDue(tx, now), { readOnly: true });
  if (due.length === 0) return { staffIds: [], due: 0 };
  const visible = await askEach(database, due);
  const staffIds = await database.as(events, async (tx) => {
    await lockMatcher(tx);
    return write(tx, due, visible, now);
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
    const step = rule?.steps[alert.step];
    if (rule === undefined) continue;
    const around: Around = {
      allocations: allocated.filter(({ personId }) => personId === alert.personId),
      away,
      team: teams.filter(({ personId }) => personId === alert.personId).map(({ staffId }) => staffId),
      supervisors:
        step?.to === 'supervisor'
          ? (await listInRoles(tx, alert.schemeId, rule.supervisors)).map(({ staffId }) => staffId)
          : [],
    };
    // Somebody has opened it: nobody more is told.
    due.push({ alert, rule, told: step === undefined || alert.isOpened ? [] : toldBy(step.to, around) });
  }
  return due;
}

/** `alert:staff` of each who may see it in one of their roles. */
async function askEach(database: Database, due: readonly Due[]): Promise<Set<string>> {
  const visible = new Set<string>();
  for (const schemeId of new Set(due.map(({ alert }) => alert.schemeId))) {
    const ofScheme = due.filter(({ alert }) => alert.schemeId === schemeId);
    const staff = [...new Set(ofScheme.flatMap(({ told }) => told.map(({ staffId }) => staffId)))];
    if (staff.length === 0) continue;
    const standIns = await database.as(
      serviceViewer('events', 'alerts-tell'),
      (tx) => standInsFor(tx, schemeId, staff),
      { readOnly: true },
    );
    for (const standIn of standIns) {
      const ids = ofScheme.flatMap(({ alert, told }) =>
        told.some(({ staffId }) => staffId === standIn.staffId) ? [alert.id] : [],
      );
      const seen = await database.as(standIn, (tx) => listVisible(tx, ids), { readOnly: true });
      for (const { id } of seen) visible.add(`${id}:${standIn.staffId}`);
    }
  }
  return visible;
}

async function write(
  tx: Tx,
  due: readonly Due[],
  visible: ReadonlySet<string>,
  now: Date,
): Promise<number[]> {
  const staff = [...new Set(due.flatMap(({ told }) => told.map(({ staffId }) => staffId)))];
  const choices = new Map((await listChoices(tx, staff)).map(({ staffId, mail }) => [staffId, mail]));
  const rows: NewRecipient[] = [];
  for (const { alert, rule, told } of due)
    for (const { staffId, because } of told)
      if (visible.has(`${alert.id}:${staffId}`))
        rows.push({
          alertId: alert.id,
          personId: alert.personId,
          staffId,
          because,
          mail: mailFor(choices.get(staffId) ?? 'each', alert.kind, rule, now),
        });
  const made = rows.length === 0 ? [] : await insertRecipients(tx, rows, now);
  await moveAlerts(
    tx,
    due.map(({ alert, rule, told }) => nextOf(alert, rule, told, visible)),
  );
  for (const staffId of new Set(made.flatMap((one) => (one.mail === 'wanted' ? [one.staffId] : []))))
    await emitMail(tx, staffId);
  return [...new Set(made.map(({ staffId }) => staffId))];
}

function nextOf(
  alert: DueAlert,
  rule: AlertRule,
  told: Due['told'],
  visible: ReadonlySet<string>,
): { id: number; was: number; step: number; next: string | null } {
  const { id, step: was } = alert;
  const step = was + 1;
  if (alert.isOpened) return { id, was, step, next: null };
  const reached = told.some(({ staffId }) => visible.has(`${id}:${staffId}`));
  // Nobody was reached: the next are told without waiting.
  const next =
    reached || was >= rule.steps.length
      ? stepDue({ ...alert, step }, rule)
      : rule.steps[step] === undefined
        ? undefined
        : alert.madeAt;
  return { id, was, step, next: next?.toISOString() ?? null };
}

import { addDays, londonDay, londonInstants, showMoment } from '../../kernel/clock.ts';
import type { AlertRule, Because, EventKind, Group, KindRule } from './types.ts';

const minute = 60_000;

const clockOf = (at: Date): string => showMoment(at).split(', ')[1] ?? '00:00';

/** Whether it is night by London's clock: from the first time of the rule until the second. */
export function isQuiet(at: Date, { from, to }: AlertRule['quiet']): boolean {
  const clock = clockOf(at);
  return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
}

/** The end of the night that a moment falls into; the moment itself by day. */
export function outOfQuiet(at: Date, quiet: AlertRule['quiet']): Date {
  if (!isQuiet(at, quiet)) return at;
  const day = londonDay(at);
  const morning = clockOf(at) < quiet.to ? day : addDays(day, 1);
  // In the hour that is skipped there is no such time: the night is over when the clocks have changed.
  return londonInstants(morning, quiet.to)[0] ?? new Date(at.getTime() + 60 * minute);
}

/** Whether an event lies further ahead than clocks differ. */
export const isFuture = (happenedAt: Date, now: Date, rule: Pick<AlertRule, 'future'>): boolean =>
  happenedAt.getTime() > now.getTime() + rule.future.toleranceMinutes * minute;

/** Whether anybody is to be told of an event of that time. */
export const isOld = (happenedAt: Date, now: Date, rule: Pick<AlertRule, 'tellWithinHours'>): boolean =>
  now.getTime() - happenedAt.getTime() > rule.tellWithinHours * 60 * minute;

export const isLate = (
  event: { happenedAt: Date; receivedAt: Date },
  rule: Pick<AlertRule, 'lateAfterMinutes'>,
): boolean => event.receivedAt.getTime() - event.happenedAt.getTime() > rule.lateAfterMinutes * minute;

/**
 * What the rule says of a kind. A kind that the scheme's rule does not name yet is refused at the door, and an event that was
 * let in before is set aside: here it is never met.
 */
export function kindRule(rule: Pick<AlertRule, 'kinds'>, kind: EventKind): KindRule {
  const found = rule.kinds[kind];
  if (found === undefined) throw new Error(`The rule alerts has nothing of the kind ${kind}`);
  return found;
}

export const hasKind = (rule: Pick<AlertRule, 'kinds'>, kind: EventKind): boolean =>
  rule.kinds[kind] !== undefined;

/** Whether a second report tells of the same thing as an alert of that person and kind. */
export const isSame = (
  alertAt: Date,
  eventAt: Date,
  kind: EventKind,
  rule: Pick<AlertRule, 'kinds'>,
): boolean =>
  Math.abs(alertAt.getTime() - eventAt.getTime()) <= kindRule(rule, kind).sameWithinMinutes * minute;

/** An alert that stands keeps its steps, whatever became of its kind in the rule. */
const overrides = (rule: Pick<AlertRule, 'kinds'>, kind: EventKind): boolean =>
  rule.kinds[kind]?.overridesQuiet ?? false;

/**
 * When step number `step` of an alert is due, counted from 0; undefined where the rule has no more. What would fall into
 * the night waits for its end, unless its kind overrides that; the first step never waits: an open page disturbs nobody.
 */
export function stepDue(
  alert: { kind: EventKind; madeAt: Date; step: number },
  rule: Pick<AlertRule, 'steps' | 'quiet' | 'kinds'>,
): Date | undefined {
  const step = rule.steps[alert.step];
  if (step === undefined) return undefined;
  if (alert.step === 0) return alert.madeAt;
  const due = new Date(alert.madeAt.getTime() + step.afterMinutes * minute);
  return overrides(rule, alert.kind) ? due : outOfQuiet(due, rule.quiet);
}

/** How somebody who is told of an alert gets mail: at once, later, or not. */
export function mailFor(
  choice: 'each' | 'digest' | 'none',
  kind: EventKind,
  rule: Pick<AlertRule, 'quiet' | 'kinds'>,
  now: Date,
): 'none' | 'wanted' | 'later' {
  if (choice === 'none') return 'none';
  if (choice === 'digest') return 'later';
  return isQuiet(now, rule.quiet) && !overrides(rule, kind) ? 'later' : 'wanted';
}

/** Whether the minute in which the job runs is the one of the day's mail. */
export const isDigestTime = (now: Date, rule: Pick<AlertRule, 'digestAt'>): boolean =>
  clockOf(now) === rule.digestAt;

/** Subject and body of a mail: how many, where to sign in, and nothing of whom or what. */
export const mailText = (count: number, origin: string | undefined): { subject: string; body: string } => {
  const what = count === 1 ? 'a new alert' : `${count} new alerts`;
  return {
    subject: `Waymark: ${what}`,
    body: `There ${count === 1 ? 'is' : 'are'} ${what} for you in Waymark. Sign in to open ${count === 1 ? 'it' : 'them'}${origin === undefined ? '.' : `: ${origin}/inbox`}\n\nThis message names nobody. Do not answer it.`,
  };
};

export interface Around {
  /** Open allocations of the person. */
  allocations: readonly { staffId: number; kind: string }[];
  /** Who is away today, and their deputy. */
  away: readonly { staffId: number; deputyId: number | null }[];
  team: readonly number[];
  supervisors: readonly number[];
  /** The whole team owns the case: it is told with whoever leads. */
  ownedByTeam?: boolean;
}

const partsOf: Record<Group, readonly string[]> = {
  lead: ['lead'],
  'co-worker': ['co-worker', 'embedded'],
  team: [],
  supervisor: [],
};

/** Whom a step tells, each once, with the deputies of those who are away. */
export function toldBy(group: Group, around: Around): { staffId: number; because: Because }[] {
  const first = firstOf(group, around);
  const deputies = around.away
    .filter(({ staffId, deputyId }) => deputyId !== null && first.includes(staffId))
    .map(({ deputyId }) => deputyId as number);
  const told = new Map<number, Because>();
  for (const staffId of first) told.set(staffId, group);
  if (group === 'lead' && around.ownedByTeam === true)
    for (const staffId of onDuty(around)) if (!told.has(staffId)) told.set(staffId, 'team');
  for (const staffId of deputies) if (!told.has(staffId)) told.set(staffId, 'deputy');
  return [...told].map(([staffId, because]) => ({ staffId, because }));
}

function firstOf(group: Group, { team, supervisors, allocations }: Around): readonly number[] {
  if (group === 'team') return team;
  if (group === 'supervisor') return supervisors;
  return allocations.filter(({ kind }) => partsOf[group].includes(kind)).map(({ staffId }) => staffId);
}

/** Of the team that owns the case those who are not away; all of them where everybody is. */
function onDuty({ team, away }: Around): readonly number[] {
  const here = team.filter((staffId) => !away.some((one) => one.staffId === staffId));
  return here.length === 0 ? team : here;
}

/** One who was told of an alert before. */
export interface ToldBefore {
  staffId: number;
  because: Because;
  opened: boolean;
  /** The number of what they were told of last. */
  through: number;
}

/** What somebody may see of an alert: the events that stand, each with its number, and the highest number of anything. */
export interface Seen {
  standing: readonly { id: number; joined: number }[];
  latest: number;
}

/** Events that somebody who opened the alert has before their eyes. */
export function coveredBy(
  before: readonly ToldBefore[],
  seen: (staffId: number) => Seen | undefined,
): Set<number> {
  return new Set(
    before
      .filter(({ opened }) => opened)
      .flatMap(({ staffId, through }) =>
        (seen(staffId)?.standing ?? []).filter(({ joined }) => joined <= through).map(({ id }) => id),
      ),
  );
}

/**
 * Of those whom a step names, who is told: whoever sees something that nobody who may see it too has opened; and who was told
 * before, where something is new to them. Nobody is told by what they may not see: neither of an event, nor that there is one.
 */
export function tellNow(
  named: readonly { staffId: number; because: Because }[],
  before: readonly ToldBefore[],
  seen: (staffId: number) => Seen | undefined,
): { staffId: number; because: Because; through: number }[] {
  const covered = coveredBy(before, seen);
  return named.flatMap(({ staffId, because }) => {
    const sees = seen(staffId);
    if (sees === undefined) return [];
    const was = before.find((one) => one.staffId === staffId);
    const isTold =
      was === undefined ? sees.standing.some(({ id }) => !covered.has(id)) : sees.latest > was.through;
    return isTold ? [{ staffId, because: was?.because ?? because, through: sees.latest }] : [];
  });
}

/**
 * Whether the steps of an alert begin anew with something new: where they were through, or all who were told had opened it.
 * Where somebody has not, they go on as they stood: reports that come again and again put nothing off.
 */
export const beginsAnew = (
  alert: { step: number; nextAt: Date | null },
  before: readonly ToldBefore[],
): boolean => alert.step > 0 && (alert.nextAt === null || before.every(({ opened }) => opened));

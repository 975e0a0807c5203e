import { addDays, londonDay, londonInstant, showMoment } from '../../kernel/clock.ts';
import type { HeldCause, ReminderFacts, ReminderRule, ReminderStep } from './types.ts';

/** The first instant at or after a time of London's clock: in the hour that is skipped or doubled, the next that is plain. */
function instantOf(day: string, time: string): Date {
  const [hour = 0, minute = 0] = time.split(':').map(Number);
  for (let minutes = hour * 60 + minute; minutes < 1_440; minutes += 15) {
    const clock = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
    const found = londonInstant(day, clock);
    if (found !== undefined) return found;
  }
  throw new Error(`No such time in London: ${day} ${time}`);
}

const clockOf = (at: Date): string => showMoment(at).split(', ')[1] ?? '00:00';

/** Whether it is night by London's clock: from the first time of the rule until the second. */
export function isQuiet(at: Date, { from, to }: ReminderRule['quiet']): boolean {
  const clock = clockOf(at);
  return from <= to ? clock >= from && clock < to : clock >= from || clock < to;
}

/** A reminder that comes less than this before is of no use. */
const leastNotice = 30 * 60_000;
/** What should have gone out, and did not (the system was down), still goes out within this. */
const catchUp = 3 * 3_600_000;

/**
 * When a step's reminder goes out. What would fall into the night comes when the night ends, or, where that leaves less
 * than half an hour, half an hour before it began.
 */
export function dueAt(at: Date, step: ReminderStep, quiet: ReminderRule['quiet']): Date | undefined {
  const wished =
    'daysBefore' in step
      ? instantOf(addDays(londonDay(at), -step.daysBefore), step.at)
      : new Date(at.getTime() - step.hoursBefore * 3_600_000);
  const due = isQuiet(wished, quiet) ? outOfNight(wished, at, quiet) : wished;
  return due === undefined || at.getTime() - due.getTime() < leastNotice ? undefined : due;
}

/** The day on whose morning a night ends, of a moment in it. */
const morningOf = (night: Date, quiet: ReminderRule['quiet']): string =>
  quiet.from <= quiet.to || clockOf(night) < quiet.to ? londonDay(night) : addDays(londonDay(night), 1);

/** Whether what did not go out before the night is still of use when the night ends. */
export const waitsForMorning = (at: Date, night: Date, quiet: ReminderRule['quiet']): boolean =>
  at.getTime() - instantOf(morningOf(night, quiet), quiet.to).getTime() >= leastNotice;

function outOfNight(wished: Date, at: Date, quiet: ReminderRule['quiet']): Date | undefined {
  const day = londonDay(wished);
  const morning = morningOf(wished, quiet);
  const end = instantOf(morning, quiet.to);
  if (at.getTime() - end.getTime() >= leastNotice && !isQuiet(end, quiet)) return end;
  const began = instantOf(quiet.from <= quiet.to ? day : addDays(morning, -1), quiet.from);
  const before = new Date(began.getTime() - leastNotice);
  return isQuiet(before, quiet) ? undefined : before;
}

/** The steps whose reminder is to go out now: none at night, and none whose time was long ago. */
export const stepsDue = (at: Date, rule: ReminderRule, now: Date): ReminderStep[] =>
  isQuiet(now, rule.quiet) || at.getTime() - now.getTime() < leastNotice
    ? []
    : rule.steps.filter((step) => {
        const due = dueAt(at, step, rule.quiet);
        return due !== undefined && due <= now && now.getTime() - due.getTime() <= catchUp;
      });

/** The next reminder that is to come, if any. */
export function nextDue(at: Date, rule: ReminderRule, now: Date): Date | undefined {
  const ahead = rule.steps
    .map((step) => dueAt(at, step, rule.quiet))
    .filter((due): due is Date => due !== undefined && due > now)
    .sort((left, right) => left.getTime() - right.getTime());
  return ahead[0];
}

/** Why nothing at all may be sent to them at this address, whatever it is about. */
export function whyNoMessage(
  facts: Pick<ReminderFacts, 'consentState' | 'purposes' | 'broken' | 'active' | 'inCustody'>,
  purpose: 'reminders' | 'messages',
): HeldCause | undefined {
  if (facts.consentState !== 'given' || !facts.purposes.includes(purpose)) return 'not-agreed';
  if (!facts.active || facts.inCustody) return 'held-back';
  return facts.broken === null ? undefined : 'address-broken';
}

/** The step of a message that takes a reminder back. */
export const calledOffStep = 'called-off';

/** Why somebody who was reminded of an appointment is not told that it was called off. */
export function whyNotCalledOff(
  facts: Parameters<typeof whyNoMessage>[0] & Pick<ReminderFacts, 'contactState' | 'at'>,
  now: Date,
): HeldCause | undefined {
  const held = whyNoMessage(facts, 'reminders');
  if (held !== undefined) return held;
  // Withdrawn before its day is no appointment either: whoever was told of it would still come.
  if (!['cancelled', 'withdrawn'].includes(facts.contactState)) return 'appointment-changed';
  return facts.at.getTime() - now.getTime() < leastNotice ? 'too-late' : undefined;
}

/** Why there is no reminder of this appointment; asked before it is made, on the preview, and again as it goes out. */
export function whyNoReminder(
  facts: ReminderFacts,
  rule: Pick<ReminderRule, 'kinds'>,
  now: Date,
): HeldCause | undefined {
  const held = whyNoMessage(facts, 'reminders');
  if (held !== undefined) return held;
  if (facts.contactState !== 'planned' || facts.at <= now) return 'appointment-changed';
  // Not a matter of the scheme's rule: a visit that was announced is none.
  if (facts.kind === 'unannounced') return 'unannounced';
  if (!rule.kinds.includes(facts.kind)) return 'kind-not-reminded';
  if (facts.choice === 'skip') return 'skipped';
  return facts.wording === null && facts.choice !== 'send' ? 'switched-off' : undefined;
}

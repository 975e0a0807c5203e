import { addDays, type Day, dayStart } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type Part, type PlanForm, partStates, type ReleaseRule } from './types.ts';

/** Releases of the next 12 weeks are looked at. */
export const releaseWindow = (today: Day): { from: Day; to: Day } => ({
  from: today,
  to: addDays(today, 84),
});

/** The prison's offender manager sees the person until fourteen days after the release, at the end of the day in London. */
export const prisonAccessEnds = (releaseOn: Day): Date => dayStart(addDays(releaseOn, 15));

/** How many parts are arranged or not needed, of all. */
export function readiness(
  parts: Readonly<Record<string, Part>> | null,
  rule: ReleaseRule,
): { ready: number; all: number; missing: string[] } {
  const missing = rule.parts.filter(
    ({ code }) => !['arranged', 'not-needed'].includes(parts?.[code]?.state ?? 'to-do'),
  );
  return {
    ready: rule.parts.length - missing.length,
    all: rule.parts.length,
    missing: missing.map(({ name }) => name),
  };
}

/** Reads the form of a release plan. What is arranged says what; what is not needed says why. */
export function readPlan(
  form: PlanForm,
  rule: ReleaseRule,
):
  | { parts: Record<string, Part>; pickupBy: string | null; pickupAt: string | null }
  | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const parts: Record<string, Part> = {};
  for (const { code, name } of rule.parts) {
    const given = form.parts[`state-${code}`] ?? 'to-do';
    const state = partStates.find((one) => one === given);
    const detail = form.parts[`detail-${code}`]?.trim() ?? '';
    if (state === undefined) errors.push({ field: `state-${code}`, text: `Choose how far “${name}” is` });
    else if (state === 'arranged' && detail === '')
      errors.push({ field: `detail-${code}`, text: `Say what is arranged: ${name}` });
    else if (state === 'not-needed' && detail === '')
      errors.push({ field: `detail-${code}`, text: `Say why it is not needed: ${name}` });
    else parts[code] = { state, detail };
  }
  const pickupBy = form.pickupBy?.trim() || null;
  const pickupAt = form.pickupAt?.trim() || null;
  if (pickupAt !== null && !/^([01]\d|2[0-3]):[0-5]\d$/.test(pickupAt))
    errors.push({ field: 'pickupAt', text: 'Enter the time like 09:30' });
  if (pickupAt !== null && pickupBy === null)
    errors.push({ field: 'pickupBy', text: 'Say who meets them at the gate' });
  return errors.length > 0 ? { errors } : { parts, pickupBy, pickupAt };
}

import { addYears, type Day, isDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { type AgencyRow, type CaseRule, type PreviewLine, type Sharing, sharings } from './types.ts';

export interface PlanForm {
  from?: string | undefined;
  heir?: string | undefined;
  also?: readonly string[] | undefined;
  newName?: string | undefined;
  onDay?: string | undefined;
  why?: string | undefined;
}

export interface NewPlan {
  fromAgencyId: number;
  /** Null: the agency named by `newName`, which is entered with the plan. */
  heirId: number | null;
  newName: string | null;
  alsoIds: number[];
  onDay: Day;
  why: string;
}

/** The code of a new agency from its name: `Probation Service, East` → `probation-service-east`. */
export const codeOf = (name: string): string =>
  name
    .toLowerCase()
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^[^a-z]+|-+$/g, '')
    .slice(0, 40)
    .replace(/-+$/, '');

/** What is planned: which agency ends, on which day, and who takes it over. */
export function readPlan(
  form: PlanForm,
  agencies: readonly AgencyRow[],
  today: Day,
): { plan: NewPlan } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const open = agencies.filter(({ to }) => to === null || to > today);
  const find = (id: string | undefined): AgencyRow | undefined => open.find((one) => String(one.id) === id);
  const from = find(form.from);
  if (from === undefined) errors.push({ field: 'from', text: 'Choose the agency that ends' });
  const newName = form.newName?.trim() ?? '';
  const heir = find(form.heir);
  if (heir === undefined && newName === '')
    errors.push({ field: 'heir', text: 'Choose the agency that takes over, or name a new one' });
  if (newName !== '' && codeOf(newName).length < 2)
    errors.push({ field: 'newName', text: 'Write the name of the new agency in letters' });
  if (newName.length > 200) errors.push({ field: 'newName', text: 'Keep the name under 200 characters' });
  const also = (form.also ?? []).map(find).filter((one) => one !== undefined);
  if (from !== undefined && [heir, ...also].some((one) => one?.id === from.id))
    errors.push({ field: 'heir', text: 'An agency cannot take over from itself' });
  const onDay = form.onDay?.trim() ?? '';
  if (!isDay(onDay)) errors.push({ field: 'onDay', text: 'Enter the day from which, like 2026-11-30' });
  else if (from !== undefined && onDay <= from.from)
    errors.push({ field: 'onDay', text: `${from.name} began only on ${from.from}` });
  else if (onDay > addYears(today, 2))
    errors.push({ field: 'onDay', text: 'The day is more than two years ahead' });
  const why = form.why?.trim() ?? '';
  if (why === '' || why.length > 2_000)
    errors.push({ field: 'why', text: 'Say why, in at most 2,000 characters' });
  if (errors.length > 0 || from === undefined) return { errors };
  return {
    plan: {
      fromAgencyId: from.id,
      heirId: heir?.id ?? null,
      newName: newName === '' ? null : newName,
      alsoIds: also.map(({ id }) => id),
      onDay,
      why,
    },
  };
}

/** How cases are shared out, from the form: only successors may be named. */
export function readCases(
  by: string | undefined,
  codes: readonly string[],
  goes: readonly string[],
  successorIds: readonly number[],
): CaseRule {
  const sharing: Sharing = sharings.find((one) => one === by) ?? 'worker';
  const to: Record<string, number> = {};
  if (sharing !== 'worker')
    for (const [index, code] of codes.entries()) {
      const agency = successorIds.find((id) => String(id) === goes[index]);
      if (agency !== undefined && /^[a-z0-9-]{1,40}$/.test(code)) to[code] = agency;
    }
  return { by: sharing, to };
}

/** Of everything that moves: how much, and how many cases need somebody new to lead them. */
export function totalsOf(lines: readonly PreviewLine[]): { all: number; ends: number } {
  return lines.reduce((sum, line) => ({ all: sum.all + line.n, ends: sum.ends + (line.ends ? line.n : 0) }), {
    all: 0,
    ends: 0,
  });
}

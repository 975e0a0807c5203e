import type { FieldError } from '../../kernel/errors.ts';
import type { OfficerLoad } from '../ports.ts';
import {
  type AllocationForm,
  type AllocationInput,
  type AllocationKind,
  type AllocationState,
  allocationKinds,
  type Officer,
} from './types.ts';

/** What may be done with an allocation in each state; buttons, acts and tests read this table. */
export const transitions: Record<AllocationState, Partial<Record<'end', AllocationState>>> = {
  open: { end: 'ended' },
  ended: {},
};

/** Roles that may be given people, and the part each may have. */
export const partsOf: Record<string, readonly AllocationKind[]> = {
  'police-offender-manager': ['lead', 'co-worker'],
  'probation-offender-manager': ['lead', 'co-worker'],
  'youth-justice-officer': ['lead', 'co-worker'],
  'link-worker': ['embedded'],
};

export const allocatableRoles = Object.keys(partsOf);

/** A co-worker helps with somebody else's case, so it does not count towards their load. */
export const countsTowardsLoad = (kind: AllocationKind): boolean => kind !== 'co-worker';

export interface LoadChange {
  before: number;
  after: number;
  limit: number | null;
  /** The new number is above the rule's limit. */
  over: boolean;
  /** What it does in points by tier, where the scheme counts those: they are shown, people decide. */
  points?: { before: number; after: number; limit: number };
}

/**
 * What an allocation does to an officer's load, in people.
 * @param countedAlready they carry this very person already.
 */
export function loadChange(
  load: OfficerLoad | undefined,
  kind: AllocationKind,
  countedAlready: boolean,
): LoadChange {
  const before = load?.people ?? 0;
  const adds = countsTowardsLoad(kind) && !countedAlready;
  const drops = !countsTowardsLoad(kind) && countedAlready;
  const after = before + (adds ? 1 : 0) - (drops ? 1 : 0);
  const limit = load?.limit ?? null;
  return {
    before,
    after,
    limit,
    over: limit !== null && after > limit && after > before,
    ...(load?.points === undefined
      ? {}
      : {
          points: {
            ...load.points,
            before: load.points.now,
            after: adds ? load.points.after : load.points.now,
          },
        }),
  };
}

/** `104 %` of a limit, rounded up once it is above: 100.2 % is not "100 %". Nothing without a limit. */
export const percentOf = (number: number, limit: number | null): string => {
  if (limit === null || limit <= 0) return '';
  const percent = (number * 100) / limit;
  return ` (${percent > 100 ? Math.ceil(percent) : Math.round(percent)} %)`;
};

/** `14 → 15 of 15 (100 %)`, points where they are counted, and in words where it is too many. */
export function loadWords(change: LoadChange): string {
  const { points } = change;
  const numbers = `${change.before} → ${change.after} ${change.limit === null ? 'people (no limit set)' : `of ${change.limit}${percentOf(change.after, change.limit)}`}`;
  const weighed =
    points === undefined || points.limit <= 0
      ? ''
      : `; points ${points.before} → ${points.after} of ${points.limit}${percentOf(points.after, points.limit)}`;
  if (!change.over || change.limit === null) return `${numbers}${weighed}`;
  const above = change.after - change.limit;
  return `${numbers}${weighed}: ${above} over the limit, needs a reason`;
}

/** Reads the form. Whether a reason is needed is for the act, which knows the load at that moment. */
export function readAllocationForm(
  personId: number,
  version: number,
  form: AllocationForm,
  officers: readonly Officer[],
): { input: AllocationInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const officer = officers.find(({ id }) => String(id) === form.staff);
  if (officer === undefined) errors.push({ field: 'staff', text: 'Choose who will work with them' });
  const kind = officer === undefined ? undefined : chosenPart(officer, form.kind);
  if (officer !== undefined && kind === undefined)
    errors.push({
      field: 'kind',
      text:
        form.kind === undefined || form.kind === ''
          ? 'Choose lead or co-worker'
          : `${officer.name} cannot have this part`,
    });
  if (officer === undefined || kind === undefined) return { errors };
  return { input: { personId, staffId: officer.id, kind, why: form.why?.trim() || null, version } };
}

/** A link worker has one part only, so nobody is asked which. */
function chosenPart(officer: Officer, chosen: string | undefined): AllocationKind | undefined {
  const parts = partsOf[officer.role] ?? [];
  if (parts.length === 1) return parts[0];
  return allocationKinds.find((kind) => kind === chosen && parts.includes(kind));
}

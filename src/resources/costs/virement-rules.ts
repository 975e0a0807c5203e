import type { FieldError } from '../../kernel/errors.ts';
import type { LineMoney } from './budget.ts';
import { showPounds } from './money.ts';
import type { Virement, VirementState } from './types.ts';

/** What may become of a request, and by whom: the one who asked takes it back, somebody else decides. */
export const virementMoves: readonly {
  from: VirementState;
  to: VirementState;
  right: 'cost:edit' | 'cost:approve';
  by: 'asker' | 'another';
}[] = [
  { from: 'requested', to: 'approved', right: 'cost:approve', by: 'another' },
  { from: 'requested', to: 'refused', right: 'cost:approve', by: 'another' },
  { from: 'requested', to: 'withdrawn', right: 'cost:edit', by: 'asker' },
];

/** Whether somebody may do this to a request, by the same table for buttons, acts and tests. */
export const mayMove = (
  virement: Pick<Virement, 'state' | 'requestedBy'>,
  to: VirementState,
  who: { staffId: number; may(right: string): boolean },
): boolean =>
  virementMoves.some(
    (move) =>
      move.from === virement.state &&
      move.to === to &&
      who.may(move.right) &&
      (move.by === 'asker') === (virement.requestedBy === who.staffId),
  );

/** Only a budget and what was put in can be moved: the rest is history and proposal. */
export const isPot = (line: Pick<LineMoney['line'], 'stage'>): boolean =>
  line.stage === 'budget' || line.stage === 'allocated';

/**
 * What stands against moving the amount. `remaining` counts what waits elsewhere; when a request itself is decided,
 * its own waiting amount is given back first (`ownWaiting`).
 */
export function problemsOfMove(
  from: LineMoney | undefined,
  to: LineMoney | undefined,
  pence: bigint,
  ownWaiting = 0n,
): FieldError[] {
  const errors: FieldError[] = [];
  if (from === undefined || !isPot(from.line))
    errors.push({ field: 'from', text: 'Choose the line that the money comes from' });
  if (to === undefined || !isPot(to.line))
    errors.push({ field: 'to', text: 'Choose the line that the money goes to' });
  if (from !== undefined && from.line.id === to?.line.id)
    errors.push({ field: 'to', text: 'Choose another line than the one that the money comes from' });
  if (to !== undefined && to.original === null)
    errors.push({
      field: 'to',
      text: 'The amount of the line that the money goes to is not known. Correct it first, to £0.00 if nothing was set',
    });
  if (pence <= 0n) errors.push({ field: 'amount', text: 'Enter an amount above nothing' });
  if (from !== undefined && from.remaining === null)
    errors.push({
      field: 'from',
      text: 'The amount of this line is not known, so nothing can be moved from it',
    });
  else if (from?.remaining !== null && from !== undefined && pence > from.remaining + ownWaiting)
    errors.push({
      field: 'amount',
      text: `Only ${showPounds(from.remaining + ownWaiting)} is left in the line that the money comes from`,
    });
  return errors;
}

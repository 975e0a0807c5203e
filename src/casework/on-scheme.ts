import { sql } from '../kernel/database.ts';
import { oncePerTransaction } from '../kernel/once.ts';

/**
 * They are on the scheme now, so work with them can be recorded: nothing is offered for anybody else. Also for
 * those who may not read the membership, such as a provider's worker; only of a person whom the viewer reaches.
 */
export const isOnScheme = oncePerTransaction(
  async (tx, personId: number): Promise<boolean> =>
    (await tx.one(sql<{ yes: boolean }>`select is_on_scheme(${personId}) as yes`)).yes,
);

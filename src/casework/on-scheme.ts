import { sql, type Tx } from '../kernel/database.ts';

/** They are on the scheme now, so work with them can be recorded: nothing is offered for anybody else. */
export const isOnScheme = async (tx: Tx, personId: number): Promise<boolean> =>
  (await tx.maybe(sql`select id from membership where person_id = ${personId} and left_on is null`)) !==
  undefined;

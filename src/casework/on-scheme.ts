import { sql, type Tx } from '../kernel/database.ts';

/** Asked by several boxes of one page: one question a transaction. */
const asked = new WeakMap<Tx, Map<number, Promise<boolean>>>();

/**
 * They are on the scheme now, so work with them can be recorded: nothing is offered for anybody else. Also for
 * those who may not read the membership, such as a provider's worker; only of a person whom the viewer reaches.
 */
export function isOnScheme(tx: Tx, personId: number): Promise<boolean> {
  const known = asked.get(tx) ?? new Map<number, Promise<boolean>>();
  asked.set(tx, known);
  const answer = known.get(personId) ?? ask(tx, personId);
  known.set(personId, answer);
  return answer;
}

const ask = async (tx: Tx, personId: number): Promise<boolean> =>
  (await tx.one(sql<{ yes: boolean }>`select is_on_scheme(${personId}) as yes`)).yes;

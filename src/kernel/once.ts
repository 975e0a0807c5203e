import type { Tx } from './database.ts';

/**
 * A question that several parts of one page ask: the database is asked it once in a transaction. For transactions
 * that only read, because an answer is not asked again after a write.
 */
export function oncePerTransaction<Key extends number | string, Answer>(
  ask: (tx: Tx, key: Key) => Promise<Answer>,
): (tx: Tx, key: Key) => Promise<Answer> {
  const asked = new WeakMap<Tx, Map<Key, Promise<Answer>>>();
  return (tx, key) => {
    const known = asked.get(tx) ?? new Map<Key, Promise<Answer>>();
    asked.set(tx, known);
    const answer = known.get(key) ?? ask(tx, key);
    known.set(key, answer);
    return answer;
  };
}

import { gunzipSync, gzipSync } from 'node:zlib';
import { sql, type Tx } from '../../kernel/database.ts';
import { sha256 } from '../../kernel/ids.ts';

/** What claims are worked out from, as canonical JSON: kept once however many rest on it, under its own SHA-256. */
export async function keepInput(tx: Tx, text: string): Promise<string> {
  const name = sha256(text);
  await tx.run(sql`
    insert into frozen_input (sha256, packed, bytes) values (${name}, ${gzipSync(text).toString('base64')}, ${Buffer.byteLength(text)})
    on conflict do nothing`);
  return name;
}

/** The input as it was frozen; `damaged` when it is no longer what its SHA-256 says. */
export async function findInput(
  tx: Tx,
  name: string,
): Promise<{ input: unknown; bytes: number } | 'damaged' | undefined> {
  const kept = await tx.maybe(sql<{ packed: string; bytes: number }>`
    select packed, bytes from frozen_input where sha256 = ${name}`);
  if (kept === undefined) return undefined;
  try {
    const text = gunzipSync(Buffer.from(kept.packed, 'base64')).toString('utf8');
    return sha256(text) === name ? { input: JSON.parse(text), bytes: kept.bytes } : 'damaged';
  } catch {
    return 'damaged';
  }
}

import { randomBytes } from 'node:crypto';
import pg from 'pg';

/** Work on a database of its own on a server, gone when the work is done. */
export async function withDatabase<Result>(
  admin: string,
  work: (url: string) => Promise<Result>,
): Promise<Result> {
  const name = `waymark_bench_${randomBytes(4).toString('hex')}`;
  const url = new URL(admin);
  url.pathname = `/${name}`;
  const client = new pg.Client({ connectionString: admin });
  await client.connect();
  try {
    await client.query(`create database ${name}`);
    return await work(url.toString());
  } finally {
    await client.query(`drop database if exists ${name} with (force)`);
    await client.end();
  }
}

import { startPostgres } from '../test/support/postgres.ts';
import { measureFilled, openPage, recordPage, tableOf } from './support/load.ts';

const members = 300;

/**
 * The pages people open most, under load, on PostgreSQL with its commits on disk: 300 members and 50,000 contacts
 * among a million people. The load generator, Node and PostgreSQL share the machine. CPU is user and system time
 * of the server's process and of all of PostgreSQL's, over the requests answered.
 */
export async function run(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  try {
    const size = { people: Number(process.env.BENCH_PEOPLE ?? 1_000_000), members, contacts: 50_000 };
    const list = { name: 'list', path: (n: number) => `/cohort?page=${1 + (n % 6)}` };
    const pages = [list, openPage(members), recordPage(members)];
    process.stdout.write(`\n${tableOf(await measureFilled(postgres, 'bench', size, pages))}`);
  } finally {
    await postgres.stop();
  }
}

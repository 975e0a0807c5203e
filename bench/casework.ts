import { startPostgres } from '../test/support/postgres.ts';
import {
  type LoadedPage,
  type Measured,
  measureFilled,
  openPage,
  recordPage,
  tableOf,
} from './support/load.ts';

const people = Number(process.env.BENCH_PEOPLE ?? 1_000_000);
const small = { people, members: 300, contacts: 50_000 };
const large = { people, members: 5_000, contacts: 2_000_000 };

/**
 * A person's page with its timeline, the whole timeline, the contacts, and recording one: for a county's scheme and for
 * one of 5,000 members and two million contacts, among a million people, on PostgreSQL with its commits on disk. What
 * matters between the two is the ratio; the load generator shares the machine.
 */
export async function run(): Promise<void> {
  const postgres = await startPostgres({ durable: true });
  try {
    const first = await measureFilled(postgres, 'bench_small', small, pagesOf(small.members));
    process.stdout.write(`\n${tableOf(first)}\n`);
    const second = await measureFilled(postgres, 'bench_large', large, pagesOf(large.members));
    process.stdout.write(`\n${tableOf(second)}\n${ratios(first, second)}`);
  } finally {
    await postgres.stop();
  }
}

const pagesOf = (members: number): LoadedPage[] => [
  openPage(members),
  { name: 'timeline', path: (n) => `/people/${1 + (n % members)}/timeline` },
  { name: 'contacts', path: (n) => `/people/${1 + (n % members)}/contacts` },
  recordPage(members),
];

/** What the larger scheme costs, the smaller one being 1. */
const ratios = (first: readonly Measured[], second: readonly Measured[]): string =>
  second
    .map((large, at) => {
      const small = first[at];
      if (small === undefined) return '';
      const cpu = (large.node + large.database) / (small.node + small.database);
      return `${large.page}, ${large.connections} connections: CPU ${cpu.toFixed(2)} times, p50 ${(large.p50 / small.p50).toFixed(2)} times\n`;
    })
    .join('');

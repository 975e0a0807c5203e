import { spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';

/** Fewer modules than this, and the rules were held against nothing. */
const leastModules = 150;

/** Casts through unknown that are needed, with the reason. */
const casts: Readonly<Record<string, string>> = {
  'src/kernel/open-database.ts': 'the embedded database’s adapter is typed for another version of the driver',
  'src/web/route.ts': 'a route’s schemas type its handler; the server holds handlers of every type',
};

/** Markup that is not escaped, all of it constant text or a number. */
const rawMarkup: Readonly<Record<string, string>> = {
  'src/web/html.ts': 'defines it',
  'src/web/layout.ts': 'the one inline script, whose hash the policy names',
  'src/web/components/button.ts': 'an icon',
  'src/web/components/notification-banner.ts': 'the level of a heading',
  'src/web/components/pagination.ts': 'icons',
  'src/web/components/panel.ts': 'the level of a heading',
  'src/web/components/summary-list.ts': 'the level of a heading',
  'src/web/components/testing/check-fixtures.ts': 'fixtures of govuk-frontend, in tests',
  'src/web/components/timeline.ts': 'the level of a heading',
};

/** SQL that is put together from constants. */
const constantSql: Readonly<Record<string, string>> = {
  'src/people/intake/tables.ts': 'names of tables and columns, from a constant list',
};

/** CSV files that carry no marking, because everybody may have them. */
const publishedFiles: Readonly<Record<string, string>> = {
  'src/governance/publication/register-pages.ts':
    'what was published, read by programs and byte for byte as it was',
};

interface Scan {
  pattern: RegExp;
  /** Where it may stand. */
  allowed(file: string): boolean;
  text: string;
}

const scans: readonly Scan[] = [
  {
    pattern:
      /from '(pg|postgres|@electric-sql\/[^']+)'|import\('(pg|postgres|@electric-sql\/[^']+)'\)|require\('pg/,
    allowed: (file) => file.startsWith('src/kernel/'),
    text: 'reaches for the database driver; only the kernel may',
  },
  {
    pattern: /new (?:\w+\.)?(?:Pool|Client|PGlite)\(|createConnection\(/,
    allowed: (file) => file.startsWith('src/kernel/'),
    text: 'opens a connection; only the kernel may',
  },
  {
    pattern: /['"`]text\/csv/,
    allowed: (file) => file === 'src/web/csv-files.ts',
    text: 'makes a CSV file that may leave without its marking; src/web/csv-files.ts makes them',
  },
  {
    pattern: /publishedCsv\(/,
    allowed: (file) => file in publishedFiles,
    text: 'gives away a CSV file without a marking; only the public register does',
  },
  { pattern: /as unknown as/, allowed: (file) => file in casts, text: 'casts through unknown' },
  {
    pattern: /(?<![.\w])raw\(/,
    allowed: (file) => file in rawMarkup,
    text: 'puts markup into a page unescaped',
  },
  {
    pattern: /sql\.raw\(\s*(?!'|`[^$`]*`\s*\))/,
    allowed: (file) => file in constantSql,
    text: 'puts text that is not written there into SQL',
  },
];

export interface SourceFile {
  name: string;
  text: string;
}

export const readSources = (): SourceFile[] =>
  globSync('src/**/*.ts')
    .sort()
    .filter((name) => !name.endsWith('.test.ts'))
    .map((name) => ({ name, text: readFileSync(name, 'utf8') }));

/** Lines of our code that break a rule, in words with their place. */
export const sourceFaults = (files: readonly SourceFile[] = readSources()): string[] =>
  files.flatMap(({ name, text }) =>
    text.split('\n').flatMap((line, index) => {
      const code = line.replace(/^\s*(\/\/|\*|\/\*).*/, '');
      return scans
        .filter((scan) => scan.pattern.test(code) && !scan.allowed(name))
        .map((scan) => `${name}:${index + 1} ${scan.text}`);
    }),
  );

/** dependency-cruiser's rules of who may import whom, and how many modules it read. */
export function importFaults(folder = 'src'): { modules: number; faults: string[] } {
  const done = spawnSync(
    process.execPath,
    [
      'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs',
      '--config',
      '.dependency-cruiser.cjs',
      '--output-type',
      'json',
      folder,
    ],
    { encoding: 'utf8', maxBuffer: 64_000_000 },
  );
  if (done.stdout === '') return { modules: 0, faults: [`dependency-cruiser did not run: ${done.stderr}`] };
  const { summary } = JSON.parse(done.stdout) as {
    summary: { totalCruised: number; violations: { from: string; to: string; rule: { name: string } }[] };
  };
  const faults = summary.violations.map(({ from, to, rule }) => `${from} imports ${to} (${rule.name})`);
  if (summary.totalCruised < leastModules)
    faults.push(`only ${summary.totalCruised} modules were read; at least ${leastModules} were expected`);
  return { modules: summary.totalCruised, faults };
}

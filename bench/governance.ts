import { readFile } from 'node:fs/promises';
import { measurePages, query } from './support/pages-of.ts';

const years = 10;
const noticesAYear = 120;
const spendLines = 30_000;

/**
 * The public register with ten years of data: 1,200 notices with the longest example's text, and 30,000 lines of
 * spending in 120 monthly files.
 */
export const run = (): Promise<void> =>
  measurePages({
    name: 'governance',
    fill: (_, url) => fill(url),
    pages: {
      'register, a page': (n) => `/public-register?page=${1 + (n % 24)}`,
      'register, a search': (n) =>
        `/public-register?text=${['collaboration', 'grant', 'risk', 'sergeant'][n % 4]}`,
      'a notice': (n) =>
        `/public-register/decisions/norfolk-opcc-${2016 + (n % years)}-${1 + (n % noticesAYear)}`,
      'files, a page': (n) => `/public-register/files?page=${1 + (n % 3)}`,
      'a month’s file': (n) =>
        `/public-register/files/norfolk-opcc-spend-${2016 + (n % years)}-05-edition-1.csv`,
      'register as JSON': () => '/public-register/decisions.json',
    },
  });

async function fill(url: string): Promise<void> {
  const papers = JSON.parse(
    await readFile(new URL('../examples/decisions.json', import.meta.url), 'utf8'),
  ) as { sections: Record<string, { text: string }> }[];
  const texts = Object.entries(papers[0]?.sections ?? {});
  const document = {
    ...{
      office: 'Office',
      numberLabel: 'No.',
      number: '1',
      titleLabel: 'Subject',
      title: 'Test',
      form: 'Test',
    },
    ...{ originatorLabel: 'By', originator: 'Test', checklist: [], certificates: [], outcome: 'Approved.' },
    ...{ outcomeBy: null, signatures: [], decidedOn: null, effect: null, publication: 'YES', statement: '' },
    ...{ flags: [], source: null },
    sections: texts.map(([title, { text }]) => ({
      ...{ title, line: false, marking: null, keptBack: null, claims: [] },
      text: [{ text, unsupported: false }],
    })),
  };
  const words = texts.map(([, { text }]) => text).join('\n');
  await query(url, notices, [JSON.stringify(document), words, years, noticesAYear]);
  await query(url, files, [years, Math.round(spendLines / (years * 12))]);
}

const notices = `with office as (select a.id as agency, s.id as scheme, (select id from staff order by id limit 1) as staff
    from agency a, scheme s where a.code = 'norfolk-opcc' limit 1),
  rows as (
    insert into decision_notice (scheme_id, agency_id, number, form, title, originator, drafted_by, checklist, publication, state, outcome,
      decided_on, decided_as, example, source)
    select scheme, agency, y || '/' || n, 'norfolk-2015', 'Subject ' || n || ' of ' || y, 'Office', staff, '{}', 'yes', 'approved', 'Approved.',
      make_date(y, 1, 1) + n * 3, 'PCC', true, 'bench'
    from office, generate_series(2016, 2015 + $3::int) y, generate_series(1, $4::int) n returning *)
  insert into register_entry (scheme_id, agency_id, decision_id, slug, office, number, title, outcome, decided_on, state, document, words, example,
    first_published_at, published_at)
  select scheme_id, agency_id, id, 'norfolk-opcc-' || replace(number, '/', '-'), 'Office of Norfolk', number, title, state, decided_on, 'published',
    $1::jsonb, number || ' ' || title || ' ' || $2, true, now(), now() from rows`;

const files = `with office as (select a.id as agency, s.id as scheme from agency a, scheme s where a.code = 'norfolk-opcc' limit 1)
  insert into publication_file (scheme_id, agency_id, office, kind, month, edition, name, lines, total_pence, threshold_pence, content, sha256,
    example, published_at)
  select scheme, agency, 'Office of Norfolk', 'spend', to_char(m, 'YYYY-MM'), 1,
    'norfolk-opcc-spend-' || to_char(m, 'YYYY-MM') || '-edition-1.csv', $2::int, 60000 * $2::int, 50000,
    (select string_agg('Office,L-' || n || ',2020-01-01,A supplier of things,What was bought and why it was needed,600.00,Three quotes,Ledger', E'\\r\\n')
      from generate_series(1, $2::int) n), 'x', true, m
  from office, generate_series(date '2016-01-01', make_date(2015 + $1::int, 12, 1), interval '1 month') m`;

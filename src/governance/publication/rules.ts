import { isDay, showDay } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { effectClaims } from '../../outcomes/index.ts';
import { showPounds } from '../../resources/index.ts';
import type { Duties, EntryInput, PublicationKind } from './types.ts';
import { publicationKinds } from './types.ts';

/** SI 2011/3050 (iom-facts §6.6): each grant; each item of spending above £500; each contract above £10,000. */
export const orderOf2011: Duties = {
  source: 'Elected Local Policing Bodies (Specified Information) Order 2011, SI 2011/3050, as amended',
  spendAbovePence: 50_000,
  contractAbovePence: 1_000_000,
};

/** What is at or below it is not published; every grant is. In pence. */
export const thresholdOf = (kind: PublicationKind, duties: Duties): number =>
  kind === 'spend' ? duties.spendAbovePence : kind === 'contract' ? duties.contractAbovePence : 0;

/** Whether the duty reaches an entry: a grant always, other things above their threshold. */
export const isDue = (
  { kind, amountPence }: Pick<EntryInput, 'kind' | 'amountPence'>,
  duties: Duties,
): boolean => kind === 'grant' || amountPence > thresholdOf(kind, duties);

/** `1234.50`, as open data has amounts: pounds with two digits, no sign of the currency. */
export const poundsOf = (pence: number): string => {
  const size = Math.abs(pence);
  return `${pence < 0 ? '-' : ''}${Math.trunc(size / 100)}.${String(size % 100).padStart(2, '0')}`;
};

/** `£1,234.50`, as people read amounts. */
export const poundsInWords = (pence: number): string => showPounds(BigInt(pence));

/** `2016-08` → `August 2016`. */
export const monthInWords = (month: string): string => showDay(`${month}-01`).replace(/^1 /, '');

/** Pence from `1234.5`, `1,234.50` or `£1234`; undefined for what is no amount. */
export function penceOf(typed: string): number | undefined {
  const match = /^(-)?£?(\d{1,3}(?:,\d{3})+|\d{1,11})(?:\.(\d{1,2}))?$/.exec(typed.trim());
  if (match === null) return undefined;
  const pence = Number((match[2] ?? '').replaceAll(',', '')) * 100 + Number((match[3] ?? '').padEnd(2, '0'));
  return match[1] === undefined || pence === 0 ? pence : -pence;
}

type Column = { head: string; of: (entry: EntryInput) => string };

const common: readonly Column[] = [
  { head: 'Reference', of: ({ reference }) => reference },
  { head: 'Date', of: ({ on }) => on },
  { head: 'Recipient', of: ({ recipient }) => recipient },
  { head: 'Purpose', of: ({ purpose }) => purpose },
  { head: 'Amount (GBP)', of: ({ amountPence }) => poundsOf(amountPence) },
];

/** The columns of each kind of file, by what the Order asks for. */
export const fileColumns: Record<PublicationKind, readonly Column[]> = {
  spend: [
    ...common,
    { head: 'Why it is value for money', of: ({ reasons }) => reasons },
    { head: 'Source', of: ({ source }) => source },
  ],
  grant: [
    ...common,
    { head: 'Reasons', of: ({ reasons }) => reasons },
    { head: 'Conditions', of: ({ conditions }) => conditions },
    { head: 'Source', of: ({ source }) => source },
  ],
  contract: [
    ...common,
    { head: 'Ends', of: ({ endsOn }) => endsOn ?? '' },
    { head: 'Copy of the contract', of: ({ copyAt }) => copyAt ?? '' },
    { head: 'Source', of: ({ source }) => source },
  ],
};

/** A file's text: what the duty reaches, in the order of day and reference. */
export function fileOf(
  office: string,
  kind: PublicationKind,
  entries: readonly EntryInput[],
  duties: Duties,
): { content: string; lines: number; totalPence: number } {
  const due = entries
    .filter((entry) => entry.kind === kind && isDue(entry, duties))
    .toSorted((a, b) => (a.on === b.on ? (a.reference < b.reference ? -1 : 1) : a.on < b.on ? -1 : 1));
  const columns = fileColumns[kind];
  const content = [
    csvLine(['Body', ...columns.map(({ head }) => head)]),
    ...due.map((entry) => csvLine([office, ...columns.map(({ of }) => amountSafe(of(entry)))])),
  ].join('');
  return {
    content,
    lines: due.length,
    totalPence: due.reduce((sum, { amountPence }) => sum + amountPence, 0),
  };
}

/** A credit's minus is a number's, not a formula's. */
const amountSafe = (text: string): string | number => (/^-\d+\.\d{2}$/.test(text) ? Number(text) : text);

export type EntryForm = Partial<
  Record<
    | 'kind'
    | 'reference'
    | 'on'
    | 'endsOn'
    | 'recipient'
    | 'purpose'
    | 'reasons'
    | 'conditions'
    | 'copyAt'
    | 'amount'
    | 'source',
    string
  >
>;

/** Reads one entry as typed or as a line of a ledger's file. */
export function readEntry(values: EntryForm): { entry: EntryInput } | { errors: FieldError[] } {
  const errors: FieldError[] = [];
  const said = (name: keyof EntryForm): string => values[name]?.trim() ?? '';
  const need = (name: keyof EntryForm, text: string, most = 2000): string => {
    const value = said(name);
    if (value === '') errors.push({ field: name, text });
    else if (value.length > most) errors.push({ field: name, text: `Write no more than ${most} letters` });
    return value;
  };
  const kind = publicationKinds.find((one) => one === said('kind'));
  if (kind === undefined) errors.push({ field: 'kind', text: 'Choose what it is' });
  const on = need('on', 'Enter the date');
  if (on !== '' && !isDay(on)) errors.push({ field: 'on', text: 'Enter a real date, as 2026-11-30' });
  const endsOn = said('endsOn');
  if (endsOn !== '' && (!isDay(endsOn) || endsOn < on))
    errors.push({ field: 'endsOn', text: 'Enter a real date that is not before the first' });
  const amountPence = penceOf(said('amount'));
  if (amountPence === undefined)
    errors.push({ field: 'amount', text: 'Enter the amount in pounds, like 1,234.50' });
  if (kind === 'grant' || kind === 'spend')
    need('reasons', kind === 'grant' ? 'Give the reasons for the grant' : 'Say why it is value for money');
  if (kind === 'grant') need('conditions', 'Enter the conditions of the grant');
  const copyAt = said('copyAt');
  if (kind === 'contract' && copyAt === '')
    errors.push({ field: 'copyAt', text: 'Say where the copy of the contract is' });
  const entry: EntryInput = {
    kind: kind ?? 'spend',
    reference: need('reference', 'Enter the reference', 80),
    on,
    endsOn: endsOn === '' ? null : endsOn,
    recipient: need('recipient', 'Enter the recipient', 200),
    purpose: need('purpose', 'Enter the purpose'),
    reasons: said('reasons'),
    conditions: said('conditions'),
    copyAt: copyAt === '' ? null : copyAt,
    amountPence: amountPence ?? 0,
    source: need('source', 'Say where this comes from', 200),
  };
  errors.push(...effectsIn(entry));
  return errors.length > 0 ? { errors } : { entry };
}

/** What an entry asserts of offending: it is published word for word, and no claim card can stand behind it there. */
export const effectsIn = (
  entry: Pick<EntryInput, 'recipient' | 'purpose' | 'reasons' | 'conditions' | 'source'>,
): FieldError[] =>
  (['recipient', 'purpose', 'reasons', 'conditions', 'source'] as const).flatMap((field) => {
    const [found] = effectClaims(entry[field]);
    return found === undefined
      ? []
      : [
          {
            field,
            text: `“${found.phrase}” says that offending changed. No claim card can be linked here: say what is paid for, or name the aim`,
          },
        ];
  });

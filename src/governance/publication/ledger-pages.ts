import type { FieldError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { readUpload } from '../../web/upload-text.ts';
import { enterLedger } from './acts.ts';
import { ledgerText, readLedger } from './ledger.ts';
import { type LedgerTaken, ledgerPage } from './ledger-view.ts';

const path = '/governance/publication';
const right = 'spend:publish' as const;

/** Of one pasting. */
const mostLetters = 900_000;

/** Lines of a ledger, pasted or as a file. */
export const ledgerPages: Route[] = [
  route({
    method: 'GET',
    url: `${path}/ledger`,
    right,
    reads: 'none',
    handle: (ask) => show(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${path}/ledger`,
    right,
    reads: 'none',
    body: formBody({ source: field(200), lines: field(mostLetters) }),
    handle: takePasted,
  }),
  route({
    method: 'POST',
    url: `${path}/ledger/file`,
    right,
    reads: 'none',
    multipart: true,
    limit: 10,
    handle: takeFile,
  }),
];

interface Shown {
  values: { source?: string | undefined; lines?: string | undefined; fileSource?: string | undefined };
  errors: readonly FieldError[];
  /** What was taken over where some of it was not. */
  taken?: LedgerTaken;
}

const show = (ask: Ask, shown: Shown): Promise<Reply> =>
  Promise.resolve(
    page({
      title: 'Take over lines of a ledger',
      section: 'governance',
      status: formStatus(shown),
      breadcrumbs: [
        { text: 'Governance', href: '/governance' },
        { text: 'Publication duties', href: path },
        { text: 'Ledger' },
      ],
      errors: summaryOf(shown.errors),
      body: ledgerPage({ ...shown, csrfToken: ask.csrfToken }),
    }),
  );

const noSource = (field: string): FieldError => ({ field, text: 'Say which ledger the lines come from' });

async function takePasted(
  ask: Ask<unknown, unknown, { source?: string; lines?: string; _key?: string }>,
): Promise<Reply> {
  const { lines = '', _key: key = newKey() } = ask.body;
  const source = ask.body.source?.trim() ?? '';
  if (source === '') return show(ask, { values: { source, lines }, errors: [noSource('source')] });
  return take(ask, { text: lines, source, key, field: 'lines', again: { source, lines } });
}

async function takeFile(ask: Ask): Promise<Reply> {
  const { values, bytes, tooLarge } = await readUpload(ask);
  const source = values.source ?? '';
  const again = { fileSource: source };
  const errors: FieldError[] = source === '' ? [noSource('fileSource')] : [];
  if (tooLarge) errors.push({ field: 'file', text: 'The file is larger than 4 MB. Send it in parts' });
  else if (bytes === undefined) errors.push({ field: 'file', text: 'Choose the file' });
  if (errors.length > 0 || bytes === undefined) return show(ask, { values: again, errors });
  return take(ask, {
    text: ledgerText(bytes),
    source,
    key: values._key ?? newKey(),
    field: 'file',
    again,
  });
}

/** So many in one transaction: the embedded database has one connection for everybody. */
const atOnce = 500;

interface Taking {
  text: string;
  source: string;
  key: string;
  /** Where on the page it is said that nothing can be read. */
  field: 'lines' | 'file';
  again: Shown['values'];
}

/** Takes the good lines over, and shows the page again with those that are wrong. */
async function take(ask: Ask, { text, source, key, field, again }: Taking): Promise<Reply> {
  const read = readLedger(text, source);
  if ('problem' in read) return show(ask, { values: again, errors: [{ field, text: read.problem }] });
  const taken: LedgerTaken = { entered: 0, known: 0, differ: [], faults: read.faults };
  for (let from = 0; from < read.entries.length; from += atOnce) {
    const entries = read.entries.slice(from, from + atOnce);
    const part = await ask.perform(enterLedger, { entries }, from === 0 ? key : `${key}-${from}`);
    taken.entered += part.entered;
    taken.known += part.known;
    taken.differ.push(...part.differ);
  }
  if (read.faults.length === 0 && taken.differ.length === 0)
    return redirect(
      path,
      `${taken.entered} ${taken.entered === 1 ? 'line was' : 'lines were'} taken over${taken.known === 0 ? '' : `; ${taken.known} were there already`}.`,
    );
  const wrong = new Set(read.faults.map(({ line }) => line)).size;
  const errors: FieldError[] = [];
  if (wrong > 0)
    errors.push({
      field: 'lines',
      text: `${wrong} ${wrong === 1 ? 'line was' : 'lines were'} not taken over. Put right what is wrong, and send ${wrong === 1 ? 'it' : 'them'} again`,
    });
  if (taken.differ.length > 0)
    errors.push({ field: 'differ', text: 'Some references stand with another day, recipient or amount' });
  const lines = read.rest.length > mostLetters ? '' : read.rest;
  return show(ask, { values: { source, lines }, errors, taken });
}

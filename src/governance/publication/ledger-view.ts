import type { FieldError } from '../../kernel/errors.ts';
import { button, fileUpload, input, insetText, table, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type LedgerFault, mostLines } from './ledger.ts';

/** What became of the lines that were sent. */
export interface LedgerTaken {
  entered: number;
  known: number;
  /** References that stand already, with another day, recipient or amount. */
  differ: string[];
  faults: readonly LedgerFault[];
}

interface LedgerPage {
  values: { source?: string | undefined; lines?: string | undefined; fileSource?: string | undefined };
  errors: readonly FieldError[];
  taken?: LedgerTaken;
  csrfToken: string;
}

const path = '/governance/publication/ledger';
/** A page of a thousand faults helps nobody: the rest shows when these are put right. */
const shownFaults = 100;

const sourceField = (
  id: 'source' | 'fileSource',
  value: string | undefined,
  errors: readonly FieldError[],
): Html =>
  input({
    id,
    name: 'source',
    label: { text: id === 'source' ? 'Which ledger' : 'Name of the ledger that the file is of' },
    hint: { text: 'Like Purchase ledger, October 2026' },
    value: value ?? '',
    ...messageFor(errors, id),
  });

export const ledgerPage = ({
  values,
  errors,
  taken,
  csrfToken,
}: LedgerPage): Html => html`<h1 class="govuk-heading-l">Take over lines of a ledger</h1>
${taken === undefined ? '' : takenPart(taken, values.lines !== '')}
<p class="govuk-body">CSV with the columns Reference, Date (2026-11-30), Recipient, Purpose, Amount and Value for money; no more than ${mostLines.toLocaleString('en-GB')} lines at a time. Good lines are taken over and wrong ones come back, with what is wrong of each. A line whose reference is there already is passed over, so a ledger may be sent again.</p>
<h2 class="govuk-heading-m">As a file</h2>
${form({
  action: `${path}/file`,
  csrfToken,
  multipart: true,
  body: html`${sourceField('fileSource', values.fileSource, errors)}
${fileUpload({ id: 'file', name: 'file', label: { text: 'CSV file, up to 4 MB' }, attributes: { accept: '.csv,text/csv' }, ...messageFor(errors, 'file') })}
${button({ text: 'Take the file over', preventDoubleClick: true })}`,
})}
<h2 class="govuk-heading-m">Or pasted</h2>
${form({
  action: path,
  csrfToken,
  body: html`${sourceField('source', values.source, errors)}
${textarea({ id: 'lines', name: 'lines', label: { text: 'Its lines, with the heads of the columns first' }, rows: 12, value: values.lines ?? '', ...messageFor(errors, 'lines') })}
${button({ text: 'Take them over', preventDoubleClick: true })}`,
})}`;

function takenPart({ entered, known, differ, faults }: LedgerTaken, standBelow: boolean): Html {
  const more = faults.length - shownFaults;
  return html`${insetText({
    html: html`<p class="govuk-body">${entered} ${entered === 1 ? 'line was' : 'lines were'} taken over${known === 0 ? '' : `; ${known} ${known === 1 ? 'was' : 'were'} there already`}.</p>
${differ.length === 0 ? '' : html`<p class="govuk-body" id="differ">Stand already with another day, recipient or amount, and stay as they are: ${differ.slice(0, shownFaults).join(', ')}${differ.length > shownFaults ? ` and ${differ.length - shownFaults} more` : ''}. Take the entry out of its month first, or give the line a reference of its own.</p>`}`,
  })}
${
  faults.length === 0
    ? ''
    : html`${table({
        caption: 'What is wrong, by line of what was sent',
        scrollLabel: 'What is wrong',
        stack: true,
        head: [{ text: 'Line' }, { text: 'Column' }, { text: 'What is wrong' }],
        rows: faults.slice(0, shownFaults).map(({ line, column, text }) => [line, column, text]),
      })}${more > 0 ? html`<p class="govuk-body">and ${more} more, which show when these are put right.</p>` : ''}
<p class="govuk-body">${standBelow ? 'The lines that were not taken over stand under “Or pasted”, as they were sent.' : 'They are too many to stand here: put them right in the file, and send the file again.'}</p>`
}`;
}

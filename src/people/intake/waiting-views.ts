import { button, table, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { StagedChange } from './preview-store.ts';
import type { Batch } from './types.ts';
import { whoOf } from './who.ts';

export interface WaitingModel {
  batch: Batch;
  waiting: readonly StagedChange[];
  csrfToken: string;
}

const personIn = (body: Record<string, unknown>): string => {
  const { given, family, born, pnc } = whoOf(body);
  const name = [given, family].filter(Boolean).join(' ') || 'no name';
  return [name, born === null ? 'no date of birth' : `born ${born}`, pnc ?? 'no PNC ID'].join(', ');
};

/** References that we know and that the file gives to somebody else: nothing of them goes in undecided. */
export function waitingSection({ batch, waiting, csrfToken }: WaitingModel): Html | string {
  const count = batch.counts?.record?.waiting ?? 0;
  if (batch.state !== 'staged' || count === 0) return '';
  const action = `/intake/batches/${batch.id}/somebody-else`;
  const decide = (change: StagedChange): Html =>
    form({
      action,
      csrfToken,
      version: batch.version,
      body: html`<input type="hidden" name="line" value="${change.line}"><div class="govuk-button-group">${button({ html: html`Set aside<span class="govuk-visually-hidden"> line ${change.line}</span>`, name: 'decision', value: 'aside', classes: 'govuk-button--secondary', preventDoubleClick: true })}${change.itemId === null ? '' : button({ html: html`It is a correction<span class="govuk-visually-hidden">, line ${change.line}</span>`, name: 'decision', value: 'correction', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
    });
  return html`<h2 class="govuk-heading-m">Somebody else under a reference we know</h2>
${warningText({ text: `${count === 1 ? 'One reference stands' : `${count.toLocaleString('en-GB')} references stand`} for another person in this file. Set aside, the record and what is recorded under it stay as they are, and its rows in this file are left out. A correction makes everything recorded under the reference the other person’s.` })}
${table({
  caption: 'References that wait for a decision',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'References that wait',
  stack: true,
  head: [
    { text: 'Line' },
    { text: 'Reference' },
    { text: 'We hold' },
    { text: 'The file says' },
    { text: 'Decide' },
  ],
  rows: waiting.map((change) => [
    change.line,
    change.localId ?? 'withheld',
    change.was === null ? 'withheld: ask the scheme office' : personIn(change.was),
    change.body === null ? 'withheld' : personIn(change.body),
    decide(change),
  ]),
})}
${count > 1 ? form({ action, csrfToken, version: batch.version, body: button({ text: 'Set all aside', name: 'decision', value: 'all-aside', classes: 'govuk-button--secondary', preventDoubleClick: true }) }) : ''}`;
}

import { showDay, showMoment } from '../../kernel/clock.ts';
import { button, emptyState, insetText, summaryList, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { feedTable } from '../measures/views.ts';
import { resultWords } from './rules.ts';
import type { Check, Snapshot } from './types.ts';

export interface SnapshotModel {
  snapshot: Snapshot;
  checks: readonly Check[];
  name: string;
  /** Given to those who may have it worked out again. */
  runCsrf: string | undefined;
}

/** What a claim rests on: data, definition, rule and calculation, each with its version, and whether it holds. */
export const snapshotPage = ({ snapshot, checks, name, runCsrf }: SnapshotModel): Html =>
  html`<h1 class="govuk-heading-l">What claim ${snapshot.id} rests on</h1>
<p class="govuk-body">${name}, as it stood on ${showMoment(snapshot.at)}. Nothing of it is ever changed. What it was worked out from is kept without anybody’s name, number or dates, so that it can be worked out again years later, whatever has become of the records.</p>
${facts(snapshot)}
${definition(snapshot)}
<h2 class="govuk-heading-m">Worked out again</h2>
${checks.length === 0 ? emptyState({ title: 'Not worked out again yet.' }) : checkTable(checks)}
${snapshot.frozen === null ? insetText({ text: resultWords['no-input'] }) : ''}
${runCsrf === undefined || snapshot.frozen === null ? '' : form({ action: `/outcomes/claims/${snapshot.id}/recompute`, csrfToken: runCsrf, body: button({ text: 'Work it out again from what was frozen', classes: 'govuk-button--secondary', preventDoubleClick: true }) })}
${feedTable(snapshot.feeds)}`;

const facts = (snapshot: Snapshot): Html =>
  summaryList({
    rows: [
      { key: 'Data to', value: showDay(snapshot.dataTo) },
      { key: 'Definition version', value: `${snapshot.definitionVersion}` },
      { key: 'Rule version', value: `${snapshot.ruleVersion}, in force from ${showDay(snapshot.ruleFrom)}` },
      { key: 'Calculation version', value: snapshot.codeVersion },
      {
        key: 'SHA-256 of everything that went in',
        value: html`<code>${snapshot.inputs}</code>`,
      },
      {
        key: 'SHA-256 of what is kept of it',
        value: snapshot.frozen === null ? 'Nothing is kept' : html`<code>${snapshot.frozen}</code>`,
      },
    ],
  });

const definition = ({ definition: text }: Snapshot): Html =>
  text === null
    ? html``
    : html`<h2 class="govuk-heading-m">The definition, as it stood</h2>${text.split('\n').map((paragraph) => html`<p class="govuk-body">${paragraph}</p>`)}`;

const checkTable = (checks: readonly Check[]): Html =>
  table({
    caption: 'Each time it was worked out again, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Each time it was worked out again',
    stack: true,
    head: [
      { text: 'When' },
      { text: 'Calculation' },
      { text: 'What came out' },
      { text: 'Figures that differ' },
    ],
    rows: checks.map((check) => [
      showMoment(check.at),
      `${check.codeVersion} (definition ${check.definitionVersion})`,
      resultWords[check.result],
      check.differs.length === 0 ? 'None' : check.differs.join(', '),
    ]),
  });

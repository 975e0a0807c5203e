import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, exampleTag, input, summaryList, table, tag, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { costTabs } from './show.ts';
import type { CostShareRule, FormulaProposal, FormulaVersion } from './types.ts';

const path = '/resources/costs/formulas';

interface FormulaPage {
  versions: readonly FormulaVersion[];
  proposals: readonly FormulaProposal[];
  agencies: readonly { code: string; name: string }[];
  today: string;
  mayEdit: boolean;
  mayDecide: boolean;
  staffId: number;
  /** What was typed beside a proposal that could not be decided. */
  deciding?: { id: number; note: string } | undefined;
  errors: readonly FieldError[];
  csrfToken: string;
}

const sharesWords = (body: CostShareRule, agencies: FormulaPage['agencies']): string =>
  body.shares
    .map(
      ({ agency, percent }) => `${agencies.find(({ code }) => code === agency)?.name ?? agency} ${percent} %`,
    )
    .join(', ');

const kindWords = (kind: string): string => (kind === 'cost-share' ? 'The scheme’s formula' : kind.slice(11));

/** Every version of every formula, with its days, and what waits to be put in force. */
export function formulaPage(model: FormulaPage): Html {
  const waiting = model.proposals.filter(({ state }) => state === 'proposed');
  return html`<h1 class="govuk-heading-l">Formulas</h1>
${costTabs(path)}
<p class="govuk-body">How a shared line is split between agencies. A year’s lines are split by the last version that was in force in that year, so a new version changes no earlier year.</p>
${model.mayEdit ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path}/new">Propose a formula or a new version</a></p>` : ''}
${waiting.length === 0 ? '' : html`<h2 class="govuk-heading-m">Waits to be put in force</h2>${waiting.map((proposal) => proposalBox(model, proposal))}`}
<h2 class="govuk-heading-m">Versions</h2>
${
  model.versions.length === 0
    ? html`<p class="govuk-body">The scheme has no formula, so no shared line can be split.</p>`
    : versionTable(model)
}
${decidedTable(model)}`;
}

const versionTable = ({ versions, agencies, today }: FormulaPage): Html =>
  table({
    caption: 'Versions of formulas',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Versions of formulas',
    head: [{ text: 'Formula' }, { text: 'Shares' }, { text: 'In force' }, { text: 'Rests on' }],
    rows: versions.map((version) => [
      html`${version.body.formula}${exampleTag(version.example)}<br><span class="govuk-hint">${kindWords(version.kind)}, version ${version.version}</span>`,
      sharesWords(version.body, agencies),
      html`${showDay(version.validFrom)} to ${version.validTo === null ? 'now on' : showDay(version.validTo)}${version.validFrom <= today && (version.validTo === null || version.validTo > today) ? html` ${tag({ text: 'In force', classes: 'govuk-tag--green' })}` : ''}`,
      version.body.source,
    ]),
  });

function decidedTable({ proposals }: FormulaPage): Html | '' {
  const decided = proposals.filter(({ state }) => state === 'refused' || state === 'withdrawn');
  return decided.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Not put in force</h2>
${table({
  caption: 'Proposals that were refused or taken back',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Proposals that were refused or taken back',
  head: [{ text: 'Formula' }, { text: 'Proposed by' }, { text: 'State' }, { text: 'Note' }],
  rows: decided.map((proposal) => [
    proposal.body.formula,
    proposal.proposedByName,
    proposal.state === 'refused' ? `Refused by ${proposal.decidedByName ?? 'somebody'}` : 'Taken back',
    proposal.note ?? '',
  ]),
})}`;
}

function proposalBox(model: FormulaPage, proposal: FormulaProposal): Html {
  const own = proposal.proposedBy === model.staffId;
  const text = (key: string, value: string) => ({ key: { text: key }, value: { text: value } });
  const noteId = `note-${proposal.id}`;
  return html`${summaryList({
    card: { title: { text: proposal.body.formula, headingLevel: 3 } },
    rows: [
      text('Which', kindWords(proposal.kind)),
      text('Shares', sharesWords(proposal.body, model.agencies)),
      text('From', showDay(proposal.validFrom)),
      text('Rests on', proposal.body.source),
      text('Proposed by', proposal.proposedByName),
    ],
  })}
${
  model.mayDecide && !own
    ? html`<div class="wm-no-print">${form({
        action: `${path}/${proposal.id}/decide`,
        csrfToken: model.csrfToken,
        version: proposal.version,
        body: html`${textarea({ id: noteId, name: 'note', label: { text: `Note on ${proposal.body.formula} (needed for a refusal)` }, rows: 2, value: model.deciding?.id === proposal.id ? model.deciding.note : '', ...messageFor(model.errors, noteId) })}
<div class="govuk-button-group">${button({ text: 'Put in force', name: 'state', value: 'approved', preventDoubleClick: true })}${button({ text: 'Refuse', name: 'state', value: 'refused', classes: 'govuk-button--secondary', preventDoubleClick: true })}</div>`,
      })}</div>`
    : ''
}
${own ? html`<p class="govuk-body">You proposed it, so somebody else has to put it in force.</p>${form({ action: `${path}/${proposal.id}/withdraw`, csrfToken: model.csrfToken, version: proposal.version, body: button({ text: 'Take the proposal back', classes: 'govuk-button--secondary' }) })}` : ''}`;
}

export type FormulaValues = Record<string, string | undefined>;

/** Shares by agency in per cent; an agency left empty bears nothing. */
export function formulaForm(model: {
  agencies: readonly { id: number; code: string; name: string }[];
  values: FormulaValues;
  errors: readonly FieldError[];
  key?: string | undefined;
  csrfToken: string;
}): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Propose a formula</h1>
${form({
  action: `${path}/new`,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`
${input({ id: 'formula', name: 'formula', label: { text: 'Name of the formula' }, hint: { text: 'Like Net revenue expenditure, or Population' }, value: values.formula ?? '', ...messageFor(errors, 'formula') })}
${input({ id: 'code', name: 'code', label: { text: 'Code, if it stands beside the scheme’s formula (optional)' }, hint: { text: 'Small letters, like population. Left empty, it is a new version of the scheme’s own formula' }, classes: 'govuk-input--width-20', value: values.code ?? '', ...messageFor(errors, 'code') })}
${input({ id: 'validFrom', name: 'validFrom', type: 'date', label: { text: 'From which day' }, classes: 'govuk-input--width-10', value: values.validFrom ?? '', ...messageFor(errors, 'validFrom') })}
<fieldset class="govuk-fieldset" id="shares"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Shares in per cent</legend>
<p class="govuk-hint">They have to sum to 100. Leave an agency empty that bears nothing.</p>
${errors.filter(({ field }) => field === 'shares').map(({ text }) => html`<p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${text}</p>`)}
${model.agencies.map(({ id, name }) => input({ id: `share-${id}`, name: `share-${id}`, inputmode: 'decimal', label: { text: name }, suffix: { text: '%' }, classes: 'govuk-input--width-5', value: values[`share-${id}`] ?? '' }))}
</fieldset>
${input({ id: 'source', name: 'source', label: { text: 'Decision or agreement that it rests on' }, value: values.source ?? '', ...messageFor(errors, 'source') })}
${button({ text: 'Propose', preventDoubleClick: true })}`,
})}`;
}

import { showDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  exampleTag,
  input,
  summaryList,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { FormulaEffect } from './formula-effect.ts';
import { amountCell, costTabs } from './show.ts';
import { type CostShareRule, type FormulaProposal, type FormulaVersion, stageWords } from './types.ts';

const path = '/resources/costs/formulas';

interface FormulaPage {
  versions: readonly FormulaVersion[];
  proposals: readonly FormulaProposal[];
  agencies: readonly { code: string; name: string }[];
  today: string;
  mayEdit: boolean;
  mayDecide: boolean;
  staffId: number;
  /** What each proposal that waits would change. */
  effects: ReadonlyMap<number, FormulaEffect>;
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
<p class="govuk-body">How a shared line is split between agencies. A year keeps the formula it began with, so a new version changes no year that has begun, and an approved budget keeps the one it was approved with.</p>
${model.mayEdit ? html`<p class="govuk-body wm-no-print"><a class="govuk-link" href="${path}/new">Propose a formula or a new version</a></p>` : ''}
${waiting.length === 0 ? '' : html`<h2 class="govuk-heading-m">Waits to be put in force</h2>${waiting.map((proposal) => proposalBox(model, proposal))}`}
<h2 class="govuk-heading-m">Versions</h2>
${
  model.versions.length === 0
    ? html`<p class="govuk-body">The scheme has no formula, so no shared line can be split.</p>`
    : versionTable(model)
}
${revokeSection(model)}
${decidedTable(model)}`;
}

const versionTable = ({ versions, agencies, today }: FormulaPage): Html =>
  table({
    caption: 'Versions of formulas',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Versions of formulas',
    stack: true,
    head: [{ text: 'Formula' }, { text: 'Shares' }, { text: 'In force' }, { text: 'Rests on' }],
    rows: versions.map((version) => [
      html`${version.body.formula}${exampleTag(version.example)}<br><span class="govuk-hint">${kindWords(version.kind)}, version ${version.version}</span>`,
      sharesWords(version.body, agencies),
      html`${showDay(version.validFrom)} to ${version.validTo === null ? 'now on' : showDay(version.validTo)}${version.validFrom <= today && (version.validTo === null || version.validTo > today) ? html` ${tag({ text: 'In force', classes: 'govuk-tag--green' })}` : ''}`,
      version.body.source,
    ]),
  });

const goneWords = (proposal: FormulaProposal): string =>
  proposal.state === 'refused'
    ? `Refused by ${proposal.decidedByName ?? 'somebody'}`
    : proposal.state === 'revoked'
      ? `Was in force; taken back by ${proposal.revokedByName ?? 'somebody'}`
      : 'Taken back before it was decided';

/** The last that was put in force of each kind can be taken back, with the reason. */
function revokeSection(model: FormulaPage): Html | '' {
  const inForce = model.proposals.filter((one) => one.state === 'approved' && one.ruleId !== null);
  const last = inForce.filter(
    (one) => !inForce.some((other) => other.kind === one.kind && (other.ruleId ?? 0) > (one.ruleId ?? 0)),
  );
  if (!model.mayDecide || last.length === 0) return '';
  return html`<h2 class="govuk-heading-m wm-no-print">Take a formula back</h2>
<div class="wm-no-print">${last.map((proposal) => {
    const id = `why-${proposal.id}`;
    const open = model.errors.some(({ field }) => field === id);
    return html`<details class="govuk-details"${open ? html` open` : ''}><summary class="govuk-details__summary"><span class="govuk-details__summary-text">${proposal.body.formula}, put in force from ${showDay(proposal.validFrom)}</span></summary><div class="govuk-details__text">${form(
      {
        action: `${path}/${proposal.id}/revoke`,
        csrfToken: model.csrfToken,
        version: proposal.version,
        body: html`<p class="govuk-body">The formula before it goes on as if this one had not been put in force. Not where a budget was approved with it.</p>
${textarea({ id, name: 'why', label: { text: 'Why it is taken back' }, rows: 2, value: open ? (model.deciding?.note ?? '') : '', ...messageFor(model.errors, id) })}
${button({ text: 'Take it back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
      },
    )}</div></details>`;
  })}</div>`;
}

/** Who would bear more or less: said before somebody puts it in force. */
function effectSection(effect: FormulaEffect | undefined, agencies: FormulaPage['agencies']): Html | '' {
  if (effect === undefined) return '';
  const nameOf = (code: string) => agencies.find((agency) => agency.code === code)?.name ?? code;
  const kept =
    effect.kept.length === 0
      ? ''
      : html`<p class="govuk-body">The budget of ${effect.kept.join(', ')} is approved and keeps the formula it was approved with.</p>`;
  if (effect.rows.length === 0)
    return html`<p class="govuk-body">It splits years from ${effect.from}. It changes no amount that is entered now.</p>${kept}`;
  return html`${warningText({ text: `It splits years from ${effect.from}, and changes what agencies bear.` })}
${table({
  caption: 'What it changes',
  scrollLabel: 'What the formula changes',
  stack: true,
  head: [
    { text: 'Year' },
    { text: 'Stage' },
    { text: 'Agency' },
    { text: 'Bears now', format: 'numeric' },
    { text: 'With this formula', format: 'numeric' },
    { text: 'Difference', format: 'numeric' },
  ],
  rows: effect.rows.map(({ year, stage, agency, before, after }) => [
    year,
    stageWords[stage],
    nameOf(agency),
    amountCell(before),
    amountCell(after),
    amountCell(after - before),
  ]),
})}${kept}`;
}

function decidedTable({ proposals }: FormulaPage): Html | '' {
  const decided = proposals.filter(({ state }) => ['refused', 'withdrawn', 'revoked'].includes(state));
  return decided.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Refused or taken back</h2>
${table({
  caption: 'Proposals that were refused or taken back',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Proposals that were refused or taken back',
  stack: true,
  head: [{ text: 'Formula' }, { text: 'Proposed by' }, { text: 'State' }, { text: 'Note' }],
  rows: decided.map((proposal) => [
    proposal.body.formula,
    proposal.proposedByName,
    goneWords(proposal),
    proposal.revokedWhy ?? proposal.note ?? '',
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
${effectSection(model.effects.get(proposal.id), model.agencies)}
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
  agencies: readonly { code: string; name: string }[];
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
${input({ id: 'validFrom', name: 'validFrom', type: 'date', label: { text: 'From which day' }, hint: { text: 'A year keeps the formula it began with: from a day inside a year, the split changes on the next 1 April' }, classes: 'govuk-input--width-10', value: values.validFrom ?? '', ...messageFor(errors, 'validFrom') })}
<fieldset class="govuk-fieldset" id="shares"><legend class="govuk-fieldset__legend govuk-fieldset__legend--m">Shares in per cent</legend>
<p class="govuk-hint">They have to sum to 100. Leave an agency empty that bears nothing.</p>
${errors.filter(({ field }) => field === 'shares').map(({ text }) => html`<p class="govuk-error-message"><span class="govuk-visually-hidden">Error:</span> ${text}</p>`)}
${model.agencies.map(({ code, name }) => input({ id: `share-${code}`, name: `share-${code}`, inputmode: 'decimal', label: { text: name }, suffix: { text: '%' }, classes: 'govuk-input--width-5', value: values[`share-${code}`] ?? '' }))}
</fieldset>
${input({ id: 'source', name: 'source', label: { text: 'Decision or agreement that it rests on' }, value: values.source ?? '', ...messageFor(errors, 'source') })}
${button({ text: 'Propose', preventDoubleClick: true })}`,
})}`;
}

import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  details,
  emptyState,
  fileUpload,
  insetText,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { OfficialFile } from './official-store.ts';

export interface OfficialModel {
  files: readonly OfficialFile[];
  /** The viewer's: only its own files can be taken back. */
  agencyId: number;
  errors: readonly FieldError[];
  back: { id: number; why: string } | undefined;
  theirs: string | undefined;
  csrfToken: string;
}

export function officialView(model: OfficialModel): Html {
  const { errors, files } = model;
  return html`<h1 class="govuk-heading-l">Official scores</h1>
<p class="govuk-body">A score that your agency’s own tool gave stands before the indicative one, with its date and version. The file is CSV, with the columns identifier (PNC, CRO, CRN or prison number), instrument, percent (within two years), needs, scored_on and tool_version. Whom you may not see is taken too, and you are told counts alone.</p>
${form({
  action: '/cohort/official-scores',
  csrfToken: model.csrfToken,
  multipart: true,
  body: html`${fileUpload({ id: 'file', name: 'file', label: { text: 'The file' }, ...messageFor(errors, 'file') })}${button({ text: 'Bring in', preventDoubleClick: true })}`,
})}
<h2 class="govuk-heading-m">What was brought in</h2>
${model.theirs !== undefined && insetText({ text: `This file was changed meanwhile: ${model.theirs}. What you typed was: ${model.back?.why ?? ''}` })}
${files.length === 0 ? emptyState({ title: 'No file has been brought in yet.' }) : filesTable(model)}`;
}

const filesTable = (model: OfficialModel): Html =>
  table({
    caption: 'The newest files, at most 100',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Files of official scores',
    stack: true,
    head: ['File', 'Brought in', 'What became of it', 'Taken back'].map((text) => ({ text })),
    rows: model.files.map((file) => [
      file.name,
      `${showMoment(file.at)}, ${file.by}, ${file.agency}`,
      outcome(file),
      takenBack(model, file),
    ]),
  });

function outcome(file: OfficialFile): Html | string {
  if (file.state === 'refused')
    return html`Refused: nothing was taken<ul class="govuk-list govuk-list--bullet">${file.faults.map(({ line, text }) => html`<li>${line !== null && `Line ${line}: `}${text}</li>`)}</ul>`;
  if (file.taken === null) return `${file.lines} lines, being taken`;
  return `${file.taken} of ${file.lines} lines taken; ${file.lines - file.taken} name nobody, or more than one person, or repeat another`;
}

function takenBack(model: OfficialModel, file: OfficialFile): Html | string {
  if (file.takenBackAt !== null)
    return `${showMoment(file.takenBackAt)}, ${file.takenBackBy ?? ''}: ${file.takenBackWhy ?? ''}`;
  if (file.state !== 'taken' || file.agencyId !== model.agencyId) return '';
  const id = `why-${file.id}`;
  const typed = model.back?.id === file.id ? model.back.why : '';
  const message = messageFor(model.errors, id);
  return details({
    summaryHtml: html`Take back<span class="govuk-visually-hidden"> ${file.name} of ${showMoment(file.at)}</span>`,
    open: model.back?.id === file.id,
    html: form({
      action: `/cohort/official-scores/${file.id}/take-back`,
      csrfToken: model.csrfToken,
      version: file.version,
      body: html`<p class="govuk-body">Its scores count nowhere from then on. A score of the same day that it replaced does not come back: bring that file in again.</p>${textarea({ id, name: 'why', label: { text: 'Why' }, rows: 2, value: typed, ...message })}${button({ text: 'Take back', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });
}

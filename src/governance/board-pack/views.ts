import { showDay, showMoment } from '../../kernel/clock.ts';
import { effectWarning, type LinkedClaim } from '../../outcomes/index.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  exampleTag,
  insetText,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { framed } from '../boards/form-views.ts';
import { lined } from '../boards/meeting-views.ts';
import { markings, markingWords } from '../decisions/types.ts';
import { fieldsOf, type Showing } from '../registers/forms.ts';
import { imprintLines } from './document.ts';
import {
  type Block,
  type Pack,
  type PackContent,
  type PackCopy,
  type PackLine,
  type PackSection,
  type PackValues,
  packParts,
  partLists,
  partWords,
} from './types.ts';

export const packsPath = '/governance/packs';
export const packPath = (id: number): string => `${packsPath}/${id}`;

export const packTag = (state: PackLine['state']): Html =>
  tag({
    text: { draft: 'Draft', issued: 'Issued', dropped: 'Dropped' }[state],
    classes: { draft: 'govuk-tag--yellow', issued: 'govuk-tag--green', dropped: 'govuk-tag--grey' }[state],
  });

export function packList(model: {
  found: readonly PackLine[];
  board: string | undefined;
  mayManage: boolean;
  newHref: string;
  pages: Html | '';
}): Html {
  const { found, board } = model;
  return html`<h1 class="govuk-heading-l">Board packs</h1>
<p class="govuk-body">What boards are given: figures as they stood on a day, kept for good, with nobody’s name in them.</p>
${model.mayManage ? button({ text: 'Assemble a pack', href: model.newHref }) : ''}
${board === undefined ? '' : html`<p class="govuk-body">Only of ${board}. <a class="govuk-link" href="${packsPath}">Show all</a></p>`}
${found.length === 0 ? emptyState({ title: model.mayManage ? 'There is no pack yet.' : 'No pack has been issued yet.' }) : packTable(found)}${model.pages}`;
}

export const packTable = (found: readonly PackLine[]): Html =>
  table({
    caption: 'Packs, drafts first, then the latest',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Packs',
    stack: true,
    head: [{ text: 'Pack' }, { text: 'Board' }, { text: 'Meeting' }, { text: 'State' }, { text: 'Issued' }],
    rows: found.map((pack) => [
      html`<a class="govuk-link" href="${packPath(pack.id)}">${pack.title}</a>${exampleTag(pack.example)}`,
      html`<a class="govuk-link" href="/governance/boards/${pack.boardId}">${pack.board}</a>`,
      pack.heldOn === null || pack.meetingId === null
        ? ''
        : html`<a class="govuk-link" href="/governance/meetings/${pack.meetingId}">${showDay(pack.heldOn)}</a>`,
      html`${packTag(pack.state)}${pack.replacedById === null ? '' : html`<br><a class="govuk-link" href="${packPath(pack.replacedById)}">Another took its place</a>`}`,
      pack.issuedAt === null ? '' : `${showMoment(pack.issuedAt)}, ${pack.issuedBy ?? ''}`,
    ]),
  });

export interface PackModel {
  pack: Pack;
  content: PackContent;
  /** Of an issued pack: whether its content still has the hash that it was issued with. */
  isWhole: boolean;
  copies: readonly PackCopy[];
  /** Words of a draft that may name somebody. */
  names: readonly string[];
  offered: readonly LinkedClaim[];
  mayManage: boolean;
  mayOpen: (href: string) => boolean;
  issuing: Showing<Record<string, never>>;
  copying: Showing<{ recipients?: string }>;
  csrfToken: string;
}

export function packPage(model: PackModel): Html {
  const { pack, content } = model;
  return html`<h1 class="govuk-heading-l">${pack.title}${exampleTag(pack.example)}</h1>
<p class="govuk-body">${packTag(pack.state)} <strong>${markingWords[content.marking]}</strong></p>
${pack.state === 'issued' ? issuedHead(model) : draftHead(model)}
${contents(content)}
${content.sections.map((section) => sectionView(model, section))}
${pack.state === 'issued' && model.mayManage ? copiesPart(model) : ''}`;
}

function issuedHead({ pack, content, isWhole }: PackModel): Html {
  const imprint = {
    sha256: pack.sha256 ?? '',
    issuedBy: pack.issuedBy ?? '',
    issuedAt: pack.issuedAt ?? new Date(content.takenAt),
  };
  return html`${isWhole ? '' : warningText({ text: 'What is stored of this pack no longer has the hash that it was issued with. Do not rely on it, and tell the administrator.', iconFallbackText: 'Warning' })}
${pack.replacedById === null ? '' : insetText({ html: html`Another pack took the place of this one: <a class="govuk-link" href="${packPath(pack.replacedById)}">see it</a>.` })}
<ul class="govuk-list">${imprintLines(content, imprint).map((line) => html`<li>${breakable(line)}</li>`)}</ul>
${pack.replacesId === null ? '' : html`<p class="govuk-body">It took the place of <a class="govuk-link" href="${packPath(pack.replacesId)}">an earlier pack</a>.</p>`}
<p class="govuk-body"><a class="govuk-link" href="${packPath(pack.id)}/download">Download as a Word document</a></p>`;
}

/** A hash is longer than a phone is wide. */
const breakable = (line: string): Html =>
  html`${line
    .split(/([0-9a-f]{16})/)
    .filter((piece) => piece !== '')
    .map((piece, at) => html`${at > 0 ? html`<wbr>` : ''}${piece}`)}`;

function draftHead(model: PackModel): Html {
  const { pack, mayManage, csrfToken, names, issuing } = model;
  const path = packPath(pack.id);
  if (pack.state === 'dropped')
    return html`<p class="govuk-body">This draft was dropped.</p>${form({ action: `${path}/drop`, csrfToken, version: pack.version, body: html`<input type="hidden" name="act" value="restore">${button({ text: 'Take it up again', classes: 'govuk-button--secondary' })}` })}`;
  return html`${insetText({ text: 'This is a draft. Its figures are as they stand now; they are taken once more when it is issued, and from then on never change.' })}
${
  mayManage
    ? html`<div class="govuk-button-group">${button({ text: 'Change the pack', href: `${path}/edit`, classes: 'govuk-button--secondary' })}</div>
${form({
  action: `${path}/issue`,
  csrfToken,
  key: issuing.key,
  version: pack.version,
  body: html`${names.length === 0 ? html`<input type="hidden" name="lookedAt" value="yes">` : lookAt(names, issuing)}${button({ text: 'Issue the pack', preventDoubleClick: true })}`,
})}
${details({ summaryText: 'Drop this draft', html: form({ action: `${path}/drop`, csrfToken, version: pack.version, body: html`<input type="hidden" name="act" value="drop">${button({ text: 'Drop the draft', classes: 'govuk-button--warning' })}` }) })}`
    : ''
}`;
}

const lookAt = (names: readonly string[], issuing: Showing<Record<string, never>>): Html =>
  html`<p class="govuk-body">These words of what you wrote may name somebody: ${names.map((name, at) => html`${at > 0 ? ', ' : ''}“${name}”`)}.</p>
${checkboxes({ name: 'lookedAt', idPrefix: 'lookedAt', items: [{ value: 'yes', text: 'I have looked at each: nobody on the scheme is named' }], ...messageFor(issuing.errors, 'lookedAt') })}`;

const contents = ({ sections }: PackContent): Html =>
  html`<nav aria-label="Parts of the pack" class="wm-no-print"><ol class="govuk-list govuk-list--number">${sections.map(({ part, title }) => html`<li><a class="govuk-link" href="#${part}">${title}</a></li>`)}</ol></nav>`;

function sectionView({ pack, offered, mayOpen }: PackModel, section: PackSection): Html {
  const list = partLists[section.part];
  const linked = offered.filter(({ id }) => pack.claims.includes(id));
  return html`<h2 class="govuk-heading-m" id="${section.part}">${section.title}</h2>
${section.said === null ? '' : html`${lined(section.said)}${pack.state === 'draft' ? effectWarning(pack.said[section.part] ?? '', { linked, offered: offered.slice(0, 5) }) : ''}`}
${section.blocks.map(blockView)}
${list === undefined || !mayOpen(list.href) ? '' : html`<p class="govuk-body-s wm-no-print"><a class="govuk-link" href="${list.href}">${list.text} as they stand now</a></p>`}`;
}

function blockView(block: Block): Html {
  if (block.kind === 'heading') return html`<h3 class="govuk-heading-s">${block.text}</h3>`;
  if (block.kind === 'text') return lined(block.text);
  if (block.kind === 'claim')
    return html`<blockquote class="govuk-inset-text">${block.lines.map((line, at) => html`<p class="govuk-body">${at === 0 ? html`<strong>${line}</strong>` : line}</p>`)}</blockquote>`;
  const cells = (row: readonly string[]) =>
    row.map((text, column) => ({ text, ...(block.numeric.includes(column) ? { format: 'numeric' } : {}) }));
  return table({
    caption: block.caption,
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: block.caption,
    stack: true,
    head: cells(block.head),
    rows: block.rows.map(cells),
  });
}

const copiesPart = ({ pack, copies, copying, csrfToken }: PackModel): Html =>
  html`<h2 class="govuk-heading-m wm-no-print" id="copies">Numbered copies</h2><div class="wm-no-print">
${
  copies.length === 0
    ? emptyState({ title: 'No numbered copy has been made.' })
    : table({
        caption: 'Numbered copies',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Numbered copies',
        stack: true,
        head: [{ text: 'No.' }, { text: 'For' }, { text: 'Made' }, { text: 'Document' }],
        rows: copies.map((copy) => [
          String(copy.number),
          copy.recipient,
          `${showMoment(copy.madeAt)}, ${copy.madeBy}`,
          html`<a class="govuk-link" href="/governance/pack-copies/${copy.id}/download">Download copy ${copy.number}</a>`,
        ]),
      })
}
${form({
  action: `${packPath(pack.id)}/copies`,
  csrfToken,
  key: copying.key,
  body: html`${textarea({ id: 'recipients', name: 'recipients', label: { text: 'Make copies for' }, hint: { text: 'One office or member of the board to a line. Each copy has its number, and whom it is for, on every page' }, rows: 4, value: copying.values.recipients ?? '', ...messageFor(copying.errors, 'recipients') })}${button({ text: 'Make numbered copies', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
})}</div>`;

export interface PackFormModel {
  heading: string;
  action: string;
  csrfToken: string;
  showing: Showing<PackValues>;
  boards: readonly { id: number; name: string }[];
  meetings: readonly { id: number; board: string; heldOn: string }[];
  issued: readonly PackLine[];
}

export function packForm(model: PackFormModel): Html {
  const { showing } = model;
  const { values, errors } = showing;
  const f = fieldsOf(values, errors);
  const choice = (items: readonly { id: number; text: string }[], none: string) => [
    { value: '', text: none },
    ...items.map(({ id, text }) => ({ value: String(id), text })),
  ];
  return framed(
    model,
    'this pack',
    html`${f.text('title', 'Title')}
${f.choice(
  'board',
  'Board',
  choice(
    model.boards.map(({ id, name }) => ({ id, text: name })),
    'Choose',
  ),
)}
${f.choice(
  'meeting',
  'Meeting (optional)',
  choice(
    model.meetings.map(({ id, board, heldOn }) => ({ id, text: `${showDay(heldOn)}, ${board}` })),
    'None',
  ),
)}
${f.choice('marking', 'Protective marking', [{ value: '', text: 'Choose' }, ...markings.map((code) => ({ value: code, text: markingWords[code] }))], 'With a paper of a higher marking the pack has that one')}
${f.choice(
  'replaces',
  'Takes the place of (optional)',
  choice(
    model.issued.map(({ id, title, board }) => ({ id, text: `${title}, ${board}` })),
    'None',
  ),
  'An issued pack never changes: what is wrong in it is put right in another',
)}
${checkboxes({ name: 'parts', idPrefix: 'parts', fieldset: { legend: { text: 'Parts', classes: 'govuk-fieldset__legend--s' } }, items: packParts.map((part) => ({ value: part, text: partWords[part] })), values: values.parts, ...messageFor(errors, 'parts') })}
${f.text('claims', 'Numbers of the claim cards that what you write rests on (optional)', { hint: 'The newest published claim of each measure is in “Outcomes” anyway. What asserts an effect that no card numbered here bears out is printed as an unsupported claim', width: '20' })}
${details({
  summaryText: 'What is said under each part',
  open: Object.keys(values.said).length > 0 || errors.some(({ field }) => field.startsWith('said-')),
  html: html`<p class="govuk-body">Name no person on the scheme.</p>${packParts.map((part) => textarea({ id: `said-${part}`, name: `said-${part}`, label: { text: partWords[part] }, rows: 2, value: values.said[part] ?? '', ...messageFor(errors, `said-${part}`) }))}`,
})}`,
  );
}

import { type Day, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  fileUpload,
  input,
  radios,
  table,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { mostMegabytes } from './picture.ts';
import { confirmWords, type PhotoForm, transitions } from './rules.ts';
import { type Photo, photoStateWords, type Sitter, type SitterRecord } from './types.ts';

/** Which of the page's forms comes back, with what was typed and what is wrong. */
export interface Again {
  /** Absent: the form that gives a photo. */
  photoId?: number;
  values?: PhotoForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  /** It was changed meanwhile. */
  changed?: string;
}

export interface PhotoPage {
  sitter: Sitter;
  photos: readonly Photo[];
  records: readonly SitterRecord[];
  /** They work with the person and may record. */
  mayRecord: boolean;
  csrfToken: string;
  today: Day;
  again?: Again | undefined;
}

const pathOf = (sitter: Sitter): string => `/people/${sitter.id}/photo`;

export const photoPage = (model: PhotoPage): Html => {
  const shown = model.photos.find(({ state }) => state === 'shown');
  const waiting = model.photos.filter(({ state }) => state === 'to-confirm');
  const earlier = model.photos.filter((photo) => photo !== shown && !waiting.includes(photo));
  return html`<h1 class="govuk-heading-l">Photo</h1>
${model.again?.changed === undefined ? '' : warningText({ text: model.again.changed })}
${shown === undefined ? emptyState({ title: 'There is no photo of this person.', text: model.mayRecord ? 'Give one below.' : 'Those who work with them may give one.' }) : shownPart(model, shown)}
${model.mayRecord ? waiting.map((photo) => waitingPart(model, photo)) : ''}
${model.mayRecord ? givePart(model, shown !== undefined) : ''}
${earlier.length === 0 ? '' : earlierPart(model, earlier)}`;
};

const picture = (sitter: Sitter, photo: Photo): Html =>
  html`<img class="wm-photo" src="${pathOf(sitter)}/${photo.id}" alt="Photo of ${sitter.name}, taken ${showDay(photo.takenOn)}">`;

const givenBy = (photo: Photo): Html =>
  html`<p class="govuk-body">Taken ${showDay(photo.takenOn)}. Given by ${photo.givenBy}, ${photo.agency}, ${showMoment(photo.givenAt)}: ${photo.why}</p>`;

const againOf = ({ again }: PhotoPage, photoId?: number): Again | undefined =>
  again?.photoId === photoId ? again : undefined;

const shownPart = (model: PhotoPage, photo: Photo): Html =>
  html`${picture(model.sitter, photo)}${givenBy(photo)}${model.mayRecord ? removeForm(model, photo, 'Take this photo away') : ''}`;

const waitingPart = (
  model: PhotoPage,
  photo: Photo,
): Html => html`<h2 class="govuk-heading-m">Whom does this photo show?</h2>
${warningText({ text: `It was decided anew which records are ${model.sitter.name}’s, so nobody is shown this photo until somebody who knows them has said whom it shows.` })}
${picture(model.sitter, photo)}${givenBy(photo)}
${sureForm(model, photo, 'confirm', 'Show it')}${removeForm(model, photo, 'It shows somebody else, or I cannot tell: take it away')}`;

/** A yes with the name and the date of birth before one's eyes. */
function sureForm(model: PhotoPage, photo: Photo, act: 'confirm' | 'restore', text: string): Html {
  const id = `sure-${photo.id}`;
  return form({
    action: `${pathOf(model.sitter)}/${photo.id}/${act}`,
    csrfToken: model.csrfToken,
    version: photo.version,
    body: html`${sureBox(model, id, againOf(model, photo.id)?.errors ?? [])}${button({ text, classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });
}

const sureBox = (model: PhotoPage, id: string, errors: readonly FieldError[]): Html =>
  checkboxes({
    name: 'sure',
    idPrefix: id,
    items: [{ value: 'yes', text: `${confirmWords(model.sitter)}.` }],
    ...messageFor(errors, id),
  });

function removeForm(model: PhotoPage, photo: Photo, summary: string): Html {
  const id = `why-${photo.id}`;
  const again = againOf(model, photo.id);
  const errors = again?.errors ?? [];
  return details({
    summaryText: summary,
    open: errors.some(({ field }) => field === id),
    html: form({
      action: `${pathOf(model.sitter)}/${photo.id}/remove`,
      csrfToken: model.csrfToken,
      key: again?.key,
      version: photo.version,
      body: html`${textarea({ id, name: 'why', label: { text: 'Why' }, rows: 2, value: again?.values?.why ?? '', ...messageFor(errors, id) })}${button({ text: 'Take it away', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
    }),
  });
}

function givePart(model: PhotoPage, hasOne: boolean): Html {
  const again = againOf(model);
  const errors = again?.errors ?? [];
  const values = again?.values ?? {};
  if (model.records.length === 0)
    return html`<h2 class="govuk-heading-m">Give a photo</h2>${emptyState({ title: 'You may see no record of this person.', text: 'A photo is given of somebody as a record has them, so that it goes with the record if two people were taken for one. Ask whoever brings your agency’s records in.' })}`;
  return html`<h2 class="govuk-heading-m">${hasOne ? 'Replace it' : 'Give a photo'}</h2>
<p class="govuk-body">JPEG or PNG, up to ${mostMegabytes} MB. It is made small, and what the camera wrote into the file (place, time, owner) is left out. ${hasOne ? 'The photo above stands here until the scheme’s rule lets it go, and is not shown.' : ''}</p>
${form({
  action: pathOf(model.sitter),
  csrfToken: model.csrfToken,
  key: again?.key,
  version: model.sitter.version,
  multipart: true,
  body: html`${recordChoice(model, values.record, errors)}
${input({ id: 'takenOn', name: 'takenOn', type: 'date', label: { text: 'Taken on' }, classes: 'govuk-input--width-10', value: values.takenOn ?? '', ...messageFor(errors, 'takenOn') })}
${textarea({ id: 'why', name: 'why', label: { text: 'Why this photo is needed' }, hint: { text: 'For example: they look different now; the beat asked whom to look for.' }, rows: 2, value: values.why ?? '', ...messageFor(errors, 'why') })}
${fileUpload({ id: 'photo', name: 'photo', label: { text: 'Photo' }, attributes: { accept: 'image/jpeg,image/png', 'data-preview': 'photo-preview' }, ...messageFor(errors, 'photo') })}
<canvas class="wm-photo" id="photo-preview" role="img" aria-label="The photo as you chose it" hidden></canvas>
${sureBox(model, 'sure', errors)}
${button({ text: hasOne ? 'Replace the photo' : 'Give the photo', preventDoubleClick: true })}`,
})}`;
}

/** As the record has them: name and date of birth, so that a wrong link shows before a face is put to it. */
function recordChoice(
  { records }: PhotoPage,
  chosen: string | undefined,
  errors: readonly FieldError[],
): Html {
  const wordsOf = (record: SitterRecord): string =>
    `${record.agency}: ${record.name}, ${record.born === null ? 'date of birth not known' : `born ${showDay(record.born)}`}, last updated ${showDay(record.updated)} (their number ${record.reference})`;
  const [only] = records;
  if (only !== undefined && records.length === 1)
    return html`<p class="govuk-body">Of the person as this record has them: ${wordsOf(only)}.</p>`;
  return radios({
    name: 'record',
    idPrefix: 'record',
    value: chosen ?? null,
    fieldset: {
      legend: { text: 'Whose record is it that the photo belongs to?', classes: 'govuk-fieldset__legend--s' },
    },
    items: records.map((record) => ({ value: String(record.id), text: wordsOf(record) })),
    ...messageFor(errors, 'record'),
  });
}

const earlierPart = (
  model: PhotoPage,
  photos: readonly Photo[],
): Html => html`<h2 class="govuk-heading-m">Earlier photos</h2>
${table({
  caption: 'Earlier photos, which are not shown',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Earlier photos',
  stack: true,
  head: ['Taken', 'Given', 'What became of it', ...(model.mayRecord ? ['Undo'] : [])].map((text) => ({
    text,
  })),
  rows: photos.map((photo) => [
    showDay(photo.takenOn),
    `${photo.givenBy}, ${photo.agency}, ${showMoment(photo.givenAt)}: ${photo.why}`,
    `${photoStateWords[photo.state]}${photo.changedBy === null ? '' : ` by ${photo.changedBy}`}, ${showMoment(photo.changedAt)}${photo.changedWhy === null ? '' : `: ${photo.changedWhy}`}`,
    ...(model.mayRecord
      ? [
          transitions[photo.state].restore === undefined
            ? ''
            : details({
                summaryText: 'Put it back',
                open: againOf(model, photo.id) !== undefined,
                html: sureForm(model, photo, 'restore', 'Show it again'),
              }),
        ]
      : []),
  ]),
})}`;

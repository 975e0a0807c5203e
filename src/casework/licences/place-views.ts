import { type Day, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  changedMeanwhile,
  checkboxes,
  details,
  emptyState,
  input,
  radios,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { curfewWords, weekdays } from './place-rules.ts';
import {
  type CurfewForm,
  handlings,
  handlingWords,
  type KeptCurfew,
  type KeptZone,
  type ZoneForm,
} from './types.ts';

interface PlacesModel {
  personId: number;
  csrfToken: string;
  today: Day;
  curfews: readonly KeptCurfew[];
  zones: readonly KeptZone[];
  may: { edit: boolean };
}

export function placesBlock(model: PlacesModel, path: string): Html {
  const none = model.curfews.length + model.zones.length === 0;
  return html`<h2 class="govuk-heading-m" id="places">Curfews and exclusion zones</h2>
${none ? emptyState({ title: 'No curfew or exclusion zone that you may see is recorded.', text: 'Appointments are checked against those that are.' }) : ''}
${model.curfews.length === 0 ? '' : curfewTable(model, path)}
${model.zones.length === 0 ? '' : zoneTable(model, path)}
${model.may.edit ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/licence/curfews/new">Add a curfew</a> · <a class="govuk-link" href="${path}/licence/zones/new">Add an exclusion zone</a></p>` : ''}`;
}

const until = (toDay: Day | null): string => (toDay === null ? 'until further notice' : showShortDay(toDay));

const curfewTable = (model: PlacesModel, path: string): Html =>
  table({
    caption: 'Curfews',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Curfews',
    stack: true,
    head: [
      { text: 'When' },
      { text: 'From' },
      { text: 'To' },
      { text: 'Where' },
      ...(model.may.edit ? [{ text: 'Change' }] : []),
    ],
    rows: model.curfews.map((one) => [
      curfewWords(one),
      showShortDay(one.fromDay),
      until(one.toDay),
      // That an address is kept back is not said: it may be that none is recorded.
      one.address ?? 'At their approved address',
      ...(model.may.edit
        ? [endLink(`${path}/licence/curfews/${one.id}/end`, `curfew ${curfewWords(one)}`)]
        : []),
    ]),
  });

const zoneTable = (model: PlacesModel, path: string): Html =>
  table({
    caption: 'Exclusion zones',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'Exclusion zones',
    stack: true,
    head: [
      { text: 'Zone' },
      { text: 'Boundary' },
      { text: 'From' },
      { text: 'To' },
      ...(model.may.edit ? [{ text: 'Change' }] : []),
    ],
    rows: model.zones.map((one) => [
      html`${one.name}${one.protective ? html`<br>${tag({ text: 'Protective', classes: 'govuk-tag--purple' })}` : ''}`,
      boundaryOf(one),
      showShortDay(one.fromDay),
      until(one.toDay),
      ...(model.may.edit ? [endLink(`${path}/licence/zones/${one.id}/end`, `zone ${one.name}`)] : []),
    ]),
  });

function boundaryOf(zone: KeptZone): Html {
  const places = zone.places.length === 0 ? '' : html`${zone.places.join('; ')}<br>`;
  const corners =
    zone.boundary.length === 0
      ? ''
      : details({
          summaryText: `Boundary of ${zone.name} by ${zone.boundary.length} corners`,
          html: html`<ul class="govuk-list">${zone.boundary.map(([lat, lon]) => html`<li>${lat.toFixed(5)}, ${lon.toFixed(5)}</li>`)}</ul>`,
        });
  const centre =
    zone.centre === null
      ? ''
      : html`<span class="govuk-hint">Drawn round ${zone.centre.latitude}, ${zone.centre.longitude}, ${zone.centre.radiusMetres} m: shown to those who draw zones.</span>`;
  return html`${places}${corners}${centre}`;
}

const endLink = (href: string, what: string): Html =>
  html`<a class="govuk-link" href="${href}">End<span class="govuk-visually-hidden"> ${what}</span></a>`;

export interface EndPlaceModel {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  version: number;
  /** `Every day, 19:00 to 07:00`, or the zone's name. */
  what: string;
  heading: string;
  values: { toDay?: string; why?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export function endPlacePage(model: EndPlaceModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">${model.heading}</h1>
<p class="govuk-body">${model.what}</p>
${changedMeanwhile('this', model.theirs)}
${form({
  ...model,
  body: html`${input({ id: 'toDay', name: 'toDay', type: 'date', label: { text: 'Last day' }, classes: 'govuk-input--width-10', value: values.toDay ?? '', ...messageFor(errors, 'toDay') })}
${input({ id: 'why', name: 'why', label: { text: 'Why' }, value: values.why ?? '', ...messageFor(errors, 'why') })}
${button({ text: 'Save its last day', preventDoubleClick: true })}`,
})}`;
}

export interface PlaceFormModel<Values> {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  draft: string;
  values: Values;
  errors: readonly FieldError[];
}

export const handlingItems = handlings.map((value) => ({ value, text: handlingWords[value] }));

export function curfewFormPage(model: PlaceFormModel<CurfewForm>): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Add a curfew</h1>
${form({
  ...model,
  body: html`
${checkboxes({ name: 'days', fieldset: { legend: { text: 'On which days does it begin?', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-checkboxes--small', values: [values.days ?? []].flat(), items: weekdays.map((text, index) => ({ value: String(index + 1), text })), ...messageFor(errors, 'days') })}
<div class="wm-row">${input({ id: 'fromTime', name: 'fromTime', type: 'time', label: { text: 'Begins' }, classes: 'govuk-input--width-5', value: values.fromTime ?? '', ...messageFor(errors, 'fromTime') })}
${input({ id: 'toTime', name: 'toTime', type: 'time', label: { text: 'Ends' }, hint: { text: 'Earlier than it begins: on the next day' }, classes: 'govuk-input--width-5', value: values.toTime ?? '', ...messageFor(errors, 'toTime') })}</div>
${dayFields(values, errors)}
${input({ id: 'address', name: 'address', label: { text: 'Address (optional)' }, value: values.address ?? '' })}
${radios({ name: 'addressHandling', fieldset: { legend: { text: 'Who may see the address', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.addressHandling ?? 'statutory', items: handlingItems, ...messageFor(errors, 'addressHandling') })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see the hours', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.handling ?? 'partners', items: handlingItems, ...messageFor(errors, 'handling') })}
${button({ text: 'Save curfew', preventDoubleClick: true })}`,
})}`;
}

const dayFields = (values: { fromDay?: string; toDay?: string }, errors: readonly FieldError[]): Html =>
  html`<div class="wm-row">${input({ id: 'fromDay', name: 'fromDay', type: 'date', label: { text: 'From' }, classes: 'govuk-input--width-10', value: values.fromDay ?? '', ...messageFor(errors, 'fromDay') })}
${input({ id: 'toDay', name: 'toDay', type: 'date', label: { text: 'Last day (optional)' }, classes: 'govuk-input--width-10', value: values.toDay ?? '', ...messageFor(errors, 'toDay') })}</div>`;

export function zoneFormPage(model: PlaceFormModel<ZoneForm>): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">Add an exclusion zone</h1>
<p class="govuk-body">Never write why it is a zone, and never whose address it protects. The name and the boundary are seen by whoever works with the person.</p>
${form({
  ...model,
  body: html`
${input({ id: 'name', name: 'name', label: { text: 'Name' }, hint: { text: 'For example: City centre north' }, value: values.name ?? '', ...messageFor(errors, 'name') })}
${textarea({ id: 'places', name: 'places', label: { text: 'Places and roads in it, one a line (optional)' }, hint: { text: 'An appointment whose place has these words is told of' }, rows: 4, value: values.places ?? '', ...messageFor(errors, 'places') })}
${textarea({ id: 'boundary', name: 'boundary', label: { text: 'Corners of its boundary, one a line (optional)' }, hint: { text: 'Latitude and longitude, like 52.6309, 1.2974' }, rows: 4, value: values.boundary ?? '', ...messageFor(errors, 'boundary') })}
${details({
  summaryText: 'Or draw it round a place that is to be protected',
  open:
    (values.latitude ?? values.longitude ?? values.radius ?? '') !== '' ||
    errors.some(({ field }) => ['latitude', 'longitude', 'radius'].includes(field)),
  html: html`<p class="govuk-body">A boundary is drawn whose middle is elsewhere. The place itself is seen only by those of your agency who draw zones.</p>
<div class="wm-row">${input({ id: 'latitude', name: 'latitude', inputmode: 'decimal', label: { text: 'Latitude' }, classes: 'govuk-input--width-10', value: values.latitude ?? '', ...messageFor(errors, 'latitude') })}
${input({ id: 'longitude', name: 'longitude', inputmode: 'decimal', label: { text: 'Longitude' }, classes: 'govuk-input--width-10', value: values.longitude ?? '', ...messageFor(errors, 'longitude') })}
${input({ id: 'radius', name: 'radius', inputmode: 'numeric', label: { text: 'Radius in metres' }, classes: 'govuk-input--width-5', value: values.radius ?? '', ...messageFor(errors, 'radius') })}</div>`,
})}
${checkboxes({ name: 'protective', classes: 'govuk-checkboxes--small', values: values.protective === 'yes' ? ['yes'] : [], items: [{ value: 'yes', text: 'It protects somebody' }] })}
${dayFields(values, errors)}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see the boundary', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.handling ?? 'partners', items: handlingItems, ...messageFor(errors, 'handling') })}
${button({ text: 'Save zone', preventDoubleClick: true })}`,
})}`;
}

import { type Day, daysBetween, showDay, showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  details,
  emptyState,
  input,
  insetText,
  numberedPages,
  select,
  summaryList,
  table,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { FirstDay } from '../ports.ts';
import { readiness } from './rules.ts';
import { type PlanForm, partStates, partStateWords, type Release, type ReleaseRule } from './types.ts';

export const firstDayWords = (known: FirstDay | undefined): string =>
  known === undefined || known.appointments.length === 0
    ? 'None recorded that you may see'
    : known.appointments.map(({ time, kind }) => `${time} ${kind}`).join(', ');

export const licenceWords = (known: FirstDay | undefined): string =>
  known === undefined || known.licences === 0 ? 'No licence entered that you may see' : 'Entered';

/** `today`, `tomorrow`, `in 12 days`. */
const inDays = (days: number): string => (days === 0 ? 'today' : days === 1 ? 'tomorrow' : `in ${days} days`);

export interface ReleaseListModel {
  releases: readonly Release[];
  prisons: readonly { prison: string; count: number; next: Day }[];
  prison: string | undefined;
  rule: ReleaseRule;
  known: ReadonlyMap<number, FirstDay>;
  page: number;
  pages: number;
  to: Day;
}

export function releaseList(model: ReleaseListModel): Html {
  const { prison, prisons, releases } = model;
  return html`<h1 class="govuk-heading-l">${prison === undefined ? 'Releases in the next 12 weeks' : `Releases from ${prison}`}</h1>
<p class="govuk-body">Members who are in prison and whose release is planned by ${showDay(model.to)}, as the prison’s extract says.</p>
${prison !== undefined && html`<p class="govuk-body"><a class="govuk-link" href="/releases">Every prison</a></p>`}
${releases.length === 0 ? emptyState({ title: 'No release that you may see is planned.', text: 'A prison offender manager sees those for whom the scheme has named them.' }) : releaseTable(model)}
${numberedPages(model.page, model.pages, (page) => addressOf('/releases', { prison, page: page === 1 ? undefined : page }), 'Pages of releases')}
${
  prison === undefined &&
  prisons.length > 0 &&
  html`<h2 class="govuk-heading-m">By prison</h2>${table({
    stack: true,
    caption: 'Releases by prison',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Releases by prison',
    firstCellIsHeader: true,
    head: [{ text: 'Prison' }, { text: 'Releases', format: 'numeric' }, { text: 'Next' }],
    rows: prisons.map((one) => [
      html`<a class="govuk-link" href="${addressOf('/releases', { prison: one.prison })}">${one.prison}</a>`,
      { text: String(one.count), format: 'numeric' },
      showDay(one.next),
    ]),
  })}`
}`;
}

const releaseTable = ({ releases, prison, rule, known }: ReleaseListModel): Html =>
  table({
    caption: 'Releases, the next first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Releases',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Who' },
      { text: 'Release' },
      ...(prison === undefined ? [{ text: 'Prison' }] : []),
      { text: 'Arranged' },
      { text: 'At the gate' },
      { text: 'First day' },
      { text: 'Licence' },
      { text: 'Prison offender manager' },
    ],
    rows: releases.map((one) => {
      const { ready, all } = readiness(one.parts, rule);
      return [
        html`<a class="govuk-link" href="/people/${one.personId}/release">${one.name}</a>`,
        `${showDay(one.releaseOn)}${movedWords(one)}`,
        ...(prison === undefined ? [one.prison] : []),
        one.planId === null ? 'No plan yet' : `${ready} of ${all}`,
        pickupWords(one),
        firstDayWords(known.get(one.personId)),
        licenceWords(known.get(one.personId)),
        one.prisonStaff ?? 'Nobody named',
      ];
    }),
  });

const movedWords = ({ plannedFor, releaseOn }: Release): string =>
  plannedFor !== null && plannedFor !== releaseOn ? ` (the plan was made for ${showDay(plannedFor)})` : '';

const pickupWords = ({ pickupBy, pickupAt }: Release): string =>
  pickupBy === null ? 'Nobody named' : `${pickupBy}${pickupAt === null ? '' : ` at ${pickupAt}`}`;

export interface ReleaseModel {
  release: Release | undefined;
  personId: number;
  rule: ReleaseRule;
  isExample: boolean;
  known: FirstDay | undefined;
  today: Day;
  officers: readonly { id: number; name: string; agency: string }[];
  mayKeep: boolean;
  mayName: boolean;
  values: PlanForm | undefined;
  errors: readonly FieldError[];
  key: string | undefined;
  theirs: string | undefined;
  csrfToken: string;
}

export function releasePage(model: ReleaseModel): Html {
  const { release, rule, known } = model;
  if (release === undefined)
    return html`<h1 class="govuk-heading-l">Release</h1>${emptyState({ title: 'No release that you may see lies in the next 12 weeks.', text: 'The day of release comes with the prison’s extract.' })}`;
  const { missing } = readiness(release.parts, rule);
  return html`<h1 class="govuk-heading-l">Release on ${showDay(release.releaseOn)}</h1>
${summaryList({
  rows: [
    {
      key: 'From',
      value: html`<a class="govuk-link" href="${addressOf('/releases', { prison: release.prison })}">${release.prison}</a>, ${inDays(daysBetween(model.today, release.releaseOn))}`,
    },
    { key: 'At the gate', value: pickupWords(release) },
    { key: 'First-day appointments', value: firstDayWords(known) },
    { key: 'Licence', value: licenceWords(known) },
    { key: 'Prison offender manager', value: release.prisonStaff ?? 'Nobody named' },
    { key: 'Still to arrange', value: missing.length === 0 ? 'Nothing' : missing.join(', ') },
    release.changedBy !== null &&
      release.changedAt !== null && {
        key: 'Last changed',
        value: `${release.changedBy}, ${showMoment(release.changedAt)}`,
      },
  ],
})}
${release.plannedFor !== null && release.plannedFor !== release.releaseOn && insetText({ text: `The plan was made for ${showDay(release.plannedFor)}. The day has moved: look at every part and save it again.` })}
${partsTable(model, release)}
${model.mayKeep && planForm(model, release)}
${model.mayName && officerForm(model, release)}`;
}

const partsTable = ({ rule, isExample }: ReleaseModel, release: Release): Html =>
  html`<h2 class="govuk-heading-m">What is arranged</h2>${table({
    caption: isExample ? 'Example list: the scheme sets its own' : 'What is arranged',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'What is arranged',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'What' }, { text: 'How far' }, { text: 'Detail' }],
    rows: rule.parts.map(({ code, name }) => [
      name,
      partStateWords[release.parts?.[code]?.state ?? 'to-do'],
      release.parts?.[code]?.detail ?? '',
    ]),
  })}`;

function planForm(model: ReleaseModel, release: Release): Html {
  const { rule, values, errors } = model;
  const value = (name: string, kept: string): string => values?.parts[name] ?? kept;
  return details({
    summaryText: release.planId === null ? 'Make the release plan' : 'Change the release plan',
    open: errors.some(({ field }) => field !== 'officer') || model.theirs !== undefined,
    classes: 'wm-no-print',
    html: html`${changedMeanwhile('this plan', model.theirs)}${form({
      action: `/people/${model.personId}/release`,
      csrfToken: model.csrfToken,
      key: model.key,
      version: release.plannedFor === release.releaseOn ? (release.version ?? 0) : 0,
      body: html`<input type="hidden" name="releaseOn" value="${release.releaseOn}">
${rule.parts.map(
  ({
    code,
    name,
  }) => html`<div class="wm-row">${select({ id: `state-${code}`, name: `state-${code}`, label: { text: name }, value: value(`state-${code}`, release.parts?.[code]?.state ?? 'to-do'), items: partStates.map((state) => ({ value: state, text: partStateWords[state] })), ...messageFor(errors, `state-${code}`) })}
${input({ id: `detail-${code}`, name: `detail-${code}`, label: { html: html`What, where, when<span class="govuk-visually-hidden">: ${name}</span>` }, value: value(`detail-${code}`, release.parts?.[code]?.detail ?? ''), ...messageFor(errors, `detail-${code}`) })}</div>`,
)}
${input({ id: 'pickupBy', name: 'pickupBy', label: { text: 'Who meets them at the gate' }, value: values?.pickupBy ?? release.pickupBy ?? '', ...messageFor(errors, 'pickupBy') })}
${input({ id: 'pickupAt', name: 'pickupAt', label: { text: 'At what time, like 09:30' }, classes: 'govuk-input--width-5', value: values?.pickupAt ?? release.pickupAt ?? '', ...messageFor(errors, 'pickupAt') })}
${button({ text: 'Save the release plan', preventDoubleClick: true })}`,
    })}`,
  });
}

const officerForm = (model: ReleaseModel, release: Release): Html =>
  details({
    summaryText: 'Name the prison offender manager',
    open: model.errors.some(({ field }) => field === 'officer'),
    classes: 'wm-no-print',
    html: form({
      action: `/people/${model.personId}/release/officer`,
      csrfToken: model.csrfToken,
      body: html`<input type="hidden" name="releaseOn" value="${release.releaseOn}"><p class="govuk-body">They see this person from now until fourteen days after the release.</p>
${select({ id: 'officer', name: 'officer', label: { text: 'Prison offender manager' }, value: release.prisonStaffId ?? '', items: [{ value: '', text: 'Choose who' }, ...model.officers.map(({ id, name, agency }) => ({ value: id, text: `${name}, ${agency}` }))], ...messageFor(model.errors, 'officer') })}
${button({ text: 'Name them', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });

export const releaseBox = (release: Release, rule: ReleaseRule): Html => {
  const { ready, all } = readiness(release.parts, rule);
  return html`<h2 class="govuk-heading-m">Release</h2>${summaryList({
    rows: [
      {
        key: 'Release',
        value: html`<a class="govuk-link" href="/people/${release.personId}/release">${showDay(release.releaseOn)}, ${release.prison}</a>`,
      },
      { key: 'Arranged', value: release.planId === null ? 'No plan yet' : `${ready} of ${all}` },
      { key: 'At the gate', value: pickupWords(release) },
    ],
  })}`;
};

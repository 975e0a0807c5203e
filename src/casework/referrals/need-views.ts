import { londonDay, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  changedMeanwhile,
  emptyState,
  input,
  pageArrows,
  radios,
  select,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Pathway } from '../plans/types.ts';
import {
  type UnmetFilter,
  type UnmetForm,
  type UnmetNeed,
  unmetReasons,
  unmetReasonWords,
  unmetStateWords,
} from './need-types.ts';
import { nameOf } from './scheme.ts';
import { type ReferralLine, referralHandlings, referralHandlingWords, referralStateWords } from './types.ts';

interface Names {
  pathways: readonly Pathway[];
  bases: readonly { id: number; name: string }[];
}

export interface UnmetListModel extends Names {
  filter: UnmetFilter;
  counts: readonly { pathway: string; baseId: number | null; n: number }[];
  needs: readonly UnmetNeed[];
  page: number;
  hasMore: boolean;
}

export function unmetList(model: UnmetListModel): Html {
  const { filter } = model;
  const address = (page: number): string =>
    addressOf('/unmet-needs', {
      state: filter.state,
      pathway: filter.pathway,
      area: filter.baseId === null ? 'none' : filter.baseId,
      why: filter.why,
      page,
    });
  return html`<h1 class="govuk-heading-l">Needs that no service meets</h1>
<form method="get" action="/unmet-needs" class="wm-filter"><div class="wm-row">
${select({ id: 'state', name: 'state', label: { text: 'State' }, value: filter.state ?? 'open', items: (['open', 'referred', 'closed'] as const).map((code) => ({ value: code, text: unmetStateWords[code] })) })}
${select({ id: 'pathway', name: 'pathway', label: { text: 'Pathway' }, value: filter.pathway ?? '', items: [{ value: '', text: 'All' }, ...model.pathways.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({ id: 'area', name: 'area', label: { text: 'Area' }, value: filter.baseId === null ? 'none' : (filter.baseId ?? ''), items: [{ value: '', text: 'All' }, ...model.bases.map(({ id, name }) => ({ value: id, text: name })), { value: 'none', text: 'No area in particular' }] })}
${select({ id: 'why', name: 'why', label: { text: 'Why' }, value: filter.why ?? '', items: [{ value: '', text: 'All' }, ...unmetReasons.map((code) => ({ value: code, text: unmetReasonWords[code] }))] })}</div>
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>
${model.counts.length === 0 ? '' : countTable(model)}
${model.needs.length === 0 ? emptyState({ title: 'No need is recorded here.', text: 'A worker records one where no service exists for it or none has places.' }) : needTable(model)}
${pageArrows(model.page, model.hasMore, address)}
<p class="govuk-hint">People are shown while the need is open and all partners may see it.</p>`;
}

/** How many by pathway and area; each number is the list that makes it. */
function countTable(model: UnmetListModel): Html {
  const used = model.pathways.filter(({ code }) => model.counts.some((one) => one.pathway === code));
  const areas: { id: number | null; name: string }[] = [
    ...model.bases.filter(({ id }) => model.counts.some((one) => one.baseId === id)),
    ...(model.counts.some(({ baseId }) => baseId === null) ? [{ id: null, name: 'No area' }] : []),
  ];
  const count = (pathway: string, baseId: number | null): Html | string => {
    const n = model.counts.find((one) => one.pathway === pathway && one.baseId === baseId)?.n ?? 0;
    return n === 0
      ? String(n)
      : html`<a class="govuk-link" href="${addressOf('/unmet-needs', { state: model.filter.state, pathway, area: baseId ?? 'none' })}">${n}<span class="govuk-visually-hidden"> needs: ${nameOf(model.pathways, pathway)}, ${areas.find(({ id }) => id === baseId)?.name}</span></a>`;
  };
  return table({
    stack: true,
    caption: 'How many, by pathway and area',
    captionClasses: 'govuk-table__caption--s',
    scrollLabel: 'How many, by pathway and area',
    firstCellIsHeader: true,
    head: [{ text: 'Pathway' }, ...areas.map(({ name }) => ({ text: name }))],
    rows: used.map(({ code, name }) => [
      html`<a class="govuk-link" href="${addressOf('/unmet-needs', { state: model.filter.state, pathway: code })}">${name}</a>`,
      ...areas.map(({ id }) => count(code, id)),
    ]),
  });
}

const needTable = (model: UnmetListModel): Html =>
  table({
    caption: 'Needs, oldest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Needs',
    stack: true,
    head: ['Since', 'Person', 'Need', 'Where', 'Why', 'By'].map((text) => ({ text })),
    rows: model.needs.map((need) => [
      showShortDay(londonDay(need.recordedAt)),
      html`<a class="govuk-link" href="/people/${need.personId}/referrals">${need.name}</a>`,
      `${nameOf(model.pathways, need.pathway)}: ${need.need}`,
      need.base ?? 'Anywhere',
      html`${unmetReasonWords[need.why]}${need.whyWords === null ? '' : html`<br><span class="govuk-hint govuk-!-font-size-16">${need.whyWords}</span>`}`,
      `${need.staff}, ${need.agency}`,
    ]),
  });

export interface UnmetFormModel extends Names {
  action: string;
  csrfToken: string;
  key?: string | undefined;
  draft?: string | undefined;
  values: UnmetForm;
  errors: readonly FieldError[];
}

const small = { classes: 'govuk-fieldset__legend--s' };

export function unmetFormPage(model: UnmetFormModel): Html {
  const { values, errors } = model;
  return html`<h1 class="govuk-heading-l">A need that no service meets</h1>
<p class="govuk-body">It is counted by pathway and area, so that what is missing can be seen and bought.</p>
${form({
  ...model,
  body: html`${select({ id: 'pathway', name: 'pathway', label: { text: 'Pathway' }, value: values.pathway ?? '', items: [{ value: '', text: 'Choose' }, ...model.pathways.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'pathway') })}
${select({ id: 'base', name: 'base', label: { text: 'Area' }, value: values.base ?? '', items: [{ value: '', text: 'Anywhere' }, ...model.bases.map(({ id, name }) => ({ value: id, text: name }))], ...messageFor(errors, 'base') })}
${textarea({ id: 'need', name: 'need', label: { text: 'What is the need?' }, rows: 3, value: values.need ?? '', ...messageFor(errors, 'need') })}
${radios({ name: 'why', fieldset: { legend: { text: 'Why does no service meet it?', ...small } }, classes: 'govuk-radios--small', value: values.why ?? '', items: unmetReasons.map((code) => ({ value: code, text: unmetReasonWords[code] })), ...messageFor(errors, 'why') })}
${textarea({ id: 'whyWords', name: 'whyWords', label: { text: 'In words' }, hint: { text: 'Needed for another reason' }, rows: 2, value: values.whyWords ?? '', ...messageFor(errors, 'whyWords') })}
${radios({ name: 'handling', fieldset: { legend: { text: 'Who may see it', ...small } }, hint: { text: 'The pathways manager sees those that all partners may see' }, classes: 'govuk-radios--small', value: values.handling ?? 'partners', items: referralHandlings.map((code) => ({ value: code, text: referralHandlingWords[code] })), ...messageFor(errors, 'handling') })}
${button({ text: 'Save need', preventDoubleClick: true })}`,
})}`;
}

export interface CloseUnmetModel {
  need: UnmetNeed;
  referrals: readonly ReferralLine[];
  csrfToken: string;
  key?: string | undefined;
  version: number;
  values: { referral?: string; why?: string };
  errors: readonly FieldError[];
  theirs?: string | undefined;
}

export const closeUnmetPage = (model: CloseUnmetModel): Html =>
  html`<h1 class="govuk-heading-l">Close a need</h1>
<p class="govuk-body">${model.need.need}</p>
${changedMeanwhile('this need', model.theirs)}
${form({
  action: `/people/${model.need.personId}/unmet-needs/${model.need.id}/close`,
  csrfToken: model.csrfToken,
  key: model.key,
  version: model.version,
  body: html`${model.referrals.length === 0 ? '' : select({ id: 'referral', name: 'referral', label: { text: 'The referral that meets it' }, value: model.values.referral ?? '', items: [{ value: '', text: 'None' }, ...model.referrals.map((one) => ({ value: one.id, text: `${one.service} (${referralStateWords[one.state].toLowerCase()})` }))] })}
${input({ id: 'why', name: 'why', label: { text: model.referrals.length === 0 ? 'Why is it closed?' : 'Or why it is closed without one' }, value: model.values.why ?? '', ...messageFor(model.errors, 'why') })}
${button({ text: 'Close the need', preventDoubleClick: true })}`,
})}`;

import { type Day, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import { button, emptyState, select, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { Goal } from '../plans/types.ts';
import { picturesBlock } from '../questionnaires/given.ts';
import type { Pictures } from '../questionnaires/types.ts';
import { stateTag, waitedWords } from './list-views.ts';
import { type UnmetNeed, unmetReasonWords, unmetStateWords } from './need-types.ts';
import { nameOf } from './scheme.ts';
import type { DirectoryNames } from './service-names.ts';
import { criteriaNotMet, criteriaWords } from './service-rules.ts';
import type { LoadedService } from './service-store.ts';
import type { ServiceFilter } from './service-types.ts';
import { areaWords, placesWords, serviceFilter, waitingWords } from './service-views.ts';
import type { Referred } from './store.ts';
import type { ReferralLine } from './types.ts';

export interface PersonReferralsModel extends DirectoryNames {
  personId: number;
  referrals: readonly ReferralLine[];
  unmet: readonly UnmetNeed[];
  pictures: Pictures;
  csrfToken: string;
  today: Day;
  mayMake: boolean;
  mayAsk: boolean;
  ownAgencyId: number;
}

export function personReferrals(model: PersonReferralsModel): Html {
  const path = `/people/${model.personId}`;
  return html`<h1 class="govuk-heading-l">Referrals</h1>
${model.mayMake ? button({ text: 'Refer to a service', href: `${path}/referrals/new` }) : ''}
${model.referrals.length === 0 ? emptyState({ title: 'Nobody has referred them to a service.', text: 'Referrals of any agency that you may see will stand here.' }) : referralTable(model)}
<h2 class="govuk-heading-m">Needs that no service meets</h2>
${model.unmet.length === 0 ? html`<p class="govuk-body">None is recorded.</p>` : unmetTable(model)}
${model.mayMake ? html`<p class="govuk-body"><a class="govuk-link" href="${path}/unmet-needs/new">Record a need that no service meets</a></p>` : ''}
${picturesBlock({ ...model })}`;
}

const referralTable = (model: PersonReferralsModel): Html =>
  table({
    caption: 'Referrals, open ones first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Referrals',
    stack: true,
    head: [
      { text: 'Service' },
      { text: 'State' },
      { text: 'Sent' },
      { text: 'Need' },
      { text: 'Sessions' },
      { text: 'Referred by' },
    ],
    rows: model.referrals.map((line) => [
      html`<a class="govuk-link" href="/referrals/${line.id}">${line.service}</a><br><span class="govuk-hint govuk-!-font-size-16">${line.provider}</span>`,
      html`${stateTag(line.state)}${line.reasonCode === null ? '' : html`<br><span class="govuk-hint govuk-!-font-size-16">${nameOf([...model.rule.declineReasons, ...model.rule.endReasons], line.reasonCode)}</span>`}`,
      waitedWords(line.sentAt, line.state, model.today),
      html`${nameOf(model.pathways, line.pathway)}: ${line.need}`,
      html`${line.sessions === 0 ? '' : `${line.attended} of ${line.sessions} attended`}${line.nextSession === null || line.endedAt !== null ? '' : html`<br><span class="govuk-hint govuk-!-font-size-16">next ${showMoment(line.nextSession)}</span>`}`,
      `${line.staff}, ${line.agency}`,
    ]),
  });

const unmetTable = (model: PersonReferralsModel): Html =>
  table({
    caption: 'Needs that no service meets',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Needs that no service meets',
    stack: true,
    head: [{ text: 'Need' }, { text: 'Where' }, { text: 'Why' }, { text: 'State' }, { text: 'By' }],
    rows: model.unmet.map((need) => [
      html`${nameOf(model.pathways, need.pathway)}: ${need.need}`,
      need.base ?? 'Anywhere',
      html`${unmetReasonWords[need.why]}${need.whyWords === null ? '' : html`<br><span class="govuk-hint govuk-!-font-size-16">${need.whyWords}</span>`}`,
      unmetState(model, need),
      `${need.staff}, ${need.agency}, ${showShortDay(londonDay(need.recordedAt))}`,
    ]),
  });

function unmetState(model: PersonReferralsModel, need: UnmetNeed): Html {
  if (need.state === 'referred')
    return html`${tag({ text: unmetStateWords.referred, classes: 'govuk-tag--green' })}<br><a class="govuk-link" href="/referrals/${need.referralId}">The referral<span class="govuk-visually-hidden"> that meets “${need.need}”</span></a>`;
  if (need.state === 'closed')
    return html`${tag({ text: unmetStateWords.closed, classes: 'govuk-tag--grey' })}<br><span class="govuk-hint govuk-!-font-size-16">${need.closedWhy}</span>`;
  const path = `/people/${model.personId}`;
  return html`${tag({ text: unmetStateWords.open, classes: 'govuk-tag--yellow' })}${model.mayMake ? html`<br><a class="govuk-link" href="${addressOf(`${path}/referrals/new`, { unmet: need.id, pathway: need.pathway })}">Refer<span class="govuk-visually-hidden"> for “${need.need}”</span></a> <a class="govuk-link" href="${path}/unmet-needs/${need.id}/close">Close<span class="govuk-visually-hidden"> “${need.need}”</span></a>` : ''}`;
}

export interface ChooseServiceModel extends DirectoryNames {
  personId: number;
  person: Referred;
  goals: readonly Goal[];
  goalId: number | undefined;
  unmetId: number | undefined;
  services: readonly LoadedService[];
  filter: ServiceFilter;
  today: Day;
}

export function chooseServicePage(model: ChooseServiceModel): Html {
  const path = `/people/${model.personId}`;
  const { goalId: goal, unmetId: unmet } = model;
  return html`<h1 class="govuk-heading-l">Choose a service</h1>
${goalForm(model)}
${serviceFilter(model, `${path}/referrals/new`, { goal, unmet })}
${model.services.length === 0 ? emptyState({ title: 'No open service matches.', text: 'Try another area or kind of help, or record that nothing meets the need.' }) : serviceTable(model)}
<p class="govuk-body"><a class="govuk-link" href="${addressOf(`${path}/unmet-needs/new`, { goal, pathway: model.filter.pathway, area: model.filter.baseId })}">No service fits: record an unmet need</a></p>`;
}

/** The goal brings its pathway, need and words along, so that nothing is typed twice. */
function goalForm(model: ChooseServiceModel): Html | '' {
  if (model.goals.length === 0 || model.unmetId !== undefined) return '';
  return html`<form method="get" action="/people/${model.personId}/referrals/new" class="wm-filter"><div class="wm-row">
${select({ id: 'goal', name: 'goal', label: { text: 'For a goal of the plan' }, hint: { text: 'Brings its need and words into the referral' }, value: model.goalId ?? '', items: [{ value: '', text: 'No goal in particular' }, ...model.goals.map((goal) => ({ value: goal.id, text: `${nameOf(model.pathways, goal.pathway)}: ${goal.goal.slice(0, 80)}` }))] })}</div>
${button({ text: 'Use this goal', classes: 'govuk-button--secondary' })}</form>`;
}

const serviceTable = (model: ChooseServiceModel): Html =>
  table({
    caption: 'Services',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Services',
    stack: true,
    head: [
      { text: 'Service' },
      { text: 'What it offers' },
      { text: 'Where' },
      { text: 'Whom it is for' },
      { text: 'Places and waiting' },
    ],
    rows: model.services.map((service) => [
      html`<a class="govuk-link" href="${addressOf(`/people/${model.personId}/referrals/to/${service.id}`, { goal: model.goalId, unmet: model.unmetId })}">Refer to ${service.name}</a><br><span class="govuk-hint govuk-!-font-size-16">${service.provider}</span>`,
      service.offers,
      areaWords(service, model.bases),
      html`${criteriaWords(service)}${notMet(service, model)}`,
      html`Places: ${placesWords(service, service.load ?? undefined)}<br>Waiting: ${waitingWords(service, service.load ?? undefined)}`,
    ]),
  });

function notMet(service: LoadedService, model: ChooseServiceModel): Html | '' {
  const words = criteriaNotMet(service, model.person, model.today);
  return words.length === 0 ? '' : html`<br><strong>Talk to the provider first:</strong> ${words.join('; ')}`;
}

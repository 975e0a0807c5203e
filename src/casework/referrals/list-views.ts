import { type Day, daysBetween, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  emptyState,
  filterChips,
  pageArrows,
  select,
  sortHeader,
  statLinks,
  table,
  tag,
} from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import type { Pathway } from '../plans/types.ts';
import { nameOf } from './scheme.ts';
import type { ReferralCounts, ReferralOrder } from './store.ts';
import {
  type ReferralFilter,
  type ReferralLine,
  type ReferralState,
  type ReferralsRule,
  referralStates,
  referralStateWords,
} from './types.ts';

interface Words {
  pathways: readonly Pathway[];
  rule: ReferralsRule;
  /** Name of the service filtered by. */
  service?: string | undefined;
}

export interface ReferralListModel extends Words {
  lines: readonly ReferralLine[];
  counts: ReferralCounts;
  filter: ReferralFilter;
  order: ReferralOrder;
  descending: boolean;
  page: number;
  hasMore: boolean;
  today: Day;
  /** A provider's worker: the list is what was referred to their service. */
  handles: boolean;
  seesDirectory: boolean;
  seesUnmet: boolean;
}

const colours: Record<ReferralState, string> = {
  draft: 'govuk-tag--grey',
  sent: 'govuk-tag--yellow',
  accepted: 'govuk-tag--blue',
  started: 'govuk-tag--turquoise',
  declined: 'govuk-tag--red',
  withdrawn: 'govuk-tag--grey',
  cancelled: 'govuk-tag--grey',
  'ended-early': 'govuk-tag--orange',
  completed: 'govuk-tag--green',
};

export const stateTag = (state: ReferralState): Html =>
  tag({ text: referralStateWords[state], classes: colours[state] });

const values = (filter: ReferralFilter) => ({
  state: filter.state,
  service: filter.serviceId,
  pathway: filter.pathway,
  mine: filter.mine === true ? 'yes' : undefined,
});

type Address = (over: Record<string, string | number | undefined>) => string;

export function referralList(model: ReferralListModel): Html {
  const { filter, counts } = model;
  const address: Address = (over) =>
    addressOf('/referrals', {
      ...values(filter),
      sort: model.order,
      dir: model.descending ? 'desc' : 'asc',
      ...over,
    });
  const only = (state: string): string => addressOf('/referrals', { ...values(filter), state });
  return html`<h1 class="govuk-heading-l">Referrals</h1>
${model.handles ? html`<p class="govuk-body">People referred to your service, for as long as the referral is open.</p>` : ''}
${statLinks([
  { number: counts.waiting, label: 'waiting for an answer', href: only('waiting') },
  { number: counts.accepted, label: 'accepted, not yet started', href: only('accepted') },
  { number: counts.started, label: 'started', href: only('started') },
  ...(model.handles ? [] : [{ number: counts.ended, label: 'ended', href: only('ended') }]),
])}
${filterForm(model)}
${filterChips({ chips: chipsOf(model) })}
${model.lines.length === 0 ? nothing(model) : referralTable(model, address)}
${pageArrows(model.page, model.hasMore, (page) => address({ page }))}
<ul class="govuk-list wm-no-print">
${model.lines.length > 0 ? html`<li><a class="govuk-link" href="${address({}).replace('/referrals', '/referrals.csv')}">Download this list (CSV)</a></li>` : ''}
${model.seesDirectory ? html`<li><a class="govuk-link" href="/services">Directory of services</a></li>` : ''}
${model.seesUnmet ? html`<li><a class="govuk-link" href="/unmet-needs">Needs that no service meets</a></li>` : ''}</ul>`;
}

const stateNames: Record<string, string> = {
  open: 'Open',
  waiting: 'Waiting for an answer',
  ended: 'Ended',
  ...referralStateWords,
};

const filterForm = (model: ReferralListModel): Html =>
  html`<form method="get" action="/referrals" class="wm-filter"><div class="wm-row">
${model.filter.serviceId === undefined ? '' : html`<input type="hidden" name="service" value="${model.filter.serviceId}">`}
${select({ id: 'filter-state', name: 'state', label: { text: 'State' }, value: model.filter.state ?? '', items: [{ value: '', text: 'All' }, { value: 'open', text: 'Open' }, { value: 'ended', text: 'Ended' }, ...referralStates.filter((code) => !model.handles || ['sent', 'accepted', 'started'].includes(code)).map((code) => ({ value: code, text: referralStateWords[code] }))] })}
${select({ id: 'filter-pathway', name: 'pathway', label: { text: 'Pathway' }, value: model.filter.pathway ?? '', items: [{ value: '', text: 'All' }, ...model.pathways.map(({ code, name }) => ({ value: code, text: name }))] })}
${select({
  id: 'filter-mine',
  name: 'mine',
  label: { text: 'Whose' },
  value: model.filter.mine === true ? 'yes' : '',
  items: [
    { value: '', text: 'All that I may see' },
    { value: 'yes', text: model.handles ? 'Those I took on' : 'Those I made' },
  ],
})}</div>
${button({ text: 'Show', classes: 'govuk-button--secondary' })}</form>`;

/** The filters in force, in words. */
export const filterWords = (filter: ReferralFilter, words: Words): string[] => [
  ...(filter.state === undefined ? [] : [`State: ${stateNames[filter.state] ?? filter.state}`]),
  ...(filter.serviceId === undefined ? [] : [`Service: ${words.service ?? filter.serviceId}`]),
  ...(filter.pathway === undefined ? [] : [`Pathway: ${nameOf(words.pathways, filter.pathway)}`]),
  ...(filter.mine === true ? ['Only one’s own'] : []),
];

function chipsOf(model: ReferralListModel): { text: string; removeHref: string }[] {
  const { filter } = model;
  const inForce = Object.entries(values(filter)).filter(([, value]) => value !== undefined);
  const words = filterWords(filter, model);
  return inForce.map(([name], index) => ({
    text: words[index] ?? name,
    removeHref: addressOf('/referrals', { ...values(filter), [name]: undefined }),
  }));
}

const nothing = (model: ReferralListModel): Html =>
  chipsOf(model).length > 0
    ? emptyState({
        title: 'No referral matches these filters.',
        actions: [{ text: 'Show all referrals', href: '/referrals' }],
      })
    : emptyState({
        title: 'There are no referrals.',
        text: model.handles
          ? 'Those sent to your service will show here.'
          : 'A referral is made on the Referrals page of a person.',
      });

/** Days since it was sent, where it has no answer. */
export const waitedWords = (sentAt: Date | null, state: ReferralState, today: Day): string => {
  if (sentAt === null) return '';
  const day = londonDay(sentAt);
  const days = daysBetween(day, today);
  return state === 'sent'
    ? `${showShortDay(day)} (${days === 0 ? 'today' : days === 1 ? 'yesterday' : `${days} days ago`})`
    : showShortDay(day);
};

function referralTable(model: ReferralListModel, address: Address): Html {
  const head = (key: ReferralOrder, text: string) =>
    sortHeader({
      key,
      text,
      sorted: { key: model.order, direction: model.descending ? 'descending' : 'ascending' },
      href: (sort, direction) =>
        address({ sort, dir: direction === 'descending' ? 'desc' : 'asc', page: undefined }),
    });
  return table({
    caption: 'Referrals',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Referrals',
    stack: true,
    head: [
      head('name', 'Person'),
      head('sent', 'Sent'),
      head('state', 'State'),
      { text: 'Service' },
      { text: 'Need' },
      head('next', 'Next session'),
      { text: model.handles ? 'Worker' : 'Referred by' },
    ],
    rows: model.lines.map((line) => [
      html`<a class="govuk-link" href="/referrals/${line.id}">${line.name}</a>`,
      waitedWords(line.sentAt, line.state, model.today),
      stateTag(line.state),
      html`${line.service}${model.handles ? '' : html`<br><span class="govuk-hint govuk-!-font-size-16">${line.provider}</span>`}`,
      html`${nameOf(model.pathways, line.pathway)}: ${line.need.length > 120 ? `${line.need.slice(0, 120)}…` : line.need}`,
      line.nextSession === null ? '' : showMoment(line.nextSession),
      model.handles ? (line.worker ?? 'Nobody yet') : `${line.staff}, ${line.agency}`,
    ]),
  });
}

export const exportHead = [
  'referral',
  'person_number',
  'name',
  'service',
  'provider',
  'state',
  'pathway',
  'kind_of_help',
  'sent_on',
  'started_on',
  'ended_on',
  'reason',
  'sessions',
  'attended',
  'referred_by',
  'agency',
];

const dayOf = (at: Date | null): string => (at === null ? '' : londonDay(at));

export const exportRow = (line: ReferralLine, words: Words): (string | number)[] => [
  line.id,
  line.personId,
  line.name,
  line.service,
  line.provider,
  referralStateWords[line.state],
  nameOf(words.pathways, line.pathway),
  nameOf(words.rule.categories, line.category),
  dayOf(line.sentAt),
  dayOf(line.startedAt),
  dayOf(line.endedAt),
  nameOf([...words.rule.declineReasons, ...words.rule.endReasons], line.reasonCode),
  line.sessions,
  line.attended,
  line.staff,
  line.agency,
];

import {
  type AlertHead,
  type AlertReport,
  type AlertRule,
  becauseWords,
  type EventKind,
  eventKinds,
  eventKindWords,
  howWords,
  type InboxAlert,
  type InboxShow,
  isLate,
  type Recipient,
  type WaitingTasking,
} from '../../intelligence/index.ts';
import { type Day, londonDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import {
  button,
  details,
  emptyState,
  insetText,
  pagination,
  select,
  subNavigation,
  summaryList,
  table,
  tag,
  textarea,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';

export interface InboxModel {
  taskings: readonly WaitingTasking[];
  alerts: readonly InboxAlert[];
  show: InboxShow;
  kind: EventKind | undefined;
  page: number;
  hasMore: boolean;
  rule: AlertRule | undefined;
  csrfToken: string;
}

const shows: readonly { show: InboxShow; text: string }[] = [
  { show: 'open', text: 'To acknowledge' },
  { show: 'acknowledged', text: 'Acknowledged' },
  { show: 'all', text: 'All' },
];

const addressFor = (model: Pick<InboxModel, 'show' | 'kind'>, page = 1): string =>
  addressOf('/inbox', {
    show: model.show === 'open' ? '' : model.show,
    kind: model.kind ?? '',
    page: page > 1 ? String(page) : '',
  });

export const inboxPage = (model: InboxModel): Html => html`<h1 class="govuk-heading-l">Alerts</h1>
<p class="govuk-body">What other systems sent about the people you work with. <a class="govuk-link" href="/inbox/settings">How you are told</a></p>
${subNavigation({
  label: 'Which alerts',
  items: shows.map(({ show, text }) => ({
    text,
    href: addressFor({ ...model, show }),
    active: show === model.show,
  })),
})}
${taskings(model)}${filter(model)}
<div data-inbox-list>${model.alerts.length === 0 ? empty(model) : list(model)}</div>
${pagination({
  landmarkLabel: 'Pages of alerts',
  previous: model.page > 1 ? { href: addressFor(model, model.page - 1) } : null,
  next: model.hasMore ? { href: addressFor(model, model.page + 1) } : null,
})}`;

/** What the viewer, or somebody whom they supervise, asked for and nothing has come of. */
const taskings = ({ taskings: waiting }: InboxModel): Html | '' =>
  waiting.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">Taskings that wait longer than was asked</h2>
<ul class="govuk-list govuk-list--bullet">${waiting.map((one) => html`<li><a class="govuk-link" href="/taskings/${one.id}">Asked of ${one.to}: ${one.what.slice(0, 80)}</a> <span class="govuk-hint">${one.late === 'unanswered' ? 'Nobody answered' : 'Accepted, and not done'} by ${showMoment(one.forAt)}${one.opened ? '' : ' (new)'}</span></li>`)}</ul>
<h2 class="govuk-heading-m">Alerts</h2>`;

const filter = ({
  show,
  kind,
}: InboxModel): Html => html`<form method="get" action="/inbox" class="wm-filter">
${show === 'open' ? '' : html`<input type="hidden" name="show" value="${show}">`}
${select({
  id: 'kind',
  name: 'kind',
  label: { text: 'Kind' },
  value: kind ?? '',
  items: [
    { value: '', text: 'Any' },
    ...eventKinds.map((one) => ({ value: one, text: eventKindWords[one] })),
  ],
})}
${button({ text: 'Filter', classes: 'govuk-button--secondary' })}</form>`;

const empty = ({ show, kind }: InboxModel): Html =>
  emptyState({
    title: kind === undefined && show === 'open' ? 'No alert waits for you.' : 'No alert is like that.',
    text: 'You are told when a system that is registered here sends an event about somebody you work with.',
    ...(show === 'open' && kind === undefined
      ? { actions: [{ text: 'All your alerts', href: '/inbox?show=all' }] }
      : { actions: [{ text: 'Alerts to acknowledge', href: '/inbox' }] }),
  });

const lateTag = (event: { happenedAt: Date; receivedAt: Date }, rule: AlertRule | undefined): Html | '' =>
  rule !== undefined && isLate(event, rule) ? tag({ text: 'Late', classes: 'govuk-tag--yellow' }) : '';

const list = ({ alerts, rule }: InboxModel): Html =>
  table({
    caption: 'Your alerts, the newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Your alerts',
    stack: true,
    head: ['Person', 'What', 'Happened', 'Told', 'State'].map((text) => ({ text })),
    rows: alerts.map((alert) => [
      html`<a class="govuk-link" href="/inbox/${alert.id}">${alert.person}</a>`,
      whatPart(alert),
      html`${showMoment(alert.happenedAt)} ${lateTag(alert, rule)}`,
      html`${showMoment(alert.toldAt)}<br><span class="govuk-hint">${ownWords(alert)}</span>`,
      stateTag(alert),
    ]),
  });

const whatPart = ({ kind, reports, ended }: InboxAlert): Html =>
  html`${eventKindWords[kind]}${
    reports > 1 ? html`<br><span class="govuk-hint">${reports} reports of it</span>` : ''
  }${ended > 0 ? html`<br>${tag({ text: reports === 0 ? 'Taken back' : 'Changed', classes: 'govuk-tag--orange' })}` : ''}`;

const ownWords = ({ because }: InboxAlert): string =>
  ({
    lead: 'you lead the case',
    deputy: 'you cover for somebody away',
    'co-worker': 'nobody had opened it: you work on the case',
    team: 'your team owns the case',
    supervisor: 'nobody had opened it: you supervise',
  })[because];

const stateTag = ({ openedAt, acknowledgedAt }: InboxAlert): Html =>
  acknowledgedAt !== null
    ? tag({ text: 'Acknowledged', classes: 'govuk-tag--green' })
    : openedAt !== null
      ? tag({ text: 'Opened', classes: 'govuk-tag--blue' })
      : tag({ text: 'New', classes: 'govuk-tag--red' });

export interface AlertModel {
  alert: AlertHead;
  reports: readonly AlertReport[];
  hasMore: boolean;
  recipients: readonly Recipient[];
  rule: AlertRule | undefined;
  viewerId: number;
  csrfToken: string;
  today: Day;
  /** What was wrong with what somebody said of a report. */
  doubt?: { report: number; why: string; error: string } | undefined;
}

const wasTold = ({ recipients, viewerId }: AlertModel): boolean =>
  recipients.some(({ staffId }) => staffId === viewerId);

export function alertPage(model: AlertModel): Html {
  const standing = model.reports.filter(({ endedBecause }) => endedBecause === null);
  return html`<h1 class="govuk-heading-l">${eventKindWords[model.alert.kind]}: ${model.alert.person}</h1>
<p class="govuk-body"><a class="govuk-link" href="/people/${model.alert.personId}">Open their record</a></p>
${own(model)}
<h2 class="govuk-heading-m">${standing.length < 2 ? 'What was reported' : `What was reported, ${standing.length} times`}</h2>
${standing.length > 1 && model.rule !== undefined ? insetText({ text: `Reports of one kind about one person within ${minutesText(model.rule.kinds[model.alert.kind]?.sameWithinMinutes ?? 0)} of the first are one alert. Example rule: your scheme sets the time.` }) : ''}
${standing.length === 0 ? insetText({ text: 'Nothing that was reported here stands any more. What was taken back is below.' }) : ''}
${standing.map((report) => html`${reportCard(report, model.rule)}${wasTold(model) ? doubtForm(report, model) : ''}`)}
${model.reports.filter(({ endedBecause }) => endedBecause !== null).map(endedCard)}
${model.hasMore ? html`<p class="govuk-body">There are more reports of it than are shown here.</p>` : ''}
${told(model)}`;
}

const minutesText = (minutes: number): string =>
  minutes % 60 === 0 ? (minutes === 60 ? 'an hour' : `${minutes / 60} hours`) : `${minutes} minutes`;

const matchedWords: Record<AlertReport['matchedBy'], string> = {
  identifier: 'by a number that only they have',
  engine: 'by name, date of birth and what else was sent',
  reviewer: 'by an identity reviewer',
};

const reportCard = (report: AlertReport, rule: AlertRule | undefined): Html =>
  summaryList({
    card: { title: { text: `${report.agency}, ${showMoment(report.happenedAt)}`, headingLevel: 3 } },
    rows: [
      { key: { text: 'Happened' }, value: { text: showMoment(report.happenedAt) } },
      {
        key: { text: 'Arrived' },
        value: {
          html: html`${showMoment(report.receivedAt)}, ${howWords[report.how]} ${lateTag(report, rule)}`,
        },
      },
      report.place === null ? null : { key: { text: 'Where' }, value: { text: report.place } },
      report.detail === null ? null : { key: { text: 'Detail' }, value: { text: report.detail } },
      { key: { text: 'Matched' }, value: { text: matchedWords[report.matchedBy] } },
    ],
  });

const endedWords: Record<NonNullable<AlertReport['endedBecause']>, string> = {
  corrected: 'The sender has corrected it: this is what it said before',
  withdrawn: 'The sender has withdrawn it',
  'not-them': 'It is in doubt whether it is about them: an identity reviewer decides',
};

/** What was reported and stands no longer. */
const endedCard = (report: AlertReport): Html =>
  summaryList({
    card: {
      title: { text: `Taken back: ${report.agency}, ${showMoment(report.happenedAt)}`, headingLevel: 3 },
    },
    rows: [
      { key: { text: 'Why' }, value: { text: endedWords[report.endedBecause ?? 'withdrawn'] } },
      { key: { text: 'Since' }, value: { text: report.endedAt === null ? '' : showMoment(report.endedAt) } },
      report.endedBy === null
        ? null
        : { key: { text: 'Who doubts it' }, value: { text: `${report.endedBy}: ${report.endedWhy ?? ''}` } },
      report.place === null ? null : { key: { text: 'Where' }, value: { text: report.place } },
      report.detail === null ? null : { key: { text: 'Detail' }, value: { text: report.detail } },
    ],
  });

const doubtForm = (report: AlertReport, { alert, csrfToken, doubt }: AlertModel): Html =>
  details({
    summaryText: 'This is not about them',
    open: doubt?.report === report.id,
    html: form({
      action: `/inbox/${alert.id}/reports/${report.id}`,
      csrfToken,
      version: report.version,
      body: html`${textarea({
        id: `why-${report.id}`,
        name: 'why',
        label: { text: 'Why it is not about them' },
        hint: {
          text: 'The identity reviewer and everybody who was told read this. Everybody who was told is told that it is in doubt.',
        },
        rows: 2,
        value: doubt?.report === report.id ? doubt.why : '',
        ...(doubt?.report === report.id ? { errorMessage: { text: doubt.error } } : {}),
      })}${button({ text: 'Send it to the identity reviewer', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
    }),
  });

function own({ alert, recipients, viewerId, csrfToken }: AlertModel): Html {
  const mine = recipients.find(({ staffId }) => staffId === viewerId);
  if (mine === undefined) return insetText({ text: 'You can see this alert; it was told to others.' });
  const isDone = mine.acknowledgedAt !== null;
  return form({
    action: `/inbox/${alert.id}`,
    csrfToken,
    version: mine.version,
    body: html`<input type="hidden" name="done" value="${isDone ? 'no' : 'yes'}">
${isDone ? html`<p class="govuk-body">You acknowledged this ${showShortDay(londonDay(mine.acknowledgedAt ?? mine.toldAt))}.</p>` : ''}
${button({ text: isDone ? 'Take the acknowledgement back' : 'Acknowledge', classes: isDone ? 'govuk-button--secondary' : '', preventDoubleClick: true })}`,
  });
}

const told = ({ recipients }: AlertModel): Html => html`<h2 class="govuk-heading-m">Who was told</h2>
${
  recipients.length === 0
    ? html`<p class="govuk-body">Nobody yet.</p>`
    : table({
        caption: 'Who was told, and what they made of it',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Who was told',
        stack: true,
        head: ['Who', 'Why', 'Told', 'Opened', 'Acknowledged'].map((text) => ({ text })),
        rows: recipients.map((one) => [
          one.name,
          becauseWords[one.because],
          showMoment(one.toldAt),
          one.openedAt === null ? 'Not yet' : showMoment(one.openedAt),
          one.acknowledgedAt === null ? 'Not yet' : showMoment(one.acknowledgedAt),
        ]),
      })
}`;

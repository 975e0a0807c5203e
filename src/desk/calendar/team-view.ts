import type { Absence, VisitOut } from '../../casework/index.ts';
import { outList } from '../../casework/index.ts';
import { addDays, type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import { details, emptyState, statLinks, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { mapLink } from './rules.ts';
import { mostListed, type TeamPerson } from './team-store.ts';
import type { Appointment } from './types.ts';

export interface TeamWorker {
  id: number;
  name: string;
  agency: string;
  people: number;
  limit: number | null;
  /** Whom they help with, beside those who count. */
  coWorks: number;
  appointments: readonly Appointment[];
  away: Absence | undefined;
  reviewsOverdue: number;
}

export interface TeamDayModel {
  team: { id: number; name: string };
  teams: readonly { id: number; name: string }[];
  day: Day;
  today: Day;
  now: Date;
  viewerId: number;
  workers: readonly TeamWorker[];
  unled: readonly TeamPerson[];
  reviews: readonly TeamPerson[];
  /** Who is out; of other teams only those who are overdue. */
  out: readonly VisitOut[];
  kinds: readonly { code: string; name: string }[];
  csrfToken: string;
}

const addressFor = (change: { team: number; day: Day }): string => addressOf('/team-day', change);

export function teamDayPage(model: TeamDayModel): Html {
  const { team, day } = model;
  const away = model.workers.filter((one) => one.away !== undefined);
  return html`<h1 class="govuk-heading-l">Team day: ${team.name}<span class="govuk-caption-m">${showDay(day)}</span></h1>
<nav class="wm-no-print" aria-label="Days"><ul class="govuk-list wm-chips"><li><a class="govuk-link" href="${addressFor({ team: team.id, day: addDays(day, -1) })}">Day before</a></li><li><a class="govuk-link" href="${addressFor({ team: team.id, day: model.today })}"${day === model.today && html` aria-current="page"`}>Today</a></li><li><a class="govuk-link" href="${addressFor({ team: team.id, day: addDays(day, 1) })}">Day after</a></li></ul></nav>
<nav class="wm-no-print" aria-label="Teams"><ul class="govuk-list wm-chips">${model.teams.map((one) => html`<li><a class="govuk-link" href="${addressFor({ team: one.id, day })}"${one.id === team.id && html` aria-current="page"`}>${one.name}</a></li>`)}</ul></nav>
${model.out.length > 0 && html`<h2 class="govuk-heading-m">Out on visits (${model.out.length})</h2>${outList(model)}`}
${statLinks([
  {
    number: model.workers.reduce((sum, one) => sum + one.appointments.length, 0),
    label: 'appointments',
    href: '#workers',
  },
  { number: away.length, label: 'away', href: '#workers' },
  { number: model.unled.length, label: 'without a lead', href: '#unled' },
  { number: model.reviews.length, label: 'membership reviews overdue', href: '#reviews' },
])}
<h2 class="govuk-heading-m" id="workers">By worker</h2>
${model.workers.length === 0 ? emptyState({ title: 'Nobody of this team is given people.' }) : workerTable(model)}
<h2 class="govuk-heading-m" id="unled">Members whom nobody leads (${counted(model.unled)})</h2>
${
  model.unled.length === 0
    ? emptyState({ title: 'Every member of this team has a lead.' })
    : html`<ul class="govuk-list">${model.unled.map((one) => html`<li><a class="govuk-link" href="/people/${one.personId}/allocate">Allocate ${one.name}</a>, on the scheme since ${showShortDay(one.day)}</li>`)}</ul>`
}
<h2 class="govuk-heading-m" id="reviews">Membership reviews overdue (${counted(model.reviews)})</h2>
${
  model.reviews.length === 0
    ? emptyState({ title: 'No review of this team is overdue.' })
    : html`<ul class="govuk-list">${model.reviews.slice(0, reviewsShown).map(reviewLine)}</ul>${model.reviews.length > reviewsShown && details({ summaryText: `Show all ${model.reviews.length}`, html: html`<ul class="govuk-list">${model.reviews.slice(reviewsShown).map(reviewLine)}</ul>` })}`
}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/calendar?whose=team:${team.id}">The team’s calendar</a> · <a class="govuk-link" href="/absences">Absences</a> · <a class="govuk-link" href="/allocations">Allocations</a> · <a class="govuk-link" href="/handovers">Hand over a colleague’s work</a></p>`;
}

const counted = (people: readonly TeamPerson[]): string =>
  people.length < mostListed
    ? String(people.length)
    : `${mostListed} or more; those that have waited longest are listed`;

const reviewsShown = 10;

const reviewLine = (one: TeamPerson): Html =>
  html`<li><a class="govuk-link" href="/people/${one.personId}/membership/review">${one.name}</a>, since ${showShortDay(one.day)}, ${one.lead ?? 'nobody leads them'}</li>`;

const workerTable = (model: TeamDayModel): Html =>
  table({
    caption: 'The day of each worker',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'The day of each worker',
    stack: true,
    firstCellIsHeader: true,
    head: ['Worker', 'Appointments', 'Load', 'Membership reviews overdue', 'Away and covered'].map(
      (text) => ({ text }),
    ),
    rows: model.workers.map((one) => [
      html`<a class="govuk-link" href="/calendar?whose=staff:${one.id}&amp;view=day&amp;day=${model.day}">${one.name}</a><br><span class="govuk-hint">${one.agency}</span>`,
      one.appointments.length === 0
        ? 'none'
        : html`<ol class="govuk-list govuk-!-margin-bottom-0">${one.appointments.map((each) => appointmentLine(model, each))}</ol>`,
      loadOf(one),
      one.reviewsOverdue === 0 ? '0' : html`<a class="govuk-link" href="#reviews">${one.reviewsOverdue}</a>`,
      awayOf(one),
    ]),
  });

function appointmentLine(model: TeamDayModel, each: Appointment): Html {
  const kind = model.kinds.find(({ code }) => code === each.kind)?.name ?? each.kind;
  const map = mapLink(each.place, each.name);
  return html`<li><strong>${showMoment(each.at).split(', ')[1]}</strong> <a class="govuk-link" href="/people/${each.personId}">${each.name}</a>, ${kind}${each.place !== null && html`, ${each.place}`}${map !== undefined && html` <a class="govuk-link wm-no-print" href="${map}" rel="noopener noreferrer">Map<span class="govuk-visually-hidden"> of where to meet ${each.name}</span></a>`}</li>`;
}

const loadOf = (one: TeamWorker): Html =>
  html`<a class="govuk-link" href="/allocations/${one.id}">${one.people}${one.limit === null ? '' : ` of ${one.limit}`}</a>${one.limit !== null && one.people > one.limit ? html` ${tag({ text: `${one.people - one.limit} over`, classes: 'govuk-tag--orange' })}` : ''}${one.coWorks > 0 ? html`<br><span class="govuk-hint">and ${one.coWorks} as co-worker</span>` : ''}`;

const awayOf = (one: TeamWorker): Html =>
  one.away === undefined
    ? html`<a class="govuk-link" href="/absences/new?staff=${one.id}">Record an absence<span class="govuk-visually-hidden"> of ${one.name}</span></a>`
    : html`${tag({ text: 'Away', classes: 'govuk-tag--grey' })} until <a class="govuk-link" href="/absences/${one.away.id}">${showShortDay(one.away.toDay)}</a>; ${one.away.deputy === null ? tag({ text: 'Nobody covers', classes: 'govuk-tag--red' }) : `${one.away.deputy} covers`}`;

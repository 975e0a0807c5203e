import { addDays, type Day, londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { addressOf } from '../../web/address.ts';
import { details, emptyState, insetText, scrollRegion, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { mapLink, stepOf } from './rules.ts';
import {
  type Appointment,
  type CalendarDay,
  type CalendarView,
  calendarViews,
  type Due,
  dueWords,
  viewWords,
  type Whose,
} from './types.ts';

export interface CalendarModel {
  view: CalendarView;
  /** What the address says; the view may begin earlier. */
  day: Day;
  today: Day;
  days: readonly CalendarDay[];
  whose: Whose;
  viewerId: number;
  /** Records reviews of a membership. */
  mayReview: boolean;
  /** Teams whose calendar the viewer may open. */
  teams: readonly { id: number; name: string }[];
  kinds: readonly { code: string; name: string }[];
  orders: Readonly<Record<string, string>>;
  /** There is more than one calendar shows. */
  cut: boolean;
  /** Own appointments that fall on something withheld, and whose agency to ask. */
  withheld: ReadonlyMap<number, string>;
}

export const whoseText = (whose: Whose): string | undefined =>
  whose.of === 'mine' ? undefined : `${whose.of}:${whose.id}`;

const addressFor = (
  model: CalendarModel,
  change: { view?: CalendarView; day?: Day; whose?: string | undefined },
): string =>
  addressOf('/calendar', {
    view: (change.view ?? model.view) === 'list' ? undefined : (change.view ?? model.view),
    day: change.day ?? model.day,
    whose: 'whose' in change ? change.whose : whoseText(model.whose),
  });

const weekday = new Intl.DateTimeFormat('en-GB', { weekday: 'short', timeZone: 'UTC' });
const dayName = (day: Day): string => weekday.format(Date.parse(`${day}T00:00:00Z`));

const clockTime = (moment: Date): string => showMoment(moment).split(', ')[1] ?? '';

export function calendarPage(model: CalendarModel): Html {
  const first = model.days[0]?.day ?? model.day;
  const last = model.days.at(-1)?.day ?? model.day;
  return html`<h1 class="govuk-heading-l">${heading(model.whose)}<span class="govuk-caption-m">${model.view === 'day' ? `${dayName(first)} ${showDay(first)}` : `${showDay(first)} to ${showDay(last)}`}</span></h1>
${chooser(model)}
${model.cut && insetText({ text: 'There is more than one calendar shows: what comes first is shown. Choose fewer days or one person’s calendar.' })}
${model.view === 'week' ? weekTable(model) : model.days.map((one) => dayBlock(model, one))}
${
  model.days.every(({ appointments, dues }) => appointments.length === 0 && dues.length === 0) &&
  emptyState({
    title: 'Nothing is planned here.',
    text: 'A contact with a time ahead is an appointment; plan one from a person’s contacts.',
    actions: [{ text: 'Your case list', href: '/case-list' }],
  })
}
<p class="govuk-body wm-no-print"><button type="button" class="govuk-button govuk-button--secondary" data-module="govuk-button" data-print hidden>Print</button></p>
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/calendar/sheets?day=${model.day}">Visit sheets for ${showShortDay(model.day)}</a> · <a class="govuk-link" href="/settings/calendar">Your appointments in another calendar</a></p>`;
}

const heading = (whose: Whose): string =>
  whose.of === 'mine' ? 'Your calendar' : `Calendar of ${whose.of === 'team' ? 'the ' : ''}${whose.name}`;

function chooser(model: CalendarModel): Html {
  const by = stepOf(model.view);
  const link = (text: string, href: string, current: boolean): Html =>
    html`<li><a class="govuk-link" href="${href}"${current && html` aria-current="page"`}>${text}</a></li>`;
  return html`<nav class="wm-no-print" aria-label="Days"><ul class="govuk-list wm-chips">
${link(model.view === 'day' ? 'Day before' : 'Week before', addressFor(model, { day: addDays(model.day, -by) }), false)}
${link('Today', addressFor(model, { day: model.today }), model.day === model.today)}
${link(model.view === 'day' ? 'Day after' : 'Week after', addressFor(model, { day: addDays(model.day, by) }), false)}
</ul></nav>
<nav class="wm-no-print" aria-label="Views"><ul class="govuk-list wm-chips">${calendarViews.map((view) => link(viewWords[view], addressFor(model, { view }), view === model.view))}</ul></nav>
${
  model.teams.length > 0 || model.whose.of !== 'mine'
    ? html`<nav class="wm-no-print" aria-label="Whose calendar"><ul class="govuk-list wm-chips">${link('Yours', addressFor(model, { whose: undefined }), model.whose.of === 'mine')}${model.teams.map((team) => link(team.name, addressFor(model, { whose: `team:${team.id}` }), model.whose.of === 'team' && model.whose.id === team.id))}</ul></nav>`
    : ''
}`;
}

/** Seven columns; on a phone each day is a card. */
function weekTable(model: CalendarModel): Html {
  const drawn = html`<table class="govuk-table wm-week"><caption class="govuk-visually-hidden">The week day by day</caption>
<thead class="govuk-table__head"><tr class="govuk-table__row">${model.days.map(({ day }) => html`<th scope="col" class="govuk-table__header"${day === model.today && html` aria-current="date"`}><a class="govuk-link" href="${addressFor(model, { view: 'day', day })}">${dayName(day)} ${showShortDay(day).slice(0, -5)}</a></th>`)}</tr></thead>
<tbody class="govuk-table__body"><tr class="govuk-table__row">${model.days.map((one) => html`<td class="govuk-table__cell" data-label="${dayName(one.day)} ${showShortDay(one.day)}">${contentOf(model, one, true)}</td>`)}</tr></tbody></table>`;
  return scrollRegion({ label: 'The week day by day', html: drawn });
}

const dayBlock = (model: CalendarModel, one: CalendarDay): Html | '' =>
  model.view === 'list' && one.appointments.length === 0 && one.dues.length === 0 && one.away.length === 0
    ? ''
    : html`<h2 class="govuk-heading-m">${dayName(one.day)} ${showDay(one.day)}</h2>${contentOf(model, one, false)}`;

const contentOf = (model: CalendarModel, one: CalendarDay, brief: boolean): Html =>
  html`${
    one.away.length > 0 &&
    html`<p class="govuk-body-s">${one.away.map((words) => html`${tag({ text: 'Away', classes: 'govuk-tag--grey' })} ${words} `)}</p>`
  }${
    one.appointments.length > 0 &&
    html`<ol class="govuk-list">${one.appointments.map((each) => html`<li class="govuk-!-margin-bottom-3">${appointmentLine(model, each, brief)}</li>`)}</ol>`
  }${
    one.dues.length > 0 &&
    html`<ul class="govuk-list govuk-!-margin-bottom-4">${saidOnce(one.dues).map(([due, times]) => html`<li>${dueLine(model, one.day, due)}${times > 1 && ` (${times} times)`}</li>`)}</ul>`
  }`;

function appointmentLine(model: CalendarModel, each: Appointment, brief: boolean): Html {
  const kind = model.kinds.find(({ code }) => code === each.kind)?.name ?? each.kind;
  const map = mapLink(each.place, each.name);
  const withheld = model.withheld.get(each.id);
  const isOwn = each.staffId === model.viewerId;
  return html`<strong>${clockTime(each.at)}</strong> <a class="govuk-link" href="/people/${each.personId}">${each.name}</a>, ${kind}${each.place !== null && html`, ${each.place}`}${
    map !== undefined &&
    html`<span class="wm-no-print"> <a class="govuk-link" href="${map}" rel="noopener noreferrer">Map<span class="govuk-visually-hidden"> of where to meet ${each.name}</span></a></span>`
  }${isOwn && model.whose.of === 'mine' ? '' : html`, ${each.staff}`}${each.state === 'recorded' ? html` ${tag({ text: 'Done', classes: 'govuk-tag--grey' })}` : ''}${
    each.doubled && html` ${tag({ text: 'Double booked', classes: 'govuk-tag--orange' })}`
  }${
    each.clashes &&
    html` ${tag({ text: isOwn ? 'You have another then' : 'They have another then', classes: 'govuk-tag--orange' })}`
  }${
    withheld !== undefined &&
    insetText({
      text: `Something else is booked with them at this time. It is withheld from you: ask ${withheld}.`,
    })
  }${!brief && isOwn && each.state === 'planned' && actionsOf(model, each)}`;
}

/** What one does with an appointment of one's own, in the day and the list. */
const actionsOf = (model: CalendarModel, each: Appointment): Html =>
  html`<br><span class="wm-no-print">${
    londonDay(each.at) <= model.today
      ? html`<a class="govuk-link" href="/people/${each.personId}/contacts/${each.id}/visit">Start the visit<span class="govuk-visually-hidden"> to ${each.name}</span></a> · <a class="govuk-link" href="/people/${each.personId}/contacts/${each.id}/outcome">Record what happened<span class="govuk-visually-hidden"> with ${each.name}</span></a> · `
      : ''
  }<a class="govuk-link" href="/people/${each.personId}/visit-sheet?contact=${each.id}">Visit sheet<span class="govuk-visually-hidden"> for ${each.name}</span></a></span>`;

const dueHref = (due: Due, mayReview: boolean): string => {
  const person = `/people/${due.personId}`;
  if (due.what === 'step') return `${person}/plan#step-${due.id}`;
  return due.what === 'review' && mayReview ? `${person}/membership/review` : person;
};

/** Two steps of the same words, of one person and day, are one line. */
function saidOnce(dues: readonly Due[]): [Due, number][] {
  const lines = new Map<string, [Due, number]>();
  for (const due of dues) {
    const key = `${due.what} ${due.personId} ${due.day} ${due.words ?? ''}`;
    lines.set(key, [due, (lines.get(key)?.[1] ?? 0) + 1]);
  }
  return [...lines.values()];
}

function dueLine(model: CalendarModel, day: Day, due: Due): Html {
  const words = due.what === 'order-end' ? (model.orders[due.words ?? ''] ?? due.words) : due.words;
  const overdue =
    due.day < day || (due.day < model.today && due.what !== 'release' && due.what !== 'order-end');
  const what =
    due.what === 'order-end'
      ? `${words ?? 'Order'} ends`
      : due.what === 'release'
        ? `${dueWords.release}${words === null ? '' : ` from ${words}`}`
        : `${dueWords[due.what]}${words === null ? '' : `: ${words}`}`;
  return html`<a class="govuk-link" href="${dueHref(due, model.mayReview)}">${due.name}</a>: ${what}${overdue && html` ${tag({ text: 'Overdue', classes: 'govuk-tag--red' })}${due.day < day && ` since ${showShortDay(due.day)}`}`}`;
}

/** What the calendar leaves out, for whoever wonders. */
export const calendarNote = (): Html =>
  details({
    summaryText: 'What stands in a calendar',
    html: html`<p class="govuk-body">Appointments of yours and of your people, steps and reviews that are due, ends of orders and licences, and releases, as far as you may see them. A map link asks OpenStreetMap for the place alone, never for a name.</p>`,
  });

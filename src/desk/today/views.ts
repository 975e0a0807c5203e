import type { Appointment } from '../../casework/index.ts';
import { mostPlanned, outcomeInline } from '../../casework/index.ts';
import { type Day, londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, details, emptyState, insetText, statLinks, table, tag } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { PageLink } from '../../web/layout.ts';
import type { TodayItem } from '../../web/wing.ts';
import { placeAndVisit } from '../calendar/place.ts';
import type { Guide } from './guide.ts';
import { draftHome, linesOf, saidOnce, type TeamGroup, type TodayGroup, type TodayLine } from './rules.ts';
import type { SectionCard } from './sections.ts';
import { type DraftRow, type Known, mostOnToday, type Notice } from './store.ts';

export interface TodayModel {
  today: Day;
  /** The viewer does today what the colleague would. */
  covers?: boolean;
  /** A colleague whom the viewer covers, and what they left for their deputy; absent: it is the viewer's own. */
  whose?: string | undefined;
  note?: string | undefined;
  csrfToken: string;
  /** Works with people, so has a day of appointments. */
  hasDay: boolean;
  appointments: readonly Appointment[];
  /** Of those, who has a warning for staff in force. */
  warned: ReadonlySet<number>;
  /** Where those live who are seen at their door, where their appointment says no place. */
  homes: ReadonlyMap<number, string>;
  /** The viewer's own. */
  groups: readonly TodayGroup[];
  teams: readonly TeamGroup[];
  notices: readonly Notice[];
  /** Whom they may see, where that is few and they have no other list; one more than is shown where there are more. */
  people: readonly Known[] | undefined;
  /** Whom they lead, for those who have the list of the cohort. */
  led: { count: number; href: string } | undefined;
  /** Since when "changed" counts; null on the first visit. */
  since: Date | null;
  cards: readonly SectionCard[];
  /** What there is to do, for roles that are not told by a day's work. */
  guide: Guide | undefined;
}

const groupWords: Record<TodayItem['group'], string> = {
  overdue: 'Overdue',
  due: 'Due today or soon',
  changed: 'Changed since you were last here',
  draft: 'Unsent',
  ahead: 'In the next days',
};

/** What is due now comes first, then what is new, then what lies ahead; a team's work is folded below one's own. */
export function todayPage(model: TodayModel): Html {
  const { groups, teams } = model;
  const isNow = ({ group }: TodayGroup): boolean => group === 'overdue' || group === 'due';
  const now = groups.filter(isNow);
  // Who has a day's work is told of it above, and who has no page at all by the guide.
  const nothing =
    !model.hasDay &&
    model.guide?.lines.length !== 0 &&
    [groups, model.notices, teams, model.cards].every(({ length }) => length === 0);
  return html`<h1 class="govuk-heading-l">${model.whose === undefined ? 'Today' : `The day of ${model.whose}`}, ${showDay(model.today)}</h1>
${model.note !== undefined && insetText({ html: html`<p class="govuk-body wm-wrap">${model.note}</p>` })}
${model.led !== undefined && html`<p class="govuk-body"><a class="govuk-link" href="${model.led.href}">Your people (${model.led.count})</a>: everybody you lead</p>`}
${unsent(groups)}
${model.hasDay && appointments(model)}
${now.map(groupBlock)}
${model.notices.length > 0 && notices(model)}
${groups.filter((one) => !isNow(one)).map(groupBlock)}
${teams.map((team) => teamBlock(team, now.length === 0))}
${model.people !== undefined && people(model.people)}
${nothing && emptyState({ title: 'Nothing waits for you today.', text: 'What is due, and what others changed, will stand here.' })}
${model.cards.length > 0 && html`<h2 class="govuk-heading-m">At a glance</h2>${statLinks(model.cards)}`}
${model.guide !== undefined && guide(model.guide)}
${model.since !== null && groups.some(({ group }) => group === 'changed') && html`<p class="govuk-hint">“Changed” counts from ${showMoment(model.since)}, when you were last here.</p>`}`;
}

/** What was begun and not sent is easily forgotten: said above the day. */
function unsent(groups: readonly TodayGroup[]): Html | '' {
  const count =
    groups.find(({ group }) => group === 'draft')?.items.filter(({ more }) => more !== true).length ?? 0;
  return count === 0
    ? ''
    : html`<p class="govuk-body"><a class="govuk-link" href="/drafts">Unsent (${count})</a>: what you typed and did not send</p>`;
}

const heading = (words: string, count: number | string): Html =>
  html`<h2 class="govuk-heading-m">${words} (${count})</h2>`;

/** The first of a list, the rest folded: a link that needs no script and no other page. */
const shown = 8;

function folding<Item>(items: readonly Item[], total: number, draw: (items: readonly Item[]) => Html): Html {
  const rest = items.slice(shown);
  return html`${draw(items.slice(0, shown))}${rest.length > 0 && details({ summaryText: `Show all ${total}`, html: draw(rest) })}`;
}

function appointments(model: TodayModel): Html {
  if (model.appointments.length > 0)
    return html`${heading('Appointments today', model.appointments.length)}
<ol class="govuk-list">${model.appointments.map(
      (
        one,
      ) => html`<li class="govuk-!-margin-bottom-4"><strong>${showMoment(one.at).split(', ')[1]}</strong> <a class="govuk-link" href="/people/${one.personId}">${one.name}</a>, ${one.kindName}${riskMark(model.warned.has(one.personId), one.personId)}${placeAndVisit({ ...one, place: one.place ?? model.homes.get(one.personId) ?? null }, model.whose === undefined || model.covers === true)}
${outcomeInline(one, model.csrfToken)}</li>`,
    )}</ol>${model.appointments.length >= mostPlanned && html`<p class="govuk-body">The first ${mostPlanned} stand here. There may be more: <a class="govuk-link" href="/calendar">see the calendar</a>.</p>`}`;
  const next = model.groups
    .find(({ group }) => group === 'ahead')
    // With a person: a meeting is no appointment.
    ?.items.find(({ personId }) => personId !== undefined);
  if (model.whose !== undefined) return html`<p class="govuk-body">No appointment today.</p>`;
  if (model.people?.length === 0) return html`<p class="govuk-body">You have no appointment today.</p>`;
  return html`<p class="govuk-body">You have no appointment today. ${
    next === undefined
      ? 'Plan one from a person’s contacts: a contact with a time ahead is an appointment.'
      : html`Next: <a class="govuk-link" href="${next.href}">${next.title}</a>, ${next.detail ?? showShortDay(next.day)}.`
  }</p>`;
}

/** Somebody whom a colleague should know something of before they knock; what it is stands on the sheet and the visit. */
const riskMark = (warned: boolean, personId: number): Html | '' =>
  warned
    ? html` <a class="govuk-link" href="/people/${personId}/risk#flags">${tag({ text: 'Risk to staff', classes: 'govuk-tag--red' })}</a>`
    : '';

const noticeWords: Record<string, string> = {
  'case-allocated': 'was allocated to you',
  // Without a name: whoever is told may not see the person any more.
  'case-left': 'A case of yours left the scheme',
  'referral-ended': 'A referral of yours ended: the person left the scheme',
  sighting: 'Somebody you work with was seen: see Sightings',
  // Without a name for the same reason: the page says who, to whoever may still see them.
  'identity-separated': 'Somebody whom you had to do with turned out to be two people',
  'identity-rejoined': 'Somebody of whom you were told that they are two is one person again',
  'office-not-needed':
    'What you asked the scheme’s office about a separated record is no longer needed: the record came back',
  'cover-given': 'You cover for a colleague: see Absences',
};

/** Where a notice without a name leads. */
const told: PageLink = { text: 'see who', href: '/identity/told' };
const noticeLinks: Record<string, PageLink> = { 'identity-separated': told, 'identity-rejoined': told };

const noticeLine = (one: Notice): Html =>
  html`<li>${one.personId === null ? '' : html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a> `}${noticeWords[one.kind] ?? one.kind.replaceAll('-', ' ')}${linkOf(noticeLinks[one.kind])} <span class="govuk-hint">${showShortDay(londonDay(one.at))}</span></li>`;

const linkOf = (link: PageLink | undefined): Html | '' =>
  link === undefined ? '' : html`: <a class="govuk-link" href="${link.href}">${link.text}</a>`;

const noticesShown = 5;

function notices(model: TodayModel): Html {
  const rest = model.notices.slice(noticesShown);
  return html`${heading('New for you', model.notices.length)}
<ul class="govuk-list govuk-list--bullet">${model.notices.slice(0, noticesShown).map(noticeLine)}</ul>
${rest.length > 0 && details({ summaryText: `Show all ${model.notices.length}`, html: html`<ul class="govuk-list govuk-list--bullet">${rest.map(noticeLine)}</ul>` })}
${model.notices.length >= mostOnToday.notices && html`<p class="govuk-body">These are the newest ${mostOnToday.notices}. Older ones come when you have seen these.</p>`}
${form({ action: '/notices/opened', csrfToken: model.csrfToken, body: html`${model.notices.map(({ id }) => html`<input type="hidden" name="notice" value="${id}">`)}${button({ text: 'I have seen these', classes: 'govuk-button--secondary' })}` })}`;
}

const bullets = (lines: readonly (Html | string)[]): Html =>
  html`<ul class="govuk-list govuk-list--bullet">${lines.map((line) => html`<li>${line}</li>`)}</ul>`;

/** The number above a list is that of its lines: several things of one person and day are one. */
function groupBlock({ group, items }: TodayGroup): Html {
  const lines = linesOf(items.filter(({ more }) => more !== true));
  const cuts = items.filter(({ more }) => more === true);
  const count = cuts.length > 0 ? `${lines.length} or more` : lines.length;
  return html`${heading(groupWords[group], count)}${folding(lines, lines.length, (part) => bullets(part.map(lineOf)))}${cuts.map(cutOf)}`;
}

/** That a list was cut, and where all of it is. */
const cutOf = ({ title, href }: TodayItem): Html =>
  html`<p class="govuk-body">${title}${href !== '' && html`: <a class="govuk-link" href="${href}">see all<span class="govuk-visually-hidden">, where only a part stands here</span></a>`}.</p>`;

/** The day, where the words beside it do not say it. */
const dayOf = ({ day, detail }: TodayItem): Html | null =>
  detail?.includes(showShortDay(day)) === true
    ? null
    : html` <span class="govuk-hint">${showShortDay(day)}</span>`;

/** Several things of one person on one day stand under the name, which is said once. */
function lineOf({ items }: TodayLine): Html {
  const [first] = items;
  const said = saidOnce(items);
  const [only] = said;
  if (said.length > 1 || only === undefined)
    return html`<a class="govuk-link" href="/people/${first.personId}">${first.title}</a>${dayOf(first)}${bullets(
      said.map(({ href, words }) => html`<a class="govuk-link" href="${href}">${words}</a>`),
    )}`;
  return html`${first.alarm === true && html`${tag({ text: 'Urgent', classes: 'govuk-tag--red' })} `}<a class="govuk-link" href="${first.href}">${first.title}</a>${first.detail !== undefined && html`: ${only.words}`}${dayOf(first)}`;
}

const teamBlock = ({ title, items }: TeamGroup, open: boolean): Html =>
  details({
    summaryText: title,
    open,
    html: bullets(
      items.map(({ href, title: text }) => html`<a class="govuk-link" href="${href}">${text}</a>`),
    ),
  });

/** Of a role's people so many at most. */
export const knownShown = 50;

function people(known: readonly Known[]): Html {
  if (known.length === 0)
    return html`<h2 class="govuk-heading-m">People you work with</h2>${emptyState({
      title: 'Nobody is open to you yet.',
      text: 'A person will stand here when a case is allocated or referred to you or your service, or when they come to your prison.',
    })}`;
  const some = known.slice(0, knownShown);
  return html`<h2 class="govuk-heading-m">People you work with (${known.length > knownShown ? `more than ${knownShown}` : known.length})</h2>
${folding(some, some.length, (part) => bullets(part.map(({ id, name }) => html`<a class="govuk-link" href="/people/${id}">${name}</a>`)))}
${known.length > knownShown && html`<p class="govuk-body">These are the first ${knownShown} by name. <a class="govuk-link" href="/people">Find anybody else</a></p>`}`;
}

function guide({ lines, lacking }: Guide): Html {
  const missing = lacking.map((what) => `${what}: no page for this in this version yet.`);
  if (lines.length === 0)
    return emptyState({
      title: 'There is no work for you here yet.',
      text: `${missing.join(' ')} Until there is, it has to be done as it is now.`,
      actions: [
        { text: 'What your role sees, and whom to ask', href: '/help' },
        { text: 'How people’s data is kept private', href: '/privacy' },
      ],
    });
  return html`<h2 class="govuk-heading-m">What you can do here</h2>
${bullets(lines.map(({ text, href, what }) => html`<a class="govuk-link" href="${href}">${text}</a>: ${what}`))}
${missing.length > 0 && html`<p class="govuk-body">${missing.join(' ')} Until there is, it has to be done as it is now.</p>`}
<p class="govuk-body"><a class="govuk-link" href="/help">What your role sees, and whom to ask</a></p>`;
}

export const draftsPage = (
  drafts: readonly DraftRow[],
  csrfToken: string,
): Html => html`<h1 class="govuk-heading-l">Drafts</h1>
<p class="govuk-body">What you typed and have not sent. Only you can see it.${drafts.length >= mostOnToday.drafts && ` The newest ${mostOnToday.drafts} stand here; older ones come when these are sent or thrown away.`}</p>
${
  drafts.length === 0
    ? emptyState({ title: 'You have no drafts.', text: 'Longer forms are kept here while you fill them in.' })
    : table({
        caption: 'Your drafts, newest first',
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: 'Your drafts',
        stack: true,
        head: [{ text: 'What' }, { text: 'About' }, { text: 'Saved' }, { text: 'Throw away' }],
        rows: drafts.map((draft) => {
          const home = draftHome(draft.form);
          return [
            home.href === undefined
              ? home.title
              : html`<a class="govuk-link" href="${home.href}">${home.title}</a>`,
            draft.name ?? '',
            showMoment(draft.savedAt),
            form({
              action: '/drafts/throw-away',
              csrfToken,
              body: html`<input type="hidden" name="form" value="${draft.form}"><button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" data-module="govuk-button">Throw away<span class="govuk-visually-hidden"> ${home.title}, saved ${showMoment(draft.savedAt)}</span></button>`,
            }),
          ];
        }),
      })
}`;

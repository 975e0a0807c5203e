import type { Appointment } from '../../casework/index.ts';
import { outcomeInline } from '../../casework/index.ts';
import { type Day, londonDay, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, details, emptyState, statLinks, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { TodayItem } from '../../web/wing.ts';
import { draftHome, type TodayGroup } from './rules.ts';
import type { SectionCard } from './sections.ts';
import type { DraftRow, Notice } from './store.ts';

export interface TodayModel {
  today: Day;
  csrfToken: string;
  /** Works with people, so has a day of appointments. */
  hasDay: boolean;
  appointments: readonly Appointment[];
  groups: readonly TodayGroup[];
  notices: readonly Notice[];
  /** Since when "changed" counts; null on the first visit. */
  since: Date | null;
  cards: readonly SectionCard[];
  sections: readonly { text: string; href: string }[];
}

const groupWords: Record<TodayItem['group'], string> = {
  overdue: 'Overdue',
  due: 'Due',
  changed: 'Changed since you were last here',
  draft: 'Not sent yet',
  ahead: 'In the next days',
};

export function todayPage(model: TodayModel): Html {
  const nothing = model.appointments.length === 0 && model.groups.length === 0 && model.notices.length === 0;
  return html`<h1 class="govuk-heading-l">Today, ${showDay(model.today)}</h1>
${model.hasDay ? appointments(model) : ''}
${model.notices.length === 0 ? '' : notices(model)}
${model.groups.map(groupBlock)}
${nothing && !model.hasDay ? emptyState({ title: 'Nothing waits for you today.', text: 'What is due, and what others changed, will stand here.' }) : ''}
${model.cards.length === 0 ? '' : html`<h2 class="govuk-heading-m">At a glance</h2>${statLinks(model.cards)}`}
${model.hasDay ? '' : model.sections.length === 0 ? html`<p class="govuk-body">This version has no other pages for your role.</p>` : html`<h2 class="govuk-heading-m">Where to go</h2><ul class="govuk-list">${model.sections.map(({ text, href }) => html`<li><a class="govuk-link" href="${href}">${text}</a></li>`)}</ul>`}
${model.since === null ? '' : html`<p class="govuk-hint">“Changed” counts from ${showMoment(model.since)}, when you were last here.</p>`}`;
}

function appointments(model: TodayModel): Html {
  if (model.appointments.length === 0) {
    const ahead = model.groups
      .find(({ group }) => group === 'ahead')
      // With a person: a meeting is no appointment.
      ?.items.find(({ personId }) => personId !== undefined);
    return html`<h2 class="govuk-heading-m">Appointments</h2>${emptyState({
      title: 'You have no appointment today.',
      text:
        ahead === undefined
          ? 'Plan one from a person’s contacts: a contact with a time ahead is an appointment.'
          : `Next: ${ahead.title}, ${ahead.detail ?? showShortDay(ahead.day)}.`,
      ...(ahead === undefined ? {} : { actions: [{ text: `Open ${ahead.title}`, href: ahead.href }] }),
    })}`;
  }
  return html`<h2 class="govuk-heading-m">Appointments</h2>
<ol class="govuk-list">${model.appointments.map(
    (
      one,
    ) => html`<li class="govuk-!-margin-bottom-4"><strong>${showMoment(one.at).split(', ')[1]}</strong> <a class="govuk-link" href="/people/${one.personId}">${one.name}</a>, ${one.kindName}${one.place === null ? '' : `, ${one.place}`}
${outcomeInline(one, model.csrfToken)}</li>`,
  )}</ol>`;
}

const noticeWords: Record<string, string> = {
  'case-allocated': 'was allocated to you',
  // Without a name: whoever is told may not see the person any more.
  'case-left': 'A case of yours left the scheme',
};

const noticeLine = (one: Notice): Html =>
  html`<li>${one.personId === null ? '' : html`<a class="govuk-link" href="/people/${one.personId}">${one.name}</a> `}${noticeWords[one.kind] ?? one.kind.replaceAll('-', ' ')} <span class="govuk-hint">${showShortDay(londonDay(one.at))}</span></li>`;

const noticesShown = 5;

function notices(model: TodayModel): Html {
  const rest = model.notices.slice(noticesShown);
  return html`<h2 class="govuk-heading-m">New for you</h2>
<ul class="govuk-list govuk-list--bullet">${model.notices.slice(0, noticesShown).map(noticeLine)}</ul>
${rest.length === 0 ? '' : details({ summaryText: `${rest.length} more`, html: html`<ul class="govuk-list govuk-list--bullet">${rest.map(noticeLine)}</ul>` })}
${form({ action: '/notices/opened', csrfToken: model.csrfToken, body: html`${model.notices.map(({ id }) => html`<input type="hidden" name="notice" value="${id}">`)}${button({ text: 'I have seen these', classes: 'govuk-button--secondary' })}` })}`;
}

const groupBlock = ({
  group,
  items,
}: TodayGroup): Html => html`<h2 class="govuk-heading-m">${groupWords[group]}</h2>
<ul class="govuk-list govuk-list--bullet">${items.slice(0, 30).map((item) => html`<li><a class="govuk-link" href="${item.href}">${item.title}</a>${item.detail === undefined ? '' : html`: ${item.detail}`} <span class="govuk-hint">${showShortDay(item.day)}</span></li>`)}</ul>
${items.length > 30 ? html`<p class="govuk-body">and ${items.length - 30} more</p>` : ''}`;

export const draftsPage = (
  drafts: readonly DraftRow[],
  csrfToken: string,
): Html => html`<h1 class="govuk-heading-l">Drafts</h1>
<p class="govuk-body">What you typed and have not sent. Only you can see it.</p>
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

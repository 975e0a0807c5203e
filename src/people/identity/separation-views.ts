import { showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, emptyState, insetText, radios, table, tag, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import {
  type Happening,
  type ItemVerdict,
  isOwn,
  itemVerdicts,
  itemVerdictWords,
  toldHow,
} from './separation-rules.ts';
import type { OwnTold, SaidItem, Separation, Told } from './separation-store.ts';

export interface SeparationModel {
  personId: number;
  separation: Separation;
  /** The viewer may see the person whom the record became. */
  seesOther: boolean;
  happenings: readonly Happening[];
  said: readonly SaidItem[];
  told: readonly Told[];
  ownAgency: string;
  csrfToken: string | undefined;
  again: {
    item: string;
    verdict: string;
    why: string;
    key: string | undefined;
    errors: readonly FieldError[];
  };
}

export function separationPage(model: SeparationModel): Html {
  const { separation, personId } = model;
  return html`<h1 class="govuk-heading-l">What followed the separation</h1>
<p class="govuk-body">${separation.staff} separated a record from this person on ${showMoment(separation.at)}. Its offences, custody and orders went with it. Nothing else moved: what was done since ${showShortDay(separation.since.toISOString().slice(0, 10))}, while the record was part of this person, may be about the other. Somebody who knows says whose it is. Contacts of the year before are listed, too.</p>
${otherPerson(model)}
${separation.endedAt === null ? '' : insetText({ text: `The record came back on ${showMoment(separation.endedAt)}. The contacts that had gone to the other person came back with it.` })}
${openItems(model)}
${saidItems(model)}
${toldSection(model.told)}
<p class="govuk-body wm-no-print"><a class="govuk-link" href="/people/${personId}/records">Back to the records</a></p>`;
}

/** Where the other person is, or who can help. */
const otherPerson = ({ separation, seesOther }: SeparationModel): Html | '' => {
  if (separation.endedAt !== null) return '';
  return seesOther
    ? html`<p class="govuk-body"><a class="govuk-link" href="/people/${separation.otherId}">The other person</a></p>`
    : html`<p class="govuk-body">The other person is not among those whom you may see. If you work with them, ask the scheme’s office: it nominates or allocates them, and they can be seen then.</p>`;
};

const line = ({ entry }: Happening): Html =>
  html`${showShortDay(entry.day)}: ${entry.href === undefined ? entry.title : html`<a class="govuk-link" href="${entry.href}">${entry.title}</a>`}${entry.agency === undefined ? '' : `, ${entry.agency}`}`;

function openItems(model: SeparationModel): Html {
  const said = new Set(model.said.map(({ item }) => item));
  const open = model.happenings.filter(({ item }) => !said.has(item));
  const own = open.filter((one) => isOwn(one, model.ownAgency));
  const others = open.filter((one) => !isOwn(one, model.ownAgency));
  const heading = html`<h2 class="govuk-heading-m" id="open">To look at (${own.length})</h2>`;
  if (model.separation.endedAt !== null) return html``;
  return html`${heading}${
    own.length === 0
      ? emptyState({
          title: 'Your agency has nothing left to look at.',
          text: 'Whatever your agency did with this person since the record came is answered for, or there was nothing.',
        })
      : model.csrfToken === undefined
        ? html`<ul class="govuk-list govuk-list--bullet">${own.map((one) => html`<li>${line(one)}</li>`)}</ul>`
        : sayForm(model, own, model.csrfToken)
  }${
    others.length === 0
      ? ''
      : html`<h3 class="govuk-heading-s">For others to look at</h3><p class="govuk-body">Their agency says whose these are.</p><ul class="govuk-list govuk-list--bullet">${others.slice(0, 50).map((one) => html`<li>${line(one)}</li>`)}</ul>`
  }`;
}

const hints: Record<ItemVerdict, string> = {
  stays: 'Nothing changes',
  moved: 'For a contact only: it goes at once, and stands with the other person',
  anew: 'It stays to be seen here until its author has written it where it belongs',
};

const sayForm = (model: SeparationModel, own: readonly Happening[], csrfToken: string): Html => {
  const { again, personId, separation } = model;
  const givable = own.some(({ contactId }) => contactId !== undefined);
  const choices: Record<ItemVerdict, string> = {
    stays: 'It is about this person',
    moved: 'It is about the other person: give it to them',
    anew: 'It is about the other person: it must be written anew',
  };
  return form({
    action: `/people/${personId}/separations/${separation.id}`,
    csrfToken,
    key: again.key,
    body: html`${radios({
      name: 'item',
      fieldset: { legend: { text: 'What do you decide about?', classes: 'govuk-fieldset__legend--s' } },
      value: again.item,
      ...messageFor(again.errors, 'item'),
      items: own.slice(0, 50).map((one) => ({
        value: one.item,
        html: line(one),
        ...(givable && one.contactId === undefined
          ? { hint: { text: 'Cannot be given as it is: it stays, or is written anew' } }
          : {}),
      })),
    })}${radios({
      name: 'verdict',
      fieldset: { legend: { text: 'Whose is it?', classes: 'govuk-fieldset__legend--s' } },
      value: again.verdict,
      ...messageFor(again.errors, 'verdict'),
      items: itemVerdicts
        .filter((verdict) => verdict !== 'moved' || givable)
        .map((verdict) => ({
          value: verdict,
          text: choices[verdict],
          hint: { text: hints[verdict] },
        })),
    })}${textarea({ id: 'why', name: 'why', label: { text: 'Why?' }, hint: { text: 'Kept with your name' }, rows: 3, value: again.why, ...messageFor(again.errors, 'why') })}
${button({ text: 'Save', preventDoubleClick: true })}`,
  });
};

const cameBack = 'Went to the other person, and came back with the record';

function saidItems({ said, happenings, separation, personId, csrfToken }: SeparationModel): Html | '' {
  if (said.length === 0) return '';
  const over = separation.endedAt !== null;
  const known = new Map(happenings.map((one) => [one.item, one]));
  return html`<h2 class="govuk-heading-m">Your agency has said</h2>
${table({
  caption: 'What your agency has said, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'What your agency has said',
  stack: true,
  head: ['What', 'Whose', 'Why', 'By', 'Now'].map((text) => ({ text })),
  rows: said.map((one) => {
    const happening = known.get(one.item);
    return [
      happening === undefined ? 'A contact that is with the other person now' : line(happening),
      html`${over && one.verdict === 'moved' ? cameBack : itemVerdictWords[one.verdict]}${one.verdict === 'anew' ? html`<br>${tag({ text: 'To write anew', classes: 'govuk-tag--yellow' })}` : ''}`,
      one.why,
      html`${one.staff}<br>${showMoment(one.at)}`,
      csrfToken === undefined || (over && one.verdict === 'moved')
        ? 'Stands'
        : form({
            action: `/people/${personId}/separations/items/${one.id}/take-back`,
            csrfToken,
            body: button({
              html: html`Take back<span class="govuk-visually-hidden">: ${itemVerdictWords[one.verdict]}, ${showMoment(one.at)}</span>`,
              classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
              preventDoubleClick: true,
            }),
          }),
    ];
  }),
})}`;
}

const howWords = (how: readonly string[]): string => how.map((one) => toldHow[one] ?? one).join(', ');

function toldSection(told: readonly Told[]): Html | '' {
  if (told.length === 0) return '';
  return html`<h2 class="govuk-heading-m">Told again</h2>
<p class="govuk-body">They had to do with this person while the record was part of them. Each was told, without a name, that somebody whom they had to do with turned out to be two.</p>
${table({
  caption: 'Who was told again',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Who was told again',
  stack: true,
  head: ['Who', 'Agency', 'Because they', 'Told', 'Read'].map((text) => ({ text })),
  rows: told.map((one) => [
    one.staff,
    one.agency,
    howWords(one.how),
    showMoment(one.toldAt),
    one.seenAt === null ? 'Not yet' : showMoment(one.seenAt),
  ]),
})}`;
}

/** For everybody: who of those they had to do with turned out to be two. */
export function toldPage(told: readonly OwnTold[], seesRecords: boolean): Html {
  return html`<h1 class="govuk-heading-l">People who turned out to be two</h1>
${
  told.length === 0
    ? emptyState({
        title: 'You have not been told of anybody.',
        text: 'When a record leaves somebody whom you looked at, or were alerted or told about, it stands here.',
      })
    : html`<p class="govuk-body">A record was separated from each of these. What you knew of them may have been about two people: look again before you act on it.</p>${table(
        {
          caption: 'People who turned out to be two, newest first',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'People who turned out to be two',
          stack: true,
          head: ['When', 'Who', 'You are told because you', 'Now'].map((text) => ({ text })),
          rows: told.map((one) => [
            html`${showMoment(one.at)}${one.seenAt === null ? html` ${tag({ text: 'New', classes: 'govuk-tag--blue' })}` : ''}`,
            one.personId === null
              ? 'Somebody whom you may not see any more: ask the scheme’s office'
              : html`<a class="govuk-link" href="/people/${one.personId}${seesRecords ? `/separations/${one.id}` : ''}">${one.name ?? 'The person'}</a>`,
            `${howWords(one.how)} since ${showShortDay(one.since.toISOString().slice(0, 10))}`,
            one.endedAt === null ? 'Two people' : `One person again since ${showMoment(one.endedAt)}`,
          ]),
        },
      )}`
}`;
}

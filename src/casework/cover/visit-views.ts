import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, emptyState, radios, tag } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type SafetyWarning, safetyNotice } from '../risk/daily.ts';
import { type Visit, type VisitOut, type VisitRule, visitClockWords } from './types.ts';
import { minutesOver, visitClock } from './visit-rules.ts';

const clockTime = (moment: Date): string => showMoment(moment).split(', ')[1] ?? '';

/** What a colleague should know before they knock: always there, also where it says that nothing is known. */
const safetyBlock = (warnings: readonly SafetyWarning[]): Html =>
  warnings.length === 0
    ? html`<p class="govuk-body"><strong>Officer safety:</strong> no warning is recorded that you may see. There may be risks that nobody recorded, or that are withheld from you.</p>`
    : html`${safetyNotice(warnings)}`;

export interface StartModel {
  personId: number;
  contactId: number;
  name: string;
  kind: string;
  at: Date;
  place: string | null;
  warnings: readonly SafetyWarning[];
  rule: VisitRule;
  minutes: string;
  csrfToken: string;
  key?: string | undefined;
  errors: readonly FieldError[];
}

const lengthItems = (rule: VisitRule): { value: string; text: string }[] =>
  rule.lengths.map((minutes) => ({ value: String(minutes), text: `${minutes} minutes` }));

/** Before the door: the warnings, and by when to expect word. */
export const startPage = (model: StartModel): Html => html`<h1 class="govuk-heading-l">Start the visit</h1>
<p class="govuk-body">${model.kind}, ${showMoment(model.at)}${model.place === null ? '' : `, ${model.place}`}</p>
${safetyBlock(model.warnings)}
${form({
  action: `/people/${model.personId}/contacts/${model.contactId}/visit`,
  csrfToken: model.csrfToken,
  key: model.key,
  body: html`${radios({ name: 'minutes', fieldset: { legend: { text: 'How long do you expect to be?', classes: 'govuk-fieldset__legend--m' } }, ...messageFor(model.errors, 'minutes'), value: model.minutes, items: lengthItems(model.rule) })}
<p class="govuk-body">When the time is up and ${model.rule.graceMinutes} more minutes have gone by without a word from you, your team and managers see it in red.</p>
${button({ text: 'Start the visit', classes: 'wm-wide-button', preventDoubleClick: true })}`,
})}`;

export interface OwnVisitModel {
  visit: Visit;
  rule: VisitRule;
  now: Date;
  csrfToken: string;
  /** Whom to ring. */
  helpers: readonly Helper[];
}

interface Helper {
  name: string;
  phone: string;
}

/** One thumb: the button that matters is the first and as wide as the screen. */
export function ownVisitPage({ visit, rule, now, csrfToken, helpers }: OwnVisitModel): Html {
  if (visit.state === 'safe') return afterVisit(visit);
  const clock = visitClock(visit, now);
  return html`<h1 class="govuk-heading-l">On a visit to ${visit.name}</h1>
<p class="govuk-body">${visit.helpAt !== null ? html`${tag({ text: 'You asked for help', classes: 'govuk-tag--red' })} at <strong>${clockTime(visit.helpAt)}</strong>. Your team and managers see it in red until you are safe.` : clock === 'in-time' ? html`Say that you are safe by <strong>${clockTime(visit.expectedAt)}</strong>.` : html`${tag({ text: visitClockWords[clock], classes: 'govuk-tag--red' })} You were expected at <strong>${clockTime(visit.expectedAt)}</strong>, ${minutesOver(visit, now)} minutes ago.`}</p>
${visit.helpAt === null ? '' : numbers(helpers)}
${form({ action: `/visits/${visit.id}/safe`, csrfToken, body: button({ text: 'I am safe', classes: 'wm-wide-button', preventDoubleClick: true }) })}
${helpForm(visit, csrfToken)}
<h2 class="govuk-heading-m">I need more time</h2>
${rule.lengths.map((minutes) =>
  form({
    action: `/visits/${visit.id}/extend`,
    csrfToken,
    body: html`<input type="hidden" name="minutes" value="${minutes}">${button({ text: `${minutes} more minutes`, classes: 'govuk-button--secondary wm-wide-button', preventDoubleClick: true })}`,
  }),
)}
${visit.helpAt === null ? numbers(helpers) : ''}
<p class="govuk-body"><a class="govuk-link" href="/people/${visit.personId}/visit-sheet?contact=${visit.contactId}">Visit sheet</a></p>`;
}

const helpForm = (visit: { id: number; helpAt: Date | null }, csrfToken: string): Html | '' =>
  visit.helpAt !== null
    ? ''
    : form({
        action: `/visits/${visit.id}/help`,
        csrfToken,
        body: button({
          text: 'I need help now',
          classes: 'govuk-button--warning wm-wide-button',
          preventDoubleClick: true,
        }),
      });

const telHref = (phone: string): string => `tel:${phone.replaceAll(/[^+\d]/g, '')}`;

/** Waymark rings nobody: it tells those who look at it. */
const numbers = (helpers: readonly Helper[]): Html => html`<h2 class="govuk-heading-m">Whom to ring</h2>
<ul class="govuk-list">
<li><a class="govuk-link" href="tel:999"><strong>999</strong></a> in danger</li>
${helpers.map(({ name, phone }) => html`<li><a class="govuk-link" href="${telHref(phone)}">${phone}</a> ${name}</li>`)}</ul>
${helpers.length === 0 ? html`<p class="govuk-body">No number of your team is recorded.</p>` : ''}`;

/** Asked to go out while they are out: where they are said to be comes first. */
export const secondPage = (
  out: Visit,
  csrfToken: string,
): Html => html`<h1 class="govuk-heading-l">You are out on a visit already</h1>
<p class="govuk-body">To <a class="govuk-link" href="/visits/${out.id}">${out.name}</a>, until <strong>${clockTime(out.expectedAt)}</strong>. Say that you are safe there before you start another: one visit is looked out for at a time.</p>
${form({ action: `/visits/${out.id}/safe`, csrfToken, body: button({ text: 'I am safe', classes: 'wm-wide-button', preventDoubleClick: true }) })}
<p class="govuk-body"><a class="govuk-link" href="/visits/${out.id}">More time for that visit</a></p>`;

const afterVisit = (visit: Visit): Html => html`<h1 class="govuk-heading-l">Visit to ${visit.name}</h1>
<p class="govuk-body">Out ${showMoment(visit.startedAt)}, safe ${visit.endedAt === null ? '' : clockTime(visit.endedAt)}${visit.extended > 0 ? `, more time taken ${visit.extended === 1 ? 'once' : `${visit.extended} times`}` : ''}.</p>
${
  visit.open
    ? html`<p class="govuk-body">${button({ text: 'Record what happened', href: `/people/${visit.personId}/contacts/${visit.contactId}/outcome`, classes: 'wm-wide-button' })}</p>`
    : html`<p class="govuk-body"><a class="govuk-link" href="/people/${visit.personId}/contacts">Contacts</a></p>`
}`;

/** For somebody who may not see the person any more, and is out all the same. */
export const bareVisitPage = (out: VisitOut, helpers: readonly Helper[], csrfToken: string): Html =>
  html`<h1 class="govuk-heading-l">On a visit</h1>
<p class="govuk-body">${out.helpAt === null ? html`Say that you are safe by <strong>${clockTime(out.expectedAt)}</strong>.` : html`${tag({ text: 'You asked for help', classes: 'govuk-tag--red' })} at <strong>${clockTime(out.helpAt)}</strong>.`}</p>
${form({ action: `/visits/${out.id}/safe`, csrfToken, body: button({ text: 'I am safe', classes: 'wm-wide-button', preventDoubleClick: true }) })}
${helpForm(out, csrfToken)}
${numbers(helpers)}`;

export interface OutModel {
  out: readonly VisitOut[];
  viewerId: number;
  now: Date;
  csrfToken: string;
}

/** Who is out: for themselves, their team, their deputy and whoever has the team's day. */
export const outPage = (model: OutModel): Html => html`<h1 class="govuk-heading-l">Who is out on a visit</h1>
${
  model.out.length === 0
    ? emptyState({
        title: 'Nobody is out on a visit.',
        text: 'A visit is started from an appointment. Whoever is out says that they are safe when it ends.',
        actions: [{ text: 'Your calendar', href: '/calendar' }],
      })
    : outList(model)
}`;

export const outList = (model: OutModel): Html =>
  html`<ul class="govuk-list">${model.out.map((one) => html`<li class="govuk-!-margin-bottom-4">${outLine(one, model.now)}${one.staffId === model.viewerId ? html` <a class="govuk-link" href="/visits/${one.id}">Say that you are safe</a>` : foundForm(one, model)}</li>`)}</ul>`;

function outLine(one: VisitOut, now: Date): Html {
  const clock = visitClock(one, now);
  const phone =
    one.phone === null ? '' : html`, <a class="govuk-link" href="${telHref(one.phone)}">${one.phone}</a>`;
  return html`${tag({ text: clock === 'in-time' || clock === 'help' ? visitClockWords[clock] : `${visitClockWords[clock]}, ${minutesOver(one, now)} minutes`, classes: clock === 'in-time' ? 'govuk-tag--blue' : 'govuk-tag--red' })} <strong>${one.staff}</strong>${phone}, expected ${clockTime(one.expectedAt)}. ${
    one.personId === null
      ? 'Where and with whom is withheld from you: ask their manager.'
      : html`With <a class="govuk-link" href="/people/${one.personId}">${one.name}</a>${one.place === null ? '' : `, ${one.place}`}.`
  }`;
}

const foundForm = (one: VisitOut, { csrfToken, now }: OutModel): Html | '' =>
  visitClock(one, now) === 'in-time'
    ? ''
    : form({
        action: `/visits/${one.id}/found`,
        csrfToken,
        version: one.version,
        body: html`<button type="submit" class="govuk-button govuk-button--secondary govuk-!-margin-bottom-0" data-module="govuk-button" data-prevent-double-click="true">I have reached them: safe<span class="govuk-visually-hidden"> (${one.staff})</span></button>`,
      });

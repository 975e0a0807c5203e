import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, details, textarea, warningText } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Ask } from '../../web/route.ts';
import { transitions } from './rules.ts';
import { type Briefing, briefingStateWords, type MadeItem } from './types.ts';

/** How the page of whoever made it is shown again. */
export interface ShowingMade {
  wanted?: string;
  errors?: readonly FieldError[];
  status?: number;
  why?: string;
}

/** What a draft was made from, and what else the same team is told at the same time. */
export const draftNotes = (briefing: Briefing, overlapping: readonly Briefing[]): Html =>
  html`${briefing.corrects !== null && html`<p class="govuk-body">It puts briefing <a class="govuk-link" href="/briefings/${briefing.corrects}">${briefing.corrects}</a> right: ${briefing.correctedWhat}. That one is withdrawn when this one is released, and whoever has it on paper is told.</p>`}${briefing.corrects === null && briefing.madeFrom !== null && html`<p class="govuk-body">Made again from briefing <a class="govuk-link" href="/briefings/${briefing.madeFrom}">${briefing.madeFrom}</a>.</p>`}${
    overlapping.length > 0 &&
    warningText({
      text: `${briefing.team} has at the same time: ${overlapping.map((one) => `briefing ${one.id}, ${one.areaName}, from ${showMoment(one.fromAt)}, by ${one.madeBy} (${briefingStateWords[one.state].toLowerCase()})`).join('; ')}. Put what you have to tell into one of them if you can.`,
    })
  }`;

/** A copy to print, one like it for another shift, or one that puts it right. */
export function againForms(ask: Ask, briefing: Briefing, showing: ShowingMade): Html | '' {
  const acts = transitions[briefing.state];
  const { csrfToken, now, viewer } = ask;
  if (!viewer.may('briefing:make') || acts.again === undefined) return '';
  const path = `/briefings/${briefing.id}`;
  const isOut = briefing.state === 'released' && briefing.untilAt > now;
  const errors = (showing.errors ?? []).filter(({ field }) => field === 'what');
  return html`<div class="wm-no-print">${
    isOut &&
    form({
      action: `${path}/copies`,
      csrfToken,
      body: button({
        text: 'Take a copy to print',
        classes: 'govuk-button--secondary',
        preventDoubleClick: true,
      }),
    })
  }${form({
    action: `${path}/again`,
    csrfToken,
    body: button({
      text: 'Make one like it again',
      classes: 'govuk-button--secondary',
      preventDoubleClick: true,
    }),
  })}${
    isOut &&
    details({
      summaryText: 'Put something in it right',
      open: errors.length > 0,
      html: form({
        action: `${path}/correct`,
        csrfToken,
        body: html`${textarea({ id: 'what', name: 'what', label: { text: 'What is put right' }, hint: { text: 'Its readers see this. A draft is made, which takes the place of this one once you release it' }, rows: 2, value: errors.length > 0 ? (showing.why ?? '') : '', ...messageFor(errors, 'what') })}${button({ text: 'Make the correction', preventDoubleClick: true })}`,
      }),
    })
  }</div>`;
}

/** Those who were taken out of one that is still out, and may be told of. */
export const putBackForms = (
  { csrfToken, now, viewer }: Ask,
  briefing: Briefing,
  gone: readonly MadeItem[],
): Html | '' =>
  transitions[briefing.state]['put-back'] === undefined ||
  briefing.untilAt <= now ||
  !viewer.may('briefing:release')
    ? ''
    : html`<div class="wm-no-print">${gone
        .filter(({ stands, withdrawnWhy }) => stands && withdrawnWhy !== null)
        .map((item) =>
          form({
            action: `/briefings/${briefing.id}/people/${item.id}/back`,
            csrfToken,
            body: button({
              text: `Put ${item.name} back`,
              classes: 'govuk-button--secondary',
              preventDoubleClick: true,
            }),
          }),
        )}</div>`;

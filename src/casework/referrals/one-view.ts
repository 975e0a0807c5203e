import { type Day, showMoment, showShortDay } from '../../kernel/clock.ts';
import { button, emptyState, summaryList, table, tag, warningText } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Pathway } from '../plans/types.ts';
import { stateTag, waitedWords } from './list-views.ts';
import type { ReferralFrame } from './one-frame.ts';
import { fieldWords, isOpen, reportDueOn, sessionMoves, transitions } from './rules.ts';
import { nameOf, outcomeText } from './scheme.ts';
import {
  achievementWords,
  type EndReport,
  eventWords,
  type Referral,
  type ReferralEvent,
  type ReferralInput,
  type ReferralsRule,
  referralHandlingWords,
  type Session,
  type SessionState,
  type SharedText,
  type StaffRisk,
  sessionStateWords,
  staffRiskWords,
} from './types.ts';

export interface ReferralPageModel {
  referral: Referral;
  /** Undefined for those who see the need and not what else is shared. */
  shared: SharedText | undefined;
  events: readonly ReferralEvent[];
  sessions: readonly Session[];
  report: EndReport | undefined;
  /** As it stood when the referral was written. */
  rule: ReferralsRule;
  pathways: readonly Pathway[];
  frame: ReferralFrame;
  csrfToken: string;
  today: Day;
  /** Of the agency that referred, or of the provider. */
  mayMake: boolean;
  mayHandle: boolean;
  /** Nobody of the provider is on the system: the referrer writes down what it says. */
  answersElsewhere: boolean;
}

export function referralPage(model: ReferralPageModel): Html {
  const { referral } = model;
  return html`<h1 class="govuk-heading-l">Referral to ${referral.service} ${stateTag(referral.state)}</h1>
${model.frame.who}
${model.shared?.staffRisk === 'yes' ? warningText({ text: `Risk to staff: ${model.shared.staffRiskWords ?? ''}` }) : ''}
${reasonLine(model)}
${actions(model)}
${textOf(model)}
${referral.state === 'draft' ? '' : sessionsOf(model)}
${model.report === undefined ? '' : reportOf(model, model.report)}
<h2 class="govuk-heading-m">What became of it</h2>
${eventTable(model)}`;
}

const allReasons = (rule: ReferralsRule) => [...rule.declineReasons, ...rule.endReasons];

function reasonLine({ referral, rule }: ReferralPageModel): Html | '' {
  if (referral.reasonCode === null) return '';
  const words = referral.reason === null ? '' : `: “${referral.reason}”`;
  return html`<p class="govuk-body"><strong>Why:</strong> ${nameOf(allReasons(rule), referral.reasonCode)}${words}</p>`;
}

const moveForm = (
  model: ReferralPageModel,
  action: string,
  text: string,
  over: { move?: string; secondary?: boolean } = {},
): Html =>
  form({
    action: `/referrals/${model.referral.id}/${action}`,
    csrfToken: model.csrfToken,
    version: model.referral.version,
    body: html`${over.move === undefined ? '' : html`<input type="hidden" name="move" value="${over.move}">`}${button({ text, preventDoubleClick: true, ...(over.secondary === true ? { classes: 'govuk-button--secondary' } : {}) })}`,
  });

const linkButton = (model: ReferralPageModel, path: string, text: string, secondary = true): Html =>
  button({
    text,
    href: `/referrals/${model.referral.id}/${path}`,
    ...(secondary ? { classes: 'govuk-button--secondary' } : {}),
  });

/** What may be done now, by whoever looks: the table of transitions decides. */
function actions(model: ReferralPageModel): Html | '' {
  const can = transitions[model.referral.state];
  const isDraft = model.referral.state === 'draft';
  const parts: (Html | '')[] = [];
  if (model.mayHandle) {
    if (can.accept) parts.push(moveForm(model, 'answer', 'Accept', { move: 'accept' }));
    if (can.decline) parts.push(linkButton(model, 'refuse?move=decline', 'Decline'));
    if (can.start) parts.push(moveForm(model, 'answer', 'Start the service', { move: 'start' }));
    if (can.complete) parts.push(linkButton(model, 'sessions/new', 'Add a session', false));
    if (can.complete) parts.push(linkButton(model, 'report', 'End with a report'));
    if (can['put-back'])
      parts.push(moveForm(model, 'answer', 'Take the answer back', { move: 'put-back', secondary: true }));
    if (can.cancel) parts.push(linkButton(model, 'refuse?move=cancel', 'Cancel'));
  }
  if (model.mayMake) {
    if (can.send) parts.push(moveForm(model, 'send', isDraft ? 'Send' : 'Send again'));
    if (isDraft) parts.push(linkButton(model, 'edit', 'Change the draft'));
    else if (can.amend) parts.push(linkButton(model, 'edit', 'Amend'));
    if (model.answersElsewhere && isOpen(model.referral.state))
      parts.push(linkButton(model, 'told', 'Record what the provider said'));
    if (isOpen(model.referral.state)) parts.push(linkButton(model, 'move', 'Go on with another provider'));
    if (can.withdraw) parts.push(linkButton(model, 'withdraw', isDraft ? 'Throw away' : 'Withdraw'));
  }
  return parts.length === 0 ? '' : html`<div class="govuk-button-group wm-no-print">${parts}</div>`;
}

function textOf(model: ReferralPageModel): Html {
  const { referral, shared, rule } = model;
  const row = (key: string, value: string | null | undefined) =>
    value === null || value === undefined || value === '' ? null : { key, value };
  return html`<h2 class="govuk-heading-m">What the referral says</h2>${summaryList({
    rows: [
      row('Need', referral.need),
      row('Goal', referral.goal),
      row('Kind of help', nameOf(rule.categories, referral.category)),
      row('Pathway', nameOf(model.pathways, referral.pathway)),
      row('Desired outcomes', referral.outcomes.map((code) => outcomeText(rule, code)).join('; ')),
      ...sharedRows(shared),
      row('Sent', waitedWords(referral.sentAt, referral.state, model.today) || 'Not sent yet'),
      row(
        'Referred by',
        `${referral.staff}, ${referral.agency}${referral.staffPhone === null ? '' : `, ${referral.staffPhone}`}`,
      ),
      row('Provider', `${referral.provider}${referral.worker === null ? '' : `, ${referral.worker}`}`),
      model.mayHandle ? null : row('Who else may see it', referralHandlingWords[referral.handling]),
    ],
  })}
${shared === undefined ? html`<p class="govuk-hint">What else the referral shares is for the two agencies and those who work with the person.</p>` : ''}`;
}

function sharedRows(shared: SharedText | undefined) {
  if (shared === undefined) return [];
  const risk =
    shared.staffRisk === null
      ? null
      : `${staffRiskWords[shared.staffRisk]}${shared.staffRiskWords === null ? '' : `: ${shared.staffRiskWords}`}`;
  const offence =
    shared.offenceType === null ? null : `${shared.offenceType} (shared because: ${shared.offenceWhy})`;
  return (
    [
      ['Contact details', shared.contactDetails],
      ['Risk to staff', risk],
      ['When they are free', shared.availability],
      ['Language', shared.language],
      ['Type of offence', offence],
    ] as const
  ).flatMap(([key, value]) => (value === null ? [] : [{ key, value }]));
}

const sessionColours: Record<SessionState, string> = {
  planned: 'govuk-tag--blue',
  attended: 'govuk-tag--green',
  'acceptable-absence': 'govuk-tag--yellow',
  failed: 'govuk-tag--red',
  'called-off': 'govuk-tag--grey',
};

function sessionsOf(model: ReferralPageModel): Html {
  const { referral, sessions } = model;
  const due = isOpen(referral.state) ? reportDueOn(sessions, model.rule.reportDueAfterDays) : undefined;
  const held = sessions.filter((one) => one.state !== 'planned' && one.state !== 'called-off');
  const came = held.filter(({ state }) => state === 'attended').length;
  return html`<h2 class="govuk-heading-m">Sessions</h2>
${held.length === 0 ? '' : html`<p class="govuk-body">Attended ${came} of ${held.length}.</p>`}
${due === undefined || !model.mayHandle ? '' : html`<p class="govuk-body">No session is planned: the end-of-service report is due by ${showShortDay(due)}${due < model.today ? html` ${tag({ text: 'Overdue', classes: 'govuk-tag--red' })}` : ''}.</p>`}
${sessions.length === 0 ? emptyState({ title: 'No session is recorded.', text: 'Sessions show here once the service has started.' }) : sessionTable(model)}`;
}

const sessionTable = (model: ReferralPageModel): Html =>
  table({
    caption: 'Sessions, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Sessions',
    stack: true,
    head: [{ text: 'When' }, { text: 'Where' }, { text: 'Came' }, { text: 'How it went' }, { text: 'By' }],
    rows: model.sessions.map((session) => [
      html`${showMoment(session.at)}${session.minutes === null ? '' : html`<br><span class="govuk-hint govuk-!-font-size-16">${session.minutes} minutes</span>`}`,
      session.place ?? '',
      tag({ text: sessionStateWords[session.state], classes: sessionColours[session.state] }),
      session.feedback ?? '',
      html`${session.staff}${model.mayHandle && isOpen(model.referral.state) && sessionMoves[session.state].length > 0 ? html`<br><a class="govuk-link" href="/referrals/${session.referralId}/sessions/${session.id}">${session.state === 'planned' ? 'Record or move' : 'Correct'}<span class="govuk-visually-hidden"> the session of ${showMoment(session.at)}</span></a>` : ''}`,
    ]),
  });

const reportOf = (model: ReferralPageModel, report: EndReport): Html =>
  html`<h2 class="govuk-heading-m">End-of-service report</h2>
<p class="govuk-body">${report.summary}</p>
${report.stillNeeded === null ? '' : html`<p class="govuk-body"><strong>Still needed:</strong> ${report.stillNeeded}</p>`}
${
  report.outcomes.length === 0
    ? ''
    : table({
        stack: true,
        caption: 'Desired outcomes',
        captionClasses: 'govuk-table__caption--s',
        scrollLabel: 'Desired outcomes',
        head: [{ text: 'Outcome' }, { text: 'Achieved' }, { text: 'Words' }],
        rows: report.outcomes.map((one) => [
          outcomeText(model.rule, one.code),
          achievementWords[one.level],
          one.words ?? '',
        ]),
      })
}<p class="govuk-hint">${report.staff}, ${showMoment(report.at)}</p>`;

const eventTable = (model: ReferralPageModel): Html =>
  table({
    caption: 'History of the referral',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'History of the referral',
    stack: true,
    head: [{ text: 'When' }, { text: 'What' }, { text: 'Why' }, { text: 'By' }],
    rows: model.events.map((event) => [
      showMoment(event.at),
      event.what === 'amend' ? amendment(event, model.rule) : eventWords[event.what],
      whyOf(event, model.rule),
      `${event.staff}, ${event.agency}`,
    ]),
  });

/** Old and new side by side. */
const amendment = (event: ReferralEvent, rule: ReferralsRule): Html =>
  html`<strong>${fieldWords[event.field as keyof ReferralInput] ?? 'Text'}</strong> was “${valueWords(event.field, event.was, rule)}”, now “${valueWords(event.field, event.became, rule)}”`;

function valueWords(field: string | null, value: string | null, rule: ReferralsRule): string {
  if (value === null) return 'not shared';
  if (field === 'outcomes')
    return value
      .split(', ')
      .map((code) => outcomeText(rule, code))
      .join('; ');
  if (field === 'category') return nameOf(rule.categories, value);
  return field === 'staffRisk' ? (staffRiskWords[value as StaffRisk] ?? value) : value;
}

function whyOf(event: ReferralEvent, rule: ReferralsRule): string {
  const reason =
    event.what === 'amend' || event.became === null ? '' : nameOf(allReasons(rule), event.became);
  return [reason, event.why ?? ''].filter((part) => part !== '').join(': ');
}

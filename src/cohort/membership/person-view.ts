import { type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  details,
  emptyState,
  insetText,
  type Rag,
  ragTag,
  select,
  summaryList,
  table,
  textarea,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { changeWhy } from './change-words.ts';
import { review } from './cohort-view.ts';
import type { CurrentMembership } from './memberships.ts';
import { daysOnScheme, transitions } from './rules.ts';
import { type Spell, type TimeOnScheme, timeOnScheme, transitionDay, transitionDue } from './scheme-clock.ts';
import {
  type Change,
  changeWords,
  kindOfChange,
  type Membership,
  type MembershipChange,
  membershipStateWords,
  rags,
  ragWords,
  statutoryWords,
} from './types.ts';

export interface MembershipWords {
  strands: readonly { code: string; name: string }[];
  tiers: readonly { code: string; name: string }[];
  rag: { meanings: Partial<Record<Rag, string>>; example: boolean };
  /** Which custody suspends the clock; undefined where the scheme has not said. */
  clock: { suspendedBy: readonly Spell['kind'][]; example: boolean } | undefined;
}

const nameOf = (codes: readonly { code: string; name: string }[], code: string | null): string =>
  code === null ? 'None' : (codes.find((one) => one.code === code)?.name ?? code);

export const ragOf = (membership: CurrentMembership): Html =>
  ragTag({
    value: membership.rag,
    text: ragWords[membership.rag],
    ...(membership.ragTrend === undefined ? {} : { trend: membership.ragTrend }),
  });

export interface MembershipPageModel {
  personId: number;
  current: CurrentMembership | undefined;
  past: readonly Membership[];
  changes: readonly MembershipChange[];
  /** Custody; null where the viewer's role sees none. */
  spells: readonly Spell[] | null;
  born: Day | null;
  words: MembershipWords;
  today: Day;
  mayChange: boolean;
  mayTransfer: boolean;
  /** Meetings to propose a de-selection to; undefined for who may not. */
  meetings: readonly { id: number; base: string | null; heldOn: Day }[] | undefined;
  csrfToken: string;
}

export function membershipPage(model: MembershipPageModel): Html {
  return html`<h1 class="govuk-heading-l">Membership</h1>
${model.current === undefined ? gone(model) : present(model, model.current)}
${model.current !== undefined && model.meetings !== undefined && askPanel(model, model.meetings)}
${model.past.length > 0 ? pastOnes(model) : ''}
<h2 class="govuk-heading-m">History</h2>
${model.changes.length === 0 ? emptyState({ title: 'No change is recorded.' }) : history(model)}`;
}

/** Nobody but those who manage the scheme sees somebody who left, and only until the record is reviewed. */
function gone({ past, today }: MembershipPageModel): Html {
  const [last] = past;
  if (last?.leftOn === null || last === undefined)
    return emptyState({
      title: 'This person is not on the scheme.',
      text: 'A panel decides who is adopted.',
    });
  const over = last.retentionOn <= today;
  return insetText({
    html: html`<p class="govuk-body"><strong>This person left the scheme on ${showDay(last.leftOn)}. The record is restricted.</strong></p>
<p class="govuk-body">${over ? `Its review was due on ${showDay(last.retentionOn)}: those who manage the scheme decide whether it is still kept.` : `Only those who manage the scheme see it, until it is reviewed on ${showDay(last.retentionOn)}.`} A panel may adopt the person again: that begins a new membership, with this one below it.</p>`,
  });
}

/** `245 days: 224 at risk, 21 in custody`; what is not shown is said. */
export function timeWords(time: TimeOnScheme, hasClock: boolean): string {
  const days = (n: number): string => (n === 1 ? '1 day' : `${n} days`);
  if (!hasClock || time.suspended === 0) return days(time.days);
  return `${days(time.days)}: ${days(time.atRisk)} at risk, ${days(time.suspended)} in custody`;
}

function timeOf({ words, spells, today }: MembershipPageModel, joined: Day, until: Day | null): Html {
  if (words.clock === undefined || spells === null)
    return html`${daysOnScheme(joined, until ?? today)} days<br><span class="govuk-hint">${spells === null ? 'Days in custody are not shown to your role, and are counted here.' : 'The scheme has no rule yet of which custody suspends the clock: every day counts.'}</span>`;
  const time = timeOnScheme(joined, until ?? today, spells, words.clock);
  const which = words.clock.suspendedBy
    .map((kind) => (kind === 'prison' ? 'prison' : 'police custody'))
    .join(' or ');
  return html`${timeWords(time, true)}${until === null && time.isSuspended && html` <strong class="govuk-tag govuk-tag--blue">Clock suspended</strong>`}${until === null && html`<br><span class="govuk-hint">${which === '' ? 'No custody suspends the clock' : `Time in ${which} suspends the clock`}, by the scheme’s rule${words.clock.example && ' (an example)'}. Of custody that you may see.</span>`}`;
}

function transitionRow(
  model: MembershipPageModel,
  current: CurrentMembership,
  actions: object,
): { key: string; value: Html }[] {
  const isDue = transitionDue(model.born, model.today);
  const day = transitionDay(model.born);
  if (!isDue && current.transitionPlan === null) return [];
  return [
    {
      key: 'Way to adult services',
      value: html`${current.transitionPlan === null ? html`<strong class="govuk-tag govuk-tag--red">No plan</strong>` : html`<span class="wm-pre">${current.transitionPlan}</span>`}${isDue && day !== null && html`<br><span class="govuk-hint">Seventeen and a half since ${showDay(day)}</span>`}`,
      ...actions,
    },
  ];
}

function present(model: MembershipPageModel, current: CurrentMembership): Html {
  const path = `/people/${model.personId}/membership`;
  const allowed = transitions[current.state];
  const link = (what: Change, text: string) => ({
    href: `${path}/${what}`,
    text,
    visuallyHiddenText: changeWords[kindOfChange(what)].toLowerCase(),
  });
  const change = (what: Change, text: string) =>
    model.mayChange && (what !== 'state' || allowed.suspend !== undefined || allowed.resume !== undefined)
      ? { actions: { items: [link(what, text)] } }
      : {};
  const meaning = model.words.rag.meanings[current.rag];
  return summaryList({
    rows: [
      {
        key: 'Status',
        value: `${membershipStateWords[current.state]}${current.state === 'member' ? '' : ', on the scheme'} since ${showDay(current.joinedOn)}${model.past.length > 0 ? ` (${model.past.length + 1}${ordinal(model.past.length + 1)} time)` : ''}`,
        ...change('state', current.state === 'member' ? 'Suspend' : 'Resume'),
      },
      { key: 'Time on the scheme', value: timeOf(model, current.joinedOn, null) },
      {
        key: 'RAG',
        value: html`${ragOf(current)}${current.ragAt !== null && html` since ${showMoment(current.ragAt).split(',')[0]}`}${meaning !== undefined && html`<br><span class="govuk-hint">${meaning}</span>`}`,
        ...change('rag', 'Change'),
      },
      { key: 'Tier', value: nameOf(model.words.tiers, current.tier), ...change('tier', 'Change') },
      {
        key: 'Strand',
        value: nameOf(model.words.strands, current.strand),
        ...change('strand', 'Change'),
      },
      {
        key: 'Base and team',
        value: `${current.base}, ${current.team}`,
        ...(model.mayTransfer && allowed.transfer !== undefined
          ? {
              actions: {
                items: [
                  {
                    href: `/people/${model.personId}/transfer`,
                    text: 'Transfer',
                    visuallyHiddenText: 'to another team or scheme',
                  },
                ],
              },
            }
          : {}),
      },
      {
        key: 'Statutory status',
        value: html`${statutoryWords[current.statutory]}<br><span class="govuk-hint">It never decides which services somebody gets.</span>`,
        ...change('statutory', 'Change'),
      },
      ...transitionRow(
        model,
        current,
        change('transition', current.transitionPlan === null ? 'Plan' : 'Change'),
      ),
      {
        key: 'Next review',
        value: html`${review(current.nextReview, model.today)}`,
        ...(model.mayChange && allowed.review !== undefined
          ? {
              actions: {
                items: [
                  { href: `${path}/review`, text: 'Record a membership review' },
                  link('review-date', 'Move the date'),
                ],
              },
            }
          : {}),
      },
      {
        key: 'Retention',
        value: `The record is reviewed on ${showDay(current.retentionOn)}; the date is set anew when the person leaves`,
      },
    ],
  });
}

const ordinal = (n: number): string => ({ 1: 'st', 2: 'nd', 3: 'rd' })[n] ?? 'th';

/** Nobody leaves the scheme by a button: a panel is asked. */
const askPanel = (
  model: MembershipPageModel,
  meetings: readonly { id: number; base: string | null; heldOn: Day }[],
): Html =>
  details({
    summaryText: 'Ask a panel to de-select this person',
    classes: 'wm-no-print',
    html:
      meetings.length === 0
        ? html`<p class="govuk-body">No meeting is planned. <a class="govuk-link" href="/panels/new">Plan a meeting</a></p>`
        : form({
            action: '/panels/items',
            csrfToken: model.csrfToken,
            body: html`<input type="hidden" name="person" value="${model.personId}">
${select({ id: 'meeting', name: 'meeting', label: { text: 'Panel of' }, items: meetings.map(({ id, heldOn, base }) => ({ value: id, text: `${showDay(heldOn)}, ${base ?? 'every base'}` })) })}
${textarea({ id: 'panel-why', name: 'why', label: { text: 'Why the panel should look' }, rows: 2 })}
${button({ text: 'Put on the agenda', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
          }),
  });

const pastOnes = (
  model: MembershipPageModel,
): Html => html`<h2 class="govuk-heading-m">Earlier memberships</h2>
${table({
  scrollLabel: 'Earlier memberships',
  stack: true,
  caption: 'Earlier memberships',
  captionClasses: 'govuk-visually-hidden',
  head: [
    { text: 'Joined' },
    { text: 'Left' },
    { text: 'Strand' },
    { text: 'Why' },
    { text: 'Time on the scheme' },
    { text: 'Retention review' },
  ],
  rows: model.past.map((one) => [
    showShortDay(one.joinedOn),
    one.leftOn === null ? '' : showShortDay(one.leftOn),
    nameOf(model.words.strands, one.strand),
    one.leftReason?.replaceAll('-', ' ') ?? '',
    one.leftOn === null ? '' : timeOf(model, one.joinedOn, one.leftOn),
    showShortDay(one.retentionOn),
  ]),
})}`;

function history(model: MembershipPageModel): Html {
  return table({
    scrollLabel: 'History of the membership',
    stack: true,
    caption: 'Changes, newest first',
    captionClasses: 'govuk-visually-hidden',
    head: [
      { text: 'When' },
      { text: 'What' },
      { text: 'From' },
      { text: 'To' },
      { text: 'Why' },
      { text: 'By' },
    ],
    rows: model.changes.map((change) => [
      showMoment(change.at),
      change.heldOn === null
        ? changeWords[change.what]
        : html`Review held ${showShortDay(change.heldOn)}<br><span class="govuk-hint">Next review</span>`,
      valueWords(change, change.was, model.words),
      valueWords(change, change.became, model.words),
      html`${change.heldOn === null ? changeWhy(change) : change.why}${change.effectiveOn !== null && html`<br><span class="govuk-hint">From ${showShortDay(change.effectiveOn)}</span>`}`,
      change.staff === null ? 'Waymark, from the records' : `${change.staff}, ${change.agency ?? ''}`,
    ]),
  });
}

export function valueWords(
  { what }: Pick<MembershipChange, 'what'>,
  value: string | null,
  words: MembershipWords,
): Html | string {
  if (value === null) return '';
  switch (what) {
    case 'rag': {
      const rag = rags.find((code) => code === value) ?? 'none';
      return ragTag({ value: rag, text: ragWords[rag] });
    }
    case 'tier':
      return value === 'none' ? 'None' : nameOf(words.tiers, value);
    case 'strand':
      return nameOf(words.strands, value);
    case 'review':
      return showShortDay(value);
    case 'state':
      return value === 'member' || value === 'suspended' || value === 'de-selected'
        ? membershipStateWords[value]
        : value;
    case 'statutory':
      return value === 'statutory' || value === 'voluntary' || value === 'dual'
        ? statutoryWords[value]
        : value;
    case 'base':
      return value;
    case 'transition':
      return value === 'planned' ? 'Written' : value;
    case 'owner':
      return value === 'team' ? 'The team' : 'One member of staff';
  }
}

/** The box on a person's overview. */
export const onTheScheme = (model: {
  personId: number;
  current: CurrentMembership;
  words: MembershipWords;
  time: TimeOnScheme;
  today: Day;
  mayOpen: boolean;
}): Html => html`<h2 class="govuk-heading-m">On the scheme</h2>
${summaryList({
  classes: 'govuk-summary-list--no-border',
  rows: [
    { key: 'Status', value: membershipStateWords[model.current.state] },
    { key: 'RAG', value: ragOf(model.current) },
    {
      key: 'Strand and tier',
      value: `${nameOf(model.words.strands, model.current.strand)}${model.current.tier === null ? '' : `, ${nameOf(model.words.tiers, model.current.tier)}`}`,
    },
    { key: 'Base', value: model.current.base },
    { key: 'Next review', value: html`${review(model.current.nextReview, model.today)}` },
    {
      key: 'On the scheme',
      value: `${timeWords(model.time, model.words.clock !== undefined)}, since ${showDay(model.current.joinedOn)}${model.time.isSuspended ? '. The clock is suspended' : ''}`,
    },
  ],
})}
${model.mayOpen && html`<p class="govuk-body"><a class="govuk-link" href="/people/${model.personId}/membership">Membership and its history</a></p>`}`;

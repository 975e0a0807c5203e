import { showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import {
  button,
  checkboxes,
  emptyState,
  insetText,
  numberedPages,
  radios,
  table,
  tag,
} from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { foldName } from '../intake/fold-name.ts';
import { letterOf } from './cluster.ts';
import type { Cluster, Proposal } from './life-store.ts';
import { clusterPicture } from './picture.ts';
import { proposalList, secondForm, twoPeopleNeeded } from './proposal-views.ts';
import type { Risk } from './risk.ts';
import type { OwnDecision, ReviewPair, ReviewSide } from './store.ts';
import type { TwoOf } from './two-store.ts';
import { decidedWhy, standsOr } from './two-views.ts';
import { type Verdict, verdicts, verdictWords } from './types.ts';
import { evidenceLists, strengthShort } from './views.ts';
import { whyBox } from './why.ts';

export const queuePageSize = 25;

export const nameOf = (side: ReviewSide): string =>
  [side.givenName, side.middleName, side.familyName].filter(Boolean).join(' ') || 'No name';

/** `place`: where it stands in the queue, so that whoever decides goes on from there. */
export const pairHref = ({ left, right }: { left: number; right: number }, place?: number): string =>
  `/identity/review/${left}/${right}${place === undefined ? '' : `?place=${place}`}`;

/** The page of the queue on which a place is. */
export const queueHref = (place: number): string =>
  place < queuePageSize
    ? '/identity/review'
    : `/identity/review?page=${Math.floor(place / queuePageSize) + 1}`;

/** The other pages of the scheme's office about who is who. `some`: the viewer has decided something lately. */
const officeLinks = (some: boolean): Html =>
  html`<ul class="govuk-list wm-no-print">${some && html`<li><a class="govuk-link" href="#decisions">Your last decisions, to look at or take back</a></li>`}<li><a class="govuk-link" href="/identity/checks">People somebody asked about</a></li><li><a class="govuk-link" href="/identity/events">Events whose person is not certain</a></li><li><a class="govuk-link" href="/identity/runs">What the last linking found</a></li></ul>`;

const flags = (pair: ReviewPair): Html =>
  html`${pair.held ? html`${tag({ text: 'Held change', classes: 'govuk-tag--red' })} ` : ''}${pair.worked ? html`${tag({ text: 'Being worked with', classes: 'govuk-tag--orange' })} ` : ''}${pair.unsure ? tag({ text: 'Somebody was not sure', classes: 'govuk-tag--grey' }) : ''}`;

interface OwnDecisions {
  own: readonly OwnDecision[];
  /** Of these, those that two people made. */
  two: TwoOf;
  csrfToken: string | undefined;
}

/** The queue: pairs that a person must decide, by risk. */
export function reviewList(
  pairs: readonly ReviewPair[],
  pageNumber: number,
  decisions: OwnDecisions & { proposals: readonly Proposal[] },
): Html {
  const total = pairs[0]?.total ?? 0;
  return html`<h1 class="govuk-heading-l">Pairs to review</h1>
${officeLinks(decisions.own.length > 0)}
${proposalList(decisions.proposals, nameOf)}
${
  pairs.length === 0
    ? emptyState({
        title: pageNumber > 1 ? 'There is nothing on this page.' : 'No pair waits for a decision.',
        text: 'Pairs come here when records are alike, and not alike enough to be linked without a person.',
        ...(pageNumber > 1 ? { actions: [{ text: 'Start of the queue', href: '/identity/review' }] } : {}),
      })
    : html`<p class="govuk-body">${total} ${total === 1 ? 'pair waits' : 'pairs wait'}. First what touches somebody whom agencies are working with, then the likeliest. Two people have one pair here, the strongest of those between their records that you may see: what the last linking found counts every pair of records, so its number is higher.</p>${table(
        {
          caption: 'Pairs to review',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Pairs to review',
          stack: true,
          foldOnPhone: [1, 2],
          firstCellIsHeader: true,
          head: [
            { text: 'Records' },
            { text: 'Born' },
            { text: 'Agencies' },
            { text: 'Evidence' },
            { text: 'Decide' },
          ],
          rows: pairs.map((pair, index) => [
            { html: html`${nameOf(pair.leftSide)} and <br>${nameOf(pair.rightSide)}<br>${flags(pair)}` },
            html`${born(pair.leftSide)}<br>${born(pair.rightSide)}`,
            html`${pair.leftSide.agency}<br>${pair.rightSide.agency}`,
            strengthShort(pair.bits, pair.evidence),
            html`<a class="govuk-link" href="${pairHref(pair, (pageNumber - 1) * queuePageSize + index)}">Look<span class="govuk-visually-hidden"> at ${nameOf(pair.leftSide)} and ${nameOf(pair.rightSide)}</span></a>`,
          ]),
        },
      )}${numberedPages(pageNumber, Math.ceil(total / queuePageSize), (page) => `/identity/review?page=${page}`, 'Pages of the queue')}`
}
${ownDecisions(decisions)}`;
}

/** Takes one's own decision back at once: no reason is asked. */
export const takeBackForm = (decisionId: number, csrfToken: string, names: Html | '' = ''): Html =>
  form({
    action: `/identity/decisions/${decisionId}/take-back`,
    csrfToken,
    body: button({
      html: html`Take back${names}`,
      classes: 'govuk-button--secondary govuk-!-margin-bottom-0',
      preventDoubleClick: true,
    }),
  });

/** With the way back. */
function ownDecisions({ own, two, csrfToken }: OwnDecisions): Html | '' {
  if (own.length === 0) return '';
  const state = (decision: OwnDecision): Html | string => {
    if (decision.supersededAt !== null) return standsOr(decision, two.ended.get(decision.id));
    if (!decision.open || csrfToken === undefined) return 'Stands';
    const names = html`<span class="govuk-visually-hidden">: ${nameOf(decision.leftSide)} and ${nameOf(decision.rightSide)}</span>`;
    if (decision.asked) return 'Asked back: waits for a second person';
    if (decision.second !== null)
      return html`<a class="govuk-link" href="${pairHref(decision)}#back">Ask for it back${names}</a>`;
    return takeBackForm(decision.id, csrfToken, names);
  };
  return html`<h2 class="govuk-heading-m" id="decisions">Your last decisions</h2>
<p class="govuk-body">You may take a decision back for seven days, unless somebody has decided about the same people since. What you proposed and a second person decided, you may ask back: another yes takes it back.</p>
${table({
  caption: 'Your last decisions, newest first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Your last decisions',
  stack: true,
  foldOnPhone: [3],
  firstCellIsHeader: true,
  head: ['When', 'Records', 'You decided', 'Why', 'Now'].map((text) => ({ text })),
  rows: own.map((decision) => [
    showMoment(decision.at),
    html`<a class="govuk-link" href="${pairHref(decision)}">${nameOf(decision.leftSide)}, ${decision.leftSide.agency}<br>${nameOf(decision.rightSide)}, ${decision.rightSide.agency}</a>`,
    html`${verdictWords[decision.verdict]}${decision.second === null ? '' : html`<br>You proposed it, ${decision.second} agreed`}${decision.together > 1 ? html`<br>With ${decision.together - 1} more of the same two` : ''}`,
    decidedWhy(decision.why, two.made.get(decision.id)),
    state(decision),
  ]),
})}`;
}

const born = (side: ReviewSide): string => (side.born === null ? 'Not known' : showShortDay(side.born));

const compared: readonly { label: string; read(side: ReviewSide): string; key?(value: string): string }[] = [
  { label: 'Name', read: nameOf, key: foldName },
  { label: 'Other names', read: ({ aliases }) => aliases.join(', '), key: foldName },
  { label: 'Date of birth', read: (side) => (side.born === null ? '' : showDay(side.born)) },
  { label: 'Sex', read: ({ sex }) => sex ?? '' },
  { label: 'PNC', read: ({ pnc }) => pnc ?? '' },
  { label: 'CRO', read: ({ cro }) => cro ?? '' },
  { label: 'Prison number', read: ({ prisonNumber }) => prisonNumber ?? '' },
  { label: 'CRN', read: ({ crn }) => crn ?? '' },
  { label: 'Youth justice reference', read: ({ yjsId }) => yjsId ?? '' },
  { label: 'Postcode', read: ({ postcode }) => postcode ?? '' },
  { label: 'Last changed', read: ({ asOf }) => showDay(asOf) },
];

/** Forename and surname agree, which is what the evidence says of them too. */
const sameButMiddle = ({ leftSide, rightSide }: Pick<ReviewPair, 'leftSide' | 'rightSide'>): boolean => {
  const outer = ({ givenName, familyName }: ReviewSide): string =>
    foldName(`${givenName ?? ''} ${familyName ?? ''}`);
  return leftSide.givenName !== null && leftSide.familyName !== null && outer(leftSide) === outer(rightSide);
};

/** How a record is called above its column: by the letter of the group's picture, where there is one. */
const headOf = ({ agency, localId }: ReviewSide, letter: string | undefined): string =>
  `${letter === undefined ? '' : `${letter}: `}${agency}, ${localId}`;

/** Under the same letters as `groupAround` draws them. */
function lettersOf({ left, right }: ReviewPair, cluster: Cluster | undefined): Letters {
  if (cluster === undefined || !isDrawn(cluster)) return [];
  return [left, right].map((id) => letterOf(cluster.records.findIndex((record) => record.id === id)));
}

type Letters = readonly string[];

/** The records of a group are drawn where there are more than the two. */
const isDrawn = (cluster: Cluster): boolean => cluster.records.length >= 3;

export function sideBySide(
  pair: Pick<ReviewPair, 'leftSide' | 'rightSide'>,
  [left, right]: Letters = [],
): Html {
  return table({
    caption: 'The two records',
    captionClasses: 'govuk-table__caption--m',
    scrollLabel: 'The two records side by side',
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: 'Field' },
      { text: headOf(pair.leftSide, left) },
      { text: headOf(pair.rightSide, right) },
      { text: 'Compared' },
    ],
    rows: compared.flatMap(({ label, read, key = (value) => value }) => {
      const [one, other] = [read(pair.leftSide), read(pair.rightSide)];
      if (one === '' && other === '') return [];
      const both = one !== '' && other !== '';
      const verdict =
        label === 'Last changed' || !both
          ? both
            ? ''
            : 'One does not say'
          : key(one) === key(other)
            ? tag({ text: 'Agrees', classes: 'govuk-tag--green' })
            : label === 'Name' && sameButMiddle(pair)
              ? tag({ text: 'Agrees but for the middle name', classes: 'govuk-tag--green' })
              : tag({ text: 'Differs', classes: 'govuk-tag--red' });
      return [[label, one, other, verdict]];
    }),
  });
}

export interface ReviewFormModel {
  /** Undefined for a role that may look and not decide. */
  csrfToken: string | undefined;
  key?: string | undefined;
  /** Its place in the queue from which it was opened. */
  place: number;
  verdict: string;
  answer: string;
  why: string;
  errors: readonly FieldError[];
  risks: Record<Verdict, Risk[]>;
  cluster: Cluster | undefined;
  /** Other pairs of the same two people that wait: how many, and of how many one person may say that they are different. */
  between: { answerable: number; all: number };
  /** Whether "different people" is said of those too. */
  others: boolean;
  proposal: Proposal | undefined;
}

/** One pair: what speaks against first, the fields side by side, and the decision. */
export function reviewPage(pair: ReviewPair, model: ReviewFormModel): Html {
  return html`<h1 class="govuk-heading-l">Are these one person?</h1>
<p class="govuk-body">${flags(pair)}</p>
${pair.held ? insetText({ text: 'The program would change who somebody is whom agencies are working with. Nothing changes until you decide.' }) : ''}
${evidenceLists(pair.evidence, 'Evidence', { picture: 'sum' })}
${sideBySide(pair, lettersOf(pair, model.cluster))}
${groupAround(model.cluster)}
${model.csrfToken === undefined ? '' : decisionOf(pair, { ...model, csrfToken: model.csrfToken })}`;
}

/** The records beside the two, where there are any: a pair of a group is judged with the group. */
function groupAround(cluster: Cluster | undefined): Html | '' {
  if (cluster === undefined || !isDrawn(cluster)) return '';
  return html`<h2 class="govuk-heading-m">The group around them</h2>${clusterPicture(
    cluster.records.map(({ id, group, side }) => ({
      id,
      group,
      label: `${nameOf(side)}, ${born(side)}, ${side.agency} ${side.localId}`,
    })),
    cluster.edges,
    'group',
  )}`;
}

type DecidingModel = ReviewFormModel & { csrfToken: string };

const decisionOf = (pair: ReviewPair, model: DecidingModel): Html =>
  model.proposal === undefined
    ? html`${twoPeopleNeeded(model.risks)}${verdictForm(pair, model)}`
    : secondForm(model.proposal, model);

const verdictForm = (pair: ReviewPair, model: DecidingModel): Html =>
  form({
    action: pairHref(pair),
    csrfToken: model.csrfToken,
    key: model.key,
    body: html`<input type="hidden" name="place" value="${model.place}">${radios({
      name: 'verdict',
      fieldset: { legend: { text: 'Your decision', classes: 'govuk-fieldset__legend--m' } },
      value: model.verdict,
      ...messageFor(model.errors, 'verdict'),
      items: verdicts.map((verdict) => ({
        value: verdict,
        text: verdictWords[verdict],
        hint: { text: consequences[verdict] },
      })),
    })}${othersBox(model)}${whyBox({ hint: 'Kept with your name', value: model.why, errors: model.errors })}
<div class="govuk-button-group">${button({ text: 'Save decision', preventDoubleClick: true })}${button({ text: 'Save and look at the next pair', name: 'after', value: 'next', classes: 'govuk-button--secondary', preventDoubleClick: true })}<a class="govuk-link" href="${queueHref(model.place)}">Back to the queue</a></div>`,
  });

/** Two people with several records have several pairs: all of them can be answered at once. */
function othersBox({ between: { answerable, all }, others, risks }: ReviewFormModel): Html | false {
  if (all === 0) return false;
  const left = all - answerable;
  const waiting = `The records of these two people make ${all} more ${all === 1 ? 'pair that waits' : 'pairs that wait'}.`;
  if (risks.different.length > 0)
    return html`<p class="govuk-body">${waiting} To say of this pair that they are different takes a second person, so the ${all === 1 ? 'other is' : 'others are'} not answered with it.</p>`;
  const rest =
    left === 0
      ? ''
      : ` ${left === 1 ? 'One of them takes' : `${left} of them take`} a second person, or somebody has proposed a decision: ${left === 1 ? 'it stays' : 'they stay'} in the queue.`;
  if (answerable === 0) return html`<p class="govuk-body">${waiting}${rest}</p>`;
  const pairs = answerable === 1 ? 'the other pair' : `all ${answerable} other pairs`;
  return checkboxes({
    idPrefix: 'others',
    name: 'others',
    fieldset: {
      legend: { text: 'If they are different people', classes: 'govuk-fieldset__legend--s' },
    },
    hint: { text: `${waiting}${rest}` },
    items: [
      {
        value: 'yes',
        text: `Say so of ${pairs} too`,
        checked: others,
        hint: { text: 'Each is a decision of its own: take them back one by one, or all at once' },
      },
    ],
  });
}

const consequences = {
  same: 'Their records, offences, custody and orders become one person’s',
  different: 'They stay apart, and this pair is not asked about again',
  'not-sure': 'The pair goes to the end of the queue for somebody else',
} as const;

import { showMoment } from '../../kernel/clock.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { button, insetText, radios, table, textarea } from '../../web/components/index.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { Proposal } from './life-store.ts';
import { type Risk, riskWords } from './risk.ts';
import type { Moved } from './two-store.ts';
import { type Verdict, verdicts, verdictWords } from './types.ts';

const sentence = (risks: readonly Risk[]): string => risks.map((risk) => riskWords[risk]).join('; ');

/** Before anything is chosen: which of the decisions somebody else must agree with. */
export function twoPeopleNeeded(risks: Record<Verdict, Risk[]>): Html | '' {
  const risky = verdicts.filter((verdict) => risks[verdict].length > 0);
  return risky.length === 0
    ? ''
    : insetText({
        html: html`<p class="govuk-body">A second person must agree before anything changes, if you decide:</p><ul class="govuk-list govuk-list--bullet">${risky.map((verdict) => html`<li>“${verdictWords[verdict]}”, because ${sentence(risks[verdict])}</li>`)}</ul>`,
      });
}

const stateOf = ({ state, second, secondWhy, settledAt, takesBack }: Proposal): Html | string => {
  if (state === 'waiting') return 'Waits for a second person';
  if (state === 'withdrawn')
    return takesBack === null ? 'Withdrawn' : 'Withdrawn, or taken back by whoever had decided';
  const verb = state === 'agreed' ? 'agreed' : 'said no';
  return html`${second ?? ''} ${verb}${settledAt === null ? '' : `, ${showMoment(settledAt)}`}<br>“${secondWhy ?? ''}”`;
};

/** No pair of the queue: a record that would leave its person or come back, or a decision that would be taken back. */
export const ofItsOwn = ({ separates, rejoins, takesBack }: Proposal): boolean =>
  separates !== null || rejoins !== null || takesBack !== null;

/** What the decision was that would be taken back: the proposal says the opposite of it. */
const wasDecided = ({ verdict }: Proposal): string => verdictWords[verdict === 'same' ? 'different' : 'same'];

/** What would be done, in words. */
const wouldBe = (proposal: Proposal): string =>
  proposal.separates !== null
    ? 'Separate the one from the other'
    : proposal.rejoins !== null
      ? 'Bring the separated record back'
      : proposal.takesBack !== null
        ? `Take back “${wasDecided(proposal)}”`
        : verdictWords[proposal.verdict];

/** What one's own proposal is, for whoever made it, in a line of Today. */
export const ownProposalWords = (
  proposal: Proposal,
  nameOf: (side: Proposal['leftSide']) => string,
): string => {
  const { separates, rejoins, takesBack, left, leftSide, rightSide } = proposal;
  if (takesBack !== null)
    return `Your proposal to take back what was decided about ${nameOf(leftSide)} and ${nameOf(rightSide)} waits for a second person`;
  if (separates !== null)
    return `Your proposal to separate a record of ${nameOf(separates === left ? leftSide : rightSide)} waits for a second person`;
  return rejoins === null
    ? `Your proposal about ${nameOf(leftSide)} and ${nameOf(rightSide)} waits for a second person`
    : `Your proposal to bring back a record of ${nameOf(leftSide)} waits for a second person`;
};

/** On the person's own page: what is proposed of their records and not decided yet. */
export const proposalsOfPerson = (proposals: readonly Proposal[]): Html | '' =>
  proposals.length === 0
    ? ''
    : insetText({
        html: html`<p class="govuk-body"><strong>Waits for a second person</strong></p><ul class="govuk-list govuk-list--bullet">${proposals.map((one) => html`<li>${one.mine ? 'You' : one.staff} proposed on ${showMoment(one.at)}: <a class="govuk-link" href="${proposalHref(one)}">${wouldBe(one)}</a>. “${one.why}”</li>`)}</ul>`,
      });

export const proposalHref = (proposal: Proposal): string => {
  const { id, left, right } = proposal;
  return !ofItsOwn(proposal) ? `/identity/review/${left}/${right}` : `/identity/proposals/${id}`;
};

/** Whom the proposer may ask. */
const whoMayAgree = ({ seconds }: Proposal): Html =>
  seconds.length === 0
    ? html`<p class="govuk-body">Nobody else in the scheme may agree with it now: an administrator gives somebody the role of identity reviewer.</p>`
    : html`<p class="govuk-body">Who may agree, if they may see both records: ${seconds.join('; ')}.</p>`;

/** Above the queue: what waits for a second person, and what became of one's own. */
export function proposalList(
  proposals: readonly Proposal[],
  nameOf: (side: Proposal['leftSide']) => string,
): Html | '' {
  if (proposals.length === 0) return '';
  return html`<h2 class="govuk-heading-m" id="proposals">Decisions that take two</h2>
${table({
  caption: 'Decisions that take two, those that wait first',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Decisions that take two',
  stack: true,
  head: ['Records', 'Proposed', 'By', 'Now', 'Look'].map((text) => ({ text })),
  rows: proposals.map((one) => [
    html`${nameOf(one.leftSide)}, ${one.leftSide.agency}<br>${nameOf(one.rightSide)}, ${one.rightSide.agency}`,
    wouldBe(one),
    html`${one.mine ? 'You' : one.staff}<br>${showMoment(one.at)}`,
    stateOf(one),
    one.state === 'waiting'
      ? html`<a class="govuk-link" href="${proposalHref(one)}">${one.mine ? 'Look or withdraw' : 'Agree or say no'}<span class="govuk-visually-hidden">: ${nameOf(one.leftSide)} and ${nameOf(one.rightSide)}</span></a>`
      : '',
  ]),
})}`;
}

export interface SecondFormModel {
  csrfToken: string;
  key?: string | undefined;
  answer: string;
  why: string;
  errors: readonly FieldError[];
  back?: string;
  /** What went or came back with the record, by kind and number. */
  moved?: Moved | undefined;
}

/** In place of the decision, while a proposal waits: to the colleague a yes or no, to the proposer the way back. */
export function secondForm(proposal: Proposal, model: SecondFormModel): Html {
  const told = html`<h2 class="govuk-heading-m">A decision waits for a second person</h2>
${insetText({
  html: html`<p class="govuk-body">${proposal.mine ? 'You' : proposal.staff} proposed on ${showMoment(proposal.at)}: <strong>${wouldBe(proposal)}</strong>.</p><p class="govuk-body">“${proposal.why}”</p><p class="govuk-body">It takes two people because ${proposal.rejoins !== null ? 'separating it did: ' : proposal.takesBack !== null ? 'deciding it did: ' : ''}${sentence(proposal.risks)}.</p>${whoMayAgree(proposal)}`,
})}`;
  return proposal.mine
    ? html`${told}${withdrawForm(proposal, model)}`
    : html`${told}${answerForm(proposal, model)}`;
}

export const proposalTitle = ({ rejoins, takesBack }: Proposal): string =>
  takesBack !== null
    ? 'Is this decision taken back?'
    : rejoins === null
      ? 'Is this record about somebody else?'
      : 'Does this record come back?';

/** As it is now: what would be, what was, or what somebody had wanted. */
const tense = ({ state }: Proposal, would: string, did: string): string =>
  state === 'waiting' ? `would ${would}` : state === 'agreed' ? did : `was to ${would}`;

function whatItWouldDo(proposal: Proposal): Html {
  if (proposal.takesBack !== null)
    return html`<p class="govuk-body">Two people decided of these records: “${wasDecided(proposal)}”. Whoever had proposed it asks for it back. What it moved ${tense(proposal, 'stand', 'stands')} as before, and the pair ${tense(proposal, 'wait', 'waits')} again.</p>`;
  if (proposal.rejoins !== null)
    return html`<p class="govuk-body">One of these two records was separated from the other’s person. It ${tense(proposal, 'come', 'came')} back with its offences, custody and orders, and with what was given to the other person.</p>`;
  const { agency, localId } = proposal.separates === proposal.left ? proposal.leftSide : proposal.rightSide;
  return html`<p class="govuk-body">The record of ${agency}, ${localId}, ${tense(proposal, 'leave', 'left')} its person for a person of its own. Beside it is a record of the same person, the one to which it was linked most strongly.</p>`;
}

/** A proposal that is no pair of the queue: what it would do, the two side by side, and the answer. */
export const separationProposal = (proposal: Proposal, compared: Html, model: SecondFormModel): Html =>
  html`<h1 class="govuk-heading-l">${proposalTitle(proposal)}</h1>
${whatItWouldDo(proposal)}
${compared}
${proposal.state === 'waiting' ? secondForm(proposal, model) : answered(proposal, model)}`;

const movedKinds = [
  ['offence', 'Offences'],
  ['custody_spell', 'Times in custody'],
  ['supervision', 'Orders'],
] as const;

/** By kind and number alone: what it was is for those who see the person. */
function movedList(proposal: Proposal, moved: Moved | undefined): Html | '' {
  if (moved === undefined) return '';
  const kinds = movedKinds.filter(([kind]) => moved[kind] > 0);
  const what = proposal.rejoins === null ? 'went with the record' : 'came back with the record';
  return kinds.length === 0
    ? html`<p class="govuk-body">Nothing ${what}.</p>`
    : html`<p class="govuk-body">What ${what}:</p><ul class="govuk-list govuk-list--bullet">${kinds.map(([kind, words]) => html`<li>${words}: ${moved[kind]}</li>`)}</ul>`;
}

/** What was proposed and what came of it, to the two of them. */
function answered(proposal: Proposal, { back = '/identity/review', moved }: SecondFormModel): Html {
  const { mine, staff, at, why } = proposal;
  return html`<h2 class="govuk-heading-m">What was decided</h2>
${insetText({ html: html`<p class="govuk-body">${mine ? 'You' : staff} proposed on ${showMoment(at)}: <strong>${wouldBe(proposal)}</strong>.<br>“${why}”</p><p class="govuk-body">${stateOf(proposal)}</p>` })}
${movedList(proposal, moved)}<p class="govuk-body"><a class="govuk-link" href="${back}">Back</a></p>`;
}

const withdrawForm = (proposal: Proposal, { csrfToken, back = '/identity/review' }: SecondFormModel): Html =>
  form({
    action: `/identity/proposals/${proposal.id}/withdraw`,
    csrfToken,
    body: html`<div class="govuk-button-group">${button({ text: 'Withdraw the proposal', classes: 'govuk-button--secondary', preventDoubleClick: true })}<a class="govuk-link" href="${back}">Back</a></div>`,
  });

const answerForm = (proposal: Proposal, model: SecondFormModel): Html =>
  form({
    action: `/identity/proposals/${proposal.id}/answer`,
    csrfToken: model.csrfToken,
    key: model.key,
    body: html`${!ofItsOwn(proposal) ? html`<input type="hidden" name="left" value="${proposal.left}"><input type="hidden" name="right" value="${proposal.right}">` : ''}${radios(
      {
        name: 'answer',
        fieldset: { legend: { text: 'Do you agree?', classes: 'govuk-fieldset__legend--m' } },
        value: model.answer,
        ...messageFor(model.errors, 'answer'),
        items: [
          {
            value: 'agree',
            text: 'I agree',
            hint: { text: 'The decision is made at once, in both your names' },
          },
          {
            value: 'refuse',
            text: 'I do not agree',
            hint: {
              text: ofItsOwn(proposal) ? 'Nothing changes' : 'Nothing changes, and the pair waits again',
            },
          },
        ],
      },
    )}${textarea({ id: 'why', name: 'why', label: { text: 'Why?' }, hint: { text: 'Kept with your name. Your colleague reads it, and whoever may see both records' }, rows: 3, value: model.why, ...messageFor(model.errors, 'why') })}
<div class="govuk-button-group">${button({ text: 'Save answer', preventDoubleClick: true })}<a class="govuk-link" href="/identity/review">Back to the queue</a></div>`,
  });

/** Somebody else was first: what the viewer wrote is still there to copy. */
export const decidedMeanwhile = (what: string, why: string, back: string): Html =>
  html`<h1 class="govuk-heading-l">Somebody else was first</h1>
<p class="govuk-body">${what}</p>
${why === '' ? '' : insetText({ html: html`<p class="govuk-body">You had written:</p><p class="govuk-body">${why}</p>` })}
<p class="govuk-body"><a class="govuk-link" href="${back}">${back === '/identity/review' ? 'Back to the queue' : 'Back'}</a></p>`;

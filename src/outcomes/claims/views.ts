import { addMonths, type Day, showDay, showMoment, showShortDay } from '../../kernel/clock.ts';
import {
  button,
  claimCard,
  details,
  emptyState,
  insetText,
  pageArrows,
  subNavigation,
  table,
} from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import type { GroupCount, MeasureRule } from '../measures/types.ts';
import { beforeAfterTable, cardOf, expectedWords } from './card.ts';
import type { Claim, ClaimLine, MemberLine } from './types.ts';

export interface ClaimPageModel {
  claim: Claim | undefined;
  history: readonly ClaimLine[];
  by: 'base' | 'strand';
  /** This claim's own page rather than the latest. */
  isFrozenPage: boolean;
  /** The viewer may see the cohort's people. */
  seesMembers: boolean;
  seesTrials: boolean;
  seesScores: boolean;
  /** Given to those who may start a measurement. */
  runCsrf: string | undefined;
}

export function claimPage(model: ClaimPageModel): Html {
  const { claim } = model;
  return html`<h1 class="govuk-heading-l">${model.isFrozenPage && claim !== undefined ? `Result ${claim.id}, as it stood on ${showMoment(claim.at)}` : 'Outcomes'}</h1>
<p class="govuk-body">Proven offences before and after joining the scheme.${!model.isFrozenPage && ways(model)}</p>
${claim === undefined ? nothingYet(model) : oneClaim(claim, model)}
${model.runCsrf === undefined ? '' : form({ action: '/outcomes/measure', csrfToken: model.runCsrf, body: button({ text: 'Measure again now', classes: 'govuk-button--secondary', preventDoubleClick: true }) })}
${historyTable(model.history)}`;
}

/** To what else there is of outcomes. */
const ways = (model: ClaimPageModel): Html =>
  html` <a class="govuk-link" href="/outcomes/measures">Other measures, and how far the data reach</a> · <a class="govuk-link" href="/outcomes/comparisons">Comparisons</a> · <a class="govuk-link" href="/outcomes/dashboards">Dashboards</a> · <a class="govuk-link" href="/cohort/fairness">Fairness</a> · <a class="govuk-link" href="/outcomes/data-lab">Justice Data Lab</a>${model.seesScores && html` · <a class="govuk-link" href="/outcomes/scores-checked">Scores checked</a>`} · <a class="govuk-link" href="/outcomes/check-text">Check a text</a>${model.seesTrials && html` · <a class="govuk-link" href="/cohort/trials">Trials</a>`}${model.seesMembers && html` · <a class="govuk-link" href="/cohort/strands">Strands and cohorts</a>`}`;

const nothingYet = (model: ClaimPageModel): Html =>
  model.history.length === 0
    ? emptyState({
        title: 'Nothing has been measured yet.',
        text: 'It is measured every night, from what is recorded already. Nobody enters anything for it.',
      })
    : emptyState({
        title: 'No figure can be published yet.',
        text: model.history[0]?.notPublishedWhy ?? 'Too few people can be counted.',
      });

function oneClaim(claim: Claim, model: ClaimPageModel): Html {
  const { figures } = claim;
  const links = model.seesMembers ? { members: `/outcomes/members?claim=${claim.id}` } : {};
  return html`${figures.counted === 0 ? nobodyCounted(claim) : claimCard(cardOf(figures, links))}
${middle(figures)}
${insetText({ text: `${expectedWords(figures)}.` })}
${claim.ruleIsExample ? html`<p class="govuk-body">Example: the windows and margins are the example scheme’s own, not a national standard.</p>` : ''}
${claim.isSuppressed ? html`<p class="govuk-body">Counts of 1 to 4 people are left out, and others from which they could be worked out.</p>` : ''}
${breakdown(claim, model)}
${details({ summaryText: 'All figures of this claim', html: figureTable(claim) })}
${claimLinks(claim.id)}`;
}

/** What can be done with a claim, under its figures. */
export const claimLinks = (id: number): Html =>
  html`<ul class="govuk-list"><li><a class="govuk-link" href="/outcomes/claims/${id}/download">Download the figures (CSV)</a> · <a class="govuk-link" href="/outcomes/claims/${id}/download?as=json">for machines (JSON)</a></li>
<li><a class="govuk-link" href="/outcomes/claims/${id}/frozen">What it rests on, and working it out again</a></li></ul>`;

const nobodyCounted = ({ figures }: Claim): Html =>
  emptyState({
    title: 'Nobody can be counted yet.',
    text: `At least ${figures.rule.minimumFollowUpMonths} months must pass after joining, and ${figures.rule.provenWithinMonths} more for offences to be proven. Data reach to ${showDay(figures.dataTo)}; those who joined by ${showDay(figures.joinedBy)} can be counted.`,
  });

/** The interval in words, with its middle: two ends alone are read as two answers. */
function middle(figures: Claim['figures']): Html | '' {
  const figure = figures.expected?.index ?? figures.change;
  if (figure === null || figure.lower === null || figure.upper === null) return '';
  const digits = (value: number): string => value.toFixed(2);
  const than = figures.expected === null ? 'before joining' : 'would be expected with no scheme';
  return html`<p class="govuk-body">The best single estimate is ${digits(figure.ratio)} times as many proven offences as ${than}; anything from ${digits(Math.floor(figure.lower * 100) / 100)} to ${digits(Math.ceil(figure.upper * 100) / 100)} times fits the figures, and 1 is no difference.</p>`;
}

function breakdown(claim: Claim, model: ClaimPageModel): Html {
  const groups = model.by === 'base' ? claim.figures.byBase : claim.figures.byStrand;
  const here = model.isFrozenPage ? `/outcomes/claims/${claim.id}` : '/outcomes';
  const tab = (by: 'base' | 'strand', text: string) => ({
    text,
    href: `${here}?by=${by}`,
    active: model.by === by,
  });
  return html`<h2 class="govuk-heading-m">Who is counted</h2>
${subNavigation({ label: 'Break down by', items: [tab('base', 'By base'), tab('strand', 'By strand')] })}
${groups.length === 0 ? emptyState({ title: 'This table cannot be shown without telling of a few people.' }) : groupTable(groups, model.by, claim.isSuppressed)}
<p class="govuk-body">Rates are not given by group: each would be one more comparison, and most groups are too small for one.</p>`;
}

const shown = (count: number | null): string | number => count ?? 'not shown';

const groupTable = (groups: readonly GroupCount[], by: string, isSuppressed: boolean): Html =>
  table({
    caption: `People by ${by}`,
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: `People by ${by}`,
    stack: true,
    firstCellIsHeader: true,
    head: [
      { text: by === 'base' ? 'Base' : 'Strand' },
      { text: 'Counted', format: 'numeric' },
      ...(isSuppressed
        ? []
        : [
            { text: 'Not yet countable', format: 'numeric' },
            { text: 'Without time at liberty', format: 'numeric' },
          ]),
    ],
    rows: groups.map((group) => [
      group.name,
      { text: shown(group.counted), format: 'numeric' },
      ...(isSuppressed
        ? []
        : [
            { text: shown(group.notYet), format: 'numeric' },
            { text: shown(group.noTime), format: 'numeric' },
          ]),
    ]),
  });

const figureTable = (claim: Claim): Html =>
  table({
    caption: 'Figures',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'All figures of this claim',
    stack: true,
    firstCellIsHeader: true,
    head: [{ text: 'Figure' }, { text: 'Value', format: 'numeric' }],
    rows: [
      ...beforeAfterTable(claim.figures).map(([name, value]) => [
        name,
        { text: value ?? 'not shown', format: 'numeric' },
      ]),
      ['Definition version', { text: claim.definitionVersion, format: 'numeric' }],
      ['Rule version', { text: claim.ruleVersion, format: 'numeric' }],
      ['Calculation version', { text: claim.codeVersion, format: 'numeric' }],
      ['SHA-256 of everything that went in', html`<code>${claim.inputs}</code>`],
    ],
  });

export const historyTable = (history: readonly ClaimLine[]): Html =>
  history.length === 0
    ? html``
    : html`<h2 class="govuk-heading-m">Earlier results, kept as they were</h2><p class="govuk-body">Each time the figures are worked out they are kept and never changed, so that what was said of them can be checked later. How far a result can be trusted goes from level 0 (it only counts what was done) over 2 (before and after, corrected) to 5 (a randomised trial).</p>${table(
        {
          caption: 'Earlier results, newest first',
          captionClasses: 'govuk-visually-hidden',
          scrollLabel: 'Earlier results',
          stack: true,
          head: [
            { text: 'Measured' },
            { text: 'Data to' },
            { text: 'How far it can be trusted' },
            { text: 'People counted', format: 'numeric' },
          ],
          rows: history.map((line) => [
            line.counted === null
              ? showMoment(line.at)
              : html`<a class="govuk-link" href="/outcomes/claims/${line.id}">${showMoment(line.at)}</a>`,
            showShortDay(line.dataTo),
            `Level ${line.level} of 5`,
            { text: line.counted ?? line.notPublishedWhy ?? 'not shown', format: 'numeric' },
          ]),
        },
      )}`;

export interface MembersModel {
  claim: Claim;
  group: 'followed' | 'not-yet';
  members: readonly MemberLine[];
  page: number;
  hasMore: boolean;
}

export function membersPage({ claim, group, members, page, hasMore }: MembersModel): Html {
  const { rule, joinedBy } = claim.figures;
  const title = group === 'followed' ? 'Joined in time to be counted' : 'Not yet countable';
  const countable = (joinedOn: Day): Day =>
    addMonths(joinedOn, rule.minimumFollowUpMonths + rule.provenWithinMonths);
  const href = (to: number): string => `/outcomes/members?claim=${claim.id}&group=${group}&page=${to}`;
  return html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">${group === 'followed' ? `Joined by ${showDay(joinedBy)}, whether or not they stayed. Those without a day at liberty before or after are in this list too.` : `Joined after ${showDay(joinedBy)}.`} Those whom you may see, by today’s records.</p>
${
  members.length === 0
    ? emptyState({
        title: 'Nobody whom you may see.',
        actions: [{ text: 'Back to outcomes', href: '/outcomes' }],
      })
    : table({
        caption: title,
        captionClasses: 'govuk-visually-hidden',
        scrollLabel: title,
        stack: true,
        head: [
          { text: 'Person' },
          { text: 'Joined' },
          { text: 'Left' },
          { text: 'Base' },
          ...(group === 'not-yet' ? [{ text: 'Countable with data to' }] : []),
        ],
        rows: members.map((member) => [
          html`<a class="govuk-link" href="/people/${member.id}">${member.name}</a>`,
          showShortDay(member.joinedOn),
          member.leftOn === null ? '' : showShortDay(member.leftOn),
          member.base,
          ...(group === 'not-yet' ? [showShortDay(countable(member.joinedOn))] : []),
        ]),
      })
}
${pageArrows(page, hasMore, href)}`;
}

/** The measure in words, with the scheme's own windows. */
export const definitionPage = (
  rule: MeasureRule,
  isExample: boolean,
): Html => html`<h1 class="govuk-heading-l">How proven offences before and after joining are measured</h1>
<h2 class="govuk-heading-m">What is counted</h2>
<ul class="govuk-list govuk-list--bullet">
<li>Offences for which the person was convicted or cautioned within ${rule.provenWithinMonths} months of committing them, by the date of the offence. The same rule holds before and after joining.</li>
<li>Before: the ${rule.baselineMonths} months up to the day of joining. After: from that day to ${rule.provenWithinMonths} months before the data end, so that the last offences have had time to be proven.</li>
<li>Everybody who ever joined, once, from their first joining: whoever left, was recalled or returned to custody stays in. Nobody is picked out as having completed or engaged.</li>
<li>Members followed for less than ${rule.minimumFollowUpMonths} months are not yet countable. They are not counted as nought.</li>
</ul>
<h2 class="govuk-heading-m">Time at risk</h2>
<p class="govuk-body">Days in prison are taken out of both periods; overlapping spells are counted once. Offences dated inside custody are left out and their number is told. Somebody with no day at liberty in a period has no rate: they are counted, and left out of the rates.</p>
<h2 class="govuk-heading-m">What would be expected with no scheme</h2>
<p class="govuk-body">People join when their offending is at its height, so it would fall anyway. How far is worked out person by person from everybody with records, joined or not: the mean of all, and the person’s own record as far as such records have lasted from one period to the next (empirical Bayes in its linear form). A bad year or a burst of offences does not last, and is not taken for somebody’s lasting rate. What happened is held against that.</p>
<p class="govuk-body">This is design level 2 of 5: nobody outside the scheme is compared, so it is not an estimate of the effect of the scheme.</p>
${isExample ? html`<p class="govuk-body">Example: these windows and margins are the example scheme’s own, not a national standard.</p>` : ''}`;

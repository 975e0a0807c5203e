import { attributes, type Html, html } from '../html.ts';
import { crossesNoEffect, mayBeSaid } from './claim-finding.ts';
import type { ClaimCardModel, ClaimChange, ClaimCount, ClaimInterval, ClaimLevel } from './claim-model.ts';

const designs: Readonly<Record<ClaimLevel, string>> = {
  0: 'a count alone: what was done or what happened, compared with nothing',
  1: 'before and after, with no correction',
  2: 'before and after, corrected for time at risk and for joining at the height of offending',
  3: 'compared with a similar group, or with the trend',
  4: 'compared with a matched group',
  5: 'randomised, everybody counted in the group they were drawn into',
};

/** A line of the card: its name and what it says, one or several. */
export type ClaimLine = { readonly name: string; readonly said: readonly string[] };

/**
 * The claim card: the only component that draws a percentage about reoffending, because here it stands with its
 * design, counts, window, time at risk, comparison and interval. Throws where the numbers do not hold together.
 */
export function claimCard(model: ClaimCardModel): Html {
  refuseImpossible(model);
  const id = `${model.id}-headline`;
  const headline =
    model.headingLevel === 3
      ? html`<h3 class="wm-claim__headline" id="${id}">${model.headline}</h3>`
      : html`<h2 class="wm-claim__headline" id="${id}">${model.headline}</h2>`;
  return html`<section class="wm-claim"${attributes({ id: model.id, 'aria-labelledby': id })}>${headline}${cautions(model)}<table class="wm-claim__facts"><caption class="govuk-visually-hidden">What this rests on</caption><tbody>${rows(model)}</tbody></table>${
    model.definitionHref &&
    html`<p class="govuk-body govuk-!-margin-top-3 govuk-!-margin-bottom-0"><a class="govuk-link" href="${model.definitionHref}">How this is measured</a></p>`
  }</section>`;
}

function refuseImpossible(model: ClaimCardModel): void {
  const { change, interval } = model;
  if (interval && !(interval.low <= interval.high))
    throw new RangeError('The interval of a claim ends before it begins');
  if (change && (!Number.isFinite(change.percent) || change.percent < -100)) {
    throw new RangeError('The change of a claim is not a number above -100');
  }
}

/** What nobody may leave out when they repeat the headline. */
export function claimCautions(model: ClaimCardModel): string[] {
  const said: string[] = [];
  if (model.level <= 2) said.push('This is not an estimate of the effect of the scheme.');
  if (model.level === 1) {
    said.push(
      'People join when their offending is at its height, so a fall would be expected with no scheme at all.',
    );
  }
  said.push(...openCautions(model));
  if (model.exploratory) said.push('Exploratory: not one of the comparisons that were planned.');
  if ((model.comparisonsOnPage ?? 1) > 1) {
    said.push(
      `This page makes ${model.comparisonsOnPage} comparisons; some would look like differences by chance.`,
    );
  }
  return said;
}

function openCautions({ interval, alsoEstimated = [] }: ClaimCardModel): string[] {
  const all = [...(interval === null ? [] : [interval]), ...alsoEstimated];
  const open = all.filter(crossesNoEffect);
  if (open.length === 0) return [];
  if (open.length === all.length)
    return [
      'We cannot tell whether the scheme raises or lowers reoffending: the interval includes no difference.',
    ];
  const names = (some: readonly ClaimInterval[]): string => some.map(({ of }) => of).join('; ');
  const told = all.filter((one) => !open.includes(one));
  return [
    `Do not repeat one estimate without the other. The interval includes no difference: ${names(open)}. It excludes it: ${names(told)}.`,
  ];
}

const cautions = (model: ClaimCardModel): Html[] =>
  claimCautions(model).map((words) => html`<p class="wm-claim__caution">${words}</p>`);

/**
 * Everything the card says under its headline, in words: for print, files and the page alike. Throws where the numbers
 * do not hold together.
 */
export function claimLines(model: ClaimCardModel): ClaimLine[] {
  refuseImpossible(model);
  const line = (name: string, ...said: string[]): ClaimLine => ({ name, said });
  return [
    line('Design', `Level ${model.level} of 5: ${designs[model.level]}`),
    line('What may be said', ...mayBeSaid(model)),
    ...(model.change ? [line('Change', changeWords(model.change))] : []),
    line('Interval', model.interval ? intervalWords(model.interval) : 'None can be worked out'),
    ...(model.alsoEstimated === undefined || model.alsoEstimated.length === 0
      ? []
      : [line('Also estimated', ...model.alsoEstimated.map(intervalWords))]),
    line('Comparison', model.comparison ?? 'None: nobody outside the scheme is compared'),
    line('Expected had nothing been done', model.expectedUnderNothing ?? 'Not worked out'),
    line('Counted', ...model.counts.map(({ label, value }) => `${label}: ${value}`)),
    line('Window', model.window),
    line('Time at risk', model.timeAtRisk),
    line('Left out', ...leftOut(model.leftOut)),
    line('More people needed', model.moreNeeded ?? 'Not worked out: nothing is compared'),
    line('Data to', model.dataTo),
    ...(model.definition === undefined ? [] : [line('How this is measured', model.definition)]),
  ];
}

/** On the page a count may lead to the list that makes it. */
function rows(model: ClaimCardModel): Html[] {
  return claimLines(model).map(({ name, said }) => {
    if (name === 'Counted') return row(name, list(model.counts.map(count)));
    const [first = ''] = said;
    return row(name, said.length > 1 ? list(said) : first);
  });
}

function row(name: string, value: Html | string): Html {
  return html`<tr><th scope="row">${name}</th><td>${value}</td></tr>`;
}

function list(items: readonly (Html | string)[]): Html {
  return html`<ul>${items.map((item) => html`<li>${item}</li>`)}</ul>`;
}

function count(given: ClaimCount): Html {
  const value = given.href
    ? html`<a class="govuk-link" href="${given.href}">${given.value}</a>`
    : given.value;
  return html`${given.label}: ${value}`;
}

const leftOut = (given: ClaimCardModel['leftOut']): string[] =>
  given.length === 0 ? ['Nobody'] : given.map((group) => `${group.count}: ${group.why}`);

function changeWords(change: ClaimChange): string {
  return `${signed(change.percent)}%, from ${change.before} to ${change.after} (${change.people} people)`;
}

/** A ratio with two digits always, as headlines have it: 1.00 beside 1.47. A slope a month lies closer to 1. */
function intervalWords(interval: ClaimInterval): string {
  const { low, high, of, estimate } = interval;
  const unit = interval.scale === 'percent' ? '%' : '';
  const places = [low, high].some((value) => !Number.isInteger(Math.round(value * 1e6) / 1e4)) ? 3 : 2;
  const end = (value: number): string => {
    if (interval.scale === 'ratio') return value.toFixed(places);
    return (interval.scale === 'level' ? String(value) : signed(value)) + unit;
  };
  const ends = `${end(low)} to ${end(high)}`;
  return estimate === undefined
    ? `${ends} (${of}, ${interval.confidence}% confidence)`
    : `${end(estimate)}, ${ends} (${of}, ${interval.confidence}% confidence)`;
}

/** With a true minus sign, and a plus where above nought. */
function signed(value: number): string {
  return value < 0 ? `−${Math.abs(value)}` : value > 0 ? `+${value}` : '0';
}

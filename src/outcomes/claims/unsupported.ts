import { mayBeSaid, warningText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { directionFault } from './direction.ts';
import { type EffectClaim, effectClaims } from './effect-claims.ts';
import { ClaimFigure } from './figure.ts';
import type { LinkedClaim } from './linked.ts';
import { strangeNumber } from './numbers.ts';
import { wordingFaults } from './wording.ts';

/** An effect that a text asserts and no claim that it links carries. */
export interface UnsupportedClaim extends EffectClaim {
  why: string;
}

type Standing = Pick<LinkedClaim, 'level' | 'figure' | 'id'>;

/**
 * What a text asserts of offending that the claims it links do not carry: all of it where none is linked or published,
 * otherwise what none of them bears out, by the words of its level, by which way its figure points and by whether its
 * interval excludes no difference.
 */
export function unsupportedClaims(text: string, linked: readonly Standing[]): UnsupportedClaim[] {
  const standing = linked.toSorted((one, other) => other.level - one.level);
  return effectClaims(text).flatMap((claim) => {
    const whys = standing.map((one) => whyNot(one, claim, text)).filter((why) => why !== undefined);
    if (whys.includes(null)) return [];
    return [{ ...claim, why: whys[0] ?? 'no claim card stands behind it' }];
  });
}

/** Null where this claim carries the phrase; undefined where nothing of it is published. */
function whyNot(
  { id, level, figure }: Standing,
  claim: EffectClaim,
  text: string,
): string | null | undefined {
  if (figure === null) return undefined;
  const { phrase } = claim;
  const direction = directionFault(figure, phrase);
  if (direction !== null) return `claim ${id} ${direction}`;
  const strange = strangeNumber(text, claim, figure);
  if (strange !== null) return `claim ${id} does not say ${strange}`;
  if (wordingFaults(level, phrase).length === 0) return null;
  const may = mayBeSaid(ClaimFigure.open(figure)).join('; ');
  return `claim ${id} is of level ${level} of 5 and carries “${may}”`;
}

/** As it is printed and published: each unsupported phrase says so behind it. */
export function markUnsupported(text: string, linked: readonly Standing[]): string {
  let marked = '';
  let from = 0;
  for (const { end } of unsupportedClaims(text, linked)) {
    marked += `${text.slice(from, end)} [unsupported claim]`;
    from = end;
  }
  return marked + text.slice(from);
}

/** Where a card is linked, to ask for one would send the writer round in a circle. */
const warningOf = (linked: readonly LinkedClaim[]): string =>
  linked.some(({ figure }) => figure !== null)
    ? 'This says more of offending than the linked claim carries. Change the words to what its card says, or link another claim; otherwise it is printed as an unsupported claim.'
    : 'This says that offending changed because of the scheme, and nothing here shows it. Link a claim card, or change the words; otherwise it is printed as an unsupported claim.';

/**
 * The warning under a text of a paper, a notice or a return, with the claims that might stand behind it. Nothing where
 * the text asserts nothing that they do not carry.
 */
export function effectWarning(
  text: string,
  given: { linked: readonly LinkedClaim[]; offered: readonly LinkedClaim[] },
): Html {
  const found = unsupportedClaims(text, given.linked);
  if (found.length === 0) return html``;
  return html`${warningText({ text: warningOf(given.linked), iconFallbackText: 'Warning' })}
<ul class="govuk-list govuk-list--bullet">${found.map(({ phrase, why }) => html`<li>“${phrase}”: ${why}</li>`)}</ul>
${
  given.offered.length === 0
    ? html`<p class="govuk-body">There is no published claim to link yet.</p>`
    : html`<p class="govuk-body">Claims that may stand behind it:</p>
<ul class="govuk-list">${given.offered.map(({ id, title }) => html`<li><a class="govuk-link" href="/outcomes/claims/${id}">${title}</a></li>`)}</ul>`
}`;
}

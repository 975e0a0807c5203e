import { allowedVerbs, warningText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type EffectClaim, effectClaims } from './effect-claims.ts';
import type { LinkedClaim } from './linked.ts';
import { wordingFaults } from './wording.ts';

/** An effect that a text asserts and no claim that it links carries. */
export interface UnsupportedClaim extends EffectClaim {
  why: string;
}

type Standing = Pick<LinkedClaim, 'level' | 'figure' | 'id'>;

/**
 * What a text asserts of offending that the claims it links do not carry: all of it where none is linked or published,
 * otherwise the words above the level of the strongest.
 */
export function unsupportedClaims(text: string, linked: readonly Standing[]): UnsupportedClaim[] {
  const strongest = linked
    .filter(({ figure }) => figure !== null)
    .toSorted((one, other) => other.level - one.level)[0];
  return effectClaims(text).flatMap((claim) => {
    if (strongest === undefined) return [{ ...claim, why: 'no claim card stands behind it' }];
    const faults = wordingFaults(strongest.level, claim.phrase);
    if (faults.length === 0) return [];
    const may = allowedVerbs[strongest.level];
    return [
      { ...claim, why: `claim ${strongest.id} is of level ${strongest.level} of 5 and carries “${may}”` },
    ];
  });
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
  return html`${warningText({ text: 'This says that offending changed because of the scheme, and nothing here shows it. Link a claim card, or change the words; otherwise it is printed as an unsupported claim.', iconFallbackText: 'Warning' })}
<ul class="govuk-list govuk-list--bullet">${found.map(({ phrase, why }) => html`<li>“${phrase}”: ${why}</li>`)}</ul>
${
  given.offered.length === 0
    ? html`<p class="govuk-body">There is no published claim to link yet.</p>`
    : html`<p class="govuk-body">Claims that may stand behind it:</p>
<ul class="govuk-list">${given.offered.map(({ id, title }) => html`<li><a class="govuk-link" href="/outcomes/claims/${id}">${title}</a></li>`)}</ul>`
}`;
}

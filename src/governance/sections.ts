import { type StatLinkOptions, statLinks } from '../web/components/index.ts';
import { type Html, html } from '../web/html.ts';

/** What a capability shows on the wing's first page: counts that lead to its lists, and the head of the list. */
export interface GovernanceSection {
  id: string;
  title: string;
  stats: readonly StatLinkOptions[];
  body: Html;
  all: { text: string; href: string };
}

export const drawSection = (
  section: GovernanceSection,
): Html => html`<h2 class="govuk-heading-m" id="${section.id}">${section.title}</h2>
${statLinks(section.stats)}
${section.body}
<p class="govuk-body"><a class="govuk-link" href="${section.all.href}">${section.all.text}</a></p>`;

import { type Html, html } from '../web/html.ts';
import { type Ask, mayEnter, page, type Route, route } from '../web/route.ts';
import { actionSection } from './actions/pages.ts';
import { agreementSection } from './agreements/section.ts';
import { boardSection } from './boards/section.ts';
import { decisionSection } from './decisions/pages.ts';
import { principlePath } from './principles/views.ts';
import { programmeSection } from './programme/pages.ts';
import { recommendationSection } from './recommendations/pages.ts';
import { riskSection } from './risk-register/pages.ts';
import { drawSection, type GovernanceSection } from './sections.ts';

export const governancePage: Route = route({
  method: 'GET',
  url: '/governance',
  right: 'see:governance',
  reads: 'none',
  handle: (ask) =>
    ask.read(async (tx) => {
      const sections = await Promise.all([
        agreementSection(tx, ask),
        decisionSection(tx),
        actionSection(tx, ask),
        recommendationSection(tx, ask),
        programmeSection(tx, ask),
        riskSection(tx, ask),
        boardSection(tx),
      ]);
      return page({
        title: 'Governance',
        section: 'governance',
        body: html`<h1 class="govuk-heading-l">Governance</h1>${sections.filter((section): section is GovernanceSection => section !== undefined).map(drawSection)}<h2 class="govuk-heading-m">Principles</h2><p class="govuk-body"><a class="govuk-link" href="${principlePath}">The principles, and what shows that they are met</a></p>${publishing(ask)}${links(ask)}`,
      });
    }),
});

/** What the public has, and what has to be published each month. */
const publishing = ({ viewer }: Pick<Ask, 'viewer'>): Html =>
  html`<h2 class="govuk-heading-m">Publication</h2><p class="govuk-body"><a class="govuk-link" href="/public-register">Public register</a>${viewer.may('spend:publish') ? html` · <a class="govuk-link" href="/governance/publication">Publication duties</a>` : ''}</p>`;

/** Agencies that succeed one another, for those who may see to it. */
const links = ({ viewer }: Pick<Ask, 'viewer'>): Html | '' =>
  mayEnter(viewer, ['agency:succeed', 'agreement:manage'])
    ? html`<h2 class="govuk-heading-m">Agencies</h2><p class="govuk-body"><a class="govuk-link" href="/governance/agencies">Agencies and their successions</a></p>`
    : '';

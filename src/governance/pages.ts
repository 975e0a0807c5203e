import { type Html, html } from '../web/html.ts';
import { type Ask, mayEnter, page, type Route, route } from '../web/route.ts';
import { actionSection } from './actions/pages.ts';
import { agreementSection } from './agreements/section.ts';
import { decisionSection } from './decisions/pages.ts';
import { drawSection } from './sections.ts';

export const governancePage: Route = route({
  method: 'GET',
  url: '/governance',
  right: 'see:governance',
  reads: 'none',
  handle: (ask) =>
    ask.read(async (tx) => {
      const sections = [
        await agreementSection(tx, ask),
        await decisionSection(tx),
        await actionSection(tx, ask),
      ];
      return page({
        title: 'Governance',
        section: 'governance',
        body: html`<h1 class="govuk-heading-l">Governance</h1>${sections.map(drawSection)}${publishing(ask)}${links(ask)}`,
      });
    }),
});

/** What the public has, and what has to be published each month. */
const publishing = ({ viewer }: Pick<Ask, 'viewer'>): Html =>
  html`<h2 class="govuk-heading-m">Publication</h2><p class="govuk-body"><a class="govuk-link" href="/register">Public register</a>${viewer.may('spend:publish') ? html` · <a class="govuk-link" href="/governance/publication">Publication duties</a>` : ''}</p>`;

/** Agencies that succeed one another, for those who may see to it. */
const links = ({ viewer }: Pick<Ask, 'viewer'>): Html | '' =>
  mayEnter(viewer, ['agency:succeed', 'agreement:manage'])
    ? html`<h2 class="govuk-heading-m">Agencies</h2><p class="govuk-body"><a class="govuk-link" href="/governance/agencies">Agencies and their successions</a></p>`
    : '';

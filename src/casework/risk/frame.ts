import type { Tx } from '../../kernel/database.ts';
import { type AgencyName, listAgencies } from '../../scheme/directory.ts';
import { type Html, html } from '../../web/html.ts';
import type { Ask, Reply } from '../../web/route.ts';
import type { FramePerson } from '../../web/wing.ts';
import { drawSheet, type Sheet, type Showing, sheetPage } from '../form-flow.ts';
import { riskLists } from './lists.ts';
import type { ReadContext } from './rules.ts';

export const riskPath = '/people/:id/risk';

export interface RiskContext extends ReadContext {
  agencyNames: readonly AgencyName[];
}

/** What every form about risk needs to be drawn and read. */
export async function riskContext(tx: Tx, ask: Ask): Promise<RiskContext> {
  const [lists, agencyNames] = await Promise.all([
    riskLists(tx, ask.viewer.schemeId, ask.today),
    listAgencies(tx),
  ]);
  return { lists, today: ask.today, agencies: agencyNames.map(({ id }) => id), agencyNames };
}

export const noList = (has: boolean): Html | '' =>
  has ? '' : html`<p class="govuk-body">The scheme has not set this list. Ask whoever keeps its rules.</p>`;

/** A form about a person's risk, in their frame and audited. */
export async function showRiskForm(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  asked: {
    personId: number;
    act: string;
    item?: { subject: string; id: number };
    sheet: Sheet;
    showing: Showing;
  },
): Promise<Reply> {
  const { personId, sheet, showing, item } = asked;
  const frame = await framePerson(tx, { personId, viewer: ask.viewer, today: ask.today, path: riskPath });
  await ask.opened(tx, {
    act: asked.act,
    subject: item?.subject ?? 'person',
    subjectId: item?.id ?? personId,
    personId,
  });
  return sheetPage(
    {
      title: `${sheet.heading} – ${frame.name}`,
      section: 'cohort',
      breadcrumbs: [...frame.breadcrumbs, { text: 'Risk', href: `/people/${personId}/risk` }],
      above: frame.above,
      body: drawSheet(ask.csrfToken, sheet, showing),
    },
    showing,
  );
}

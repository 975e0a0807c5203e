import Type from 'typebox';
import { londonDay } from '../../kernel/clock.ts';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { findRule } from '../../scheme/rules.ts';
import { emptyState } from '../../web/components/index.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { addEvidence, removeEvidence, restoreEvidence } from './acts.ts';
import { countFigures } from './figures.ts';
import { readEvidenceForm } from './rules.ts';
import { listEvidence, listLinkable } from './store.ts';
import { type EvidenceForm, evidenceWords, type PrincipleRule } from './types.ts';
import { evidenceForm, principlePath, principlesPage } from './views.ts';

const right = 'principle:show' as const;
const codeParams = Type.Object({ code: Type.String({ pattern: '^[a-z0-9-]{1,40}$' }) });

export const principlePages: Route[] = [
  route({ method: 'GET', url: principlePath, right: 'see:governance', reads: 'none', handle: showPage }),
  route({
    method: 'GET',
    url: '/governance/principles.csv',
    right: 'see:governance',
    reads: 'none',
    handle: download,
  }),
  route({
    method: 'GET',
    url: '/governance/principles/:code/add',
    right,
    reads: 'none',
    params: codeParams,
    handle: (ask) => ask.read((tx) => showForm(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: '/governance/principles/:code/add',
    right,
    reads: 'none',
    params: codeParams,
    body: formBody({ what: field(60), title: field(200), href: field(500), shows: field(2000) }),
    handle: addFromForm,
  }),
  route({
    method: 'POST',
    url: '/governance/principles/evidence/:id/remove',
    right,
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(removeEvidence, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(principlePath, 'It was taken away. It can be put back below.');
    },
  }),
  route({
    method: 'POST',
    url: '/governance/principles/evidence/:id/restore',
    right,
    reads: 'none',
    params: idParams,
    body: formBody({}),
    handle: async (ask) => {
      await ask.perform(restoreEvidence, { id: ask.params.id }, ask.body._key ?? newKey());
      return redirect(principlePath, 'It was put back.');
    },
  }),
];

const crumbs = [
  { text: 'Governance', href: '/governance' },
  { text: 'Principles', href: principlePath },
];

const ruleOf = (tx: Tx, ask: Pick<Ask, 'viewer' | 'today'>) =>
  findRule<PrincipleRule>(tx, ask.viewer.schemeId, 'principles', ask.today);

async function showPage(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const rule = await ruleOf(tx, ask);
    if (rule === undefined)
      return page({
        title: 'Principles',
        section: 'governance',
        breadcrumbs: crumbs,
        body: html`<h1 class="govuk-heading-l">Principles</h1>${emptyState({ title: 'The scheme has not said which principles it stands by.', text: 'They are the rule “principles” of its configuration.' })}`,
      });
    const [figures, evidence] = await Promise.all([countFigures(tx, ask), listEvidence(tx)]);
    return page({
      title: 'Principles',
      section: 'governance',
      breadcrumbs: crumbs,
      body: principlesPage({
        rule: rule.body,
        example: rule.example,
        figures,
        evidence,
        mayManage: ask.viewer.may(right),
        csrfToken: ask.csrfToken,
      }),
    });
  });
}

async function download(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const rule = await ruleOf(tx, ask);
    const [figures, evidence] = await Promise.all([countFigures(tx, ask), listEvidence(tx)]);
    const lines = (rule?.body.principles ?? []).flatMap(({ code, text, figures: codes }) => [
      ...codes
        .flatMap((one) => figures.get(one) ?? [])
        .map((figure) => csvLine([text, 'count', figure.label, figure.number, ask.today])),
      ...evidence
        .filter((one) => one.principle === code && one.removedAt === null)
        .map((one) => csvLine([text, evidenceWords[one.kind], one.title, one.shows, londonDay(one.addedAt)])),
    ]);
    return markedCsv(ask, {
      name: `principles-${ask.today}`,
      lines: [csvLine(['principle', 'kind', 'what', 'shows', 'on']), ...lines],
    });
  });
}

type OneAsk<Body = unknown> = Ask<{ code: string }, unknown, Body>;

async function showForm(tx: Tx, ask: OneAsk, showing: Showing<EvidenceForm>): Promise<Reply> {
  const [rule, linkable] = await Promise.all([ruleOf(tx, ask), listLinkable(tx)]);
  const principle = rule?.body.principles.find(({ code }) => code === ask.params.code);
  if (principle === undefined) throw new WaymarkError('not-found');
  return page({
    title: 'Link what shows a principle',
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: crumbs,
    errors: summaryOf(showing.errors),
    body: evidenceForm({ principle, csrfToken: ask.csrfToken, showing, linkable }),
  });
}

async function addFromForm(ask: OneAsk<EvidenceForm & Keyed>): Promise<Reply> {
  const read = await ask.read(async (tx) => {
    const [rule, linkable] = await Promise.all([ruleOf(tx, ask), listLinkable(tx)]);
    return readEvidenceForm(ask.body, ask.params.code, rule?.body ?? { principles: [] }, linkable);
  });
  if ('errors' in read)
    return ask.read((tx) => showForm(tx, ask, { values: ask.body, key: ask.body._key, errors: read.errors }));
  const again = await sendForm(ask.body, (key) => ask.perform(addEvidence, read.input, key), {});
  if (again !== undefined) return ask.read((tx) => showForm(tx, ask, again));
  return redirect(`${principlePath}#${ask.params.code}`, 'It was linked.');
}

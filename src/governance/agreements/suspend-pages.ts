import type { Tx } from '../../kernel/database.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm, typed } from '../registers/forms.ts';
import { refuseUnless } from './change-pages.ts';
import { suspendAgreement } from './request-acts.ts';
import { crumbs, nowInWords } from './showing.ts';
import { getAgreement } from './store.ts';
import { type SuspendForm, suspendForm } from './suspend-views.ts';

const right = 'agreement:manage' as const;
const url = '/governance/agreements/:id/suspend';

/** Stopping an agreement at once, by one person; only a second lifts that, or ends it. */
export const suspendPages: Route[] = [
  route({
    method: 'GET',
    url,
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => show(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url,
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ why: field(2000) }),
    handle: fromForm,
  }),
];

async function show(tx: Tx, ask: Ask<{ id: number }>, showing: Showing<SuspendForm>): Promise<Reply> {
  const agreement = await getAgreement(tx, ask.params.id);
  refuseUnless('suspend', agreement, ask.today);
  return page({
    title: `Suspend ${agreement.reference}`,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...crumbs, { text: agreement.reference, href: `/governance/agreements/${agreement.id}` }],
    errors: summaryOf(showing.errors),
    body: suspendForm({
      ...showing,
      agreement,
      version: showing.version ?? agreement.version,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function fromForm(ask: Ask<{ id: number }, unknown, SuspendForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const input = { id, version: ask.body._version ?? 0, why: typed(ask.body.why) };
  const again = await sendForm(ask.body, (key) => ask.perform(suspendAgreement, input, key), {
    theirs: async () => {
      const agreement = await ask.read((tx) => getAgreement(tx, id));
      return { text: nowInWords(agreement, ask.today), version: agreement.version };
    },
  });
  if (again !== undefined) return ask.read((tx) => show(tx, ask, again));
  return redirect(
    `/governance/agreements/${id}`,
    'The agreement is suspended. Only a second person lifts that, or ends the agreement.',
  );
}

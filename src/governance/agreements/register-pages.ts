import Type from 'typebox';
import { csvLine } from '../../kernel/csv.ts';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { markedCsv } from '../../web/csv-files.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { FieldReader, type Keyed, type Showing, sendForm, typed } from '../registers/forms.ts';
import { reviewAgreement, withdrawVariation } from './acts.ts';
import { refuseUnless } from './change-pages.ts';
import { type ReviewForm, reviewForm } from './form-views.ts';
import { unsignAgreement } from './request-acts.ts';
import { stateOfAgreement } from './rules.ts';
import { crumbs, nowInWords } from './showing.ts';
import { getAgreement, listAgreements } from './store.ts';
import { kindWords, stateWords } from './types.ts';

const right = 'agreement:manage' as const;
const base = '/governance/agreements/:id';

const reviewBody = formBody({ heldOn: field(10), found: field(5000), nextOn: field(10) });

/** The register as a file; reviews, and undoing. */
export const registerPages: Route[] = [
  route({
    method: 'GET',
    url: '/governance/agreements.csv',
    right: 'see:governance',
    reads: 'none',
    handle: download,
  }),
  route({
    method: 'GET',
    url: `${base}/review`,
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => showReview(tx, ask, { values: {}, errors: [] })),
  }),
  route({
    method: 'POST',
    url: `${base}/review`,
    right,
    reads: 'none',
    params: idParams,
    body: reviewBody,
    handle: reviewFromForm,
  }),
  route({
    method: 'POST',
    url: `${base}/unsign`,
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ party: Type.Integer({ minimum: 1 }), why: field(500) }),
    handle: async (ask) => {
      const { id } = ask.params;
      const why = typed(ask.body.why);
      const input = { id, version: ask.body._version ?? 0, partyId: ask.body.party, why };
      await ask.perform(unsignAgreement, input, ask.body._key ?? newKey());
      return redirect(
        `/governance/agreements/${id}`,
        'It was asked that the signature be taken back. It stands until a second person confirms that.',
      );
    },
  }),
  route({
    method: 'POST',
    url: `${base}/withdraw-variation`,
    right,
    reads: 'none',
    params: idParams,
    body: formBody({ variation: Type.Integer({ minimum: 1 }), why: field(500) }),
    handle: async (ask) => {
      const { id } = ask.params;
      const why = typed(ask.body.why) || 'No reason was given';
      const input = { id, version: ask.body._version ?? 0, variationId: ask.body.variation, why };
      await ask.perform(withdrawVariation, input, ask.body._key ?? newKey());
      return redirect(`/governance/agreements/${id}`, 'The variation was withdrawn.');
    },
  }),
];

type OneAsk<Form> = Ask<{ id: number }, unknown, Form & Keyed>;

const theirs = (ask: Ask<{ id: number }>) => async () => {
  const agreement = await ask.read((tx) => getAgreement(tx, ask.params.id));
  return { text: nowInWords(agreement, ask.today), version: agreement.version };
};

async function showReview(tx: Tx, ask: Ask<{ id: number }>, showing: Showing<ReviewForm>): Promise<Reply> {
  const agreement = await getAgreement(tx, ask.params.id);
  refuseUnless('review', agreement, ask.today);
  return page({
    title: `Review of ${agreement.reference}`,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...crumbs, { text: agreement.reference, href: `/governance/agreements/${agreement.id}` }],
    errors: summaryOf(showing.errors),
    body: reviewForm({
      ...showing,
      key: showing.key,
      agreement,
      version: showing.version ?? agreement.version,
      csrfToken: ask.csrfToken,
    }),
  });
}

async function reviewFromForm(ask: OneAsk<ReviewForm>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const reader = new FieldReader();
  const input = {
    id,
    version,
    heldOn: reader.needDay(ask.body.heldOn, 'heldOn', 'the day it was held'),
    found: reader.need(ask.body.found, 'found', 'Say what was found and decided'),
    nextOn: reader.day(ask.body.nextOn, 'nextOn', 'the next review'),
  };
  const shown = { values: ask.body, key: ask.body._key, version };
  if (reader.errors.length > 0)
    return ask.read((tx) => showReview(tx, ask, { ...shown, errors: reader.errors }));
  const again = await sendForm(ask.body, (key) => ask.perform(reviewAgreement, input, key), {
    theirs: theirs(ask),
  });
  if (again !== undefined) return ask.read((tx) => showReview(tx, ask, again));
  return redirect(`/governance/agreements/${id}`, 'The review was recorded.');
}

const csvHead = [
  ...[
    'reference',
    'kind',
    'title',
    'state',
    'first day',
    'last day',
    'review',
    'parties',
    'not signed',
    'variations',
  ],
  ...['rests on', 'functions', 'funding', 'exit plan', 'example'],
];

async function download(ask: Ask): Promise<Reply> {
  return ask.read(async (tx) => {
    const found = await listAgreements(tx, { today: ask.today }, { limit: 5000, offset: 0 });
    const lines = found.map((one) =>
      csvLine([
        ...[one.reference, kindWords[one.kind], one.title, stateWords[stateOfAgreement(one, ask.today)]],
        ...[one.startsOn, one.expiresOn, one.reviewOn, one.parties, one.unsigned, one.variations],
        ...[one.gateway, one.functions, one.funding, one.exitPlan, one.example ? 'yes' : 'no'],
      ]),
    );
    return markedCsv(ask, { name: `agreements-${ask.today}`, lines: [csvLine(csvHead), ...lines] });
  });
}

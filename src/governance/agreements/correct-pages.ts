import type { Tx } from '../../kernel/database.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, fieldList, formBody, idParams } from '../../web/schemas.ts';
import { type Keyed, type Showing, sendForm } from '../registers/forms.ts';
import { listOwners, readOwner } from '../registers/owners.ts';
import { refuseUnless } from './change-pages.ts';
import { correctAgreement, describeAgreement } from './correct-acts.ts';
import { type CorrectForm, formOf, readCorrectForm } from './correct-form.ts';
import { correctForm } from './correct-views.ts';
import { signersOf } from './rules.ts';
import { crumbs, nowInWords } from './showing.ts';
import { getAgreement, listParties, listVariations } from './store.ts';
import type { Agreement, Party } from './types.ts';

const right = 'agreement:manage' as const;
const url = '/governance/agreements/:id/describe';

const body = formBody({
  reference: field(60),
  title: field(200),
  purpose: field(4000),
  gateway: field(500),
  functions: field(5000),
  funding: field(5000),
  exitPlan: field(5000),
  varyMonths: field(3),
  owner: field(20),
  why: field(2000),
  startsOn: field(10),
  expiresOn: field(10),
  reviewOn: field(10),
  partyIds: fieldList(100),
  partyNames: fieldList(100),
  partyKinds: fieldList(100),
  partyForces: fieldList(100),
  partyAgencies: fieldList(100),
  covers: fieldList(1000),
  gone: fieldList(100),
});

/** What an agreement says: put right by one person while nobody has signed it, changed by two once somebody has. */
export const correctPages: Route[] = [
  route({
    method: 'GET',
    url,
    right,
    reads: 'none',
    params: idParams,
    handle: (ask) => ask.read((tx) => show(tx, ask, undefined)),
  }),
  route({ method: 'POST', url, right, reads: 'none', params: idParams, body, handle: fromForm }),
];

interface Found {
  agreement: Agreement;
  parties: Party[];
  /** Somebody has signed it: a second person confirms what is changed. */
  signed: boolean;
}

async function find(tx: Tx, id: number): Promise<Found> {
  const [agreement, parties] = await Promise.all([getAgreement(tx, id), listParties(tx, id)]);
  return { agreement, parties, signed: signersOf(parties).length > 0 };
}

async function show(
  tx: Tx,
  ask: Ask<{ id: number }>,
  again: Showing<CorrectForm> | undefined,
): Promise<Reply> {
  const { agreement, parties, signed } = await find(tx, ask.params.id);
  refuseUnless('describe', agreement, ask.today);
  const [owners, agencies, variations] = await Promise.all([
    listOwners(tx, ask.viewer.schemeId),
    listAgencies(tx),
    listVariations(tx, ask.params.id),
  ]);
  const showing: Showing<CorrectForm> = again ?? { errors: [], values: formOf(agreement, parties) };
  return page({
    title: `Change what ${agreement.reference} says`,
    section: 'governance',
    status: formStatus(showing),
    breadcrumbs: [...crumbs, { text: agreement.reference, href: `/governance/agreements/${agreement.id}` }],
    errors: summaryOf(showing.errors),
    body: correctForm({
      ...showing,
      ...{ agreement, parties, signed, owners, agencies, csrfToken: ask.csrfToken },
      varied: variations.length > 0,
      version: showing.version ?? agreement.version,
    }),
  });
}

async function fromForm(ask: Ask<{ id: number }, unknown, CorrectForm & Keyed>): Promise<Reply> {
  const { id } = ask.params;
  const version = ask.body._version ?? 0;
  const { found, owners, agencies } = await ask.read(async (tx) => ({
    found: await find(tx, id),
    owners: await listOwners(tx, ask.viewer.schemeId),
    agencies: await listAgencies(tx),
  }));
  const read = readCorrectForm(ask.body, found.agreement, found.parties, agencies);
  const ownerId = readOwner(ask.body.owner, owners, read.errors);
  const errors = found.signed ? read.errors.filter(({ field: name }) => !/On$/.test(name)) : read.errors;
  if (errors.length > 0)
    return ask.read((tx) => show(tx, ask, { values: ask.body, key: ask.body._key, version, errors }));
  const on = { id, version, ownerId };
  let requestId: number | null = null;
  const send = async (key: string): Promise<void> => {
    if (!found.signed) await ask.perform(correctAgreement, { ...read.correction, ...on }, key);
    else {
      const { says, names, why } = read;
      ({ requestId } = await ask.perform(describeAgreement, { ...on, says, names, why }, key));
    }
  };
  const again = await sendForm(ask.body, send, {
    theirs: async () => {
      const { agreement } = await ask.read((tx) => find(tx, id));
      return { text: nowInWords(agreement, ask.today), version: agreement.version };
    },
  });
  if (again !== undefined) return ask.read((tx) => show(tx, ask, again));
  return redirect(
    `/governance/agreements/${id}`,
    requestId === null
      ? 'What the agreement says was changed.'
      : 'The change was entered. A second person confirms it; it says what it said until then.',
  );
}

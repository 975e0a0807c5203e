import type { Tx } from '../../kernel/database.ts';
import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { listClaims } from '../../outcomes/index.ts';
import { listAgencies } from '../../scheme/directory.ts';
import { formStatus, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import { readPounds } from '../costs/money.ts';
import { changeGrant, draftGrant, setProfile } from './acts.ts';
import { formOf, type GrantForm, mostQuarters, readGrant } from './form-read.ts';
import { grantForm, profileForm } from './form-view.ts';
import { isProvider } from './grant-pages.ts';
import { quarterName } from './quarters.ts';
import { grantCrumbs, grantPath, grantsPath, headed } from './show.ts';
import { getGrant, listQuarters } from './store.ts';

const termsBody = formBody({
  provider: field(15),
  reference: field(200),
  title: field(400),
  purpose: field(6000),
  reasons: field(6000),
  conditions: field(6000),
  source: field(200),
  namedAs: field(200),
  basis: field(20),
  fee: field(30),
  feeMeasure: field(40),
  claimMeasure: field(60),
  claimLevel: field(2),
  stated: field(30),
  startsOn: field(10),
  endsOn: field(10),
  years: field(2000),
  returnDays: field(5),
  lateConsequence: field(2000),
  flagPercent: field(5),
});

const profileBody = formBody(
  Object.fromEntries(Array.from({ length: mostQuarters }, (_, index) => [`amount-${index}`, field(30)])),
);

/** Writing and changing a draft's terms and its profile. */
export const termsPages: Route[] = [
  route({
    method: 'GET',
    url: `${grantsPath}/new`,
    right: 'grant:manage',
    reads: 'none',
    handle: (ask) => showForm(ask, { values: { basis: 'grant' }, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/new`,
    right: 'grant:manage',
    reads: 'none',
    body: termsBody,
    handle: (ask) => saveTerms(ask, undefined),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/:id/edit`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => showForm(ask, { id: ask.params.id, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/edit`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    body: termsBody,
    handle: (ask) => saveTerms(ask, ask.params.id),
  }),
  route({
    method: 'GET',
    url: `${grantsPath}/:id/profile`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    handle: (ask) => showProfile(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: `${grantsPath}/:id/profile`,
    right: 'grant:manage',
    reads: 'none',
    params: idParams,
    body: profileBody,
    handle: (ask) => saveProfile(ask),
  }),
];

type Keyed = { _key?: string; _version?: number };

interface FormShowing {
  id?: number;
  values?: GrantForm;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

const showForm = (ask: Ask, showing: FormShowing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { id } = showing;
    const [agencies, claims, existing] = await Promise.all([
      listAgencies(tx),
      listClaims(tx, ask.viewer.schemeId, { newestOnly: true }),
      id === undefined ? undefined : loadTerms(tx, id),
    ]);
    if (existing !== undefined && existing.grant.state !== 'draft')
      throw new WaymarkError('not-allowed-now', { text: 'The grant is agreed: its terms stay as they are.' });
    const title = id === undefined ? 'Write a grant' : 'Change the terms';
    return page({
      title,
      section: 'resources',
      status: formStatus(showing),
      breadcrumbs: grantCrumbs,
      errors: summaryOf(showing.errors),
      body: html`<h1 class="govuk-heading-l">${title}</h1>${grantForm({
        ...showing,
        version: showing.version ?? existing?.grant.version,
        values: showing.values ?? existing?.values ?? {},
        action: id === undefined ? `${grantsPath}/new` : `${grantPath(id)}/edit`,
        providers: agencies.filter(isProvider),
        claimMeasures: claims.map(({ measure, title: name }) => ({
          code: measure,
          name: name.split(':')[0] ?? measure,
        })),
        csrfToken: ask.csrfToken,
      })}`,
    });
  });

async function loadTerms(tx: Tx, id: number) {
  const [grant, quarters] = await Promise.all([getGrant(tx, id), listQuarters(tx, id)]);
  return { grant, values: formOf(grant, quarters) };
}

/** The form again, with what was typed, for errors that belong to it. @throws every other error */
function again(error: unknown): {
  errors: readonly FieldError[];
  theirs?: string;
  version?: number;
  key: string;
} {
  if (!(error instanceof WaymarkError)) throw error;
  if (error.code === 'invalid') return { errors: error.fields, key: newKey() };
  if (error.code !== 'stale-version') throw error;
  const current = error.data.current as { version: number; text: string };
  return { errors: [], theirs: current.text, version: current.version, key: newKey() };
}

async function saveTerms(
  ask: Ask<unknown, unknown, GrantForm & Keyed>,
  id: number | undefined,
): Promise<Reply> {
  const {
    _key: key = newKey(),
    _version: version = 0,
    _csrf,
    ...values
  } = ask.body as GrantForm & Keyed & { _csrf?: string };
  const agencies = await ask.read((tx) => listAgencies(tx));
  const read = readGrant(values, agencies.filter(isProvider));
  const showing = { ...(id === undefined ? {} : { id, version }), values };
  if ('errors' in read) return showForm(ask, { ...showing, errors: read.errors, key });
  try {
    const done =
      id === undefined
        ? await ask.perform(draftGrant, read.input, key)
        : await ask.perform(changeGrant, { ...read.input, id, version }, key);
    return redirect(grantPath(done.id), 'The terms are saved as a draft.');
  } catch (error) {
    return showForm(ask, { ...showing, ...again(error) });
  }
}

interface ProfileShowing {
  values: Readonly<Record<string, string | undefined>>;
  errors: readonly FieldError[];
  key?: string | undefined;
  version?: number | undefined;
  theirs?: string | undefined;
}

const showProfile = (ask: Ask<{ id: number }>, showing: ProfileShowing): Promise<Reply> =>
  ask.read(async (tx) => {
    const { id } = ask.params;
    const [grant, quarters] = await Promise.all([getGrant(tx, id), listQuarters(tx, id)]);
    return page({
      title: 'Profile by quarter',
      section: 'resources',
      status: formStatus(showing),
      breadcrumbs: [...grantCrumbs, { text: grant.title, href: grantPath(id) }],
      errors: summaryOf(showing.errors),
      body: html`${headed(grant, 'Profile by quarter')}${profileForm({
        ...showing,
        version: showing.version ?? grant.version,
        quarters,
        action: `${grantPath(id)}/profile`,
        csrfToken: ask.csrfToken,
      })}`,
    });
  });

async function saveProfile(
  ask: Ask<{ id: number }, unknown, Record<string, unknown> & Keyed>,
): Promise<Reply> {
  const { _key: key = newKey(), _version: version = 0 } = ask.body;
  const values = ask.body as Readonly<Record<string, string | undefined>>;
  const quarters = await ask.read((tx) => listQuarters(tx, ask.params.id));
  const errors: FieldError[] = [];
  const amounts = quarters.map((one, index) => {
    const pence = readPounds(values[`amount-${index}`] ?? '');
    if (pence === undefined || pence < 0n)
      errors.push({ field: `amount-${index}`, text: `Enter an amount for ${quarterName(one)}` });
    return { quarterId: one.id, pence: String(pence ?? 0n) };
  });
  if (errors.length > 0) return showProfile(ask, { values, errors, key, version });
  try {
    await ask.perform(setProfile, { id: ask.params.id, version, amounts }, key);
  } catch (error) {
    return showProfile(ask, { values, ...again(error) });
  }
  return redirect(grantPath(ask.params.id), 'The profile is saved.');
}

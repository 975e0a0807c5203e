import { type FieldError, WaymarkError } from '../../kernel/errors.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, input, radios } from '../../web/components/index.ts';
import { form, formStatus, messageFor, summaryOf } from '../../web/forms.ts';
import { html } from '../../web/html.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';
import { addProvider } from './service-acts.ts';
import { readProviderForm } from './service-rules.ts';
import { type ProviderForm, providerKinds, providerKindWords } from './service-types.ts';

type Posted = ProviderForm & { _key?: string };

/** A provider that is not on the system yet, on the way to a service of theirs. */
export const providerPages = (): Route[] => [
  route({
    method: 'GET',
    url: '/services/providers/new',
    right: 'directory:manage',
    reads: 'none',
    section: 'referrals',
    handle: async (ask) => show(ask, { values: {}, errors: [] }),
  }),
  route({
    method: 'POST',
    url: '/services/providers',
    right: 'directory:manage',
    reads: 'none',
    body: formBody({ name: field(200), kind: field(20) }),
    handle: addFromForm,
  }),
];

async function addFromForm(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  const again = (errors: readonly FieldError[]): Reply =>
    show(ask, { values: ask.body, errors, key: ask.body._key });
  const read = readProviderForm(ask.body);
  if ('errors' in read) return again(read.errors);
  try {
    const { id } = await ask.perform(addProvider, read.input, ask.body._key ?? newKey());
    return redirect(`/services/new?agency=${id}`, `${read.input.name} was added. Enter its service now.`);
  } catch (error) {
    if (error instanceof WaymarkError && error.code === 'invalid') return again(error.fields);
    throw error;
  }
}

interface Showing {
  values: ProviderForm;
  errors: readonly FieldError[];
  key?: string | undefined;
}

function show(ask: Pick<Ask, 'csrfToken'>, showing: Showing): Reply {
  const { values, errors } = showing;
  const body = html`<h1 class="govuk-heading-l">Add a provider</h1>
<p class="govuk-body">For somebody who offers a service and is not in the list yet. Until they have sign-ins of their own, whoever refers writes down what they answer. An administrator sets up their staff.</p>
${form({
  action: '/services/providers',
  csrfToken: ask.csrfToken,
  key: showing.key,
  body: html`${input({ id: 'name', name: 'name', label: { text: 'Name' }, value: values.name ?? '', ...messageFor(errors, 'name') })}
${radios({ name: 'kind', fieldset: { legend: { text: 'What it is', classes: 'govuk-fieldset__legend--s' } }, classes: 'govuk-radios--small', value: values.kind ?? '', ...messageFor(errors, 'kind'), items: providerKinds.map((code) => ({ value: code, text: providerKindWords[code] })) })}
${button({ text: 'Add the provider', preventDoubleClick: true })}`,
})}`;
  return page({
    title: 'Add a provider',
    section: 'referrals',
    marking: 'OFFICIAL',
    status: formStatus(showing),
    breadcrumbs: [
      { text: 'Services', href: '/services' },
      { text: 'Add a service', href: '/services/new' },
    ],
    errors: summaryOf(errors),
    body,
  });
}

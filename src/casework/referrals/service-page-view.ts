import { type Day, showMoment } from '../../kernel/clock.ts';
import { button, checkboxes, details, exampleTag, summaryList, table } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { nameOf } from './scheme.ts';
import type { DirectoryNames } from './service-names.ts';
import { changesOfService, serviceWords } from './service-rules.ts';
import type { ServiceWorker } from './service-store.ts';
import type { Service, ServiceInput, ServiceLoad, ServiceVersion } from './service-types.ts';
import { openTag, placesWords, waitingWords } from './service-views.ts';

export interface ServicePageModel extends DirectoryNames {
  service: Service;
  load: ServiceLoad | undefined;
  versions: readonly ServiceVersion[];
  workers: readonly ServiceWorker[];
  /** Who may be named; empty for those who may not name anybody. */
  staff: readonly ServiceWorker[];
  csrfToken: string;
  today: Day;
  mayManage: boolean;
  seesReferrals: boolean;
}

const wordsOf = (model: ServicePageModel, service: ServiceInput): Record<string, string> =>
  serviceWords(service, {
    provider: model.service.provider,
    category: (code) => nameOf(model.rule.categories, code),
    pathway: (code) => nameOf(model.pathways, code),
    base: (id) => model.bases.find((base) => base.id === id)?.name ?? String(id),
  });

export function servicePage(model: ServicePageModel): Html {
  const { service, load } = model;
  const now = wordsOf(model, service);
  const extra: Record<string, string> = {
    Places: placesWords(service, load),
    'Waiting time as stated': waitingWords(service, load),
  };
  return html`<h1 class="govuk-heading-l">${service.name}${openTag(service, model.today)}</h1>
${model.mayManage ? button({ text: 'Change', href: `/services/${service.id}/edit`, classes: 'govuk-button--secondary' }) : ''}
${summaryList({
  rows: Object.entries(now)
    .filter(([what, value]) => what !== 'Name' && value !== '')
    .map(([what, value]) => ({
      key: what === 'Waiting time as stated' ? 'Waiting time' : what,
      value: extra[what] ?? value,
    })),
})}
<p class="govuk-hint">What the provider says of whom it is for is there to be talked over: nobody on the scheme is kept from a service by it.</p>
<h2 class="govuk-heading-m">Referrals</h2>
<p class="govuk-body">${load === undefined ? 'Nobody has been referred to it yet.' : `${load.waiting} waiting for an answer, ${load.working} being worked with. In the last year ${load.answered} were answered, of which ${load.declined} were declined.`}${model.seesReferrals && load !== undefined ? html` <a class="govuk-link" href="/referrals?service=${service.id}&amp;state=open">Those open that you may see</a>` : ''}</p>
${outcomesOf(model)}
${workersOf(model)}
<h2 class="govuk-heading-m">What changed</h2>
${historyOf(model)}`;
}

const outcomesOf = (model: ServicePageModel): Html =>
  details({
    summaryText: 'Desired outcomes of its kinds of help',
    html: html`<ul class="govuk-list govuk-list--bullet">${model.rule.outcomes
      .filter(
        (one) =>
          model.service.categories.includes(one.category) &&
          (one.deprecatedAt === undefined || one.deprecatedAt > model.today),
      )
      .map((one) => html`<li>${one.text}</li>`)}</ul>${exampleTag(model.example)}`,
  });

function workersOf(model: ServicePageModel): Html {
  const names =
    model.workers.length === 0
      ? 'Everybody who handles referrals at the provider sees those to this service.'
      : `Only these workers of the provider see its referrals: ${model.workers.map(({ name }) => name).join(', ')}.`;
  return html`<h2 class="govuk-heading-m">Who sees its referrals</h2><p class="govuk-body">${names}</p>${
    model.mayManage && model.staff.length > 0
      ? details({
          summaryText: 'Name the workers',
          html: form({
            action: `/services/${model.service.id}/workers`,
            csrfToken: model.csrfToken,
            body: html`${checkboxes({ name: 'workers', fieldset: { legend: { text: 'Workers who see its referrals', classes: 'govuk-fieldset__legend--s' } }, hint: { text: 'Nobody chosen: everybody who handles referrals at the provider' }, classes: 'govuk-checkboxes--small', values: model.workers.map(({ id }) => String(id)), items: model.staff.map(({ id, name }) => ({ value: String(id), text: name })) })}${button({ text: 'Save workers', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
          }),
        })
      : ''
  }`;
}

/** Newest first: what each change was, from what to what, by whom and why. */
function historyOf(model: ServicePageModel): Html {
  const rows = model.versions.flatMap((version, index) => {
    const before = model.versions[index + 1];
    if (before === undefined)
      return version.version === 1 ? [[showMoment(version.at), 'Entered', '', '', version.staff, '']] : [];
    return changesOfService(wordsOf(model, before.body), wordsOf(model, version.body)).map((change) => [
      showMoment(version.at),
      change.what,
      change.was,
      change.became,
      version.staff,
      version.why ?? '',
    ]);
  });
  return table({
    caption: 'Changes, newest first',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Changes',
    stack: true,
    head: ['When', 'What', 'Before', 'After', 'By', 'Why'].map((text) => ({ text })),
    rows,
  });
}

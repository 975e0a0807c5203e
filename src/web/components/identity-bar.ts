import { attributes, type Html, html } from '../html.ts';
import { type Rag, ragTag } from './rag-tag.ts';

export type LeadWorker = {
  readonly name: string;
  readonly role?: string;
  readonly agency?: string;
  readonly phone?: string;
  /** Until when they are away and who covers, in words. */
  readonly away?: string;
};

export type IdentityFlag = {
  readonly text: string;
  /** Risk to staff is shown first, whatever the order given. */
  readonly riskToStaff?: boolean;
  readonly href?: string;
};

/** Who the page is about. What is undefined is left out: hand over only what the viewer may see. */
export type IdentityBarModel = {
  readonly name: string;
  readonly href?: string;
  readonly photo?: { readonly src: string; readonly alt: string };
  /** Where a photo is given, replaced and taken away. */
  readonly photoHref?: string;
  readonly aliases?: { readonly count: number; readonly href?: string };
  /** In words. */
  readonly dateOfBirth?: string;
  /** In whole years. */
  readonly age?: number;
  readonly pnc?: string;
  readonly crn?: string;
  readonly prisonNumber?: string;
  readonly status?: string;
  readonly strand?: string;
  readonly tier?: string;
  readonly rag?: { readonly value: Rag; readonly text: string; readonly trend?: 'up' | 'down' | 'same' };
  /** Licence, community order, none; `ends` in words. */
  readonly statutory?: { readonly text: string; readonly ends?: string };
  readonly custody?: string;
  /** The first stands where it is always seen. */
  readonly leads?: readonly LeadWorker[];
  readonly flags?: readonly IdentityFlag[];
  /** Said where the record is on limited access. */
  readonly restriction?: string;
  /** "Why you can see this". */
  readonly whyHref?: string;
};

/**
 * The identity bar of every page of a person. Whom one has before oneself, how they stand, flags and whom to ring
 * always show; the rest is folded on a phone and open, by the style sheet alone, where there is room.
 */
export function identityBar(model: IdentityBarModel): Html {
  return html`<section class="wm-identity" aria-label="Who this page is about">${photo(model)}<div class="wm-identity__top"><p class="wm-identity__name">${name(model)}</p>${
    model.rag && ragTag(model.rag)
  }</div>${flags(model.flags)}${essentials(model)}${
    model.restriction &&
    html`<p class="wm-identity__notice"><span class="govuk-visually-hidden">Restricted record: </span>${model.restriction}</p>`
  }${more(model)}</section>`;
}

function photo({ photo: given, photoHref }: IdentityBarModel): Html | null {
  if (!given) return null;
  const image = html`<img class="wm-identity__photo"${attributes(given)} width="72" height="90">`;
  return photoHref ? html`<a href="${photoHref}">${image}</a>` : image;
}

function name(model: IdentityBarModel): Html | string {
  return model.href
    ? html`<a class="govuk-link govuk-link--no-visited-state" href="${model.href}">${model.name}</a>`
    : model.name;
}

function aliases(given: IdentityBarModel['aliases']): Html | null {
  if (!given || given.count === 0) return null;
  const words = `${given.count} other ${given.count === 1 ? 'name' : 'names'}`;
  return given.href ? html`<a class="govuk-link" href="${given.href}">${words}</a>` : html`${words}`;
}

function flags(given: IdentityBarModel['flags']): Html | null {
  if (!given?.length) return null;
  const inOrder = [...given].sort((a, b) => Number(b.riskToStaff ?? false) - Number(a.riskToStaff ?? false));
  const items = inOrder.map((flag) => {
    const words = flag.riskToStaff ? `Risk to staff: ${flag.text}` : flag.text;
    const content = flag.href ? html`<a href="${flag.href}">${words}</a>` : words;
    return html`<li><strong class="govuk-tag ${flag.riskToStaff ? 'govuk-tag--red' : 'govuk-tag--orange'}">${content}</strong></li>`;
  });
  return html`<ul class="wm-identity__list" aria-label="Flags">${items}</ul>`;
}

function essentials(model: IdentityBarModel): Html | null {
  const age = model.age === undefined ? '' : `age ${model.age}`;
  const born = model.dateOfBirth && age ? `${model.dateOfBirth}, ${age}` : model.dateOfBirth || age;
  const status = [model.status, model.strand, model.tier].filter(Boolean).join(', ');
  const [lead] = model.leads ?? [];
  return facts([fact('Born', born), fact('Status', status), lead && workerFact(lead)]);
}

function more(model: IdentityBarModel): Html | null {
  const { text = '', ends } = model.statutory ?? {};
  const rest = facts([
    fact('Statutory', ends ? `${text}, ends ${ends}` : text),
    fact('Custody', model.custody),
    ...(model.leads ?? []).slice(1).map(workerFact),
    fact('PNC', copyable('PNC', model.pnc)),
    fact('CRN', copyable('CRN', model.crn)),
    fact('Prison number', copyable('prison number', model.prisonNumber)),
    fact('Also known by', aliases(model.aliases)),
  ]);
  const addPhoto = model.photo === undefined && model.photoHref;
  if (rest === null && !model.whyHref && !addPhoto) return null;
  return html`<details class="wm-identity__more"><summary>More about this person</summary>${rest}${
    model.whyHref &&
    html`<a class="govuk-link wm-identity__why" href="${model.whyHref}">Why you can see this</a>`
  }${addPhoto && html` <a class="govuk-link wm-identity__why" href="${addPhoto}">Add a photo</a>`}</details>`;
}

const workerFact = (worker: LeadWorker): Html | null => fact(worker.role ?? 'Lead', leadWorker(worker));

/** Null where there is none: an empty list is no list. */
function facts(given: readonly (Html | null | undefined)[]): Html | null {
  return given.some(Boolean) ? html`<dl class="wm-identity__facts">${given}</dl>` : null;
}

function fact(term: string, value: Html | string | null | undefined): Html | null {
  return value ? html`<div><dt>${term}</dt> <dd>${value}</dd></div>` : null;
}

/** An identifier that one click selects whole; script adds a button beside it. */
function copyable(what: string, value: string | undefined): Html | null {
  return value ? html`<code class="wm-copy" data-copy="${what}">${value}</code>` : null;
}

function leadWorker(lead: LeadWorker): Html {
  const agency = lead.agency && `, ${lead.agency}`;
  const call =
    lead.phone &&
    html`, <a class="govuk-link" href="tel:${lead.phone.replace(/[^+\d]/g, '')}">${lead.phone}</a>`;
  return html`${lead.name}${agency}${call}${lead.away && html` (${lead.away})`}`;
}

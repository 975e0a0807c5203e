import { type AboutPerson, aboutPeople } from '../../access/audit-log.ts';
import { addYears, showMoment } from '../../kernel/clock.ts';
import type { Tx } from '../../kernel/database.ts';
import { findPeople } from '../../people/index.ts';
import { findRule } from '../../scheme/rules.ts';
import {
  button,
  checkboxes,
  details,
  emptyState,
  input,
  table,
  tag,
  textarea,
  warningText,
} from '../../web/components/index.ts';
import { form, messageFor, summaryOf } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, page, type Reply } from '../../web/route.ts';
import { frozen } from './acts.ts';
import { againForms, draftNotes, putBackForms, type ShowingMade } from './again-views.ts';
import { findGone, goneNotice } from './gone.ts';
import { lacking, transitions } from './rules.ts';
import {
  getBriefing,
  listCopies,
  listMadeItems,
  listOverlapping,
  listParts,
  listReaders,
  listSuggested,
} from './store.ts';
import { type AreasRule, type Briefing, hereWords, type MadeItem, type Suggested } from './types.ts';
import { notTold, partText, partWords, readersPart, readingPage, stateTag } from './views.ts';

/** A briefing as those see it who make it: a draft with what it will tell, or one that is out with its readers. */
export async function madeBriefing(ask: Ask<{ id: number }>, showing: ShowingMade = {}): Promise<Reply> {
  const { id } = ask.params;
  return ask.read(async (tx) => {
    const [briefing, items] = await Promise.all([getBriefing(tx, id), listMadeItems(tx, id)]);
    const body =
      briefing.state === 'draft'
        ? await draftBody(tx, ask, briefing, items, showing)
        : await outBody(tx, ask, briefing, items, showing);
    await ask.listed(tx, {
      act: 'briefing:prepare',
      subject: 'briefing',
      subjectId: id,
      people: [...items, ...body.seen],
    });
    const errors = showing.errors ?? [];
    return page({
      title: `Briefing: ${briefing.areaName}`,
      section: 'intelligence',
      status: showing.status ?? (errors.length > 0 ? 422 : 200),
      errors: summaryOf(errors),
      breadcrumbs: [
        { text: 'Intelligence', href: '/intelligence' },
        { text: 'Briefings', href: '/briefings' },
        { text: `Briefing ${id}` },
      ],
      body: body.html,
    });
  });
}

const areasOf = async (tx: Tx, ask: Ask): Promise<AreasRule['areas']> =>
  (await findRule<AreasRule>(tx, ask.viewer.schemeId, 'briefing-areas', ask.today))?.body.areas ?? [];

interface Body {
  html: Html;
  seen: AboutPerson[];
}

async function draftBody(
  tx: Tx,
  ask: Ask,
  briefing: Briefing,
  items: readonly MadeItem[],
  showing: ShowingMade,
): Promise<Body> {
  const { csrfToken, now, today, viewer } = ask;
  const beats = (await areasOf(tx, ask)).find(({ code }) => code === briefing.area)?.beats ?? [];
  const wanted = showing.wanted?.trim() ?? '';
  const [suggested, parts, overlapping, found] = await Promise.all([
    listSuggested(tx, { briefingId: briefing.id, beats, since: addYears(today, -3) }),
    frozen(tx, [...items], { actor: viewer, today }),
    listOverlapping(tx, briefing),
    wanted === '' || !viewer.may('people:search') ? [] : findPeople(tx, { typed: wanted, today, limit: 10 }),
  ]);
  const missing = lacking(briefing, items, now);
  const path = `/briefings/${briefing.id}`;
  const others = found
    .filter((one) => items.every(({ personId }) => personId !== one.id))
    .map(
      (one): Suggested => ({
        personId: one.id,
        name: `${one.givenNames} ${one.familyName}`,
        lives: false,
        offends: false,
        inPrison: false,
        lead: null,
        leadPhone: null,
      }),
    );
  return {
    seen: [...suggested, ...aboutPeople(found.map((one) => one.id))],
    html: html`<h1 class="govuk-heading-l">Briefing: ${briefing.areaName}</h1>
<p class="govuk-body">${stateTag(briefing, now)} For ${briefing.team}, ${showMoment(briefing.fromAt)} to ${showMoment(briefing.untilAt)}. <a class="govuk-link" href="${path}/edit">Change</a></p>
${draftNotes(briefing, overlapping)}<h2 class="govuk-heading-m">Who is in it</h2>
${items.length === 0 ? emptyState({ title: 'Nobody yet.', text: 'Choose from those who live or offend here, below.' }) : itemTable(path, items, csrfToken, briefing.version)}
<h2 class="govuk-heading-m">Who lives or offends here</h2>
${suggested.length === 0 ? emptyState({ title: 'Nobody else on the scheme, of those whom you may see, lives or offends here.' }) : addForm(path, suggested, csrfToken, briefing.version, 'suggested')}
${finder(path, wanted, others, csrfToken, briefing.version)}
<h2 class="govuk-heading-m">What will be told</h2>${notTold()}
${items.length === 0 ? html`<p class="govuk-body">Nothing yet.</p>` : toldList(items, parts)}
<h2 class="govuk-heading-m">Release</h2>
${missing.length > 0 && html`<ul class="govuk-list govuk-list--bullet">${missing.map((text) => html`<li>${text}</li>`)}</ul>`}
${
  missing.length === 0 && viewer.may('briefing:release')
    ? form({
        action: `${path}/release`,
        csrfToken,
        version: briefing.version,
        body: html`<p class="govuk-body">${briefing.team} can read it from ${showMoment(briefing.fromAt)} until ${showMoment(briefing.untilAt)}. What it tells is kept as it stands now.</p>${button({ text: 'Release it', preventDoubleClick: true })}`,
      })
    : ''
}${form({ action: `${path}/end`, csrfToken, version: briefing.version, body: button({ text: 'Throw the draft away', classes: 'govuk-button--secondary', preventDoubleClick: true }) })}`,
  };
}

const itemTable = (path: string, items: readonly MadeItem[], csrfToken: string, version: number): Html =>
  table({
    caption: 'Who is in it',
    captionClasses: 'govuk-visually-hidden',
    scrollLabel: 'Who is in it',
    stack: true,
    head: ['Person', 'Look for', 'Call', 'Take out'].map((text) => ({ text })),
    rows: items.map((item) => [
      html`<a class="govuk-link" href="${path}/people/${item.id}">${item.name}</a><br><span class="govuk-hint">${item.here.map((one) => hereWords[one]).join(', ')}</span>${!item.stands && html`<br>${tag({ text: 'May not be told of', classes: 'govuk-tag--red' })}`}`,
      item.lookFor === '' ? 'Not said yet' : item.lookFor,
      item.callWhom === '' ? 'Not said yet' : item.callWhom,
      form({
        action: `${path}/people/${item.id}/out`,
        csrfToken,
        version,
        body: html`<button class="govuk-button govuk-button--secondary" type="submit">Take out<span class="govuk-visually-hidden"> ${item.name}</span></button>`,
      }),
    ]),
  });

const addForm = (
  path: string,
  people: readonly Suggested[],
  csrfToken: string,
  version: number,
  id: string,
): Html =>
  form({
    action: `${path}/people`,
    csrfToken,
    version,
    body: html`${checkboxes({
      name: 'person',
      idPrefix: id,
      classes: 'govuk-checkboxes--small',
      fieldset: { legend: { text: 'Put into the briefing', classes: 'govuk-fieldset__legend--s' } },
      items: people.map((one) => ({
        value: String(one.personId),
        text: one.name,
        hint: {
          text: [
            ...(one.lives ? ['lives here'] : []),
            ...(one.offends ? ['offends here'] : []),
            ...(one.inPrison ? ['in prison now'] : []),
            one.lead === null ? 'no lead' : `led by ${one.lead}`,
          ].join(', '),
        },
      })),
    })}${button({ text: 'Put in', classes: 'govuk-button--secondary', preventDoubleClick: true })}`,
  });

const finder = (
  path: string,
  wanted: string,
  found: readonly Suggested[],
  csrfToken: string,
  version: number,
): Html =>
  details({
    summaryText: 'Put somebody else in',
    open: wanted !== '',
    html: html`<form method="get" action="${path}">${input({ id: 'q', name: 'q', label: { text: 'Name, date of birth or number' }, value: wanted })}${button({ text: 'Find', classes: 'govuk-button--secondary' })}</form>${
      wanted === ''
        ? ''
        : found.length === 0
          ? html`<p class="govuk-body">Nobody whom you may see, and who is not in it, is found by these words.</p>`
          : addForm(path, found, csrfToken, version, 'found')
    }`,
  });

const toldList = (items: readonly MadeItem[], parts: Awaited<ReturnType<typeof frozen>>): Html =>
  html`${items.map((item) => {
    const own = parts.filter(({ itemId, kind }) => itemId === item.id && kind !== 'identity');
    return details({
      summaryText: `${item.name}: ${own.length} ${own.length === 1 ? 'thing' : 'things'}`,
      html:
        own.length === 0
          ? html`<p class="govuk-body">Only who they are, what to look for and whom to call.</p>`
          : html`<ul class="govuk-list govuk-list--bullet">${own.map(({ kind, body, protective, handling }) => html`<li>${partWords(kind)}: ${partText({ body, protective })}${protective && ' (to statutory agencies alone)'}${handling === 'own' && ' (your agency only)'}</li>`)}</ul>`,
    });
  })}`;

async function outBody(
  tx: Tx,
  ask: Ask,
  briefing: Briefing,
  items: readonly MadeItem[],
  showing: ShowingMade,
): Promise<Body> {
  const { csrfToken, now } = ask;
  const [parts, readers, copies, onPaper] = await Promise.all([
    listParts(tx, briefing.id),
    listReaders(tx, briefing.id),
    listCopies(tx, briefing.id),
    findGone(tx, briefing.id),
  ]);
  const gone = items.filter((item) => !item.stands || item.withdrawnWhy !== null);
  const mayEnd =
    transitions[briefing.state].withdraw !== undefined &&
    briefing.untilAt > now &&
    ask.viewer.may('briefing:release');
  const path = `/briefings/${briefing.id}`;
  const isWrong = (wanted: string): boolean => (showing.errors ?? []).some(({ field }) => field === wanted);
  const why = (id: string, label: string): Html =>
    textarea({
      id,
      name: 'why',
      label: { text: label },
      rows: 2,
      value: isWrong(id) ? (showing.why ?? '') : '',
      ...messageFor(showing.errors ?? [], id),
    });
  return {
    seen: [],
    html: readingPage({
      briefing,
      items: items.filter((item) => !gone.includes(item)),
      parts,
      now,
      makerNote: html`<p class="govuk-body">${stateTag(briefing, now)}${briefing.withdrawnWhy !== null && html` ${briefing.withdrawnWhy}`}</p>${goneNotice(onPaper, csrfToken)}${againForms(ask, briefing, showing)}${putBackForms(ask, briefing, gone)}${gone.length > 0 && warningText({ text: `Not shown to the team any more: ${gone.map(({ name, withdrawnWhy }) => `${name} (${withdrawnWhy ?? 'not on the scheme, or access to them is limited'})`).join('; ')}` })}`,
      below: html`${readersPart(readers, copies)}${
        mayEnd
          ? html`<div class="wm-no-print"><h2 class="govuk-heading-m">Withdraw</h2>${details({
              summaryText: 'Withdraw the whole briefing',
              open: isWrong('why'),
              html: form({
                action: `${path}/end`,
                csrfToken,
                version: briefing.version,
                body: html`${why('why', 'Why')}${button({ text: 'Withdraw it', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
              }),
            })}${items
              .filter((item) => !gone.includes(item))
              .map((item) =>
                details({
                  summaryText: `Take out ${item.name}`,
                  open: isWrong(`why-${item.id}`),
                  html: form({
                    action: `${path}/people/${item.id}/out`,
                    csrfToken,
                    version: briefing.version,
                    body: html`${why(`why-${item.id}`, `Why ${item.name} is taken out`)}${button({ text: 'Take out', classes: 'govuk-button--warning', preventDoubleClick: true })}`,
                  }),
                }),
              )}</div>`
          : ''
      }`,
    }),
  };
}

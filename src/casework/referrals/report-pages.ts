import type { TOptional, TProperties, TString } from 'typebox';
import type { Tx } from '../../kernel/database.ts';
import { newKey } from '../../kernel/ids.ts';
import { button, changedMeanwhile, input, radios, select, textarea } from '../../web/components/index.ts';
import { dropDraft, findDraft } from '../../web/drafts.ts';
import { form, messageFor } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody, idParams } from '../../web/schemas.ts';
import type { FramePerson } from '../../web/wing.ts';
import { staleOf } from '../plans/form-pages.ts';
import { mustBeOf, type Showing, showFormOf } from './about-pages.ts';
import { endReferral } from './handle-acts.ts';
import { mostOutcomes, readReportForm } from './rules.ts';
import { outcomeText, ruleOfReferral } from './scheme.ts';
import { getReferral } from './store.ts';
import { achievements, achievementWords, type Referral, type ReferralsRule } from './types.ts';

type ReportForm = Record<string, string | undefined>;

const numbered = (name: string, length: number): Record<string, TOptional<TString>> =>
  Object.fromEntries(Array.from({ length: mostOutcomes }, (_, index) => [`${name}-${index}`, field(length)]));

const reportBody = formBody({
  ending: field(20),
  reasonCode: field(40),
  summary: field(20_000),
  stillNeeded: field(4_000),
  ...(numbered('level', 20) satisfies TProperties),
  ...(numbered('words', 2_000) satisfies TProperties),
});

/** The end-of-service report, which ends the referral. */
export const reportPages = (framePerson: FramePerson): Route[] => [
  route({
    method: 'GET',
    url: '/referrals/:id/report',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    handle: (ask) =>
      ask.read(async (tx) => {
        const { id } = ask.params;
        const referral = await getReferral(tx, id);
        const kept = await findDraft<ReportForm>(tx, ask.viewer.staffId, draftOf(id));
        return showReport(tx, ask, framePerson, referral, {
          values: kept?.values ?? {},
          kept,
          errors: [],
          version: referral.version,
        });
      }),
  }),
  route({
    method: 'POST',
    url: '/referrals/:id/report',
    right: 'referral:handle',
    reads: 'person',
    params: idParams,
    body: reportBody,
    handle: (ask) => reportFromForm(ask, framePerson),
  }),
];

const draftOf = (id: number): string => `referral-report:${id}`;

async function showReport(
  tx: Tx,
  ask: Ask,
  framePerson: FramePerson,
  referral: Referral,
  showing: Showing<ReportForm>,
): Promise<Reply> {
  mustBeOf(referral.providerAgencyId, ask.viewer);
  const rule = await ruleOfReferral(tx, referral.ruleId);
  const title = 'End-of-service report';
  const body = html`<h1 class="govuk-heading-l">${title}</h1>
<p class="govuk-body">The report ends the service. The referrer sees it; you will no longer see the person, unless another referral is open.</p>
${changedMeanwhile('this referral', showing.theirs)}
${form({
  action: `/referrals/${referral.id}/report`,
  csrfToken: ask.csrfToken,
  key: showing.key,
  version: showing.version,
  draft: draftOf(referral.id),
  body: fields(referral, rule, showing),
})}`;
  return showFormOf(tx, ask, framePerson, referral, { ...showing, title, body });
}

const fields = (referral: Referral, rule: ReferralsRule, { values, errors }: Showing<ReportForm>): Html =>
  html`${radios({
    name: 'ending',
    fieldset: { legend: { text: 'How did the service end?', classes: 'govuk-fieldset__legend--s' } },
    classes: 'govuk-radios--small',
    value: values.ending ?? '',
    items: [
      { value: 'complete', text: 'Completed' },
      { value: 'end-early', text: 'Ended early' },
    ],
    ...messageFor(errors, 'ending'),
  })}
${select({ id: 'reasonCode', name: 'reasonCode', label: { text: 'Why did it end early?' }, hint: { text: 'Only where it did' }, value: values.reasonCode ?? '', items: [{ value: '', text: 'Choose' }, ...rule.endReasons.map(({ code, name }) => ({ value: code, text: name }))], ...messageFor(errors, 'reasonCode') })}
${referral.outcomes.map(
  (code, index) =>
    html`<fieldset class="govuk-fieldset govuk-!-margin-bottom-4"><legend class="govuk-fieldset__legend govuk-fieldset__legend--s">${outcomeText(rule, code)}</legend>
${radios({ name: `level-${index}`, classes: 'govuk-radios--small govuk-radios--inline', value: values[`level-${index}`] ?? '', items: achievements.map((level) => ({ value: level, text: achievementWords[level] })), ...messageFor(errors, `level-${index}`) })}
${input({ id: `words-${index}`, name: `words-${index}`, label: { html: html`In words (optional)<span class="govuk-visually-hidden">: ${outcomeText(rule, code)}</span>` }, value: values[`words-${index}`] ?? '' })}</fieldset>`,
)}
${textarea({ id: 'summary', name: 'summary', label: { text: 'What was done, and what came of it' }, rows: 6, value: values.summary ?? '', ...messageFor(errors, 'summary') })}
${textarea({ id: 'stillNeeded', name: 'stillNeeded', label: { text: 'What is still needed (optional)' }, rows: 3, value: values.stillNeeded ?? '' })}
${button({ text: 'Send the report and end', preventDoubleClick: true })}`;

async function reportFromForm(
  ask: Ask<{ id: number }, unknown, { _key?: string; _version?: number }>,
  framePerson: FramePerson,
): Promise<Reply> {
  const { id } = ask.params;
  const { _key: sent, _version: version = 0, ...rest } = ask.body;
  const values: ReportForm = rest;
  const { referral, rule } = await ask.read(async (tx) => {
    const found = await getReferral(tx, id);
    return { referral: found, rule: await ruleOfReferral(tx, found.ruleId) };
  });
  const read = readReportForm(
    values,
    referral.outcomes,
    rule.endReasons.map(({ code }) => code),
  );
  const again = { values, key: sent, version };
  if ('errors' in read)
    return ask.read((tx) => showReport(tx, ask, framePerson, referral, { ...again, errors: read.errors }));
  try {
    await ask.perform(endReferral, { ...read.input, id, version }, sent ?? newKey());
  } catch (error) {
    const current = staleOf(error);
    return ask.read(async (tx) =>
      showReport(tx, ask, framePerson, await getReferral(tx, id), {
        ...again,
        ...current,
        key: newKey(),
        errors: [],
      }),
    );
  }
  await ask.read((tx) => dropDraft(tx, ask.viewer.staffId, draftOf(id)));
  return redirect('/referrals', 'The report was sent and the service has ended.');
}

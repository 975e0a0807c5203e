import { alertRights } from '../../access/rights.ts';
import {
  drawFields,
  drawSheet,
  firstShowing,
  type Posted,
  Reading,
  type Showing,
  send,
  sheetPage,
} from '../../casework/index.ts';
import {
  type AlertRule,
  type ChoiceInput,
  chooseAlertMail,
  findAlertChoice,
} from '../../intelligence/index.ts';
import type { Tx } from '../../kernel/database.ts';
import type { FieldError } from '../../kernel/errors.ts';
import { readAddress } from '../../notices/addresses.ts';
import { findRule } from '../../scheme/rules.ts';
import { insetText } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { type Ask, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';

const path = '/inbox/settings';

const mailWords = {
  each: 'As soon as there is one (at night only of kinds that do not wait)',
  digest: 'Once a day, where any was not opened',
  none: 'No mail: I look at the inbox',
} as const;

const mails = ['each', 'digest', 'none'] as const;

/** Each for themselves: whether alerts are told by mail, and where. */
export const choicePages: Route[] = [
  route({
    method: 'GET',
    url: path,
    right: alertRights,
    reads: 'none',
    section: 'today',
    handle: (ask) =>
      ask.read(async (tx) => {
        const choice = await findAlertChoice(tx, ask.viewer.staffId);
        return show(
          tx,
          ask,
          firstShowing(
            { mail: choice?.mail ?? 'each', address: choice?.address ?? '' },
            choice?.version ?? 0,
          ),
        );
      }),
  }),
  route({
    method: 'POST',
    url: path,
    right: 'see:identity',
    reads: 'none',
    body: formBody({ mail: field(10), address: field(300) }),
    handle: save,
  }),
];

async function show(tx: Tx, ask: Ask, showing: Showing): Promise<Reply> {
  const rule = await findRule<AlertRule>(tx, ask.viewer.schemeId, 'alerts', ask.today);
  return sheetPage(
    {
      title: 'How you are told of alerts',
      section: 'today',
      marking: 'OFFICIAL',
      breadcrumbs: [{ text: 'Alerts', href: '/inbox' }, { text: 'How you are told' }],
      body: drawSheet(
        ask.csrfToken,
        {
          heading: 'How you are told of alerts',
          what: 'your choice',
          action: path,
          save: 'Save',
          lead: lead(rule?.body, rule?.example ?? false),
          fields: drawFields(
            [
              {
                name: 'mail',
                label: 'By mail',
                as: 'radios',
                choices: mails.map((value) => ({ value, text: mailWords[value] })),
              },
              {
                name: 'address',
                label: 'Your e-mail address at work',
                as: 'line',
                hint: 'A mail says how many alerts there are, and names nobody',
              },
            ],
            showing.values,
            showing.errors,
          ),
        },
        showing,
      ),
    },
    showing,
  );
}

const lead = (rule: AlertRule | undefined, example: boolean): Html =>
  rule === undefined
    ? html`<p class="govuk-body">The scheme has no rule for alerts, so nobody is told of any.</p>`
    : html`<p class="govuk-body">A page that is open says so at once. An alert that nobody opens is told to others: ${rule.steps
        .slice(1)
        .map(({ to, afterMinutes }) => `${toWords[to]} after ${afterMinutes} minutes`)
        .join(', ')}.</p>
${insetText({ text: `Quiet from ${rule.quiet.from} to ${rule.quiet.to}; the mail of the day goes at ${rule.digestAt}.${example ? ' Example times: your scheme sets them.' : ''}` })}`;

const toWords: Record<AlertRule['steps'][number]['to'], string> = {
  lead: 'the lead',
  'co-worker': 'those who work with the lead',
  team: 'the team',
  supervisor: 'supervisors',
};

function read(values: Posted): { input: Omit<ChoiceInput, 'version'> } | { errors: FieldError[] } {
  const typing = new Reading(values);
  const mail = typing.code('mail', mails, 'Choose how you are told');
  const typed = typing.words('address', mail === 'none' ? undefined : 'Enter your e-mail address');
  const address = typed === null ? undefined : readAddress('email', typed);
  if (address !== undefined && 'wrong' in address) typing.wrong('address', address.wrong);
  if (typing.errors.length > 0 || mail === null) return { errors: typing.errors };
  return { input: { mail, address: address !== undefined && 'address' in address ? address.address : null } };
}

async function save(ask: Ask<unknown, unknown, Posted>): Promise<Reply> {
  return send(ask, {
    read: read(ask.body),
    perform: (input, key) => ask.perform(chooseAlertMail, { ...input, version: ask.body._version ?? 0 }, key),
    again: (showing) => ask.read((tx) => show(tx, ask, showing)),
    current: () =>
      ask.read(async (tx) => {
        const choice = await findAlertChoice(tx, ask.viewer.staffId);
        return {
          text: `${mailWords[choice?.mail ?? 'each']} ${choice?.address ?? ''}`,
          version: choice?.version ?? 0,
        };
      }),
    done: () => redirect('/inbox', 'How you are told was saved.'),
  });
}

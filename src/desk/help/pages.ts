import { isRole, roleSees, roleTitles } from '../../access/rights.ts';
import { actIn } from '../../access/sessions.ts';
import { invalid } from '../../kernel/errors.ts';
import { button, radios } from '../../web/components/index.ts';
import { form } from '../../web/forms.ts';
import { type Html, html } from '../../web/html.ts';
import { type OpenPage, openPage } from '../../web/open-page.ts';
import { type Ask, page, type Reply, type Route, redirect, route } from '../../web/route.ts';
import { field, formBody } from '../../web/schemas.ts';

const words = (url: string, title: string, body: (ask: Ask) => Html): Route =>
  route({
    method: 'GET',
    url,
    right: 'signed-in',
    reads: 'none',
    handle: async (ask) => page({ title, body: html`<h1 class="govuk-heading-l">${title}</h1>${body(ask)}` }),
  });

const openWords = (url: `/public-register/${string}`, title: string, body: Html): OpenPage =>
  openPage({
    url,
    limit: 600,
    read: async () =>
      page({
        title,
        breadcrumbs: [{ text: 'Public register', href: '/public-register' }, { text: title }],
        body: html`<h1 class="govuk-heading-l">${title}</h1>${body}`,
      }),
  });

/** The statements that somebody may read who has not signed in. */
export const openHelpPages = (): OpenPage[] => [
  openWords('/public-register/help', 'Help', openHelp),
  openWords('/public-register/privacy', 'Privacy', html`${openPrivacy}${privacy}`),
  openWords('/public-register/accessibility', 'Accessibility', accessibility),
];

export const helpPages = (): Route[] => [
  words('/help', 'Help', help),
  words('/privacy', 'Privacy', () => privacy),
  words('/accessibility', 'Accessibility', () => accessibility),
  route({
    method: 'GET',
    url: '/role',
    right: 'signed-in',
    reads: 'none',
    handle: async (ask) => page({ title: 'Change role', body: rolePage(ask) }),
  }),
  route({
    method: 'POST',
    url: '/role',
    right: 'signed-in',
    reads: 'none',
    body: formBody({ role: field(60) }),
    handle: changeRole,
  }),
];

const help = (
  ask: Ask,
): Html => html`<p class="govuk-body">You are acting as <strong>${roleTitles[ask.viewer.role]}</strong>: ${roleSees[ask.viewer.role]}.</p>
<h2 class="govuk-heading-m">What you see</h2>
<p class="govuk-body">A page that says “We cannot show this page” may not exist, or you may not see it: the system does not tell which. If you should see somebody and do not, ask the scheme office.</p>
<p class="govuk-body"><a class="govuk-link" href="/how-people-are-chosen">How people are chosen</a> says in plain words what gives points, and what never does.</p>
<h2 class="govuk-heading-m">Nothing you write is lost</h2>
<p class="govuk-body">Longer forms are kept on the server while you fill them in. What you have not sent is under <a class="govuk-link" href="/drafts">Drafts</a>. If somebody changes the same thing while you write, you are shown both texts.</p>
<h2 class="govuk-heading-m">Correcting something</h2>
<p class="govuk-body">Correct or withdraw an entry from its own page. The earlier wording stays in the person’s history.</p>
<h2 class="govuk-heading-m">Emergency access</h2>
<p class="govuk-body">${ask.viewer.may('break-glass:take') ? html`Where you must see somebody you have no reason for, <a class="govuk-link" href="/break-glass">take access for four hours</a>. It is reviewed.` : 'Your role cannot take emergency access. Ask the scheme office.'}</p>
<h2 class="govuk-heading-m">When something goes wrong</h2>
<p class="govuk-body">Give the reference that the page shows to those who run the system for your scheme. It holds nothing about a person.</p>`;

const openHelp = html`<p class="govuk-body">The <a class="govuk-link" href="/public-register">public register</a> holds the decision notices of the policing bodies as they were published, and what they publish of grants, contracts and spending. It is read without signing in.</p>
<h2 class="govuk-heading-m">Finding a decision</h2>
<p class="govuk-body">Search by words or number, or choose the office and the year. Everything is there as data too: CSV, JSON and a feed of the latest.</p>
<h2 class="govuk-heading-m">“Left out”</h2>
<p class="govuk-body">Where a passage of a paper is not published, its place says so, and why. What is flagged about a decision, its certificates and its outcome are never left out.</p>
<h2 class="govuk-heading-m">If you work for the scheme</h2>
<p class="govuk-body"><a class="govuk-link" href="/sign-in">Sign in</a> for help on what your role sees.</p>`;

const openPrivacy = html`<p class="govuk-body">Reading the public register needs no account. Nothing is kept about who reads it but what a web server notes for its own safety, and nothing measures you.</p>`;

const privacy = html`<p class="govuk-body">This system holds personal data about people on an integrated offender management scheme and about people who might be selected for it. The agencies of the scheme are its controllers, under the agreements that Governance lists.</p>
<h2 class="govuk-heading-m">What is kept about you as a user</h2>
<p class="govuk-body">Your name, agency, work telephone and roles; when you signed in; every record you open, list, export or change, with the time and the role you acted in. This record cannot be changed. Auditors and, for people they manage, your colleagues with the right can see it.</p>
<h2 class="govuk-heading-m">Cookies</h2>
<p class="govuk-body">One cookie keeps you signed in, and one carries the sentence that says what was just done. Nothing is shared with anybody outside, and nothing measures you.</p>
<h2 class="govuk-heading-m">How long it is kept</h2>
<p class="govuk-body">Each record carries a date on which it is reviewed or deleted. The scheme’s own rules set them; ask the scheme office for them and for its privacy notice.</p>`;

const accessibility = html`<p class="govuk-body">The pages are built from the GOV.UK Design System and work with a keyboard, with a screen reader, on a phone, printed, and without script.</p>
<h2 class="govuk-heading-m">How it is checked</h2>
<p class="govuk-body">Pages are checked automatically with axe, at desktop and phone width. No outside audit has been made yet, and no statement of conformance is claimed.</p>
<h2 class="govuk-heading-m">What we know does not work well</h2>
<p class="govuk-body">Wide tables scroll sideways on a phone inside a labelled region.</p>
<h2 class="govuk-heading-m">If something stops you</h2>
<p class="govuk-body">Tell those who run the system for your scheme, with the address of the page and what you use.</p>`;

function rolePage(ask: Ask): Html {
  const { viewer } = ask;
  const held = [viewer.role, ...viewer.otherRoles];
  if (held.length === 1)
    return html`<h1 class="govuk-heading-l">Change role</h1><p class="govuk-body">You hold one role: ${roleTitles[viewer.role]}.</p><p class="govuk-body"><a class="govuk-link" href="/">Back to Today</a></p>`;
  return html`<h1 class="govuk-heading-l">Change role</h1>
<p class="govuk-body">You act in one role at a time, and see what that role may see.</p>
${form({
  action: '/role',
  csrfToken: ask.csrfToken,
  body: html`${radios({ name: 'role', fieldset: { legend: { text: 'Act as', classes: 'govuk-fieldset__legend--s' } }, value: viewer.role, items: held.map((role) => ({ value: role, text: roleTitles[role], hint: { text: `Sees ${roleSees[role]}` } })) })}${button({ text: 'Change' })}`,
})}`;
}

async function changeRole(ask: Ask<unknown, unknown, { role?: string }>): Promise<Reply> {
  const { role } = ask.body;
  if (role === undefined || !isRole(role)) throw invalid([{ field: 'role', text: 'Choose a role' }]);
  if (role !== ask.viewer.role) await actIn(ask.database, ask.viewer, role);
  return redirect('/', `You now act as ${roleTitles[role]}.`);
}

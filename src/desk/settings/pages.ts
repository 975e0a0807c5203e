import { isRole, roleTitles } from '../../access/rights.ts';
import { type Day, showShortDay } from '../../kernel/clock.ts';
import { sql, type Tx } from '../../kernel/database.ts';
import { insetText, table, tag } from '../../web/components/index.ts';
import { type Html, html } from '../../web/html.ts';
import { page, type Route, route } from '../../web/route.ts';
import { idParams } from '../../web/schemas.ts';

interface RuleRow {
  id: number;
  kind: string;
  version: number;
  validFrom: Day;
  validTo: Day | null;
  example: boolean;
}

interface StaffRow {
  id: number;
  name: string;
  agency: string;
  roles: string[];
}

const ruleColumns = sql`id, kind, version, valid_from as "validFrom", valid_to as "validTo", example`;

const listRules = (tx: Tx, schemeId: number): Promise<RuleRow[]> =>
  tx.many(sql<RuleRow>`select ${ruleColumns}
    from rule_version where scheme_id = ${schemeId} order by kind, version desc`);

const getRule = (tx: Tx, schemeId: number, id: number): Promise<RuleRow & { body: unknown }> =>
  tx.one(sql<RuleRow & { body: unknown }>`select ${ruleColumns}, body
    from rule_version where scheme_id = ${schemeId} and id = ${id}`);

const listStaff = (tx: Tx, schemeId: number): Promise<StaffRow[]> =>
  tx.many(sql<StaffRow>`select s.id, s.name, a.name as agency, array_agg(distinct r.role order by r.role) as roles
    from staff s join agency a on a.id = s.agency_id join staff_role r on r.staff_id = s.id
    where r.scheme_id = ${schemeId} and (r.to_date is null or r.to_date > current_date) group by 1, 2, 3 order by s.name`);

const listRights = (tx: Tx, schemeId: number): Promise<{ role: string; rights: string[] }[]> =>
  tx.many(sql<{ role: string; rights: string[] }>`select role, array_agg("right" order by "right") as rights
    from role_right where scheme_id = ${schemeId} and from_date <= current_date and (to_date is null or to_date > current_date)
    group by role order by role`);

const roleName = (role: string): string => (isRole(role) ? roleTitles[role] : role);

/** The scheme as one page: rules in force, who may do what, and who is who. Nothing of any person is here. */
export const settingsPages: Route[] = [
  route({
    method: 'GET',
    url: '/settings',
    right: 'settings:manage',
    reads: 'none',
    section: 'settings',
    handle: (ask) =>
      ask.read(async (tx) => {
        const { schemeId } = ask.viewer;
        const [rules, staff, rights] = await Promise.all([
          listRules(tx, schemeId),
          listStaff(tx, schemeId),
          listRights(tx, schemeId),
        ]);
        return page({
          title: 'Settings',
          section: 'settings',
          marking: 'OFFICIAL',
          body: settingsPage(rules, staff, rights),
        });
      }),
  }),
  route({
    method: 'GET',
    url: '/settings/rules/:id',
    right: 'settings:manage',
    reads: 'none',
    params: idParams,
    section: 'settings',
    handle: (ask) =>
      ask.read(async (tx) => {
        const rule = await getRule(tx, ask.viewer.schemeId, ask.params.id);
        return page({
          title: ruleName(rule),
          section: 'settings',
          marking: 'OFFICIAL',
          breadcrumbs: [{ text: 'Settings', href: '/settings' }, { text: ruleName(rule) }],
          body: rulePage(rule),
        });
      }),
  }),
];

const ruleName = ({ kind }: RuleRow): string => {
  const words = kind.replaceAll('-', ' ');
  return `${words.charAt(0).toUpperCase()}${words.slice(1)}`;
};

const inForce = ({ validFrom, validTo }: RuleRow): string =>
  `from ${showShortDay(validFrom)}${validTo === null ? '' : ` until ${showShortDay(validTo)}`}`;

const rulePage = (rule: RuleRow & { body: unknown }): Html => html`
<h1 class="govuk-heading-l">${ruleName(rule)}</h1>
<p class="govuk-body">Version ${rule.version}, in force ${inForce(rule)}.${rule.example && ' This is an example, not a national standard.'}</p>
<pre class="wm-wrap">${JSON.stringify(rule.body, null, 1)}</pre>`;

const settingsPage = (
  rules: RuleRow[],
  staff: StaffRow[],
  rights: { role: string; rights: string[] }[],
): Html => html`
<h1 class="govuk-heading-l">Settings</h1>
${insetText({ text: 'This page shows how the scheme is set up. Rules are versioned and dated; in this version they are changed by a new scheme file, and the rule for alerts of a running scheme by a command (npm run waymark -- alerts rule), not here.' })}
<p class="govuk-body"><a class="govuk-link" href="/settings/messages">Messages to people: what they go out by, and a test</a></p>
<p class="govuk-body"><a class="govuk-link" href="/settings/senders">Senders of events: systems that tell of custody, crimes, tags, releases and addresses</a></p>
<h2 class="govuk-heading-m">Rules</h2>
${table({
  caption: 'Rules by kind',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Rules',
  stack: true,
  head: ['Rule', 'Version', 'In force'].map((text) => ({ text })),
  rows: rules.map((rule) => [
    html`<a class="govuk-link" href="/settings/rules/${rule.id}">${ruleName(rule)}</a> ${rule.example ? tag({ text: 'Example', classes: 'govuk-tag--grey' }) : ''}`,
    rule.version,
    inForce(rule),
  ]),
})}
<h2 class="govuk-heading-m">Roles and rights</h2>
${table({
  stack: true,
  caption: 'What each role may do',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Roles and rights',
  head: ['Role', 'Rights'].map((text) => ({ text })),
  rows: rights.map((row) => [roleName(row.role), row.rights.join(', ')]),
})}
<h2 class="govuk-heading-m">Staff</h2>
${table({
  stack: true,
  caption: 'Staff and their roles',
  captionClasses: 'govuk-visually-hidden',
  scrollLabel: 'Staff',
  head: ['Name', 'Agency', 'Roles'].map((text) => ({ text })),
  rows: staff.map((person) => [person.name, person.agency, person.roles.map(roleName).join(', ')]),
})}`;

import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { replayAlerts } from '../examples/replay/alerts.ts';
import { replayBriefings } from '../examples/replay/briefings.ts';
import { replayCasework } from '../examples/replay/casework.ts';
import { replayComparisons } from '../examples/replay/comparisons.ts';
import { replayContacts } from '../examples/replay/contacts.ts';
import { replayCover } from '../examples/replay/cover.ts';
import { replayDataLab } from '../examples/replay/data-lab.ts';
import { replayGrants } from '../examples/replay/grants.ts';
import { replayIntelligence } from '../examples/replay/intelligence.ts';
import { replayLicences } from '../examples/replay/licences.ts';
import { replayMembership } from '../examples/replay/membership.ts';
import { replayPanelLife } from '../examples/replay/panel-life.ts';
import { planNextPanel, replayPanels } from '../examples/replay/panels.ts';
import { Company, findOfficers } from '../examples/replay/people.ts';
import { replayReferrals } from '../examples/replay/referrals.ts';
import { replayReminders } from '../examples/replay/reminders.ts';
import { replayRisk } from '../examples/replay/risk.ts';
import { replaySelection } from '../examples/replay/selection.ts';
import { replayTrials } from '../examples/replay/trials.ts';
import type { House } from './app.ts';
import { runFairness } from './cohort/index.ts';
import { setUpBoards, setUpGovernance, setUpRegisters } from './governance/index.ts';
import { londonDay } from './kernel/clock.ts';
import { runDashboards, runMeasures, runScoreCheck } from './outcomes/index.ts';
import { bringTruth, CsvReader, importFile, linkRecords } from './people/index.ts';

import { setUpResources } from './resources/index.ts';
import { once, setUpScheme } from './scheme/setup.ts';

const example = (name: string): URL => new URL(`../examples/${name}`, import.meta.url);

/** The example extracts, in the order in which they make sense; each is one agency's one format. */
const extracts = [
  ['norfolk-police', 'police-nominals', 'norfolk-police-nominals.csv'],
  ['suffolk-police', 'police-nominals', 'suffolk-police-nominals.csv'],
  ['norfolk-police', 'police-crimes', 'norfolk-police-crimes.csv'],
  ['suffolk-police', 'police-crimes', 'suffolk-police-crimes.csv'],
  ['norfolk-police', 'police-custody', 'norfolk-police-custody.csv'],
  ['suffolk-police', 'police-custody', 'suffolk-police-custody.csv'],
  ['probation', 'probation-caseload', 'probation-caseload.csv'],
  ['prisons', 'prison-releases', 'prison-releases.csv'],
  ['youth-justice', 'youth-justice', 'youth-justice.csv'],
] as const;

/** The last day that the example extracts tell of. */
const extractDay = '2026-10-31';

/**
 * The demonstration: the example scheme, its extracts imported and linked, candidates scored, and an example
 * panel's decisions replayed. Each step is marked when it is complete, and repeats nothing at the next start.
 */
export async function setUpDemo(house: House, say: (line: string) => void): Promise<void> {
  const { database, clock } = house;
  const schemeId = await setUpScheme(
    database,
    JSON.parse(await readFile(example('scheme.json'), 'utf8')),
    true,
  );
  const company = new Company(house);
  await once(database, 'registers', async () => {
    const as = (login: string) => company.as(login);
    await setUpResources(database, house.performer, as, clock());
    await setUpGovernance(database, house.performer, as, clock());
    // Whoever signs in from here on has what the agreements opened.
    await company.leave();
    say('Agreements, posts and costs of the example scheme entered');
  });
  await once(database, 'governance-registers', async () => {
    await setUpRegisters(database, house.performer, (login) => company.as(login), clock());
    say('Recommendations, programme, risks and principles of the example scheme entered');
  });
  await once(database, 'extracts', () => importExtracts(house, say));
  await once(database, 'truth', async () => {
    say(`${await bringExampleTruth(house)} example records say whose they truly are`);
  });
  await once(database, 'link', async () => {
    const { records, people } = await linkRecords(database, { now: clock() });
    await database.analyse();
    say(`${records} records linked into ${people} people`);
  });
  await once(database, 'panels', async () => {
    const { adopted, left } = await replayPanels(house, company);
    say(`Example panels replayed: ${adopted} adopted, ${left} de-selected since`);
  });
  await once(database, 'casework', async () => {
    const done = await replayCasework(
      house,
      company,
      await findOfficers(house, company),
      clock(),
      londonDay(clock()),
    );
    await database.analyse();
    say(`${done.allocated} members allocated, ${done.plans} plans, ${done.contacts} contacts`);
  });
  await once(database, 'referrals', async () => {
    const done = await replayReferrals(house, company, clock(), londonDay(clock()));
    say(
      `${done.services} services entered, ${done.referrals} people referred or worked with by link workers`,
    );
  });
  await once(database, 'licences', async () => {
    const done = await replayLicences(house, company, clock(), londonDay(clock()));
    say(`${done.licences} licences and orders entered, ${done.cases} failures to comply looked at`);
  });
  await once(database, 'risk', async () => {
    const done = await replayRisk(
      house,
      company,
      await findOfficers(house, company),
      clock(),
      londonDay(clock()),
    );
    say(`${done.assessments} assessments, ${done.flags} risk flags, ${done.victims} victims`);
  });
  await once(database, 'cover', async () => {
    const done = await replayCover(house, company, clock(), londonDay(clock()));
    say(`${done.appointments} appointments of the week, ${done.absences} absences with their deputies`);
  });
  await once(database, 'reminders', async () => {
    const done = await replayReminders(house, company, clock(), londonDay(clock()));
    say(`${done.agreed} people agreed to messages, ${done.reminders} reminders made`);
  });
  await once(database, 'contacts', async () => {
    const done = await replayContacts(house, company, clock(), londonDay(clock()));
    say(`${done.appointments} appointments that repeat, ${done.sent} contacts given to Delius`);
  });
  await once(database, 'next-panel', async () => {
    const people = await planNextPanel(house, company, clock(), londonDay(clock()));
    say(`Candidates scored; ${people} are on the agenda of the next panel`);
  });
  await once(database, 'panel-life', async () => {
    const done = await replayPanelLife(house, company, clock(), londonDay(clock()));
    say(
      `${done.views} views given to the next panel, ${done.told} people told, ${done.releases} releases prepared`,
    );
  });
  await once(database, 'membership', async () => {
    const done = await replayMembership(house, company, clock());
    say(
      `${done.transfers} transfer waits for an answer, ${done.copies} copy of the cohort is in the register`,
    );
  });
  await once(database, 'selection', async () => {
    const nominations = await replaySelection(company, clock(), londonDay(clock()));
    say(`${nominations} nominations, and a draft of another matrix that waits for approval`);
  });
  await once(database, 'trials', async () => {
    const done = await replayTrials(house, company, clock(), londonDay(clock()));
    await runFairness(database, { schemeId, now: clock() });
    say(`An example trial: ${done.enrolled} enrolled, ${done.contracts} contracts; fairness counted`);
  });
  await once(database, 'measure', async () => {
    await runMeasures(database, { schemeId, on: extractDay, now: clock() });
    await runDashboards(database, { schemeId, now: clock() });
    say('Outcomes measured, dashboards counted');
  });
  await once(database, 'data-lab', async () => {
    await replayDataLab(company, clock(), londonDay(clock()));
    await runScoreCheck(database, { schemeId, now: clock() });
    say('An example answer of the Data Lab; scores checked');
  });
  await once(database, 'comparisons', async () => {
    const plans = await replayComparisons(house, company, { schemeId, now: clock(), on: extractDay });
    say(`${plans} example comparisons registered`);
  });
  await once(database, 'alerts', async () => {
    const done = await replayAlerts(house, company, clock());
    say(`${done.events} example events of another system`);
  });
  await once(database, 'grants', async () => {
    const done = await replayGrants(house, company, clock(), londonDay(clock()));
    say(`${done.grants} example grants, ${done.returns} returns of a provider`);
  });
  await once(database, 'boards', async () => {
    await setUpBoards(database, house.performer, (login) => company.as(login), clock());
    say('Boards, their meetings, plan objectives and a pack of the example scheme entered');
  });
  await once(database, 'briefings', async () => {
    const done = await replayBriefings(house, company, clock(), londonDay(clock()));
    say(`A briefing of ${done.people} people, ${done.sightings} sightings, ${done.taskings} taskings`);
  });
  await once(database, 'intelligence', async () => {
    const done = await replayIntelligence(house, company, clock());
    say(`${done.reports} intelligence reports, ${done.sent} of them sent on, and a safeguarding concern`);
  });
  await company.leave();
}

async function importExtracts(house: House, say: (line: string) => void): Promise<void> {
  for (const [agency, format, fileName] of extracts) {
    const path = fileURLToPath(example(`extracts/${fileName}`));
    const report = await importFile(house.database, { agency, format, path, fileName }, house.clock());
    say(`${fileName}: ${report.read} rows, ${report.new} new, ${report.bad} set aside`);
  }
}

/** The column of each extract that holds the agency's number of somebody. */
const numberColumns: Readonly<Record<string, string>> = {
  'police-nominals': 'record_id',
  'probation-caseload': 'crn',
  'prison-releases': 'prison_number',
  'youth-justice': 'yjs_id',
};

/** The generated examples alone know whose each record is: what the linking found is held against it afterwards. */
async function bringExampleTruth({ database }: House): Promise<number> {
  const rows: { agency: string; localId: string; truth: string }[] = [];
  for (const [agency, format, fileName] of extracts) {
    const wanted = numberColumns[format];
    if (wanted === undefined) continue;
    let header: readonly string[] | undefined;
    const reader = new CsvReader({ encoding: 'utf-8', maxBytes: 50_000_000, tooLarge: 'It is an example.' });
    for await (const records of reader.read(createReadStream(example(`extracts/${fileName}`))))
      for (const record of records) {
        if (!('cells' in record)) continue;
        if (header === undefined) header = record.cells;
        else {
          const localId = record.cells[header.indexOf(wanted)] ?? '';
          const truth = record.cells[header.indexOf('_truth')] ?? '';
          if (localId !== '' && truth !== '') rows.push({ agency, localId, truth });
        }
      }
  }
  return bringTruth(database, rows);
}

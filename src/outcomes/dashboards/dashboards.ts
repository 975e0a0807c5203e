import type { ChartModel, DrawAsk } from './chart-model.ts';
import { complianceChart, complianceFunnel, contactsChart, hoursChart } from './contact-charts.ts';
import { decisionsChart, flowChart, ragChart } from './flow-charts.ts';
import { answersChart, reasonsChart, sentChart, servicesChart } from './referral-charts.ts';
import type { Category } from './types.ts';

export interface ChartKind {
  code: string;
  /** Whoever lacks one of these is shown published quarters: nought would be untrue. */
  needs: readonly Category[];
  draw(ask: DrawAsk): ChartModel;
}

/** The chart of costs has assumptions of its own and is drawn by `cost-chart.ts`. */
export const costCode = 'cost';

const kinds: readonly ChartKind[] = [
  { code: 'flow', needs: ['cohort', 'scores', 'panel'], draw: flowChart },
  { code: 'decisions', needs: ['panel'], draw: decisionsChart },
  { code: 'rag', needs: ['cohort'], draw: ragChart },
  { code: 'compliance', needs: ['contacts'], draw: complianceChart },
  { code: 'areas', needs: ['contacts'], draw: complianceFunnel },
  { code: 'contacts', needs: ['cohort', 'contacts'], draw: contactsChart },
  { code: 'hours', needs: ['cohort', 'contacts'], draw: hoursChart },
  { code: 'referrals', needs: ['referrals'], draw: sentChart },
  { code: 'answers', needs: ['referrals'], draw: answersChart },
  { code: 'reasons', needs: ['referrals'], draw: reasonsChart },
  { code: 'services', needs: ['referrals'], draw: servicesChart },
];

export const findKind = (code: string): ChartKind | undefined => kinds.find((kind) => kind.code === code);

export interface Dashboard {
  code: string;
  title: string;
  about: string;
  /** Codes of its charts, in order. */
  charts: readonly string[];
  /** The claim card of proven offences before and after joining stands under them. */
  hasClaim?: boolean;
}

export const dashboards: readonly Dashboard[] = [
  {
    code: 'panel',
    title: 'Panel',
    about: 'Who came up, what was decided, and how ratings moved.',
    charts: ['flow', 'decisions', 'rag'],
  },
  {
    code: 'scheme',
    title: 'Scheme',
    about: 'What is done with members: contacts, time, and appointments kept.',
    charts: ['compliance', 'areas', 'contacts', 'hours', 'rag'],
  },
  {
    code: 'services',
    title: 'Services',
    about: 'Referrals to providers, what became of them, and how long it took.',
    charts: ['referrals', 'answers', 'reasons', 'services'],
  },
  {
    code: 'board',
    title: 'Board',
    about: 'For those who answer for the scheme: flow, appointments kept by base, and services.',
    charts: ['flow', 'compliance', 'areas', 'services'],
    hasClaim: true,
  },
  {
    code: 'commissioner',
    title: 'Commissioner',
    about: 'What the scheme does for its money: flow, hours, services and cost.',
    charts: ['flow', 'hours', 'answers', costCode],
    hasClaim: true,
  },
];

export const findDashboard = (code: string): Dashboard | undefined =>
  dashboards.find((dashboard) => dashboard.code === code);

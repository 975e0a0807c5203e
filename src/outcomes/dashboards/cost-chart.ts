import type { OutcomesPorts, YearCost } from '../ports.ts';
import { type Assumptions, averagePeople, breakEven, penceEach } from './break-even.ts';
import { type ChartCell, type ChartModel, type DrawAsk, digits, periodName, plain } from './chart-model.ts';

export interface CostAsk extends Pick<DrawAsk, 'figures' | 'link'> {
  /** Only a base or a strand is counted: the costs of all are not theirs. */
  isPart: boolean;
  cost: YearCost;
  /** The cost is that of the year on file; otherwise it was typed, and is of no year that is known. */
  isOnFile: boolean;
  /** As typed or as on file; undefined where one is missing or wrong. */
  assumptions: Assumptions | undefined;
  showPounds: OutcomesPorts['showPounds'];
}

const pounds = (show: CostAsk['showPounds'], pence: bigint | null): ChartCell =>
  plain(pence === null ? null : show(pence));

/** What the scheme costs for each person, and how many offences prevented would be worth it. */
export function costChart({
  figures,
  isPart,
  link,
  cost,
  isOnFile,
  assumptions,
  showPounds: show,
}: CostAsk): ChartModel {
  // A year's cost is divided by the people of that year alone.
  const people = averagePeople(figures.periods, isOnFile ? cost : undefined);
  const title = 'Cost, and where it would break even';
  const shape = {
    title,
    about:
      'What the scheme costs in a year, for each person on it and for each at liberty, and how many offences a year it would have to prevent to be worth that. It is no estimate of how many it prevents.',
    width: 700,
    height: 260,
    notes: isOnFile ? yearNotes(cost, show) : [],
    head: ['Figure', 'Value'],
  };
  if (isPart)
    return {
      ...shape,
      missing:
        'Costs are of the whole scheme. Take the filters of base and strand away to see them for each person.',
      notes: [],
      rows: [],
    };
  if (assumptions === undefined)
    return {
      ...shape,
      missing: 'Enter a cost for the year and what an offence prevented is worth.',
      rows: [],
    };
  const even = breakEven(assumptions);
  const average = people === undefined ? null : digits(people.onScheme, 1);
  const free = people === undefined ? null : digits(people.atLiberty, 1);
  const code = people === undefined ? '' : `${people.periods[0]?.code}..${people.periods.at(-1)?.code}`;
  const daysCell = (topic: 'days' | 'liberty', count: number | null): ChartCell => ({
    count,
    href:
      count === null || figures.span === undefined
        ? undefined
        : link({ topic, period: { ...figures.span, code } }),
  });
  return {
    ...shape,
    drawing: drawEven(title, assumptions, even, show),
    notes: [
      ...shape.notes,
      ...(people === undefined
        ? [
            `There are no complete periods${isOnFile ? ` of ${cost.year} among these months` : ''} with enough people to divide by.`,
          ]
        : [`People on an average day of ${periodWordsOf(people.periods)}.`]),
    ],
    rows: [
      [`${costName(cost, isOnFile)}, with what is added`, pounds(show, even.costPence)],
      ['People on the scheme on an average day', daysCell('days', average)],
      ['Of them at liberty', daysCell('liberty', free)],
      ['… for each member, a year', pounds(show, penceEach(even.costPence, people?.onScheme ?? 0))],
      ['… for each person-year at liberty', pounds(show, penceEach(even.costPence, people?.atLiberty ?? 0))],
      ['Worth of one offence prevented', pounds(show, assumptions.offencePence)],
      ['Offences to prevent in a year to break even', plain(String(even.offences))],
      [
        '… for each member',
        plain(average === null || average === 0 ? null : digits(Number(even.offences) / average, 2)),
      ],
      ...sensitivity(assumptions),
    ],
  };
}

const periodWordsOf = (periods: readonly { code: string; isOpen: boolean }[]): string => {
  const words = periods.map(({ code }) => periodName({ code, isOpen: false }));
  return words.length === 1 ? `${words[0]}` : `${words[0]} to ${words.at(-1)}`;
};

const stageNames: Readonly<Record<string, string>> = {
  budget: 'Budget',
  proposed: 'Proposed cost',
  baseline: 'What was paid before',
};

/** A budget is what may be spent, not what was. */
const costName = ({ stage, year }: YearCost, isOnFile: boolean): string =>
  isOnFile && stage !== null
    ? `${stageNames[stage] ?? stage} of the financial year ${year}`
    : 'Cost of a year, as typed';

/** What the year's cost is and is not: whoever repeats a cost for each member has to know. */
const yearNotes = (cost: YearCost, show: CostAsk['showPounds']): string[] => [
  `${cost.stage === 'budget' ? 'A budget of the whole financial year, not what was spent' : 'Not what was spent'}; divided by the people of those of its months that are over and shown here.`,
  ...(cost.oncePence === 0n
    ? []
    : [`${show(cost.oncePence)} of transition, paid once, is left out: it is in no yearly comparison.`]),
  ...(cost.grantPence === null
    ? []
    : [
        `Grants agreed for ${cost.year} (${show(cost.grantPence)}) are not in it unless a line of the budget pays them: add them below if none does.`,
      ]),
  ...unknown(cost),
];

const unknown = ({ unknownLines, year }: YearCost): string[] =>
  unknownLines === 0
    ? []
    : [
        `${unknownLines === 1 ? 'One line' : `${unknownLines} lines`} of ${year} ${unknownLines === 1 ? 'is' : 'are'} not known and not in it: the cost is higher than this.`,
      ];

/** The same with the worth halved and doubled: most of the answer is in this one assumption. */
const sensitivity = (assumptions: Assumptions): ChartCell[][] =>
  [
    { words: 'were an offence worth half as much', offencePence: (assumptions.offencePence + 1n) / 2n },
    { words: 'were it worth twice as much', offencePence: assumptions.offencePence * 2n },
  ].map(({ words, offencePence }) => [
    `… ${words}`,
    plain(String(breakEven({ ...assumptions, offencePence }).offences)),
  ]);

function drawEven(
  title: string,
  { offencePence }: Assumptions,
  { costPence, offences }: { costPence: bigint; offences: bigint },
  show: CostAsk['showPounds'],
): NonNullable<ChartModel['drawing']> {
  const most = Number(offences) * 2 || 1;
  const values = Array.from({ length: 11 }, (_, place) => ({
    offences: (most * place) / 10,
    pounds: (Number(offencePence) / 100) * ((most * place) / 10),
  }));
  const x = { field: 'offences', type: 'quantitative', title: 'offences prevented in a year' };
  const y = { field: 'pounds', type: 'quantitative', title: 'pounds', axis: { format: ',.0f' } };
  return {
    title,
    description: `The worth of offences prevented rises with their number and meets the cost of ${show(costPence)} at ${offences} a year. The figures are in the table below.`,
    spec: {
      width: 560,
      height: 200,
      layer: [
        { data: { values }, mark: { type: 'line', color: '#1d70b8' }, encoding: { x, y } },
        {
          mark: { type: 'rule', strokeDash: [6, 4], color: '#505a5f' },
          encoding: { y: { datum: Number(costPence) / 100 } },
        },
        {
          data: { values: [{ offences: Number(offences), pounds: Number(costPence) / 100 }] },
          mark: { type: 'point', filled: true, size: 90, color: '#d4351c', opacity: 1 },
          encoding: { x, y },
        },
      ],
    },
  };
}

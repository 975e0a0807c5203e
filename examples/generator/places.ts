import { type Random, Weighted } from './random.ts';

export type County = 'norfolk' | 'suffolk';

export const COUNTIES: readonly County[] = ['norfolk', 'suffolk'];

/** Police force codes, the first two digits of an owner code. */
export const FORCE_CODE: Record<County, string> = { norfolk: '36', suffolk: '37' };

interface Area {
  name: string;
  county: County;
  weight: number;
  /** Real outward codes; the inward part is made up. */
  outward: readonly string[];
  beat: string;
  station: string;
  /** Two letters of the custody unit in an arrest/summons number. */
  unit: string;
  magistrates: string;
  crown: string;
}

export type { Area };

const AREAS: readonly Area[] = [
  {
    name: 'Norwich',
    county: 'norfolk',
    weight: 30,
    outward: ['NR1', 'NR2', 'NR3', 'NR5', 'NR7'],
    beat: 'NW',
    station: 'Wymondham',
    unit: 'NW',
    magistrates: 'Norwich',
    crown: 'Norwich',
  },
  {
    name: 'Great Yarmouth',
    county: 'norfolk',
    weight: 13,
    outward: ['NR30', 'NR31'],
    beat: 'GY',
    station: 'Great Yarmouth',
    unit: 'GY',
    magistrates: 'Great Yarmouth',
    crown: 'Norwich',
  },
  {
    name: "King's Lynn",
    county: 'norfolk',
    weight: 9,
    outward: ['PE30'],
    beat: 'KL',
    station: "King's Lynn",
    unit: 'KL',
    magistrates: "King's Lynn",
    crown: 'Norwich',
  },
  {
    name: 'Thetford',
    county: 'norfolk',
    weight: 3,
    outward: ['IP24'],
    beat: 'TH',
    station: 'Wymondham',
    unit: 'NW',
    magistrates: 'Norwich',
    crown: 'Norwich',
  },
  {
    name: 'Dereham',
    county: 'norfolk',
    weight: 2,
    outward: ['NR19'],
    beat: 'DE',
    station: 'Wymondham',
    unit: 'NW',
    magistrates: 'Norwich',
    crown: 'Norwich',
  },
  {
    name: 'Ipswich',
    county: 'suffolk',
    weight: 23,
    outward: ['IP1', 'IP2', 'IP3', 'IP4'],
    beat: 'IP',
    station: 'Martlesham',
    unit: 'MA',
    magistrates: 'Ipswich',
    crown: 'Ipswich',
  },
  {
    name: 'Lowestoft',
    county: 'suffolk',
    weight: 10,
    outward: ['NR32', 'NR33'],
    beat: 'LO',
    station: 'Great Yarmouth',
    unit: 'GY',
    magistrates: 'Great Yarmouth',
    crown: 'Ipswich',
  },
  {
    name: 'Bury St Edmunds',
    county: 'suffolk',
    weight: 7,
    outward: ['IP32', 'IP33'],
    beat: 'BE',
    station: 'Bury St Edmunds',
    unit: 'BE',
    magistrates: 'Bury St Edmunds',
    crown: 'Ipswich',
  },
  {
    name: 'Stowmarket',
    county: 'suffolk',
    weight: 2,
    outward: ['IP14'],
    beat: 'ST',
    station: 'Bury St Edmunds',
    unit: 'BE',
    magistrates: 'Bury St Edmunds',
    crown: 'Ipswich',
  },
  {
    name: 'Felixstowe',
    county: 'suffolk',
    weight: 1.5,
    outward: ['IP11'],
    beat: 'FE',
    station: 'Martlesham',
    unit: 'MA',
    magistrates: 'Ipswich',
    crown: 'Ipswich',
  },
];

const ANYWHERE = new Weighted(AREAS, (area) => area.weight);
const WITHIN: Record<County, Weighted<Area>> = {
  norfolk: new Weighted(
    AREAS.filter((area) => area.county === 'norfolk'),
    (area) => area.weight,
  ),
  suffolk: new Weighted(
    AREAS.filter((area) => area.county === 'suffolk'),
    (area) => area.weight,
  ),
};

export function drawArea(random: Random): Area {
  return ANYWHERE.pick(random);
}

export function drawAreaIn(random: Random, county: County): Area {
  return WITHIN[county].pick(random);
}

export interface Address {
  text: string;
  postcode: string;
  area: Area;
}

const STREET_WORDS =
  'Larkspur Samphire Wherry Bittern Heronsgate Reedcutter Marlpit Sallow Kestrel Flintwall Gorsedene Tanyard Millrace Herring Curlew Avocet Plover Dyke Saltmarsh Poppyfield Barleycorn Maltings Osier Weaver Quaypoint Drovers Hollybush Foundry Cobbler Ropewalk Teasel Mawther Lapwing Sandling Carrack Bramblewood Lanternlight Smokehouse Windpump Fieldfare'.split(
    ' ',
  );
const STREET_KINDS = [
  'Road',
  'Street',
  'Close',
  'Avenue',
  'Lane',
  'Way',
  'Drive',
  'Court',
  'Place',
  'Crescent',
];
/** Letters that the second half of a postcode may end in. */
const INWARD = 'ABDEFGHJLNPQRSTUWXYZ';

/** One postcode for a street: made up, but the same street always has the same one. */
function postcodeOf(area: Area, key: number): string {
  const outward = area.outward[key % area.outward.length] as string;
  return `${outward} ${1 + (key % 9)}${INWARD[(key * 7) % 20]}${INWARD[(key * 13 + 5) % 20]}`;
}

export function drawAddress(random: Random, area: Area): Address {
  const [word, kind] = [
    random.between(0, STREET_WORDS.length - 1),
    random.between(0, STREET_KINDS.length - 1),
  ];
  const house = random.between(1, 160);
  const flat = random.chance(0.18) ? `Flat ${random.between(1, 24)}, ` : '';
  const street = `${STREET_WORDS[word]} ${STREET_KINDS[kind]}`;
  return {
    text: `${flat}${house} ${street}, ${area.name}`,
    postcode: postcodeOf(area, word * 31 + kind * 3),
    area,
  };
}

const HOSTELS: readonly (readonly [string, string, string])[] = [
  ['Norwich', 'Linnet House, 4 Ropewalk Street', 'NR2 4XZ'],
  ['Norwich', 'The Staithe Hostel, 88 Wherry Road', 'NR1 9ZX'],
  ['Great Yarmouth', 'Anchorhold House, 17 Herring Lane', 'NR30 9QZ'],
  ["King's Lynn", 'Purfleet Lodge, 2 Quaypoint Place', 'PE30 9XQ'],
  ['Ipswich', 'Cobbold Lodge, 31 Foundry Lane', 'IP1 9ZQ'],
  ['Ipswich', 'Orwell Reach Hostel, 6 Sandling Road', 'IP3 9XZ'],
  ['Lowestoft', 'Ness Point House, 12 Smokehouse Street', 'NR32 9ZX'],
  ['Bury St Edmunds', 'Abbeygate Lodge, 9 Weaver Close', 'IP33 9XZ'],
];

/** A shared address: dozens of unrelated people give it. */
export function drawHostel(random: Random, county: County): Address {
  const inCounty = HOSTELS.flatMap(([name, text, postcode]) => {
    const area = AREAS.find((candidate) => candidate.name === name) as Area;
    return area.county === county ? [{ text: `${text}, ${name}`, postcode, area }] : [];
  });
  return random.pick(inCounty);
}

export interface Prison {
  name: string;
  address: string;
  postcode: string;
}

const MENS_PRISONS = new Weighted<readonly [Prison, number]>(
  [
    [{ name: 'HMP Norwich', address: 'HMP Norwich, Norwich', postcode: 'NR1 4LU' }, 45],
    [{ name: 'HMP Highpoint', address: 'HMP Highpoint, Stradishall', postcode: 'CB8 9YG' }, 20],
    [{ name: 'HMP Wayland', address: 'HMP Wayland, Griston', postcode: 'IP25 6RL' }, 15],
    [{ name: 'HMP Peterborough', address: 'HMP Peterborough, Peterborough', postcode: 'PE3 7PD' }, 8],
    [{ name: 'HMP Chelmsford', address: 'HMP Chelmsford, Chelmsford', postcode: 'CM2 6LQ' }, 8],
    [{ name: 'HMP Hollesley Bay', address: 'HMP Hollesley Bay, Hollesley', postcode: 'IP12 3JW' }, 4],
  ],
  (entry) => entry[1],
);
const WOMENS_PRISON: Prison = {
  name: 'HMP Peterborough',
  address: 'HMP Peterborough, Peterborough',
  postcode: 'PE3 7PD',
};

export function drawPrison(random: Random, sex: 'M' | 'F'): Prison {
  return sex === 'F' ? WOMENS_PRISON : MENS_PRISONS.pick(random)[0];
}

import { britishForename } from './forenames.ts';
import { type Random, ranked, Weighted } from './random.ts';
import { britishSurname } from './surnames.ts';

/** Names go with communities, because linkage that is tuned on English names fails the others. */
interface Community {
  name: string;
  share: number;
  /** Self-defined ethnicity codes (16+1) with weights. */
  ethnicities: readonly (readonly [string, number])[];
  /** Weight of a default birthday (1 January), commoner where births were not registered. */
  defaultBirthday: number;
  /** How often an English-speaking clerk takes the family name for the forename. */
  swappedNames: number;
  men?: Weighted<string>;
  women?: Weighted<string>;
  surnames?: Weighted<string>;
}

function names(text: string): Weighted<string> {
  return ranked(text.split(' '), 4);
}

const COMMUNITIES: readonly Community[] = [
  {
    name: 'British',
    share: 0.845,
    ethnicities: [
      ['W1', 93],
      ['M1', 3],
      ['M9', 1],
      ['B1', 1],
      ['NS', 2],
    ],
    defaultBirthday: 0.004,
    swappedNames: 0.008,
  },
  {
    name: 'Irish Traveller',
    share: 0.015,
    ethnicities: [
      ['W2', 50],
      ['W9', 40],
      ['W1', 10],
    ],
    defaultBirthday: 0.01,
    swappedNames: 0.008,
    men: names(
      'John James Patrick Michael Thomas Martin Edward William Jimmy Paddy Miley Johnny Simon Jerry Bernard Hughie',
    ),
    women: names('Mary Margaret Bridget Kathleen Ann Theresa Winifred Nora Barbara Josephine Chantelle'),
    surnames: names(
      "Connors Ward McDonagh O'Brien Doherty Lee Smith Loveridge McCarthy Cash Quilligan Casey Delaney Gray Price",
    ),
  },
  {
    name: 'Polish',
    share: 0.028,
    ethnicities: [
      ['W9', 95],
      ['NS', 5],
    ],
    defaultBirthday: 0.003,
    swappedNames: 0.015,
    men: names(
      'Piotr Tomasz Marcin Krzysztof Paweł Łukasz Michał Mateusz Kamil Rafał Grzegorz Dawid Jakub Adrian Sebastian Dariusz Andrzej Wojciech Zbigniew Przemysław',
    ),
    women: names(
      'Anna Katarzyna Magdalena Agnieszka Monika Małgorzata Joanna Ewa Karolina Natalia Beata Aleksandra',
    ),
    surnames: names(
      'Nowak Kowalski Wiśniewski Wójcik Kowalczyk Kamiński Lewandowski Zieliński Szymański Woźniak Dąbrowski Kozłowski Jankowski Mazur Wojciechowski Kwiatkowski Krawczyk Piotrowski Grabowski Pawłowski Michalski Król',
    ),
  },
  {
    name: 'Lithuanian',
    share: 0.02,
    ethnicities: [
      ['W9', 96],
      ['NS', 4],
    ],
    defaultBirthday: 0.003,
    swappedNames: 0.02,
    men: names(
      'Tomas Mantas Marius Darius Andrius Mindaugas Vytautas Paulius Lukas Gintaras Arūnas Saulius Donatas Edgaras',
    ),
    women: names('Rasa Jurgita Kristina Daiva Lina Inga Asta Vaida Eglė Rūta'),
    surnames: names(
      'Kazlauskas Petrauskas Jankauskas Stankevičius Vasiliauskas Žukauskas Butkus Paulauskas Urbonas Kavaliauskas Navickas Ramanauskas Savickas Balčiūnas',
    ),
  },
  {
    name: 'Romanian',
    share: 0.018,
    ethnicities: [
      ['W9', 92],
      ['NS', 8],
    ],
    defaultBirthday: 0.003,
    swappedNames: 0.03,
    men: names(
      'Andrei Alexandru Ionuț Mihai Florin Marian Cristian Adrian Gheorghe Ion Vasile Nicolae Daniel Cătălin Bogdan',
    ),
    women: names('Maria Elena Ioana Andreea Mihaela Cristina Alina Daniela Gabriela Florentina'),
    surnames: names(
      'Popa Popescu Ionescu Radu Dumitru Stan Stoica Gheorghe Matei Ciobanu Rusu Munteanu Constantin Lazăr Marin Dinu',
    ),
  },
  {
    name: 'Portuguese',
    share: 0.02,
    ethnicities: [
      ['W9', 75],
      ['B9', 10],
      ['M9', 10],
      ['NS', 5],
    ],
    defaultBirthday: 0.004,
    swappedNames: 0.02,
    men: names(
      'José João António Carlos Paulo Luís Pedro Rui Manuel Nuno Tiago Fábio Hugo Bruno Miguel Ricardo Nélson',
    ),
    women: names('Maria Ana Sandra Carla Paula Sónia Cátia Patrícia Susana Vânia'),
    surnames: names(
      'Silva Santos Ferreira Pereira Oliveira Costa Rodrigues Martins Jesus Sousa Fernandes Gonçalves Gomes Lopes Marques Almeida Araújo Conceição',
    ),
  },
  {
    name: 'South Asian',
    share: 0.022,
    ethnicities: [
      ['A1', 25],
      ['A2', 35],
      ['A3', 30],
      ['A9', 10],
    ],
    defaultBirthday: 0.04,
    swappedNames: 0.03,
    men: names(
      'Mohammed Ali Ahmed Imran Abdul Hussain Usman Hassan Tariq Bilal Shahid Asif Nadeem Kamran Rajesh Amit Rahul Sanjay Harpreet Gurpreet Yusuf Ibrahim',
    ),
    women: names('Fatima Ayesha Sadia Nazia Shabana Priya Anita Aisha Zainab Rukhsana Farzana Kiran'),
    surnames: names(
      'Khan Ahmed Ali Hussain Patel Begum Miah Singh Kaur Malik Iqbal Rahman Shah Akhtar Uddin Chowdhury Islam Mahmood Sharma Butt Choudhury',
    ),
  },
  {
    name: 'Black African and Caribbean',
    share: 0.021,
    ethnicities: [
      ['B1', 40],
      ['B2', 45],
      ['B9', 10],
      ['M2', 5],
    ],
    defaultBirthday: 0.015,
    swappedNames: 0.03,
    men: names(
      'Emmanuel Samuel David Kwame Tendai Chinedu Oluwaseun Michael Kofi Marlon Delroy Jerome Abdirahman Tyrone Winston Blessing Leon Kevin Ibrahim Abdi',
    ),
    women: names('Grace Blessing Patience Precious Chantelle Ngozi Abena Marcia Tanisha Rutendo Hodan Amina'),
    surnames: names(
      'Williams Brown Campbell Mensah Okafor Moyo Ncube Adeyemi Owusu Boateng Mohamed Abdi Johnson Thompson Gordon Okoye Sibanda Ndlovu Adebayo Francis Clarke Osei Balogun',
    ),
  },
  {
    name: 'Kurdish and Arab',
    share: 0.011,
    ethnicities: [
      ['O9', 70],
      ['O2', 20],
      ['NS', 10],
    ],
    defaultBirthday: 0.16,
    swappedNames: 0.05,
    men: names(
      'Mohammed Ahmed Ali Hassan Hussein Omar Karwan Rebwar Aram Mustafa Ibrahim Khalid Yousef Saman Mahmoud Abdullah Rizgar',
    ),
    women: names('Fatima Mariam Zainab Shilan Noor Layla Nasrin Amal'),
    surnames: names(
      'Ahmed Ali Hassan Mohammed Hussein Ibrahim Rashid Karim Saleh Aziz Mahmoud Abdullah Omar Salih Hamid Qadir',
    ),
  },
];

const BY_SHARE = new Weighted(COMMUNITIES, (community) => community.share);
const ETHNICITY = new Map(
  COMMUNITIES.map((community) => [community.name, new Weighted(community.ethnicities, (entry) => entry[1])]),
);

export type { Community };

export function drawCommunity(random: Random): Community {
  return BY_SHARE.pick(random);
}

export function drawEthnicity(random: Random, community: Community): string {
  return (ETHNICITY.get(community.name) as Weighted<readonly [string, number]>).pick(random)[0];
}

export function drawForename(random: Random, community: Community, sex: 'M' | 'F', year: number): string {
  // Children of settled families often bear a name of the country they were born in.
  if (community.men === undefined || random.chance(year > 1995 ? 0.15 : 0.05)) {
    return britishForename(random, sex, year);
  }
  return (sex === 'M' ? community.men : (community.women ?? community.men)).pick(random);
}

/** Polish and Lithuanian surnames have a woman's form, which clerks keep or lose. */
export function drawSurname(random: Random, community: Community, sex: 'M' | 'F'): string {
  const surname = community.surnames?.pick(random) ?? britishSurname(random);
  return sex === 'F' && community.name === 'Polish' ? surname.replace(/ki$/, 'ka') : surname;
}

import type { Random } from './random.ts';

/** Other spellings of one name: nicknames, and transliterations of one name from another script. */
const NICKNAMES: Record<string, string> = {
  David: 'Dave Davey Davy',
  Michael: 'Mick Mike Mikey',
  Stephen: 'Steve Ste',
  Steven: 'Steve Stevie',
  Robert: 'Bob Rob Robbie Bobby',
  Christopher: 'Chris',
  Anthony: 'Tony Ant',
  Andrew: 'Andy Drew',
  Richard: 'Rich Rick Ricky Dick',
  Matthew: 'Matt Matty',
  Daniel: 'Dan Danny',
  Thomas: 'Tom Tommy',
  James: 'Jim Jimmy Jamie Jay',
  William: 'Will Bill Billy Liam',
  Joseph: 'Joe Joey',
  Samuel: 'Sam Sammy',
  Benjamin: 'Ben Benny',
  Alexander: 'Alex Sandy Lex',
  Nicholas: 'Nick Nicky',
  Jonathan: 'Jon Jonny',
  Joshua: 'Josh',
  Jacob: 'Jake',
  Kenneth: 'Ken Kenny',
  Edward: 'Ed Eddie Ted',
  Charles: 'Charlie Chas',
  Peter: 'Pete',
  Philip: 'Phil',
  Gary: 'Gaz Gazza',
  Darren: 'Daz Dazza',
  Lee: 'Leigh',
  Terence: 'Terry',
  Raymond: 'Ray',
  Kevin: 'Kev',
  Timothy: 'Tim',
  Nathan: 'Nate',
  Bradley: 'Brad',
  Cameron: 'Cam',
  Lewis: 'Lou Lewi',
  Jordan: 'Jord Jordy',
  Callum: 'Cal',
  Reece: 'Rhys Reiss',
  Patrick: 'Paddy Pat',
  Geoffrey: 'Geoff',
  John: 'Johnny Jack',
  Jason: 'Jase',
  Martin: 'Marty',
  Craig: 'Craigy',
  Oliver: 'Ollie',
  Harry: 'Harold Haz',
  George: 'Georgie',
  Susan: 'Sue Suzie',
  Margaret: 'Maggie Peggy Meg',
  Patricia: 'Pat Tricia Trish',
  Elizabeth: 'Liz Beth Lizzie Betty',
  Christine: 'Chris Chrissie',
  Jacqueline: 'Jackie Jacqui',
  Deborah: 'Debbie Deb',
  Catherine: 'Cathy Cath Kate',
  Katherine: 'Kate Kathy Katie',
  Victoria: 'Vicky Tori Vikki',
  Rebecca: 'Becky Becca',
  Samantha: 'Sam Sammie',
  Jennifer: 'Jen Jenny',
  Joanne: 'Jo',
  Nicola: 'Nicky Nic',
  Amanda: 'Mandy',
  Natalie: 'Nat',
  Danielle: 'Dani',
  Jessica: 'Jess Jessie',
  Charlotte: 'Charlie Lottie',
  Stacey: 'Stace',
  Michelle: 'Shell Chelle',
  Abigail: 'Abi Abbie',
  Megan: 'Meg',
  Bethany: 'Beth',
  Georgia: 'George Georgie',
  Natasha: 'Tash',
  Kimberley: 'Kim',
  Eleanor: 'Ellie Nell',
};

const SPELLINGS: readonly string[] = [
  'Mohammed Muhammad Mohammad Mohamed Mohamad Muhammed',
  'Hussain Hussein Husain Hossain',
  'Ahmed Ahmad Ahmet',
  'Yusuf Yousef Youssef Yousuf',
  'Ibrahim Ebrahim Ibraheem',
  'Abdirahman Abdulrahman Abdi-Rahman',
  'Hassan Hasan Hassen',
  'Usman Osman Othman',
  'Tariq Tarik Tareq',
  'Khalid Khaled Halid',
  'Mustafa Mustapha Moustafa',
  'Mahmoud Mahmood Mahmud',
  'Chowdhury Choudhury Chaudhry Choudhry',
  'Rahman Rehman Raheman',
  'Uddin Udin Ud-Din',
  'Miah Mia Meah',
  'Fatima Fatema Fathima',
  'Ayesha Aisha Aysha',
  'Zainab Zaynab Zeinab',
  'Omar Umar Omer',
  'Abdullah Abdulla Abdallah',
  'Aleksandra Alexandra',
  'Wojciech Voytek Wojtek',
  'Krzysztof Kristof Krzystof Chris',
  'Piotr Peter Pjotr',
  'Tomasz Tomas Thomas',
  'Jakub Jacob Kuba',
  'Andrei Andrey Andrej',
  'Alexandru Alexander',
  'Gheorghe George Georghe',
  'Ali Aly',
  'Rashid Rasheed',
  'Salih Saleh Salah',
  'Karim Kareem',
  'Stephen Steven',
  'Catherine Katherine Kathryn',
  'Claire Clare',
  'Tracey Tracy',
  'Ann Anne',
  'Sarah Sara',
  'Philip Phillip',
  'Geoffrey Jeffrey',
  'Ian Iain',
  'Graham Graeme',
  'Stuart Stewart',
  'Jon John',
  'Sean Shaun Shawn',
  'Kieran Kieron Ciaran',
  'Connor Conor Conner',
  'Aidan Aiden Ayden',
  'Reece Rhys Reiss',
  'Clark Clarke',
  'Thompson Thomson Tompson',
  'Davies Davis',
  'Philips Phillips',
  'Reid Reed Read',
  'Stevens Stephens',
  'Lawrence Laurence',
  'Elliott Elliot Eliot',
  'Allen Allan Alan',
  'Matthews Mathews',
  'Shaw Shore',
  'Osborne Osborn Osbourne',
  'Gray Grey',
];

const SPELLINGS_OF = new Map<string, string[]>();
for (const group of SPELLINGS) {
  const members = group.split(' ');
  for (const name of members)
    SPELLINGS_OF.set(
      name,
      members.filter((other) => other !== name),
    );
}

export function nicknameOf(random: Random, forename: string): string {
  const list = NICKNAMES[forename];
  return list === undefined ? forename : random.pick(list.split(' '));
}

export function otherSpelling(random: Random, name: string): string {
  const list = SPELLINGS_OF.get(name);
  return list === undefined ? name : random.pick(list);
}

/** True when clerks meet this name in more than one spelling of the same sounds. */
export function hasSpellings(name: string): boolean {
  return SPELLINGS_OF.has(name);
}

const BARE: Record<string, string> = { ł: 'l', Ł: 'L', ø: 'o', Ø: 'O' };

/** A clerk's keyboard has no accents. */
export function withoutAccents(name: string): string {
  return name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .replace(/[łŁøØ]/g, (letter) => BARE[letter] as string);
}

import { type Random, ranked } from './random.ts';

/** Common British surnames, commonest first, with some that East Anglia has more of. */
const COMMON = ranked(
  (
    "Smith Jones Williams Brown Taylor Davies Wilson Evans Thomas Johnson Roberts Walker Wright Robinson Thompson White Hughes Edwards Green Hall Wood Harris Lewis Martin Jackson Clarke Clark Turner Hill Scott Cooper Morris Ward Moore King Watson Baker Harrison Morgan Patel Young Allen Mitchell James Anderson Phillips Lee Bell Parker Davis Bennett Miller Cook Shaw Cox Richardson Marshall Collins Carter Gray Murphy Kelly Simpson Adams Chapman Webb Rogers Hunt Mason Richards Palmer Mills Barnes Knight Lloyd Butler Russell Barker Stevens Jenkins Fisher Dixon Murray Harvey Ellis Fletcher Howard Andrews Campbell Graham Reynolds Elliott Ford Pearson Saunders Payne Fox Day West Ryan Gibson Holmes Stewart Wells Matthews Stone Hart Rose Walsh Brooks Burton Lawrence Newman Gardner Freeman Ross Reid Spencer Foster Armstrong Perry Francis Cole Hawkins Carr Chambers Woods O'Brien O'Connor McDonald McCarthy Bailey Hayes Atkinson Osborne Bird Goodwin Long Todd Crane Cross " +
    'Howes Mayhew Larter Goffin Thurlow Catchpole Garrod Bullen Pryke Borrett Utting Copeman Bloomfield Rackham Dack Kerrison Gooch Nudd Tuck Thirtle Ling Gedge Warnes Bunn Self Plumb Sparrow Stannard Smy Keeble Youngs Leggett Aldous Baldry Cutting Girling Cracknell Nunn Farrow Moyse Fenn Pettitt Barrett Lambert Jarvis Hewitt Riley Steele Yates Nash Curtis Lowe Parsons Poole Bishop Norman Potter Rowe Sharp Dean Dawson Griffin Booth Hopkins Watts Greenwood Hudson Porter Wallis'
  ).split(' '),
  8,
);

const FIRST_PARTS =
  'Ash Beck Birch Black Brad Bram Brock Burn Cal Carl Chad Chat Cliff Cob Cran Crow Dal Den Dray Dun East Eld Elm Fair Fal Far Fen Field Flax Gad Gil Glad Gold Gran Hal Ham Har Hasel Hather Hay Heath Hen High Hol Horn Hurst Ken Kil King Lang Lark Lin Lock Lud Mal Marl Mar Mel Mid Mil Nether New Nor Oak Old Pad Pem Pen Quar Rad Ram Raven Red Rush San Sed Shel Sher Sil Stan Stock Stoke Strat Sut Swan Tad Thorn Til Tun Under Wal War Wat Well Wen Whit Wil Win Wood Wool Wor Yar'.split(
    ' ',
  );
const LAST_PARTS =
  'bourne bridge brook burn bury by combe cott croft dale den don field ford gate ham hurst ingham ington land leigh ley low man mere mond more ridge sett shaw son stead stock stone ton tree vale wall ward way well wick win wood worth'.split(
    ' ',
  );

/**
 * A little over half of people bear a common surname; the rest have one of thousands of rare ones, put
 * together from the parts that English place-surnames are made of.
 */
export function britishSurname(random: Random): string {
  if (random.chance(0.58)) return COMMON.pick(random);
  const rare = `${random.pick(FIRST_PARTS)}${random.pick(LAST_PARTS)}`;
  return random.chance(0.03) ? `${rare}-${COMMON.pick(random)}` : rare;
}

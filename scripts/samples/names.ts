import { plainLetters } from './plain-letters.ts'

/** A name as people write it, and in the plain letters of user names. */
export interface Name {
  readonly written: string
  readonly plain: string
}

export interface NamePool {
  readonly given: readonly Name[]
  readonly family: readonly Name[]
}

/** Given names are common ones; family names are made up, so that nobody finds themselves here. */
export const LATIN: NamePool = {
  given: latin(
    'Aoife Alisha Amélie Anna-Lena Ayşe Beatriz Björn Chidi Chloé Clara Dafydd Daniel Dylan Edith Eilidh Elif',
    'Emeka Emma Esmé Fatima Felix Femi Finn Freya Gabriel Georgia Giulia Grace Håkon Hannah Harry Ida Imani Inés',
    'Isla Ivo Jakub Jan-Erik Jasmine Jean-Luc Jürgen Joana João Joshua Kwame Katarzyna Khadija Lars Leah Liam',
    'Lucía Łukasz Mairéad Małgorzata Marie-Claire Martin Maya Megan Mei-Ling Mia Moses Nadia Nia Nikolaj Noah',
    'Océane Olivia Omar Oskar Paolo Petra Philippa Priya Rafael Renée Rhys Rosa Ruby Ryan Samira Sanjay Sian',
    'Siobhán Søren Stefan Tadhg Thandiwe Théo Thomas Tomáš Uma Ursula Valentina Victor Wei Yusuf Zoë Zuzana',
  ),
  family: latin(
    "Ashgrove-Pell Åkersund Amberley-Ross Bjørnsvik Beauruisseau Birchenhall Blackmarsh Çınarlı D'Altomonte",
    "D'Arvelle Delacombe Dvořáčkov Eastermoor Elderwick Fairweathers Falcãozim Farthingdale Fernhollow Fjellvang",
    'Frunzășescu Garçonnet Glenmorrow Greenhalt Grünewaldt Gülşenoğlu Gwiazdowska Hällstrand Hartwhistle Hawksmere',
    'Hollowell-Finch Hořčičan Ibáñezgui Inglenook Kahanaʻulu Kestrelby Kilbrannagh Kjærvang Łąkowicz Larkspurn',
    "Lefèvrier Lindqvarn Llewelfryn Lochranie Maplethorn Marchbanks-Lee Mbalindo Millbrooke Müllerstädt N'Dourané",
    "Nightingate Noëlline O'Brannock O'Dunnarty O'Fennimore Oakenfell Okonjira Österbach Pemberlow Peñaclara",
    'Pinderwood Quillfeather Ravensholme Rosendahlke Rothersea Sandhoven Sørheimr Stillwater-Ng Sundaravel',
    'Świerkosz Szőlőhegyi Thistlecombe Thornquist Þorvaldar Tidewell Underhill-Roy Valdemonte Vanderwolk Vasconcerra',
    'Wanjirumi Weißenthal Westerlocke Whitmarch Wintersole Wolkenbergh Yellowlees Zandermeer Zephyrine',
  ),
}

/** Other scripts: written form and plain letters, in pairs. */
export const OTHER_SCRIPTS: readonly NamePool[] = [
  {
    given: pairs('Ελένη eleni Δημήτρης dimitris Σοφία sofia Γιώργος giorgos'),
    family: pairs('Γαλαζιάδης galaziadis Πευκοδάσης pefkodasis Αστροφέγγου astrofengou'),
  },
  {
    given: pairs('Олена olena Дмитро dmytro Милица milica Светлана svetlana Тарас taras'),
    family: pairs('Яблучний yabluchnyi Синеозёров sineozyorov Зеленодол zelenodol Вишневець vyshnevets'),
  },
  {
    given: pairs('ليلى layla يوسف yusuf مريم maryam عمر omar'),
    family: pairs('النخلاوي nakhlawi الياسميني yasmini القمراني qamrani'),
  },
  { given: pairs('נועה noa איתי itai תמר tamar'), family: pairs('כוכבן kochavan גלילון glilon') },
  { given: pairs('明月 mingyue 思远 siyuan 雨桐 yutong'), family: pairs('竹 zhu 霜 shuang 松 song') },
  {
    given: pairs('さくら sakura 陽斗 haruto 美咲 misaki'),
    family: pairs('星川原 hoshikawara 雪乃森 yukinomori'),
  },
  { given: pairs('서연 seoyeon 민준 minjun 지우 jiwoo'), family: pairs('솔 sol 해 hae') },
  { given: pairs('आरव aarav दीया diya ईशान ishaan'), family: pairs('नीलगिरिया nilgiria चंद्रवन chandravan') },
  { given: pairs('ნინო nino გიორგი giorgi'), family: pairs('ვარსკვლავაძე varskvlavadze მთისძე mtisdze') },
  { given: pairs('Անի ani Արամ aram'), family: pairs('Աստղունյան astghunyan Լուսնակյան lusnakyan') },
  { given: pairs('มาลี mali สมชาย somchai'), family: pairs('ดาวเรืองทอง daoruangthong ภูเขาเงิน phukhaongoen') },
]

function latin(...lines: string[]): Name[] {
  return lines
    .flatMap((line) => line.split(' '))
    .map((written) => ({ written, plain: plainLetters(written) }))
}

function pairs(line: string): Name[] {
  const words = line.split(' ')
  return words.flatMap((written, at) => (at % 2 === 0 ? [{ written, plain: words[at + 1]! }] : []))
}

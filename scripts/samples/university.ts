/** The faculties of the sample university, their departments, and six course titles for each department. */
export interface Department {
  readonly faculty: string
  readonly name: string
  /** Starts the short names of its courses. */
  readonly prefix: string
  /** Three for undergraduates, three for postgraduates. */
  readonly titles: readonly string[]
}

export const DEPARTMENTS: readonly Department[] = [
  ...faculty('Science', {
    'BIO Biology':
      'Cells and Organisms|Genetics|Ecology of Islands|Molecular Methods|Marine Biology|Conservation',
    'CHE Chemistry': 'General Chemistry|Organic Chemistry|Spectroscopy|Catalysis|Polymers|Green Chemistry',
    'PHY Physics':
      'Mechanics|Waves and Optics|Thermodynamics|Quantum Theory|Astrophysics|Computational Physics',
    'MAT Mathematics': 'Calculus|Linear Algebra|Probability|Number Theory|Topology|Mathematics of Finance',
  }),
  ...faculty('Arts', {
    'HIS History':
      'Europe since 1789|Cities of the Silk Road|Sources and Archives|Oral History|Maps and Empires|Public History',
    'ENG English':
      "Reading Poetry|The Novel|Shakespeare's Stage|Old English|Life Writing|Editing and Publishing",
    'FTV Film/Television':
      'Film Form|Documentary|Writing for the Screen|Archives of Cinema|Production Lab|Sound',
    'MUS Music': 'Harmony|Música y danza|Ensemble|Composition|Acoustics|Music, Place and Memory',
  }),
  ...faculty('Engineering', {
    'CIV Civil Engineering': 'Structures|Materials|Surveying|Bridges|Water Engineering|Railways',
    'ELE Electrical Engineering': 'Circuits|Signals|Power Systems|Antennas|Control|Machine Vision',
    'COM Computer Science': 'Programming|Databases|Operating Systems|Compilers|Distributed Systems|Security',
    'MEC Mechanical Engineering': 'Statics|Dynamics|Drawing and CAD|Robotics|Turbines|Vibration',
  }),
  ...faculty('Medicine', {
    'NUR Nursing':
      'Foundations of Care|Anatomy|Community Nursing|Child Health|Palliative Care|Leading a Ward',
    'PHA Pharmacy': 'Pharmacology|Medicines and People|Formulation|Toxicology|Clinical Trials|Pharmacy Law',
    'PSY Psychology':
      'Introduction to Psychology|Memory|Statistics I|Development|Neuropsychology|Counselling',
    'PUB Public Health': 'Health of Populations|Epidemiology|Nutrition|Health Policy|Vaccines|Evaluation',
  }),
  ...faculty('Society', {
    'ECO Economics': 'Microeconomics|Macroeconomics|Economic History|Econometrics|Labour Markets|Game Theory',
    'LAW Law': 'Contract|Public Law|Tort|Human Rights|Law of the Sea|Mediation',
    'EDU Education':
      'How Children Learn|Classroom Practice|Languages at School|Inclusion|Assessment|School Leadership',
    'SOC Sociology':
      'Thinking Sociologically|Migration|Work and Leisure|Digital Societies|Méthodes d’enquête|Ageing',
  }),
]

function faculty(name: string, departments: Record<string, string>): Department[] {
  return Object.entries(departments).map(([key, titles]) => ({
    faculty: name,
    name: key.slice(4),
    prefix: key.slice(0, 3),
    titles: titles.split('|'),
  }))
}

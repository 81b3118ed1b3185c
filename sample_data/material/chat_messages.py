"""Hand-made conversations in the chat-messages layout, skewed by task and language."""

from __future__ import annotations

import random

Talk = list[str]

# country, capital, currency, main language, neighbours, something it is known for
COUNTRIES: list[tuple[str, str, str, str, str, str]] = [
    (
        "Portugal",
        "Lisbon",
        "the euro",
        "Portuguese",
        "It borders only Spain.",
        "It produces about half of the world's cork.",
    ),
    (
        "Norway",
        "Oslo",
        "the Norwegian krone",
        "Norwegian, written as Bokmål and Nynorsk",
        "It borders Sweden, Finland and Russia.",
        "It is known for its fjords; the Sognefjord is the longest in the country at about 205 km.",
    ),
    (
        "Japan",
        "Tokyo",
        "the yen",
        "Japanese",
        "It is an island state without land borders.",
        "Its highest mountain is Fuji at 3,776 metres.",
    ),
    (
        "Brazil",
        "Brasília",
        "the real",
        "Portuguese",
        "It borders every South American country except Chile and Ecuador.",
        "It is the largest coffee producer in the world.",
    ),
    (
        "Kenya",
        "Nairobi",
        "the Kenyan shilling",
        "Swahili and English, both official",
        "It borders Tanzania, Uganda, South Sudan, Ethiopia and Somalia.",
        "It is famous for its long-distance runners and for the Maasai Mara reserve.",
    ),
    (
        "Canada",
        "Ottawa",
        "the Canadian dollar",
        "English and French, both official",
        "It borders the United States and, since an agreement of 2022, Greenland on tiny Hans Island.",
        "It has the longest coastline of any country.",
    ),
    (
        "Switzerland",
        "Bern, formally called the federal city",
        "the Swiss franc",
        "German, French, Italian and Romansh",
        "It borders Germany, France, Italy, Austria and Liechtenstein.",
        "The Gotthard Base Tunnel, at 57 km, is the longest railway tunnel in the world.",
    ),
    (
        "Vietnam",
        "Hanoi",
        "the dong",
        "Vietnamese",
        "It borders China, Laos and Cambodia.",
        "Hang Son Doong, one of the largest known caves, lies in its centre.",
    ),
    (
        "Egypt",
        "Cairo",
        "the Egyptian pound",
        "Arabic",
        "It borders Libya, Sudan, Israel and the Gaza Strip.",
        "The Great Pyramid of Giza was the tallest human-made structure for well over 3,000 years.",
    ),
    (
        "Poland",
        "Warsaw",
        "the złoty",
        "Polish",
        "It borders Germany, Czechia, Slovakia, Ukraine, Belarus, Lithuania and Russia's Kaliningrad region.",
        "Copernicus was born there, in Toruń.",
    ),
    (
        "New Zealand",
        "Wellington",
        "the New Zealand dollar",
        "English, with Māori and New Zealand Sign Language official too",
        "It has no land borders; Australia is about 2,000 km away.",
        "In 1893 it became the first self-governing country to give women the vote in national elections.",
    ),
    (
        "Mexico",
        "Mexico City",
        "the Mexican peso",
        "Spanish",
        "It borders the United States, Guatemala and Belize.",
        "Maize was first domesticated there, about 9,000 years ago.",
    ),
    (
        "Iceland",
        "Reykjavík",
        "the Icelandic króna",
        "Icelandic",
        "It is an island without land borders.",
        "Nearly all of its electricity comes from hydropower and geothermal heat.",
    ),
    (
        "Thailand",
        "Bangkok",
        "the baht",
        "Thai",
        "It borders Myanmar, Laos, Cambodia and Malaysia.",
        "It was never colonised by a European power.",
    ),
    (
        "Morocco",
        "Rabat",
        "the Moroccan dirham",
        "Arabic and Amazigh, both official",
        "It borders Algeria, Western Sahara, and Spain's Ceuta and Melilla.",
        "Fez is home to al-Qarawiyyin, founded in the ninth century.",
    ),
    (
        "Hungary",
        "Budapest",
        "the forint",
        "Hungarian",
        "It borders Austria, Slovakia, Ukraine, Romania, Serbia, Croatia and Slovenia.",
        "Its Lake Balaton is the largest lake in Central Europe.",
    ),
    (
        "Turkey",
        "Ankara",
        "the Turkish lira",
        "Turkish",
        "It borders Greece, Bulgaria, Georgia, Armenia, Azerbaijan, Iran, Iraq and Syria.",
        "Its largest city, Istanbul, lies on two continents.",
    ),
    (
        "Peru",
        "Lima",
        "the sol",
        "Spanish, with Quechua and Aymara also official",
        "It borders Ecuador, Colombia, Brazil, Bolivia and Chile.",
        "Thousands of potato varieties are native to its highlands.",
    ),
    (
        "India",
        "New Delhi",
        "the Indian rupee",
        "Hindi and English at the federal level",
        "It borders Pakistan, China, Nepal, Bhutan, Bangladesh and Myanmar.",
        "It has been the most populous country since 2023.",
    ),
    (
        "Australia",
        "Canberra",
        "the Australian dollar",
        "English",
        "It has no land borders.",
        "The Great Barrier Reef stretches for about 2,300 km along its coast.",
    ),
]

# animal (with article), diet, lifespan, curiosity
ANIMALS: list[tuple[str, str, str, str]] = [
    (
        "a hedgehog",
        "beetles, caterpillars, earthworms and other small animals",
        "two to five years in the wild",
        "It has roughly 5,000 to 7,000 spines, which are hollow hairs.",
    ),
    (
        "a barn owl",
        "mostly voles, mice and shrews",
        "about four years in the wild, sometimes far longer",
        "It can locate prey in complete darkness by hearing alone.",
    ),
    (
        "an African elephant",
        "grass, leaves, bark and fruit, up to 150 kg a day",
        "60 to 70 years",
        "Its trunk contains tens of thousands of muscle fascicles and no bone.",
    ),
    (
        "a common octopus",
        "crabs, mussels and small fish",
        "one to two years",
        "It has three hearts and blue blood.",
    ),
    (
        "a giraffe",
        "leaves, above all those of acacias",
        "about 25 years",
        "It has seven neck vertebrae, just like a human.",
    ),
    (
        "an emperor penguin",
        "fish, krill and squid",
        "about 20 years",
        "The male keeps the egg on his feet for around 65 days in the Antarctic winter.",
    ),
    (
        "a honeybee",
        "nectar and pollen",
        "about six weeks for a summer worker and several years for a queen",
        "It tells its nestmates the direction of food by a waggle dance.",
    ),
    (
        "a koala",
        "almost only eucalyptus leaves",
        "10 to 15 years",
        "It sleeps up to 20 hours a day because its food gives little energy.",
    ),
    (
        "a blue whale",
        "krill, up to several tonnes a day",
        "80 to 90 years",
        "It is the heaviest animal known to have lived.",
    ),
    (
        "a red squirrel",
        "conifer seeds, nuts, buds and fungi",
        "three to seven years",
        "It hides food for winter and forgets part of it, so it helps trees to spread.",
    ),
    (
        "a common swift",
        "flying insects and drifting spiders",
        "around nine years on average",
        "It can stay in the air for ten months without landing.",
    ),
    (
        "a Galápagos tortoise",
        "grass, leaves and cacti",
        "more than 100 years",
        "It can survive up to a year without food and water.",
    ),
    (
        "an axolotl",
        "worms, insects and small fish",
        "10 to 15 years",
        "It can regrow lost limbs and parts of organs.",
    ),
    (
        "a snow leopard",
        "mainly wild sheep and goats of the mountains",
        "10 to 12 years in the wild",
        "It cannot roar, and uses its long tail for balance and warmth.",
    ),
]

# element, symbol, atomic number, use
ELEMENTS: list[tuple[str, str, int, str]] = [
    (
        "tungsten",
        "W",
        74,
        "It has the highest melting point of all metals, about 3,422 °C, and is used for drills and filaments.",
    ),
    (
        "sodium",
        "Na",
        11,
        "Its compounds include table salt and baking soda; sodium vapour gives street lamps a yellow light.",
    ),
    (
        "iron",
        "Fe",
        26,
        "Most of it becomes steel, and in the body it carries oxygen as part of haemoglobin.",
    ),
    (
        "helium",
        "He",
        2,
        "It cools the magnets of MRI scanners and fills balloons, as it does not burn.",
    ),
    ("lithium", "Li", 3, "It is used above all in rechargeable batteries."),
    ("copper", "Cu", 29, "It conducts electricity very well, so it is used for cables and motors."),
    (
        "silver",
        "Ag",
        47,
        "It is the best electrical conductor of all metals and is used in contacts, jewellery and mirrors.",
    ),
    (
        "gold",
        "Au",
        79,
        "Jewellery takes the largest share; thin layers protect electronic contacts from corrosion.",
    ),
    (
        "mercury",
        "Hg",
        80,
        "It is a liquid metal at room temperature and was used in thermometers until its poison was taken seriously.",
    ),
    ("silicon", "Si", 14, "Very pure silicon is the basis of computer chips and solar cells."),
    ("lead", "Pb", 82, "Car batteries are its main use today, and it shields against X-rays."),
    ("neon", "Ne", 10, "It glows orange-red in discharge tubes and so gave neon signs their name."),
]

# title, author, year, content
BOOKS: list[tuple[str, str, int, str]] = [
    (
        "Frankenstein",
        "Mary Shelley",
        1818,
        "A young scientist creates a living being, abandons it, and both are ruined by that.",
    ),
    (
        "Pride and Prejudice",
        "Jane Austen",
        1813,
        "Elizabeth Bennet and Mr Darcy have to overcome hasty judgements before they find each other.",
    ),
    (
        "Moby-Dick",
        "Herman Melville",
        1851,
        "Captain Ahab hunts the white whale that took his leg, and destroys his ship and crew.",
    ),
    (
        "Don Quixote",
        "Miguel de Cervantes",
        1605,
        "A country gentleman takes romances of chivalry for truth and rides out as a knight. The second part followed in 1615.",
    ),
    (
        "Jane Eyre",
        "Charlotte Brontë",
        1847,
        "An orphaned governess falls in love with Mr Rochester, who hides a secret in the attic.",
    ),
    (
        "The War of the Worlds",
        "H. G. Wells",
        1898,
        "Martians invade England and are finally killed by earthly microbes.",
    ),
    (
        "The Metamorphosis",
        "Franz Kafka",
        1915,
        "Gregor Samsa wakes as a giant insect and slowly loses his place in the family.",
    ),
    (
        "Buddenbrooks",
        "Thomas Mann",
        1901,
        "It follows the decline of a merchant family from Lübeck over four generations.",
    ),
    (
        "Madame Bovary",
        "Gustave Flaubert",
        1857,
        "A doctor's wife seeks escape from provincial boredom in affairs and debts.",
    ),
    (
        "The Trial",
        "Franz Kafka",
        1925,
        "Josef K. is arrested one morning and never learns what he is accused of. It appeared after the author's death.",
    ),
    (
        "Things Fall Apart",
        "Chinua Achebe",
        1958,
        "Okonkwo, a respected man in an Igbo village, breaks under the arrival of colonial rule.",
    ),
    (
        "Walden",
        "Henry David Thoreau",
        1854,
        "The author describes two years of simple life in a hut by a pond in Massachusetts.",
    ),
]

# 19 single questions: question, answer, optional follow-up, answer
ENGLISH_QUESTIONS: list[Talk] = [
    [
        "At what temperature does water boil on a high mountain?",
        "Lower than at sea level, since air pressure falls with height: roughly 1 °C less for every 300 metres. At 3,000 metres it boils near 90 °C.",
    ],
    [
        "How far away is the Sun?",
        "About 149.6 million kilometres on average, a distance called one astronomical unit.",
        "How long does its light take to reach us?",
        "Around eight minutes and twenty seconds.",
    ],
    [
        "What is a leap year and when is one left out?",
        "A year divisible by four has 366 days. Full centuries are left out unless divisible by 400, so 2000 was a leap year and 2100 will not be.",
    ],
    [
        "Which blood vessels carry blood away from the heart?",
        "Arteries do; veins bring it back. The pulmonary artery is special, as it carries blood low in oxygen.",
    ],
    [
        "Who painted 'Girl with a Pearl Earring'?",
        "Johannes Vermeer, around 1665.",
        "Where can I see it?",
        "It hangs in the Mauritshuis in The Hague.",
    ],
    [
        "How many bones does an adult human have?",
        "Usually 206. Newborns have more, around 270 to 300, because several grow together later.",
    ],
    [
        "What causes the tides?",
        "Mainly the gravity of the Moon, with a smaller share from the Sun. They add up at new and full moon, when spring tides occur.",
    ],
    [
        "What does GDP stand for?",
        "Gross domestic product: the value of all finished goods and services made in a country during a period.",
    ],
    [
        "When did the Berlin Wall fall?",
        "On 9 November 1989.",
        "And when was it built?",
        "Construction began on 13 August 1961.",
    ],
    [
        "Is a tomato a fruit or a vegetable?",
        "Botanically it is a berry and therefore a fruit; in the kitchen it is treated as a vegetable.",
    ],
    [
        "What is the deepest point in the ocean?",
        "The Challenger Deep in the Mariana Trench, close to 11,000 metres below the surface.",
    ],
    [
        "Who invented the World Wide Web?",
        "Tim Berners-Lee, who proposed it at CERN in 1989.",
        "Is that the same as the internet?",
        "No. The internet is the network underneath and is older; the web is one service that runs on it.",
    ],
    [
        "What are the three states of matter at school level?",
        "Solid, liquid and gas. Plasma is often named as the fourth.",
    ],
    [
        "Why is the sky blue?",
        "Air molecules scatter short blue wavelengths much more strongly than red ones, so blue light reaches us from all directions.",
    ],
    [
        "How many strings does a violin have and how are they tuned?",
        "Four: G, D, A and E from low to high, each a fifth apart.",
    ],
    [
        "What is the longest river in Europe?",
        "The Volga, with about 3,530 kilometres; it flows into the Caspian Sea.",
        "And the second longest?",
        "The Danube, with about 2,850 kilometres.",
    ],
    [
        "What does the pH value tell me?",
        "How acidic or alkaline a watery solution is. Seven is neutral at 25 °C, lower is acidic, higher is alkaline, and each step means a factor of ten.",
    ],
    [
        "How many players are on the field in a volleyball team?",
        "Six in indoor volleyball and two in beach volleyball.",
    ],
    ["Which vitamin does the skin make in sunlight?", "Vitamin D, with the help of UVB radiation."],
]

# language -> hand-written questions; more than two texts mean a follow-up
FOREIGN_QUESTIONS: dict[str, list[Talk]] = {
    "German": [
        ["Wie heißt die Hauptstadt von Finnland?", "Die Hauptstadt von Finnland ist Helsinki."],
        [
            "Wie viele Bundesländer hat Deutschland?",
            "Deutschland hat 16 Bundesländer.",
            "Welches ist das kleinste?",
            "Nach der Fläche ist es Bremen, nach der Einwohnerzahl ebenfalls.",
        ],
        ["Welcher ist der höchste Berg Österreichs?", "Der Großglockner mit 3.798 Metern."],
        [
            "Wann wurde der Buchdruck mit beweglichen Lettern in Europa erfunden?",
            "Um 1450 durch Johannes Gutenberg in Mainz.",
        ],
        [
            "Was fressen Eichhörnchen?",
            "Vor allem Nüsse, Samen, Knospen und Pilze, gelegentlich auch Insekten und Vogeleier.",
        ],
        ["Wie lange ist der Rhein?", "Der Rhein ist etwa 1.230 Kilometer lang."],
        ["Wer schrieb „Die Verwandlung“?", "Franz Kafka; die Erzählung erschien 1915."],
        [
            "Warum sind Blätter grün?",
            "Wegen des Chlorophylls, das vor allem rotes und blaues Licht aufnimmt und grünes zurückwirft.",
            "Und warum werden sie im Herbst gelb?",
            "Der Baum baut das Chlorophyll ab, und gelbe Farbstoffe, die Carotinoide, werden sichtbar.",
        ],
        ["Welche Währung hat die Schweiz?", "Den Schweizer Franken, unterteilt in 100 Rappen."],
        ["Wie viele Zähne hat ein Erwachsener?", "Mit Weisheitszähnen sind es 32."],
        [
            "Was ist der Unterschied zwischen Wetter und Klima?",
            "Wetter ist der Zustand der Luft zu einem bestimmten Zeitpunkt, Klima der Durchschnitt über mindestens 30 Jahre.",
        ],
        [
            "Welcher Planet ist der größte?",
            "Der Jupiter mit einem Durchmesser von rund 140.000 Kilometern am Äquator.",
        ],
        ["Wann fiel die Berliner Mauer?", "Am 9. November 1989."],
        [
            "Wie viele Einwohner braucht eine Großstadt in der deutschen Statistik?",
            "Mindestens 100.000.",
        ],
        ["Was bedeutet die Abkürzung „usw.“?", "Sie steht für „und so weiter“."],
        [
            "Welches Gas atmen Pflanzen bei der Fotosynthese aus?",
            "Sie geben Sauerstoff ab und nehmen Kohlendioxid auf.",
        ],
        [
            "Wer komponierte die „Zauberflöte“?",
            "Wolfgang Amadeus Mozart; sie wurde 1791 in Wien uraufgeführt.",
        ],
        [
            "Wie entsteht ein Regenbogen?",
            "Sonnenlicht wird in Regentropfen gebrochen, in seine Farben zerlegt und an der Rückseite der Tropfen gespiegelt.",
        ],
        [
            "Welcher See ist der größte in Deutschland?",
            "Der Bodensee, den sich Deutschland, Österreich und die Schweiz teilen.",
            "Und der größte, der ganz in Deutschland liegt?",
            "Das ist die Müritz in Mecklenburg-Vorpommern.",
        ],
        [
            "Heißt es „wegen dem Regen“ oder „wegen des Regens“?",
            "In der Schriftsprache „wegen des Regens“. Der Dativ ist in der Umgangssprache verbreitet.",
        ],
        ["Wie viele Minuten hat ein Tag?", "Ein Tag hat 1.440 Minuten."],
        ["Welche Sprache spricht man in Brasilien?", "Portugiesisch."],
        ["Wie viele Beine hat eine Spinne?", "Acht. Insekten haben dagegen sechs."],
        [
            "Was ist ein Quadrat?",
            "Ein Viereck mit vier gleich langen Seiten und vier rechten Winkeln.",
        ],
        ["Woraus wird Tofu hergestellt?", "Aus Sojamilch, die man gerinnen lässt und presst."],
        [
            "Wann ist Herbstanfang?",
            "Auf der Nordhalbkugel am 22. oder 23. September, zur Tagundnachtgleiche.",
        ],
    ],
    "French": [
        ["Quelle est la capitale de l'Australie ?", "La capitale de l'Australie est Canberra."],
        ["Qui a écrit « Les Misérables » ?", "Victor Hugo ; le roman a paru en 1862."],
        [
            "Quel est le plus long fleuve de France ?",
            "La Loire, avec un peu plus de 1 000 kilomètres.",
        ],
        ["Combien de joueurs compte une équipe de rugby à XV ?", "Quinze joueurs sur le terrain."],
        [
            "Pourquoi la mer est-elle salée ?",
            "Les rivières y apportent des minéraux dissous depuis les roches. L'eau s'évapore, mais le sel reste.",
        ],
        ["En quelle année a eu lieu la prise de la Bastille ?", "En 1789, le 14 juillet."],
        ["Quelle est la monnaie du Japon ?", "C'est le yen."],
        ["Combien de côtés a un hexagone ?", "Un hexagone a six côtés."],
        [
            "Quelle est la différence entre une abeille et une guêpe ?",
            "L'abeille est plus velue et se nourrit de nectar et de pollen ; la guêpe chasse aussi des insectes.",
            "Laquelle perd son dard en piquant ?",
            "L'abeille domestique, lorsqu'elle pique un mammifère.",
        ],
        ["Qui a peint « Impression, soleil levant » ?", "Claude Monet, en 1872."],
        ["Quel est le point culminant des Alpes ?", "Le mont Blanc, à environ 4 806 mètres."],
        [
            "De quoi est faite la pâte brisée ?",
            "De farine, de beurre, d'un peu d'eau et d'une pincée de sel.",
        ],
        ["Combien d'os compte le corps humain adulte ?", "Il en compte en général 206."],
        [
            "Que signifie « s'il vous plaît » sous la forme SVP ?",
            "SVP en est simplement l'abréviation.",
        ],
        [
            "Quel gaz est le plus abondant dans l'air ?",
            "L'azote, qui représente environ 78 % de l'air.",
        ],
    ],
    "Spanish": [
        ["¿Cuál es la capital de Colombia?", "La capital de Colombia es Bogotá."],
        [
            "¿Quién pintó el «Guernica»?",
            "Pablo Picasso, en 1937.",
            "¿Dónde se puede ver?",
            "En el Museo Reina Sofía de Madrid.",
        ],
        ["¿Cuántos lados tiene un octógono?", "Un octógono tiene ocho lados."],
        [
            "¿Por qué flota el hielo en el agua?",
            "Porque al congelarse el agua se expande y su densidad disminuye.",
        ],
        [
            "¿Cuál es el río más largo de la península ibérica?",
            "El Tajo, con unos 1.000 kilómetros.",
        ],
        [
            "¿Qué idiomas se hablan en Paraguay?",
            "Los idiomas oficiales son el español y el guaraní.",
        ],
        ["¿En qué año llegó el ser humano a la Luna?", "En 1969, con la misión Apolo 11."],
    ],
}

# request, draft, follow-up, second draft; {a} and {b} are filled from the pairs
DRAFTS: list[tuple[str, str, str, str, list[tuple[str, str]]]] = [
    (
        "Write an email to my landlord: the {a} in my flat has been broken since {b}.",
        "Subject: Broken {a}\n\nDear Sir or Madam,\n\nthe {a} in my flat has not worked since {b}. Could you please arrange a repair and let me know when someone can come?\n\nKind regards",
        "Make it firmer, please.",
        "Subject: Broken {a} – repair needed\n\nDear Sir or Madam,\n\nthe {a} has been out of order since {b}. Please have it repaired within seven days and confirm the date in writing.\n\nKind regards",
        [
            ("heating", "Monday"),
            ("dishwasher", "last week"),
            ("front-door lock", "Friday evening"),
            ("bathroom fan", "early March"),
            ("intercom", "the weekend"),
            ("hot water tap", "yesterday morning"),
            ("kitchen window", "the storm"),
        ],
    ),
    (
        "Draft a short invitation to {a} on {b}.",
        "Hello everyone,\n\nyou are warmly invited to {a} on {b}. Please tell me by the end of the week whether you can come.\n\nI look forward to seeing you!",
        "Add that nobody needs to bring presents.",
        "Hello everyone,\n\nyou are warmly invited to {a} on {b}. Please bring no presents, only good spirits, and let me know by the end of the week if you can make it.\n\nSee you soon!",
        [
            ("my housewarming", "12 June at 6 pm"),
            ("our summer barbecue", "Saturday at 4 pm"),
            ("Grandpa's 80th birthday", "3 May at noon"),
            ("a board game evening", "Friday at 7 pm"),
            ("our garden party", "20 July at 3 pm"),
            ("the choir's farewell concert", "28 November at 5 pm"),
            ("a picnic in the park", "Sunday at 1 pm"),
        ],
    ),
    (
        "I have to postpone {a} to {b}. Write the message.",
        "Hello,\n\nunfortunately I have to postpone {a}. Would {b} suit you instead? I am sorry for the trouble.\n\nBest wishes",
        "A shorter version for a text message?",
        "Sorry, I need to move {a}. Does {b} work for you?",
        [
            ("our project meeting", "Thursday at ten"),
            ("my dental appointment", "next Tuesday"),
            ("the piano lesson", "Wednesday afternoon"),
            ("the flat viewing", "Saturday morning"),
            ("our lunch", "the week after next"),
            ("the job interview", "Monday, 9 May"),
            ("the parents' evening", "the 17th"),
        ],
    ),
    (
        "Please write a thank-you note to {a} for {b}.",
        "Dear friend,\n\nthank you so much for {b}. As {a}, you have made a real difference, and I will not forget it.\n\nWarm regards",
        "Could it sound less formal?",
        "Hi,\n\na big thank you for {b}! It meant a lot to me.\n\nTake care",
        [
            ("my neighbour", "watering the plants during my holiday"),
            ("my former teacher", "the letter of recommendation"),
            ("a colleague", "taking over my shift"),
            ("my running partner", "the training plan"),
            ("a friend of the family", "the home-cooked meals after my operation"),
            ("my mentor", "the honest advice about my career"),
            ("a volunteer at our club", "organising the tournament"),
        ],
    ),
    (
        "Help me complain to a shop: the {a} I ordered arrived {b}.",
        "Dear customer service team,\n\nthe {a} from my recent order arrived {b}. Please send a replacement or refund the price. I can provide photographs.\n\nYours faithfully",
        "I only want the refund. Change that.",
        "Dear customer service team,\n\nthe {a} I ordered arrived {b}. I do not wish for a replacement and ask you to refund the full price within 14 days.\n\nYours faithfully",
        [
            ("desk lamp", "with a cracked shade"),
            ("rain jacket", "in the wrong size"),
            ("coffee grinder", "without its lid"),
            ("bookshelf", "with two boards missing"),
            ("teapot", "broken in three pieces"),
            ("headset", "with a dead microphone"),
            ("backpack", "with a torn strap"),
        ],
    ),
    (
        "Write a small ad for {a}, price {b}.",
        "For sale: {a}, well kept and fully working, {b}. Collection only; please send a message to arrange a time.",
        "Say that the price is negotiable.",
        "For sale: {a}, well kept and fully working. Asking price {b}, negotiable. Collection only; please message me.",
        [
            ("a blue city bicycle", "140 euros"),
            ("an oak dining table", "220 euros"),
            ("a beginner's violin with case", "95 euros"),
            ("a baby carrier", "35 euros"),
            ("a 24-inch monitor", "60 euros"),
            ("a two-person tent", "50 euros"),
            ("a sewing machine", "80 euros"),
        ],
    ),
    (
        "I need a notice for the hallway: {a} on {b}.",
        "Dear residents,\n\nplease note: {a} on {b}. We apologise for any inconvenience and thank you for your patience.",
        "Make it friendlier.",
        "Dear neighbours,\n\na quick heads-up: {a} on {b}. Thank you for bearing with us, and do ring if you have questions!",
        [
            ("the water will be turned off", "Tuesday from 9 to 11 am"),
            ("the lift will be serviced", "14 April"),
            ("the chimney sweep is coming", "Thursday morning"),
            ("we are moving house with a lot of noise", "Saturday"),
            ("the stairwell will be painted", "6 and 7 May"),
            ("bulky waste will be collected", "Wednesday at 6 am"),
            ("the power meters will be replaced", "21 September"),
        ],
    ),
    (
        "Write an opening sentence for an application as {a}. I have {b}.",
        "With {b}, I would bring practical knowledge and real enthusiasm to your team as {a}.",
        "Something more personal?",
        "Anyone who asks me why I want to work as {a} hears about {b}: that is where I learnt what I enjoy and do well.",
        [
            ("a librarian", "six years in a school library"),
            ("a baker", "an apprenticeship in a village bakery"),
            ("a nurse", "four years on a surgical ward"),
            ("a bookkeeper", "experience in a tax office"),
            ("a gardener", "ten seasons in a tree nursery"),
            ("a tour guide", "three summers at a castle museum"),
            ("a data analyst", "two years in market research"),
        ],
    ),
    (
        "Draft a product text. Item: {a}; material: {b}.",
        "Simple, durable, a pleasure to hold: our {a}, made of {b}, is built for everyday use and for many years.",
        "One sentence less advertising, please.",
        "This {a} is made of {b} and is meant for daily use.",
        [
            ("lunch box", "stainless steel"),
            ("cutting board", "oiled walnut"),
            ("notebook", "recycled paper"),
            ("scarf", "merino wool"),
            ("planter", "glazed clay"),
            ("toy crane", "beech wood"),
            ("tote bag", "organic cotton"),
        ],
    ),
    (
        "Write a message to my son's teacher: he cannot come to {a} because of {b}.",
        "Dear teacher,\n\nmy son will unfortunately miss {a} because of {b}. Please let us know what he should catch up on.\n\nKind regards",
        "Add an apology for the late notice.",
        "Dear teacher,\n\nplease excuse the late notice: my son cannot come to {a} because of {b}. We will make sure he catches up.\n\nKind regards",
        [
            ("school tomorrow", "a fever"),
            ("the swimming lesson", "an ear infection"),
            ("the class trip", "a family wedding"),
            ("sports on Friday", "a sprained ankle"),
            ("the maths test", "a doctor's appointment"),
            ("the choir rehearsal", "a sore throat"),
            ("school this week", "chickenpox"),
        ],
    ),
]
FOREIGN_DRAFTS: dict[str, list[tuple[str, str, list[tuple[str, str]]]]] = {
    "German": [
        (
            "Schreib bitte eine kurze Nachricht an den Vermieter: {a} ist seit {b} defekt.",
            "Guten Tag,\n\nleider ist {a} seit {b} defekt. Bitte teilen Sie mir mit, wann jemand zur Reparatur kommen kann.\n\nMit freundlichen Grüßen",
            [
                ("die Heizung", "Montag"),
                ("das Türschloss", "gestern"),
                ("die Klingel", "zwei Wochen"),
                ("der Aufzug", "dem Wochenende"),
                ("die Waschmaschine im Keller", "Freitag"),
            ],
        ),
        (
            "Formuliere eine Einladung: {a} am {b}.",
            "Liebe Freundinnen und Freunde,\n\nihr seid herzlich eingeladen: {a} am {b}. Bitte gebt mir kurz Bescheid, ob ihr kommt.\n\nIch freue mich auf euch!",
            [
                ("Grillabend", "12. Juli um 18 Uhr"),
                ("Einweihungsfeier", "3. Mai um 19 Uhr"),
                ("Spieleabend", "Freitag um 20 Uhr"),
                ("Gartenfest", "23. August um 15 Uhr"),
            ],
        ),
        (
            "Ich muss {a} auf {b} verschieben. Kannst du das höflich schreiben?",
            "Guten Tag,\n\nleider muss ich {a} verschieben. Würde Ihnen {b} passen? Ich bitte um Entschuldigung für die Umstände.\n\nFreundliche Grüße",
            [
                ("unser Gespräch", "Donnerstag"),
                ("die Besichtigung", "Samstag um elf"),
                ("den Zahnarzttermin", "nächste Woche"),
                ("die Klavierstunde", "Mittwoch"),
            ],
        ),
    ],
    "French": [
        (
            "Écris un court message à mon propriétaire : {a} ne fonctionne plus depuis {b}.",
            "Bonjour,\n\nje vous signale que {a} ne fonctionne plus depuis {b}. Pourriez-vous prévoir une réparation ?\n\nCordialement",
            [
                ("le chauffage", "lundi"),
                ("l'interphone", "une semaine"),
                ("la chaudière", "hier soir"),
                ("le volet du salon", "samedi"),
            ],
        ),
        (
            "Rédige une invitation pour {a}, {b}.",
            "Chers amis,\n\nje vous invite avec plaisir : {a}, {b}. Dites-moi si vous pouvez venir.\n\nÀ bientôt !",
            [
                ("mon anniversaire", "samedi à 19 heures"),
                ("un pique-nique", "dimanche à midi"),
                ("notre crémaillère", "le 4 juin à 18 heures"),
                ("une soirée jeux", "vendredi à 20 heures"),
            ],
        ),
    ],
    "Spanish": [
        (
            "Escribe un mensaje breve al casero: {a} no funciona desde {b}.",
            "Buenos días:\n\nle escribo porque {a} no funciona desde {b}. ¿Podría enviar a un técnico lo antes posible?\n\nUn saludo cordial",
            [
                ("la calefacción", "el lunes"),
                ("el ascensor", "ayer"),
                ("la lavadora", "hace una semana"),
                ("el timbre", "el sábado"),
            ],
        )
    ],
}

# aim | steps, in order
PLANS: list[str] = [
    "a weekend in Hamburg | Friday evening: the harbour promenade | Saturday: Speicherstadt, Miniatur Wunderland and the Elbphilharmonie plaza | Sunday: fish market before nine, then the Old Elbe Tunnel",
    "a weekend in Bruges | Saturday: the Belfry, the Markt and a canal tour | Saturday evening: chocolate shops and a stew with beer | Sunday: Groeninge Museum and the windmills",
    "a weekend in Porto | Saturday: São Bento station, Clérigos Tower and the Ribeira | Afternoon: a port cellar in Gaia | Sunday: tram to Foz and the sea",
    "a weekend in Florence | Saturday: Uffizi with a booked slot, then Ponte Vecchio | Evening: view from Piazzale Michelangelo | Sunday: the cathedral and the Boboli Gardens",
    "a weekend in York | Saturday: York Minster and the Shambles | Afternoon: a walk on the city walls | Sunday: National Railway Museum",
    "a weekend in Salzburg | Saturday: fortress and Mirabell Gardens | Evening: a concert | Sunday: Hellbrunn and its trick fountains",
    "a weekend in Seville | Saturday: cathedral and Giralda in the morning, Alcázar with a ticket bought ahead | Evening: tapas in Triana | Sunday: Plaza de España",
    "a weekend in Tallinn | Saturday: old town walls and Toompea | Evening: Telliskivi | Sunday: Kadriorg park and the art museum",
    "learning touch typing in six weeks | Weeks 1 and 2: home row, 15 minutes a day | Weeks 3 and 4: the other rows, accuracy before speed | Weeks 5 and 6: real texts, with one timed test a week",
    "preparing for a B1 German exam in three months | Month 1: core grammar and 20 words a day | Month 2: one listening and one reading task daily | Month 3: full mock exams and two speaking partners",
    "learning to juggle three balls | Days 1 to 3: one ball in an even arc | Days 4 to 7: two balls, throw, throw, catch, catch | Week 2: add the third and count throws",
    "revising for a maths exam in ten days | Days 1 to 4: one topic a day with solved examples | Days 5 to 7: mixed exercises without notes | Days 8 and 9: past papers against the clock | Day 10: light review and sleep",
    "running 5 km after eight weeks | Weeks 1 to 3: alternate one minute of running with two of walking, three times a week | Weeks 4 to 6: run five minutes at a stretch, then ten | Weeks 7 and 8: 20 and 30 minutes without a break",
    "reading one book a month | Choose titles of about 250 pages | Read ten pages every evening | Keep a line of notes per chapter | Swap a book you dislike after 50 pages",
    "a children's party for ten six-year-olds | 3 pm: arrival and name badges | 3.20: treasure hunt in the garden | 4.15: cake | 4.45: quiet crafts until pick-up at 5.30",
    "a flat move in four weeks | Week 1: sort things and order boxes | Week 2: book the van and redirect the post | Week 3: pack books, winter clothes and cellar | Week 4: kitchen and bathroom last, read the meters",
    "a balcony vegetable garden | March: sow tomatoes indoors | April: radishes and lettuce in boxes | May: tomatoes outside after the frost | June onwards: water daily and feed weekly",
    "a weekly cleaning routine for two people | Monday: bathroom | Wednesday: kitchen surfaces | Friday: vacuum | Every second Saturday: windows or fridge, in turn",
    "a club jumble sale | Six weeks before: permit and hall | Four weeks: flyers and table bookings | One week: cash box, cake rota and signs | On the day: set-up from 8 am",
    "vegetarian dinners for five days | Monday: lentil bolognese | Tuesday: spinach omelette with potatoes | Wednesday: chickpea curry | Thursday: vegetable soup and bread | Friday: homemade pizza",
    "a first hike with small children | Pick a loop of five kilometres with a stream | Start by ten | Rest every 45 minutes with a snack | Pack rain jackets and plasters",
    "a home office day with fewer interruptions | 8 to 10: the hardest task with the phone away | 10.15: mail | 11 to 12.30: meetings | Afternoon: smaller tasks and a walk at three",
    "saving 1,200 euros in a year | Open a separate account | Transfer 100 euros on pay day | Cancel unused subscriptions | Check progress each quarter",
    "a book club's first evening | Two weeks before: agree on a short novel | 7 pm: drinks and names | 7.30: three open questions about the book | 8.45: choose the next title",
    "a cycle trip of three days along a river | Day 1: 45 km with a late start | Day 2: 60 km and a swim | Day 3: 40 km and a train home | Book beds and bicycle tickets ahead",
    "spring cleaning of a garage | Empty it completely on a dry day | Sort into keep, give away and recycle | Sweep and fix shelves | Put back what is used most near the door",
    "sewing a tote bag in an afternoon | Hour 1: wash, iron and cut the cotton | Hour 2: sew the sides and box the corners | Hour 3: hem the top and fix the handles",
    "a digital photo archive | Gather all files in one folder | Remove duplicates | Sort by year and occasion | Back up to two places, one outside the home",
    "an allotment in its first year | Winter: sketch beds and test the soil | Spring: clear half and cover the rest with cardboard | Summer: potatoes, beans and courgettes | Autumn: compost and garlic",
    "a wedding speech of five minutes | Write down three memories | Pick one that suits all guests | Shape a beginning, the story and a toast | Rehearse aloud three times",
    "giving up coffee gradually | Week 1: one cup fewer | Week 2: half decaf | Week 3: one small cup in the morning | Week 4: tea or decaf only",
    "a rainy Sunday with teenagers | Late breakfast with waffles | Two hours of a strategy game | Everyone cooks one course | A film chosen by lot",
    "renovating a small bathroom | Week 1: measure, budget and offers | Weeks 2 to 5: order tiles and fittings | Week 6: strip and plumb | Weeks 7 and 8: waterproof, tile, install",
    "a school project on bees | Week 1: visit a beekeeper | Week 2: draw the life cycle | Week 3: build an insect hotel | Week 4: present with posters",
    "learning ten guitar chords | Week 1: E minor, G and D | Week 2: C and A minor | Week 3: A, E and D minor | Week 4: B7 and an easy F, then songs",
    "a job search of six weeks | Week 1: CV and list of employers | Weeks 2 to 4: five tailored applications a week | Week 5: interview practice | Week 6: follow up politely",
    "a camping weekend by a lake | Thursday: check tent and stove | Friday: arrive before dusk | Saturday: canoe in the morning, campfire at night where allowed | Sunday: dry the tent and leave no litter",
    "a neighbourhood street party | Eight weeks before: council permit | Four weeks: helpers and tables | One week: notices to all doors | Day: music off by ten",
    "baking Christmas biscuits on three evenings | Evening 1: gingerbread, which needs to rest | Evening 2: shortbread and vanilla crescents | Evening 3: icing and tins",
    "a museum day with grandparents | 10.00: arrive by lift entrance | 10.15: one floor only | 11.30: coffee | 12.15: the favourite picture again, then home by taxi",
    "a stretch routine for desk workers | 9 am: neck and shoulders, two minutes | Noon: hips and calves, five minutes | 3 pm: wrists and chest | Evening: ten minutes on the mat",
    "switching energy supplier | Read the meter | Compare three tariffs for the same consumption | Check notice period | Sign and keep the confirmation",
    "a podcast pilot | Day 1: topic and outline | Day 2: record 20 minutes in a quiet room | Day 3: cut and level the sound | Day 4: ask five listeners",
    "adopting a cat | Check rental contract and allergies | Visit the shelter twice | Buy box, litter and food | Keep the cat in one room for the first days",
    "a winter day in the Alps without skiing | Morning: snowshoe walk | Noon: cable car and soup | Afternoon: toboggan run | Evening: thermal bath",
    "a tidy inbox in one week | Day 1: unsubscribe | Days 2 and 3: archive all older than a year | Days 4 and 5: five folders and rules | Afterwards: empty it every Friday",
]
FOREIGN_PLANS: dict[str, list[str]] = {
    "German": [
        "ein Wochenende in Dresden | Samstag: Frauenkirche, Zwinger und Brühlsche Terrasse | Abends: Essen in der Neustadt | Sonntag: Dampferfahrt nach Pillnitz",
        "ein Wochenende in Köln | Samstag: Dom und Altstadt | Abends: ein Brauhaus | Sonntag: Museum Ludwig und Rheinufer",
        "einen Umzug in drei Wochen | Woche 1: ausmisten und Kartons besorgen | Woche 2: Transporter mieten und Adresse ummelden | Woche 3: packen, Zähler ablesen, Schlüssel übergeben",
        "einen Kindergeburtstag | 15 Uhr: Begrüßung und Kuchen | 16 Uhr: Schatzsuche | 17 Uhr: Basteln | 18 Uhr: Abholung",
        "ein Gemüsebeet | März: Boden lockern | April: Möhren und Radieschen säen | Mai: Tomaten pflanzen | Sommer: gießen und jäten",
        "eine Prüfungswoche | Montag bis Mittwoch: je ein Thema wiederholen | Donnerstag: alte Klausuren rechnen | Freitag: Lücken schließen und früh schlafen",
        "ein gesundes Frühstück für die Woche | Am Sonntag Müsli mischen | Werktags: Haferflocken mit Obst | Mittwoch: Vollkornbrot mit Ei | Samstag: Pfannkuchen",
    ],
    "French": [
        "un week-end à Lyon | Samedi : Vieux-Lyon et basilique de Fourvière | Le soir : un bouchon | Dimanche : parc de la Tête d'Or",
        "un week-end à Strasbourg | Samedi : cathédrale et Petite France | Le soir : une tarte flambée | Dimanche : quartier allemand et parc de l'Orangerie",
        "un déménagement | Trois semaines avant : trier et réserver un camion | Deux semaines avant : prévenir la poste | La veille : emballer la cuisine",
        "un potager sur balcon | Mars : semer les tomates à l'intérieur | Avril : semer les radis | Mai : sortir les tomates | Été : arroser chaque soir",
        "une fête d'anniversaire | 15 h : accueil | 15 h 30 : jeux | 16 h 30 : gâteau | 18 h : fin de la fête",
    ],
    "Spanish": [
        "un fin de semana en Granada | Sábado: la Alhambra con entrada reservada | Tarde: paseo por el Albaicín | Domingo: la catedral y unas tapas",
        "una mudanza | Tres semanas antes: ordenar y pedir cajas | Dos semanas antes: reservar la furgoneta | La víspera: empaquetar la cocina",
    ],
}
ASK_PLAN: dict[str, list[str]] = {
    "English": [
        "Please suggest a realistic plan for {x}.",
        "I need a simple plan for {x}.",
        "Could you draw up a plan for {x}?",
    ],
    "German": ["Hilf mir bitte, {x} zu planen.", "Kannst du {x} für mich planen?"],
    "French": ["Aide-moi à organiser {x}.", "Peux-tu planifier {x} ?"],
    "Spanish": ["Ayúdame a organizar {x}."],
}
MORE_PLAN: dict[str, tuple[str, str]] = {
    "English": ("What is the very first thing to do?", "Begin with this: {s}."),
    "German": ("Womit fange ich an?", "Fang damit an: {s}."),
    "French": ("Par quoi commencer ?", "Commence par ceci : {s}."),
    "Spanish": ("¿Por dónde empiezo?", "Empieza por esto: {s}."),
}

# concept | explanation
CONCEPTS: dict[str, list[str]] = {
    "English": [
        "compound interest | Interest is paid on earlier interest too, so money grows faster each year: 1,000 at 5 % becomes 1,050, then 1,102.50.",
        "inflation | Prices in general rise, so the same money buys less. At 3 % a year, a basket for 100 costs 103 a year later.",
        "photosynthesis | Plants use light to turn carbon dioxide and water into sugar, and release oxygen.",
        "a vaccine | It shows the immune system a harmless piece or form of a germ, so memory cells can react quickly to the real one.",
        "plate tectonics | The Earth's shell consists of plates that move a few centimetres a year; at their edges mountains, trenches and earthquakes arise.",
        "a black hole | So much mass in so little space that beyond a certain boundary not even light can escape.",
        "supply and demand | When many want a scarce good, its price rises until fewer buyers and more sellers meet.",
        "the greenhouse effect | Gases such as carbon dioxide let sunlight in but absorb part of the heat radiated back, so the surface stays warmer.",
        "how a fridge works | A fluid evaporates inside and takes up heat, is compressed, and gives the heat off at the back as it condenses.",
        "how a lock on a canal works | A boat enters a chamber, the gates close, water flows in or out until levels match, and the other gates open.",
        "binary numbers | Each place counts a power of two. 1011 means 8 + 2 + 1, so eleven.",
        "natural selection | Individuals whose inherited traits suit the surroundings leave more offspring, so these traits become more common.",
        "yeast in dough | It turns sugars into carbon dioxide and alcohol; the gas is trapped by gluten and the dough rises.",
        "why ships float | A ship pushes away water weighing as much as itself; its hollow shape displaces enough before it sinks.",
        "a mortgage | A long loan secured by a property: if it is not repaid, the lender may sell the property.",
        "the Doppler effect | Waves from an approaching source arrive more closely packed, so a siren sounds higher, and lower once it has passed.",
        "irony | Someone says the opposite of what is meant and counts on the listener to notice, as in 'lovely weather' in a storm.",
        "opportunity cost | It is the value of the best alternative you give up: an evening of overtime costs you the concert.",
        "how soap cleans | One end of its molecules holds on to fat, the other to water, so grease is wrapped up and rinsed away.",
        "the separation of powers | Making, carrying out and judging laws lie in different hands so that each checks the others.",
        "electrical resistance | It tells how strongly a material hinders current. By Ohm's law, 12 volts across 6 ohms drive 2 amperes.",
        "the median | Sort all values and take the middle one. For 2, 3 and 40 it is 3, while the mean is 15.",
        "how a rainbow forms | Drops refract sunlight, reflect it inside and split it into colours; you see it with the Sun behind you.",
        "encryption | A key turns readable text into scrambled data, and only someone with the right key can turn it back.",
        "a metaphor | It speaks of one thing as if it were another without 'like': 'time is a thief'.",
        "half-life | The time in which half of a radioactive substance decays; after three half-lives one eighth is left.",
        "osmosis | Water passes through a membrane towards the side with more dissolved matter, which is why salted cucumber gets wet.",
        "jet lag | The inner clock still runs on home time after a fast flight across time zones; daylight resets it by about an hour a day.",
        "an index in a database | Like the register of a book, it lists values in order with their places, so not every row must be read.",
        "how an arch carries weight | Its stones press against each other and guide the load sideways into the supports, so hardly any tension arises.",
    ],
    "German": [
        "Zinseszins | Zinsen werden dem Kapital zugeschlagen und im nächsten Jahr mitverzinst: Aus 1.000 Euro werden bei 5 % erst 1.050, dann 1.102,50 Euro.",
        "Ebbe und Flut | Vor allem die Anziehung des Mondes lässt das Meer ansteigen und sinken, etwa zweimal am Tag.",
        "Inflation | Die Preise steigen allgemein, und man kann sich für dasselbe Geld weniger kaufen.",
        "Gewaltenteilung | Gesetzgebung, Regierung und Gerichte sind getrennt und kontrollieren sich gegenseitig.",
        "Gärung | Hefe wandelt Zucker in Alkohol und Kohlendioxid um; das Gas lockert den Teig.",
    ],
    "French": [
        "la photosynthèse | Grâce à la lumière, la plante transforme l'eau et le dioxyde de carbone en sucre et libère de l'oxygène.",
        "l'inflation | Les prix augmentent en général, et la même somme permet d'acheter moins de choses.",
        "la médiane | On range les valeurs et on prend celle du milieu : pour 2, 3 et 40, c'est 3.",
    ],
    "Spanish": [
        "la fotosíntesis | Con la luz, la planta convierte agua y dióxido de carbono en azúcar y libera oxígeno.",
        "la inflación | Los precios suben en general y con el mismo dinero se compra menos.",
    ],
}
ASK_CONCEPT: dict[str, list[str]] = {
    "English": [
        "Explain in simple words: {x}.",
        "Please explain this briefly to a beginner: {x}.",
        "I keep forgetting what this is about: {x}. Can you explain?",
    ],
    "German": [
        "Erkläre mir in einfachen Worten: {x}.",
        "Kannst du mir kurz erklären, worum es hier geht: {x}?",
    ],
    "French": ["Explique-moi simplement : {x}.", "Peux-tu m'expliquer ceci en peu de mots : {x} ?"],
    "Spanish": ["Explícame con palabras sencillas: {x}."],
}

# target language, English sentence, translation
TRANSLATIONS: list[tuple[str, str, str]] = [
    ("German", "Where is the nearest pharmacy?", "Wo ist die nächste Apotheke?"),
    ("German", "The train is twenty minutes late.", "Der Zug hat zwanzig Minuten Verspätung."),
    (
        "German",
        "I would like to book a table for four.",
        "Ich möchte einen Tisch für vier Personen reservieren.",
    ),
    (
        "German",
        "She forgot her umbrella on the bus.",
        "Sie hat ihren Regenschirm im Bus vergessen.",
    ),
    ("German", "We have known each other for ten years.", "Wir kennen uns seit zehn Jahren."),
    ("German", "Please close the window.", "Bitte schließen Sie das Fenster."),
    ("French", "How much does this cost?", "Combien ça coûte ?"),
    ("French", "I have been living here for two years.", "J'habite ici depuis deux ans."),
    ("French", "Could you speak more slowly?", "Pourriez-vous parler plus lentement ?"),
    ("French", "We are going to the sea tomorrow.", "Nous allons à la mer demain."),
    ("French", "The museum is closed on Mondays.", "Le musée est fermé le lundi."),
    ("French", "I am allergic to nuts.", "Je suis allergique aux fruits à coque."),
    ("Spanish", "What time does the shop open?", "¿A qué hora abre la tienda?"),
    ("Spanish", "My brother works in a hospital.", "Mi hermano trabaja en un hospital."),
    ("Spanish", "I don't understand the question.", "No entiendo la pregunta."),
    ("Spanish", "It has been raining since this morning.", "Llueve desde esta mañana."),
    ("Spanish", "The bill, please.", "La cuenta, por favor."),
]
FOREIGN_TRANSLATIONS: dict[str, list[Talk]] = {
    "German": [
        [
            "Übersetze bitte ins Englische: „Ich freue mich auf das Wochenende.“",
            "„I am looking forward to the weekend.“",
        ]
    ],
    "French": [
        ["Traduis en anglais : « Il fait plus froid qu'hier. »", "« It is colder than yesterday. »"]
    ],
    "Spanish": [
        [
            "Traduce al inglés: «Mañana tengo que levantarme temprano».",
            "«I have to get up early tomorrow».",
        ]
    ],
}
CODING: list[Talk] = [
    [
        "How do I reverse a string in Python?",
        "Use a slice: `text[::-1]`. For 'abc' it gives 'cba'.",
    ],
    [
        "Write a Python function that tells whether a number is prime.",
        "def is_prime(n: int) -> bool:\n    if n < 2:\n        return False\n    d = 2\n    while d * d <= n:\n        if n % d == 0:\n            return False\n        d += 1\n    return True",
        "Why is d * d <= n enough?",
        "If n has a divisor above its square root, the matching one lies below it and has been found already.",
    ],
    ["How can I count words in a file in the shell?", "With `wc -w file.txt`. Add `-l` for lines."],
    [
        "What does `git stash` do?",
        "It puts uncommitted changes to tracked files aside and restores a clean working tree; `git stash pop` brings them back.",
    ],
    [
        "Write an SQL query for the five customers with the highest total of orders.",
        "SELECT customer_id, SUM(amount) AS total\nFROM orders\nGROUP BY customer_id\nORDER BY total DESC\nLIMIT 5;",
    ],
    [
        "How do I remove duplicates from a Python list but keep the order?",
        "`list(dict.fromkeys(items))` works for hashable items, since dictionaries keep insertion order.",
    ],
    [
        "Why does `0.1 + 0.2 == 0.3` give False?",
        "Binary floating point cannot hold these decimals exactly. Compare with `math.isclose(0.1 + 0.2, 0.3)`.",
    ],
    [
        "How do I centre a div with CSS?",
        "Give the parent `display: grid; place-items: center;` and enough height.",
    ],
    [
        "Show me a regular expression for dates such as 2024-05-31.",
        "`^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])$`",
        "Does it reject 31 February?",
        "No, it only checks the shape. Parse the text with `datetime.date.fromisoformat` to reject impossible dates.",
    ],
    [
        "What is the difference between `let` and `const` in JavaScript?",
        "Both are block-scoped. `let` may be reassigned, `const` may not, though an object held by a `const` can still change.",
    ],
]
# system message first
ROLE_PLAYS: list[Talk] = [
    [
        "You are a grumpy lighthouse keeper who secretly likes company.",
        "Good evening! May I shelter here from the storm?",
        "Hmph. Wipe your boots. There's soup on the stove, and no, I did not cook for two on purpose.",
        "How long have you lived here?",
        "Thirty-one winters. The gulls talk too much and the lamp too little. Sit by the fire.",
    ],
    [
        "You play the waiter in a small Italian restaurant; the user practises ordering.",
        "Hello, a table for two, please.",
        "Good evening and welcome! By the window or near the oven? May I bring you some water first?",
        "By the window. What do you recommend?",
        "Today the tagliatelle with mushrooms, fresh this morning. And for dessert our tiramisù.",
    ],
    [
        "You are an interviewer for a junior post in a library.",
        "I'm ready. Please ask your first question.",
        "Thank you for coming. A visitor wants 'the blue book about whales' and knows nothing more. How do you help?",
    ],
    [
        "You are a ship's cook in the year 1750.",
        "What's for dinner today?",
        "Pease porridge and salt beef, as yesterday, sailor. Knock your biscuit on the table first, or the weevils dine with you.",
    ],
    [
        "You are a detective who explains every deduction.",
        "How did you know I came by bicycle?",
        "Elementary: an oil mark on your right ankle, none on the left, and your hair keeps the shape of a helmet.",
    ],
]
SYSTEMS: dict[str, list[str]] = {
    "English": [
        "You are a helpful assistant.",
        "Answer briefly and correctly.",
        "You are a friendly assistant for everyday matters.",
    ],
    "German": ["Du bist ein hilfreicher Assistent.", "Antworte kurz und sachlich."],
    "French": ["Tu es un assistant utile.", "Réponds brièvement."],
    "Spanish": ["Eres un asistente útil."],
}


def cap(text: str) -> str:
    """The text with a capital first letter and the rest as it was."""
    return text[:1].upper() + text[1:]


def joined(
    chance: random.Random, aspects: list[tuple[list[str], list[str], str]], main: int
) -> Talk:
    """A talk on one record: (first questions, later questions, answer) for each aspect, `main` first."""
    talk = [chance.choice(aspects[main][0]), aspects[main][2]]
    others = [index for index in range(len(aspects)) if index != main]
    chance.shuffle(others)
    for other in others[: chance.choice((0, 0, 1, 1, 2))]:
        talk += [chance.choice(aspects[other][1]), aspects[other][2]]
    return talk


def questions(chance: random.Random) -> list[Talk]:
    """122 English questions with answers, from the tables and the single ones."""
    countries = [
        [
            (
                [f"What is the capital of {n}?", f"Which city is the capital of {n}?"],
                ["And the capital?"],
                f"The capital of {n} is {c}.",
            ),
            (
                [f"Which currency is used in {n}?", f"What do people pay with in {n}?"],
                ["What is the currency there?"],
                f"The currency of {n} is {m}.",
            ),
            (
                [
                    f"Which language is spoken in {n}?",
                    f"What should I learn to talk to people in {n}?",
                ],
                ["Which language is spoken there?"],
                f"{cap(s)}.",
            ),
            (
                [f"Which countries does {n} border?", f"Who are the neighbours of {n}?"],
                ["And its neighbours?"],
                b,
            ),
            (
                [f"Tell me one interesting fact about {n}.", f"What is {n} known for?"],
                ["Do you have an interesting fact about the country?"],
                k,
            ),
        ]
        for n, c, m, s, b, k in COUNTRIES
    ]
    animals = [
        [
            (
                [f"What does {n} eat?", f"What is the diet of {n}?"],
                ["What does it eat?"],
                f"It eats {d}.",
            ),
            (
                [f"How long does {n} live?", f"What is the life expectancy of {n}?"],
                ["How old does it get?"],
                f"It lives {life}." if not life[:1].isdigit() else f"Its lifespan is {life}.",
            ),
            (
                [f"What is special about {n}?", f"Tell me something surprising about {n}."],
                ["Anything special about it?"],
                k,
            ),
        ]
        for n, d, life, k in ANIMALS
    ]
    elements = [
        [
            (
                [f"What is the chemical symbol of {n}?"],
                ["What is its symbol?"],
                f"The symbol is {s}.",
            ),
            (
                [f"Which atomic number does {n} have?"],
                ["And its atomic number?"],
                f"Its atomic number is {z}.",
            ),
            ([f"What is {n} used for or known for?"], ["What is it used for?"], u),
        ]
        for n, s, z, u in ELEMENTS
    ]
    books = [
        [
            (
                [f"Who wrote '{t}'?", f"Who is the author of '{t}'?"],
                ["Who wrote it?"],
                f"It was written by {a}.",
            ),
            (
                [f"When was '{t}' first published?"],
                ["When did it appear?"],
                f"It was first published in {y}.",
            ),
            ([f"What is '{t}' about?", f"Summarise '{t}' for me."], ["What is it about?"], p),
        ]
        for t, a, y, p in BOOKS
    ]
    talks = [list(talk) for talk in ENGLISH_QUESTIONS]
    for table, count in ((countries, 48), (animals, 20), (elements, 15), (books, 20)):
        pairs = [(aspects, main) for aspects in table for main in range(len(aspects))]
        talks += [joined(chance, aspects, main) for aspects, main in chance.sample(pairs, count)]
    return talks


def plan(chance: random.Random, language: str, text: str) -> Talk:
    """A plan asked for and given, sometimes with a question about its start."""
    aim, *steps = text.split(" | ")
    talk = [
        chance.choice(ASK_PLAN[language]).format(x=aim),
        "\n".join(f"- {cap(step)}" for step in steps),
    ]
    if ":" not in steps[0] and chance.random() < 0.5:
        ask, answer = MORE_PLAN[language]
        talk += [
            ask,
            answer.format(
                s=steps[0][:1].lower() + steps[0][1:] if language != "German" else steps[0]
            ),
        ]
    return talk


def drafts(chance: random.Random) -> list[tuple[str, Talk]]:
    """All drafting talks with their language."""
    made: list[tuple[str, Talk]] = []
    for ask, text, again, second, pairs in DRAFTS:
        for a, b in pairs:
            talk = [ask, text] + ([again, second] if chance.random() < 0.4 else [])
            made.append(("English", [part.format(a=a, b=b) for part in talk]))
    for language, kinds in FOREIGN_DRAFTS.items():
        made += [
            (language, [ask.format(a=a, b=b), text.format(a=a, b=b)])
            for ask, text, pairs in kinds
            for a, b in pairs
        ]
    return made


def row(chance: random.Random, task: str, language: str, talk: Talk) -> dict[str, object]:
    """A talk in the messages layout; role plays bring their own system message."""
    messages: list[dict[str, str]] = []
    if task == "role play":
        messages.append({"role": "system", "content": talk[0]})
        talk = talk[1:]
    elif chance.random() < 0.25:
        messages.append({"role": "system", "content": chance.choice(SYSTEMS[language])})
    messages += [
        {"role": "assistant" if place % 2 else "user", "content": text}
        for place, text in enumerate(talk)
    ]
    return {"messages": messages, "meta": {"task": task, "language": language}}


def rows(chance: random.Random) -> list[dict[str, object]]:
    """400 conversations: most of them questions, a handful of role plays."""
    talks: list[tuple[str, str, Talk]] = [
        ("question answering", "English", talk) for talk in questions(chance)
    ]
    talks += [
        ("question answering", language, talk)
        for language, some in FOREIGN_QUESTIONS.items()
        for talk in some
    ]
    talks += [("drafting", language, talk) for language, talk in drafts(chance)]
    talks += [
        ("planning", language, plan(chance, language, text))
        for language, some in {"English": PLANS, **FOREIGN_PLANS}.items()
        for text in some
    ]
    for language, some in CONCEPTS.items():
        for text in some:
            name, answer = text.split(" | ")
            talks.append(
                (
                    "explanation",
                    language,
                    [chance.choice(ASK_CONCEPT[language]).format(x=name), answer],
                )
            )
    for target, source, result in TRANSLATIONS:
        ask = chance.choice(
            (
                f"Translate into {target}: '{source}'",
                f"How do I say '{source}' in {target}?",
                f"I need this in {target}, please: {source}",
            )
        )
        talks.append(("translation", "English", [ask, result]))
    talks += [
        ("translation", language, talk)
        for language, some in FOREIGN_TRANSLATIONS.items()
        for talk in some
    ]
    talks += [("coding", "English", talk) for talk in CODING] + [
        ("role play", "English", talk) for talk in ROLE_PLAYS
    ]
    return [row(chance, task, language, talk) for task, language, talk in talks]

"""Facts, phrases and small programs that the instruction datasets are composed of."""

CAPITALS = dict(
    line.split(":")
    for line in [
        "Portugal:Lisbon",
        "Norway:Oslo",
        "Finland:Helsinki",
        "Poland:Warsaw",
        "Hungary:Budapest",
        "Greece:Athens",
        "Austria:Vienna",
        "Ireland:Dublin",
        "Iceland:Reykjavík",
        "Estonia:Tallinn",
        "Latvia:Riga",
        "Lithuania:Vilnius",
        "Bulgaria:Sofia",
        "Romania:Bucharest",
        "Croatia:Zagreb",
        "Slovenia:Ljubljana",
        "Egypt:Cairo",
        "Kenya:Nairobi",
        "Ghana:Accra",
        "Senegal:Dakar",
        "Morocco:Rabat",
        "Tunisia:Tunis",
        "Ethiopia:Addis-Ababa",
        "Uganda:Kampala",
        "Rwanda:Kigali",
        "Angola:Luanda",
        "Japan:Tokyo",
        "Mongolia:Ulaanbaatar",
        "Vietnam:Hanoi",
        "Thailand:Bangkok",
        "Nepal:Kathmandu",
        "Peru:Lima",
        "Chile:Santiago",
        "Ecuador:Quito",
        "Uruguay:Montevideo",
        "Cuba:Havana",
        "Canada:Ottawa",
        "Australia:Canberra",
        "Georgia:Tbilisi",
        "Armenia:Yerevan",
    ]
)
CAPITALS = {country: city.replace("-", " ") for country, city in CAPITALS.items()}

WORKS = [  # title, author, year, kind
    ("Pride and Prejudice", "Jane Austen", 1813, "novel"),
    ("Frankenstein", "Mary Shelley", 1818, "novel"),
    ("Moby-Dick", "Herman Melville", 1851, "novel"),
    ("Madame Bovary", "Gustave Flaubert", 1857, "novel"),
    ("Great Expectations", "Charles Dickens", 1861, "novel"),
    ("Crime and Punishment", "Fyodor Dostoevsky", 1866, "novel"),
    ("Middlemarch", "George Eliot", 1871, "novel"),
    ("Treasure Island", "Robert Louis Stevenson", 1883, "novel"),
    ("Dracula", "Bram Stoker", 1897, "novel"),
    ("The Time Machine", "H. G. Wells", 1895, "novel"),
    ("Ulysses", "James Joyce", 1922, "novel"),
    ("Mrs Dalloway", "Virginia Woolf", 1925, "novel"),
    ("The Trial", "Franz Kafka", 1925, "novel"),
    ("Jane Eyre", "Charlotte Brontë", 1847, "novel"),
    ("Wuthering Heights", "Emily Brontë", 1847, "novel"),
    ("War and Peace", "Leo Tolstoy", 1869, "novel"),
    ("The Hound of the Baskervilles", "Arthur Conan Doyle", 1902, "novel"),
    ("The Magic Flute", "Wolfgang Amadeus Mozart", 1791, "opera"),
    ("La Traviata", "Giuseppe Verdi", 1853, "opera"),
    ("Carmen", "Georges Bizet", 1875, "opera"),
    ("Tosca", "Giacomo Puccini", 1900, "opera"),
    ("Swan Lake", "Pyotr Ilyich Tchaikovsky", 1877, "ballet"),
    ("The Rite of Spring", "Igor Stravinsky", 1913, "ballet"),
    ("Messiah", "George Frideric Handel", 1742, "oratorio"),
]

ELEMENTS = [  # name, symbol, atomic number, what it is used for
    ("hydrogen", "H", 1, "fuel cells and making ammonia"),
    ("helium", "He", 2, "cooling magnets and filling balloons"),
    ("lithium", "Li", 3, "rechargeable batteries"),
    ("carbon", "C", 6, "steel, filters and pencils"),
    ("nitrogen", "N", 7, "fertilisers and protective atmospheres"),
    ("oxygen", "O", 8, "breathing support and steelmaking"),
    ("sodium", "Na", 11, "street lamps and table salt"),
    ("magnesium", "Mg", 12, "light alloys"),
    ("aluminium", "Al", 13, "cans, foil and aircraft"),
    ("silicon", "Si", 14, "computer chips and glass"),
    ("chlorine", "Cl", 17, "disinfecting water"),
    ("calcium", "Ca", 20, "cement and plaster"),
    ("titanium", "Ti", 22, "implants and aircraft parts"),
    ("iron", "Fe", 26, "steel"),
    ("copper", "Cu", 29, "electrical wiring"),
    ("zinc", "Zn", 30, "protecting steel from rust"),
    ("silver", "Ag", 47, "mirrors and electrical contacts"),
    ("tin", "Sn", 50, "solder"),
    ("tungsten", "W", 74, "drill bits and filaments"),
    ("platinum", "Pt", 78, "catalytic converters"),
    ("gold", "Au", 79, "jewellery and plated contacts"),
    ("mercury", "Hg", 80, "older thermometers"),
    ("lead", "Pb", 82, "car batteries and shielding"),
    ("uranium", "U", 92, "fuel of nuclear reactors"),
]

EVENTS = [  # what happened, year, one sentence about it
    (
        "the Battle of Hastings",
        1066,
        "William of Normandy defeated King Harold and took the English throne.",
    ),
    ("the sealing of Magna Carta", 1215, "King John accepted that he, too, was bound by law."),
    (
        "Gutenberg's printed Bible",
        1455,
        "Movable type made books far cheaper than copying by hand.",
    ),
    (
        "Magellan's fleet setting sail",
        1519,
        "One of its ships completed the first voyage around the world.",
    ),
    ("the Great Fire of London", 1666, "It destroyed most of the old city within four days."),
    ("the storming of the Bastille", 1789, "It became the symbol of the French Revolution."),
    ("the Battle of Waterloo", 1815, "It ended Napoleon's rule for good."),
    (
        "the opening of the Suez Canal",
        1869,
        "Ships from Europe to India no longer had to round Africa.",
    ),
    ("the first powered flight of the Wright brothers", 1903, "It lasted twelve seconds."),
    ("the sinking of the Titanic", 1912, "The ship struck an iceberg on her first voyage."),
    (
        "the discovery of penicillin",
        1928,
        "Alexander Fleming noticed that a mould killed his bacteria.",
    ),
    ("the founding of the United Nations", 1945, "Fifty-one states were its first members."),
    (
        "the first ascent of Mount Everest",
        1953,
        "Edmund Hillary and Tenzing Norgay reached the summit.",
    ),
    ("the launch of Sputnik", 1957, "It was the first artificial satellite."),
    ("the first Moon landing", 1969, "Neil Armstrong and Buzz Aldrin walked on the surface."),
    ("the fall of the Berlin Wall", 1989, "Germany was reunited the year after."),
]

PHRASES = [  # English, German, French, Spanish
    (
        "Good morning, how are you?",
        "Guten Morgen, wie geht es Ihnen?",
        "Bonjour, comment allez-vous ?",
        "Buenos días, ¿cómo está usted?",
    ),
    (
        "The train leaves at eight.",
        "Der Zug fährt um acht Uhr ab.",
        "Le train part à huit heures.",
        "El tren sale a las ocho.",
    ),
    (
        "Where is the nearest pharmacy?",
        "Wo ist die nächste Apotheke?",
        "Où est la pharmacie la plus proche ?",
        "¿Dónde está la farmacia más cercana?",
    ),
    (
        "I would like a cup of tea, please.",
        "Ich hätte gern eine Tasse Tee, bitte.",
        "Je voudrais une tasse de thé, s'il vous plaît.",
        "Quisiera una taza de té, por favor.",
    ),
    (
        "The meeting has been moved to Tuesday.",
        "Die Besprechung wurde auf Dienstag verschoben.",
        "La réunion a été reportée à mardi.",
        "La reunión se ha aplazado al martes.",
    ),
    (
        "It has been raining since yesterday.",
        "Es regnet seit gestern.",
        "Il pleut depuis hier.",
        "Llueve desde ayer.",
    ),
    (
        "How much does this book cost?",
        "Wie viel kostet dieses Buch?",
        "Combien coûte ce livre ?",
        "¿Cuánto cuesta este libro?",
    ),
    (
        "My sister lives in a small village.",
        "Meine Schwester wohnt in einem kleinen Dorf.",
        "Ma sœur habite dans un petit village.",
        "Mi hermana vive en un pueblo pequeño.",
    ),
    (
        "Please close the window.",
        "Bitte schließen Sie das Fenster.",
        "Fermez la fenêtre, s'il vous plaît.",
        "Cierre la ventana, por favor.",
    ),
    (
        "We have lost our luggage.",
        "Wir haben unser Gepäck verloren.",
        "Nous avons perdu nos bagages.",
        "Hemos perdido nuestro equipaje.",
    ),
    (
        "The soup is too salty.",
        "Die Suppe ist zu salzig.",
        "La soupe est trop salée.",
        "La sopa está demasiado salada.",
    ),
    (
        "She works as a nurse in a hospital.",
        "Sie arbeitet als Krankenschwester in einem Krankenhaus.",
        "Elle travaille comme infirmière dans un hôpital.",
        "Ella trabaja como enfermera en un hospital.",
    ),
    (
        "I do not understand the question.",
        "Ich verstehe die Frage nicht.",
        "Je ne comprends pas la question.",
        "No entiendo la pregunta.",
    ),
    (
        "The museum is closed on Mondays.",
        "Das Museum ist montags geschlossen.",
        "Le musée est fermé le lundi.",
        "El museo está cerrado los lunes.",
    ),
    (
        "Can you recommend a good restaurant?",
        "Können Sie ein gutes Restaurant empfehlen?",
        "Pouvez-vous recommander un bon restaurant ?",
        "¿Puede recomendar un buen restaurante?",
    ),
    (
        "They have been married for ten years.",
        "Sie sind seit zehn Jahren verheiratet.",
        "Ils sont mariés depuis dix ans.",
        "Llevan diez años casados.",
    ),
    (
        "The key is under the mat.",
        "Der Schlüssel liegt unter der Matte.",
        "La clé est sous le paillasson.",
        "La llave está debajo del felpudo.",
    ),
    (
        "Tomorrow will be sunny and warm.",
        "Morgen wird es sonnig und warm.",
        "Demain, il fera beau et chaud.",
        "Mañana hará sol y calor.",
    ),
    (
        "Thank you for your patience.",
        "Vielen Dank für Ihre Geduld.",
        "Merci de votre patience.",
        "Gracias por su paciencia.",
    ),
    (
        "I forgot my password.",
        "Ich habe mein Passwort vergessen.",
        "J'ai oublié mon mot de passe.",
        "He olvidado mi contraseña.",
    ),
]

PROGRAMS = [  # what it does, signature, body
    ("returns the larger of two numbers", "larger(a, b)", "return a if a > b else b"),
    ("checks whether a number is even", "is_even(n)", "return n % 2 == 0"),
    ("reverses a string", "reverse(text)", "return text[::-1]"),
    (
        "counts the vowels in a text",
        "count_vowels(text)",
        'return sum(letter in "aeiou" for letter in text.lower())',
    ),
    (
        "computes the factorial of n",
        "factorial(n)",
        "result = 1\nfor factor in range(2, n + 1):\n    result *= factor\nreturn result",
    ),
    (
        "returns the n-th Fibonacci number, starting from 0",
        "fibonacci(n)",
        "a, b = 0, 1\nfor _ in range(n):\n    a, b = b, a + b\nreturn a",
    ),
    (
        "removes duplicates from a list and keeps the order",
        "unique(items)",
        "return list(dict.fromkeys(items))",
    ),
    (
        "flattens a list of lists",
        "flatten(lists)",
        "return [item for inner in lists for item in inner]",
    ),
    (
        "tells whether a word is a palindrome",
        "is_palindrome(word)",
        "folded = word.casefold()\nreturn folded == folded[::-1]",
    ),
    (
        "computes the mean of a list of numbers",
        "mean(numbers)",
        "return sum(numbers) / len(numbers)",
    ),
    (
        "finds the median of a list of numbers",
        "median(numbers)",
        "ordered = sorted(numbers)\nmiddle = len(ordered) // 2\nif len(ordered) % 2:\n    return ordered[middle]\nreturn (ordered[middle - 1] + ordered[middle]) / 2",
    ),
    (
        "counts how often each word occurs",
        "word_counts(text)",
        "counts = {}\nfor word in text.lower().split():\n    counts[word] = counts.get(word, 0) + 1\nreturn counts",
    ),
    (
        "tells whether a number is prime",
        "is_prime(n)",
        "if n < 2:\n    return False\nreturn all(n % divisor for divisor in range(2, int(n**0.5) + 1))",
    ),
    (
        "lists the prime numbers up to a limit",
        "primes(limit)",
        "found = []\nfor n in range(2, limit + 1):\n    if all(n % prime for prime in found):\n        found.append(n)\nreturn found",
    ),
    (
        "computes the greatest common divisor of two numbers",
        "gcd(a, b)",
        "while b:\n    a, b = b, a % b\nreturn a",
    ),
    (
        "merges two dictionaries, the second one winning",
        "merged(first, second)",
        "return {**first, **second}",
    ),
    (
        "swaps keys and values of a dictionary",
        "inverted(mapping)",
        "return {value: key for key, value in mapping.items()}",
    ),
    (
        "groups words by their first letter",
        "by_letter(words)",
        "groups = {}\nfor word in words:\n    groups.setdefault(word[0], []).append(word)\nreturn groups",
    ),
    (
        "splits a list into pieces of a given size",
        "pieces(items, size)",
        "return [items[i : i + size] for i in range(0, len(items), size)]",
    ),
    (
        "rotates a list to the left by k places",
        "rotated(items, k)",
        "k %= len(items)\nreturn items[k:] + items[:k]",
    ),
    ("converts Celsius to Fahrenheit", "to_fahrenheit(celsius)", "return celsius * 9 / 5 + 32"),
    (
        "checks whether two words are anagrams",
        "are_anagrams(a, b)",
        "return sorted(a.lower()) == sorted(b.lower())",
    ),
    (
        "capitalises every word of a title",
        "titled(text)",
        'return " ".join(word.capitalize() for word in text.split())',
    ),
    (
        "sums the digits of a number",
        "digit_sum(n)",
        "return sum(int(digit) for digit in str(abs(n)))",
    ),
    (
        "finds the longest word in a sentence",
        "longest_word(sentence)",
        "return max(sentence.split(), key=len)",
    ),
    (
        "returns the positions of an item in a list",
        "positions(items, wanted)",
        "return [i for i, item in enumerate(items) if item == wanted]",
    ),
    (
        "transposes a matrix given as a list of rows",
        "transposed(rows)",
        "return [list(column) for column in zip(*rows)]",
    ),
    (
        "clamps a number between two bounds",
        "clamp(number, low, high)",
        "return max(low, min(high, number))",
    ),
    (
        "binary-searches a sorted list and returns the index or -1",
        "find(items, wanted)",
        "low, high = 0, len(items)\nwhile low < high:\n    middle = (low + high) // 2\n    if items[middle] < wanted:\n        low = middle + 1\n    else:\n        high = middle\nreturn low if low < len(items) and items[low] == wanted else -1",
    ),
    (
        "encodes a text with the Caesar cipher",
        "caesar(text, shift)",
        'shifted = ""\nfor letter in text.lower():\n    if "a" <= letter <= "z":\n        letter = chr((ord(letter) - 97 + shift) % 26 + 97)\n    shifted += letter\nreturn shifted',
    ),
    (
        "computes compound interest",
        "compound(capital, rate, years)",
        "return capital * (1 + rate) ** years",
    ),
    (
        "counts the lines of a file",
        "line_count(path)",
        'with open(path, encoding="utf-8") as lines:\n    return sum(1 for _ in lines)',
    ),
    (
        "keeps the n largest numbers",
        "largest(numbers, n)",
        "return sorted(numbers, reverse=True)[:n]",
    ),
]


def program(signature: str, body: str, docstring: str = "") -> str:
    """A function's source."""
    lines = [f'"""{docstring}"""'] if docstring else []
    lines += body.split("\n")
    return f"def {signature}:\n" + "\n".join(f"    {line}" for line in lines)

"""Personal data of nobody, in the writings that people, phones and programs give them."""

from __future__ import annotations

import random
import re
import string
import unicodedata
from collections.abc import Callable

Chance = random.Random
Writing = Callable[[str, Chance], str]
WORDS = ("nul", "een", "twee", "drie", "vier", "vijf", "zes", "zeven", "acht", "negen")
TEENS = {f"{10 + place}": word for place, word in enumerate(("tien", "elf", "twaalf", "dertien", "veertien", "vijftien", "zestien",
                                                           "zeventien", "achttien", "negentien"))}  # fmt: skip
UNSEEN = "\u200b\u200c\u200d\u2060\ufeff\u00ad"
SPACES = "\u00a0\u2009\u202f\u3000\t\n"
DASHES = "\u2010\u2011\u2012\u2013\u2014\u2212"
MONTHS = (
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
)
SHORT = ("jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec")
LETTERS = "ABCDEFGHJKLMNPRTVWXZ"


def _shifted(zero: int) -> Writing:
    return lambda text, chance: "".join(chr(zero + int(sign)) if sign.isdigit() else sign for sign in text)


def _wide(text: str, chance: Chance) -> str:
    return "".join(chr(ord(sign) + 0xFEE0) if "!" <= sign <= "~" else sign for sign in text)


def _bold(text: str, chance: Chance) -> str:
    return "".join(chr(0x1D7CE + int(sign)) if sign.isdigit() else sign for sign in text)


def _with_unseen(text: str, chance: Chance) -> str:
    return "".join(sign + chance.choice(UNSEEN) for sign in text[:-1]) + text[-1]


def _other_spaces(text: str, chance: Chance) -> str:
    return (
        text.replace(" ", chance.choice(SPACES))
        if " " in text
        else text[:2] + chance.choice(UNSEEN) + text[2:]
    )


def _other_dashes(text: str, chance: Chance) -> str:
    return text.replace("-", chance.choice(DASHES)) if "-" in text else _wide(text, chance)


def _keycaps(text: str, chance: Chance) -> str:
    return "".join(f"{sign}\ufe0f\u20e3" if sign.isdigit() else sign for sign in text)


def _letters_for_digits(text: str, chance: Chance) -> str:
    return text.replace("0", chance.choice("Oo")).replace("1", chance.choice("lI"), 1)


def _entities(text: str, chance: Chance) -> str:
    place = chance.randrange(len(text))
    return f"{text[:place]}&#{ord(text[place])};{text[place + 1 :]}"


DISGUISES: tuple[Writing, ...] = (
    lambda text, chance: text,
    lambda text, chance: text,
    lambda text, chance: text,
    lambda text, chance: text.replace(" ", "  "),
    _wide, _with_unseen, _other_spaces, _other_dashes, _entities, _shifted(0x0660), _bold, _keycaps,
)  # fmt: skip
"""Ways to write any text: as it is (three times as often), and with signs that look or print like others."""


def disguised(text: str, chance: Chance) -> str:
    return chance.choice(DISGUISES)(text, chance)


def grouped(digits: str, sizes: tuple[int, ...], sign: str) -> str:
    groups, place = [], 0
    for size in sizes:
        groups.append(digits[place : place + size])
        place += size
    return sign.join(groups)


def in_words(digits: str, chance: Chance) -> str:
    """Digits as words, here and there two as one number."""
    words, place = [], 0
    while place < len(digits):
        pair = digits[place : place + 2]
        if pair in TEENS and chance.random() < 0.5:
            words.append(TEENS[pair])
            place += 2
        else:
            words.append(WORDS[int(digits[place])])
            place += 1
    return chance.choice([" ", ", ", "-", ""]).join(words)


def bsn(chance: Chance) -> str:
    while True:
        digits = chance.choice(["", "", "", "0"]) + "".join(chance.choices(string.digits, k=9))
        digits = digits[:9]
        total = sum(
            int(digit) * weight for digit, weight in zip(digits, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True)
        )
        if total % 11 == 0 and int(digits) > 10_000_000:
            break
    sizes = chance.choice([(3, 3, 3), (4, 2, 3), (3, 3, 3), (2, 3, 4), (1,) * 9, (3, 2, 2, 2)])
    sign = chance.choice([".", " ", "-", "/", "_", " - ", ". ", "|"])
    plain = chance.choice([digits, digits, grouped(digits, sizes, sign), digits.lstrip("0")])
    written = chance.choice([disguised(plain, chance), disguised(plain, chance), in_words(digits, chance),
                             _letters_for_digits(digits, chance)])  # fmt: skip
    return chance.choice(
        [
            written,
            written,
            f"bsn{written}",
            f"BSN: {written}",
            f"({written})",
            f"burgerservicenummer {written}",
        ]
    )


def iban(chance: Chance) -> str:
    country = chance.choice(["NL"] * 6 + ["DE", "BE"])
    bank = "".join(chance.choices(string.ascii_uppercase, k=4)) if country == "NL" else ""
    rest = bank + "".join(chance.choices(string.digits, k={"NL": 10, "DE": 18, "BE": 10}[country]))
    if country == "BE":
        rest += f"{int(rest) % 97 or 97:02d}"
    turned = "".join(str(int(sign, 36)) for sign in f"{rest}{country}00")
    account = f"{country}{98 - int(turned) % 97:02d}{rest}"
    blocks = [account[place : place + 4] for place in range(0, len(account), 4)]
    plain = chance.choice([account, " ".join(blocks), "-".join(blocks), ".".join(blocks), " ".join(account), account.lower(),
                           " ".join(blocks).lower(), f"{account[:4]} {account[4:8]} {account[8:]}"])  # fmt: skip
    return chance.choice(
        [disguised, disguised, lambda text, _: f"iban {text}", lambda text, _: f"rekening{text}"]
    )(plain, chance)


def email(chance: Chance) -> str:
    first, last = (
        ("".join(chance.choices(string.ascii_lowercase, k=chance.randint(4, 8)))) for _ in range(2)
    )
    host = "".join(chance.choices(string.ascii_lowercase, k=7))
    end = chance.choice(["nl", "com", "nl", "org", "eu"])
    local = chance.choice(
        [
            f"{first}.{last}",
            f"{first}_{last}",
            f"{first}{chance.randint(1, 99)}",
            f"{first}+{last}",
            first.upper(),
        ]
    )
    at = chance.choice(
        ["@", "@", "@", " @ ", "(at)", " (at) ", "[at]", " apenstaartje ", " at ", "{at}", "@ "]
    )
    dot = chance.choice([".", ".", ".", " . ", "(punt)", " punt ", "[dot]", " dot "])
    plain = f"{local}{at}{host}{dot}{end}"
    if dot == " punt ":
        plain = plain.replace(f"{first}.{last}", f"{first} punt {last}")
    return disguised(plain, chance) if "(" not in plain and "[" not in plain and "{" not in plain else plain


def phone(chance: Chance) -> str:
    digits = "".join(chance.choices(string.digits, k=8))
    if chance.random() < 0.7:
        body = f"6{chance.choice('12345')}{digits[:7]}"
        sizes = chance.choice(
            [(2, 8), (2, 4, 4), (2, 2, 2, 2, 2), (10,), (2, 3, 3, 2), (4, 3, 3), (1,) * 10, (3, 3, 4), (4, 6)]
        )
    else:
        area = chance.choice(["10", "20", "30", "40", "50", "70", "85", "88"])
        body = f"{area}{chance.choice('2345678')}{digits[:6]}"
        sizes = chance.choice([(3, 7), (3, 3, 4), (3, 3, 2, 2), (10,), (3, 4, 3), (3, 2, 2, 3)])
    sign = chance.choice(["-", " ", ".", "/", " - ", "_", "--", "\\", " / "])
    national = grouped(f"0{body}", sizes, sign)
    abroad = chance.choice(
        ["+31", "0031", "+31 ", "0031-", "+31(0)", "+31 (0) ", "(+31) ", "(0031) "]
    ) + chance.choice(
        [body, f"{body[0]} {body[1:5]} {body[5:]}", f"{body[:2]}-{body[2:]}", f"{body[:1]}-{body[1:]}"]
    )
    bracketed = f"({f'0{body}'[:3]}) {body[2:5]} {body[5:]}"
    plain = chance.choice([national, national, national, abroad, bracketed])
    return chance.choice([disguised(plain, chance), disguised(plain, chance), in_words(f"0{body}", chance),
                          _letters_for_digits(f"0{body}", chance)])  # fmt: skip


def postcode(chance: Chance) -> str:
    digits, letters = str(chance.randint(1000, 9999)), "".join(chance.choices(LETTERS, k=2))
    letters = "AB" if letters in ("SA", "SD", "SS") else letters
    code = chance.choice([f"{digits}{letters}", f"{digits} {letters}", f"{digits} {letters}", f"{digits}{letters.lower()}",
                          f"{digits}-{letters}", f"{digits}.{letters}", f"{digits} {letters.lower()}"])  # fmt: skip
    number = f"{chance.randint(1, 400)}{chance.choice(['', '', 'a', ' B', '-2', ' bis', '-III'])}"
    plain = chance.choice([f"{code} {number}", f"{code}, {number}", f"{code} nr {number}", f"{code} nummer {number}", f"{code}-{number}",
                           f"{code}, huisnummer {number}", f"{number}, {code}"])  # fmt: skip
    return disguised(plain, chance)


def birth_date(chance: Chance) -> str:
    day, month, year = chance.randint(1, 28), chance.randint(1, 12), chance.randint(1930, 2005)
    sign = chance.choice(["-", "/", ".", " - ", "_", " "])
    word = chance.choice([MONTHS, SHORT])[month - 1]
    plain = chance.choice(
        [f"{day}{sign}{month}{sign}{year}", f"{day:02d}{sign}{month:02d}{sign}{year}", f"{year}-{month:02d}-{day:02d}", f"{day} {word} {year}",
         f"{day}-{word}-{year}", f"{day}e {word} {year}", f"{day} {word} '{year % 100:02d}", f"{day:02d}-{month:02d}-{year % 100:02d}",
         f"{day:02d}{month:02d}{year}", f"{day}/{month}/{year % 100:02d}", f"{word.upper()} {day}, {year}", f"{day} {word.title()} {year}"]
    )  # fmt: skip
    return chance.choice(
        [disguised(plain, chance), f"geb. {plain}", f"geboren op {plain}", f"geboortedatum: {plain}"]
    )


STREETS = ("Dorpsstraat", "Lange Weg", "Burgemeester de Vlugtlaan", "Laan van Meerdervoort", "Van Goghplein", "Kerkstraat", "Jan van Galenstraat",
           "'s-Gravenweg", "1e Oosterparkstraat", "Willem de Zwijgerlaan", "Oude Gracht", "Prins Hendrikkade", "Esdoornhof", "St. Jacobsplein",
           "Korenbloemstraat", "Beatrixsingel", "Molendijk", "Lindenlaan", "Waalkade", "Vogelbuurtsteeg")  # fmt: skip


def address(chance: Chance) -> str:
    street = chance.choice(STREETS)
    if street.count(" ") == 0 and chance.random() < 0.3:
        street = street.lower()
    elif chance.random() < 0.15:
        street = street.upper()
    number = f"{chance.randint(1, 399)}{chance.choice(['', '', 'a', '-2', ' hs', ' B', 'bis'])}"
    plain = f"{street}{chance.choice([' ', ' ', ' nr. ', ' nummer ', ', nr ', ' huisnummer '])}{number}"
    return disguised(plain, chance)


TITLES = ("mevrouw", "Mevrouw", "MEVROUW", "mevr.", "mw.", "Mw", "de heer", "De heer", "DE HEER", "dhr.", "Dhr", "meneer", "Meneer", "dr.", "Dr",
          "drs.", "mr.", "fam.", "Familie", "prof. dr.", "juffrouw", "dokter")  # fmt: skip
SURNAMES = (
    "Verzonnen",
    "Bedachtema",
    "Niemandsma",
    "Fantasiewicz",
    "Özdenken",
    "Dromenland",
    "O’Nergens",
    "Schijnbaar-Echt",
    "Ylmaz-Nul",
)
PARTICLES = ("", "", "van der ", "de ", "El ", "Van ", "ten ", "van 't ", "in 't ")
FIRST = (
    "Sanne",
    "Mohammed",
    "Fatima",
    "Piet",
    "Johanna",
    "Ayşe",
    "Kees",
    "Willem",
    "Noor",
    "Thijs",
    "Xanthippe",
    "Quirijn",
    "Zebedeus",
)


def titled_name(chance: Chance) -> str:
    surname = chance.choice(SURNAMES)
    first = chance.choice(
        ["", "", chance.choice(FIRST) + " ", chance.choice(string.ascii_uppercase) + ". ", "J.P. "]
    )
    plain = f"{chance.choice(TITLES)} {first}{chance.choice(PARTICLES)}{surname}"
    plain = plain.upper() if chance.random() < 0.15 else plain
    return disguised(plain, chance)


def full_name(chance: Chance) -> str:
    return f"{chance.choice(FIRST)} {chance.choice(PARTICLES)}{chance.choice(SURNAMES)}"


def first_name(chance: Chance) -> str:
    return chance.choice(FIRST)


PLACES = ("Best", "Houten", "Buren", "Den Haag", "'s-Hertogenbosch", "Súdwest-Fryslân", "Alphen aan den Rijn", "Bergen op Zoom", "Utrecht", "Huizen",
          "Etten-Leur", "Nuenen, Gerwen en Nederwetten", "Leiden", "Hulst", "Noardeast-Fryslân", "Goes", "De Fryske Marren", "Weert")  # fmt: skip


def place(chance: Chance) -> str:
    name = chance.choice(PLACES)
    plain = chance.choice(
        [name, name, name.upper(), _without_accents(name), name.replace("-", " "), name.replace(" ", "-")]
    )
    return chance.choice(DISGUISES[:8])(plain, chance)


def _without_accents(text: str) -> str:
    return "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def remains(piece: str, masked: str) -> bool:
    """Whether more than two digits of a planted piece, or a word of three letters, can still be read.

    Code of its own: what a reader sees, without signs that print as nothing.
    """
    seen = _seen(re.sub(r"\[[a-z-]+\]", " ", masked))
    given = _seen(piece)
    digits = [sign for sign in given if sign.isdigit()]
    if digits and sum(sign.isdigit() for sign in seen) > 2:
        return True
    words = {word for word in re.findall(r"[^\W\d_]{3,}", given) if word not in INTRODUCING}
    return any(re.search(rf"(?<![^\W\d_]){word}(?![^\W\d_])", seen) for word in words)


INTRODUCING = {"bsn", "burgerservicenummer", "iban", "rekening", "geb", "geboren", "geboortedatum", "huisnummer", "nummer", "punt", "dot",
               *(word.strip(".").casefold() for title in TITLES for word in title.split())}  # fmt: skip


def _seen(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text)
    return "".join(sign for sign in plain if unicodedata.category(sign) not in ("Cf", "Mn", "Me")).casefold()

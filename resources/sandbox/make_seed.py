"""Make accounts.jsonl, posts.jsonl and reports.jsonl from cast.toml and words.toml; the same each time.

Run it in this folder with any Python of 3.11 or later after changing either: ``python3 make_seed.py``.  The program
itself reads only the three files that this makes.
"""

from __future__ import annotations

import json
import math
import random
import sys
import tomllib
import unicodedata
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent
INVENTED = 330
UNREPORTED = 50
OLDEST, NEWEST = 4320, 4
REASONS = {
    "harassment": 22, "hate": 17, "spam": 16, "scam": 12, "impersonation": 9, "violence": 8, "nudity": 7, "illegal": 5,
    "self_harm": 3, "other": 5,
}  # fmt: skip
LANGUAGES = {
    "en": 26, "de": 9, "fr": 9, "es": 9, "pt": 8, "sv": 5, "fi": 4, "ar": 6, "tr": 5, "uk": 4, "hi": 4, "ja": 5,
    "zh": 4, "it": 5, "pl": 4,
}  # fmt: skip
STEMS = {
    "ar": "amal basel reem samer laila nader hala yousef dana karim",
    "uk": "bohdan vira hanna dmytro zoya illia katria levko oksana taras",
    "hi": "arti deepak gita harish kavita mohan neha rajan suman vivek",
    "ja": "aoi haruto yui yamato misaki ren chihiro naoki kaede tsubasa",
    "zh": "anning bowen chenxi siyuan yutong zhiqiang xiaoman jingyi zixuan xiaofeng",
}
ENDINGS = ["", "_", "x", "7", "88", "_22", ".k", "_h", "01", "xo", "_real", "2"]


class Maker:
    """Collects the three lists; ``dice`` is seeded, so the same words give the same files."""

    def __init__(self) -> None:
        self.dice = random.Random(20171102)
        self.words: dict[str, Any] = tomllib.loads((HERE / "words.toml").read_text(encoding="utf-8"))
        self.cast: dict[str, Any] = tomllib.loads((HERE / "cast.toml").read_text(encoding="utf-8"))
        self.accounts: list[dict[str, Any]] = []
        self.posts: list[dict[str, Any]] = []
        self.reports: list[dict[str, Any]] = []
        self.reporters = [f"{self.dice.randrange(16**6):06x}" for _ in range(420)]
        self.used: set[str] = set()

    def account(self, name: str, handle: str, ident: str, tier: str, followers: int, days: int, language: str,
                biography: str) -> dict[str, Any]:  # fmt: skip
        assert handle not in self.used and ident not in self.used, handle
        self.used |= {handle, ident}
        made = {
            "id": ident, "handle": handle, "name": name, "tier": tier, "followers": followers, "days": days,
            "language": language, "biography": biography, "avatar": f"{self.dice.randrange(16**8):08x}",
        }  # fmt: skip
        self.accounts.append(made)
        return made

    def post(self, account: str, text: str, language: str, minutes: int, *, ident: str = "", photo: str | None = None,
             sensitive: bool = False) -> str:  # fmt: skip
        ident = ident or str(920000 + len(self.posts) * 7 + self.dice.randrange(7))
        line: dict[str, Any] = {
            "id": ident, "account": account, "minutes": minutes, "language": language, "text": text,
        }  # fmt: skip
        if photo is not None:
            kind = "photo" if self.dice.random() < 0.85 else "video"
            width, height = self.dice.choice([(1200, 800), (1080, 1350), (1600, 900), (900, 900)])
            line["media"] = [
                {"ref": f"m{ident}", "kind": kind, "description": photo, "width": width, "height": height,
                 "sensitive": sensitive, "placeholder": f"{self.dice.randrange(16**8):08x}"}
            ]  # fmt: skip
        self.posts.append(line)
        return ident

    def report(self, account: str, reason: str, language: str, statement: str, minutes: int, post: str = "") -> None:
        line = {
            "id": str(500000 + len(self.reports) * 3 + self.dice.randrange(3)), "account": account,
            "reporter": self.dice.choice(self.reporters), "minutes": minutes, "reason": reason, "language": language,
            "statement": statement,
        }  # fmt: skip
        if post:
            line["post"] = post
        self.reports.append(line)

    def statement(self, reason: str, language: str) -> tuple[str, str]:
        """A language and what somebody writes in it: now and then in English, now and then nothing."""
        if language != "en" and self.dice.random() < 0.15:
            language = "en"
        if self.dice.random() < 0.07:
            return "", ""
        words = self.words[language]
        joint = "" if language in ("ja", "zh") else " "
        said = self.dice.choice(words["statements"][reason])
        if self.dice.random() < 0.55:
            said += joint + self.dice.choice(words["tails"])
        return language, said

    def posted(self, reason: str, language: str) -> str:
        """Something that gets reported, with a word before or after it more often than not."""
        words = self.words[language]
        joint = "" if language in ("ja", "zh") else " "
        parts = [self.dice.choice(words["posts"][reason])]
        if self.dice.random() < 0.6:
            parts.insert(self.dice.randrange(2), self.dice.choice(words["hooks"]))
        return joint.join(parts)

    def everyday(self, account: str, language: str, days: int, count: int) -> None:
        pool = self.words[language]["everyday"]
        joint = "" if language in ("ja", "zh") else " "
        for text in self.dice.sample(pool, min(count, len(pool))):
            if self.dice.random() < 0.4:
                text += joint + self.dice.choice([other for other in pool if other != text])
            minutes = self.dice.randrange(60, max(61, min(days * 1440, 90 * 1440)))
            photo = "" if self.dice.random() < 0.25 else None
            self.post(account, text, language, minutes, photo=photo)

    def case(self, made: dict[str, Any], reason: str, language: str, count: int, oldest: int, *, text: str = "",
             statement: str = "", long: bool = False) -> None:  # fmt: skip
        """``count`` reports on one account: the oldest ``oldest`` minutes ago, the others since."""
        post = ""
        if text or reason != "impersonation" or self.dice.random() < 0.4:
            text = text or self.posted(reason, language)
            shown = reason == "nudity" or self.dice.random() < 0.3
            before = oldest + self.dice.randrange(1, 90)
            photo = "" if shown else None
            post = self.post(made["id"], text, language, before, photo=photo, sensitive=reason == "nudity")
        others = sorted((self.dice.randint(NEWEST, oldest) for _ in range(count - 1)), reverse=True)
        for index, minutes in enumerate([oldest, *others]):
            spoken, said = self.statement(reason, language)
            if statement and index == 0:
                spoken, said = "en", statement * 640 if long else statement
            kind = reason if self.dice.random() < 0.93 else "other"
            on_account = reason in ("impersonation", "spam", "scam") and self.dice.random() < 0.4
            self.report(made["id"], kind if index else reason, spoken, said, minutes, "" if on_account else post)

    def president(self, made: dict[str, Any]) -> None:
        """214 reports: violence 188, hate 21, other 5; English and French; the first one 5 hours ago."""
        story = self.cast["president"]
        ids = [
            self.post(made["id"], p["text"], "en", p["minutes"], ident=p["id"], photo=p.get("photo"), sensitive=False)
            for p in story["posts"]
        ]
        self.report(made["id"], "violence", "en", story["violence"][0], 300, ids[0])
        self.report(made["id"], "hate", "fr", story["hate_fr"][0], 284, ids[1])
        for reason, count, oldest, post in (("violence", 187, 299, ids[0]), ("hate", 20, 283, ids[1])):
            for _ in range(count):
                french = self.dice.random() < 0.25
                said = self.dice.choice(story[f"{reason}_fr" if french else reason])
                tail = self.dice.choice(self.words["fr"]["tails"] if french else story["violence_tails"])
                minutes = self.dice.randint(NEWEST, oldest)
                self.report(made["id"], reason, "fr" if french else "en", f"{said} {tail}".strip(), minutes, post)
        for said in story["other"]:
            self.report(made["id"], "other", "en", said, self.dice.randint(20, 250))

    def hand_made(self) -> None:
        """The people of cast.toml."""
        for person in self.cast["people"]:
            made = self.account(*person["who"])
            if made["handle"] == "republic_president":
                self.president(made)
                continue
            self.everyday(made["id"], made["language"], made["days"], 2 if made["tier"] != "standard" else 1)
            if "reports" in person:
                r = person["reports"]
                self.case(
                    made, r["reason"], r["language"], r["count"], r["minutes"], text=person.get("post", ""),
                    statement=r.get("statement", ""), long=r.get("long", False),
                )  # fmt: skip

    def invented(self) -> None:
        """Everybody else."""
        for number in range(INVENTED):
            language = self.dice.choices(list(LANGUAGES), list(LANGUAGES.values()))[0]
            words = self.words[language]
            which = self.dice.randrange(len(words["first"]))
            first, last = words["first"][which], self.dice.choice(words["last"])
            name = last + first if language in ("ja", "zh") else f"{first} {last}"
            stem = STEMS[language].split()[which] if language in STEMS else plain(first)
            days = int(math.exp(self.dice.uniform(math.log(5), math.log(4200))))
            followers = int(math.exp(self.dice.gauss(5.4, 1.7)))
            biography = self.dice.choice(words["biographies"])
            made = self.account(
                name, self.handle(stem, plain(last)), self.ident(), "standard", followers, days, language, biography
            )
            self.everyday(made["id"], language, days, self.dice.randint(1, 3))
            if number >= UNREPORTED:
                reason = self.dice.choices(list(REASONS), list(REASONS.values()))[0]
                many = self.dice.random()
                count = 1 if many < 0.42 else self.dice.randint(2, 5) if many < 0.86 else self.dice.randint(6, 24)
                oldest = round(math.exp(self.dice.uniform(math.log(NEWEST + 1), math.log(OLDEST))))
                self.case(made, reason, language, count, min(oldest, 240) if reason == "self_harm" else oldest)

    def handle(self, stem: str, last: str) -> str:
        while True:
            middle = self.dice.choice(["", "_", "."]) + last if last and self.dice.random() < 0.6 else ""
            wanted = stem + middle + self.dice.choice(ENDINGS)
            if wanted not in self.used:
                return wanted

    def ident(self) -> str:
        while True:
            wanted = str(self.dice.randrange(26_000_000, 92_000_000))
            if wanted not in self.used:
                return wanted


def plain(name: str) -> str:
    """Lower-case ASCII letters of a name; "" when it has none."""
    spelled = name.replace("ß", "ss").replace("ł", "l").replace("Ł", "L").replace("ı", "i").replace("ø", "o")
    letters = unicodedata.normalize("NFKD", spelled)
    return "".join(c for c in letters if c.isascii() and c.isalpha()).lower()


def line(value: dict[str, Any]) -> str:
    """Compact JSON with invisible characters escaped, so that the file shows what it holds."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return "".join(f"\\u{ord(c):04x}" if unicodedata.category(c) in ("Cf", "Cc", "Zl", "Zp") else c for c in text)


def main() -> None:
    """Write the three files beside this one."""
    maker = Maker()
    maker.hand_made()
    maker.invented()
    for name, rows in (("accounts", maker.accounts), ("posts", maker.posts), ("reports", maker.reports)):
        text = "".join(line(row) + "\n" for row in rows)
        (HERE / f"{name}.jsonl").write_text(text, encoding="utf-8", newline="\n")
        sys.stdout.write(f"{name}: {len(rows)} lines, {len(text.encode())} bytes\n")


if __name__ == "__main__":
    main()

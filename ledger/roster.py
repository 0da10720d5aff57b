"""Who is who: units by any name or address they go by, groups by theirs."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from ledger.model import Group, Unit
from ledger.text import squeeze

_SEAL = re.compile(r"[(\[【〔][^()\[\]【】〔〕]{0,4}章[^()\[\]【】〔〕]{0,4}[)\]】〕]|盖章$")
_TAIL = re.compile(r"(人民政府|办事处|政府)$")
_BRACKETED = re.compile(r"[(\[【〔][^()\[\]【】〔〕]*[)\]】〕]?")
_SPACED = re.compile(r"\s+(?=\d|二[〇○零]|[^\s:]{1,6}:|密级|联系|电话|填报|第|[一二三四]季度|单位:|秘密|公开)|[\n\t]")
_PART = re.compile(
    r"(?<=[局委办府会处院心厅道镇乡])(?:党组|党委|党工委|机关|办公室|综合办|[^、,;和及与]{1,10}(?:领导小组|专班)(?:办公室)?|[^、,;和及与]{1,6}(?:科|股|室|处|组|队|(?<![经承主协督])办|中心))$"
)
_BEFORE = re.compile(r"^(?:中共)?(?:[^省区市]{2,6}(?:省|自治区))?")
_JOINT = re.compile("[、,;和及与/]")
_EDGES = "、,;:。.《》【】〖〗「」『』\"'“”‘’-—_"


def plain_name(text: str) -> str:
    """A name without white space, （盖章） and stray punctuation at its ends."""
    return _SEAL.sub("", squeeze(text)).strip(_EDGES)


@dataclass(frozen=True)
class Names:
    """The names that units have had: what was kept under an old one is the unit's under its name of today."""

    today: Mapping[str, str] = field(default_factory=dict)  # old name → name of today

    def current(self, name: str) -> str:
        """The name of today."""
        return self.today.get(name, name)

    def all(self, name: str) -> tuple[str, ...]:
        """A unit's name of today and every one before it."""
        return (name, *(old for old, new in self.today.items() if new == name))


@dataclass(frozen=True)
class Roster:
    """单位名录: the units in official order and the groups. `place` is the district as the names of
    its offices begin: 银川市兴庆区."""

    units: tuple[Unit, ...]
    groups: tuple[Group, ...] = ()
    place: str = ""
    _names: dict[str, Unit] = field(init=False, repr=False, compare=False)
    _addresses: dict[str, Unit] = field(init=False, repr=False, compare=False)
    _order: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        former = {plain_name(old.name): unit for unit in self.units for old in unit.former}
        names = former | {plain_name(name): unit for unit in self.units for name in (*unit.aliases, unit.name)}
        addresses = {address.lower(): unit for unit in self.units for address in unit.addresses}
        object.__setattr__(self, "_names", names)
        object.__setattr__(self, "_addresses", addresses)
        object.__setattr__(self, "_order", {unit.name: n for n, unit in enumerate(self.units)})

    def known_as(self, name: str) -> Unit | None:
        """The unit that has, or had, exactly this name: 单位名称, 别名 or 曾用名."""
        return self._names.get(plain_name(name))

    def find(self, text: str) -> Unit | None:
        """The unit a written name means: its name, an alias, or either with the district before it."""
        return self._exactly(text) or self._with_tail(text)

    def _exactly(self, text: str) -> Unit | None:
        name = plain_name(text)
        if unit := self._names.get(name):
            return unit
        stems = {name, _TAIL.sub("", name)}
        for prefix in self._prefixes():
            stems |= {stem.removeprefix(prefix) for stem in stems}
        stems |= {f"{stem}街道" for stem in stems}  # 凤凰北街 for 凤凰北街街道
        found = {unit.name: unit for stem in stems if (unit := self._names.get(stem))}
        return next(iter(found.values())) if len(found) == 1 else None

    def _with_tail(self, text: str) -> Unit | None:
        """The unit of a name with more behind it: 司法局党组, 司法局办公室, 司法局法制科, 司法局（原法制办）, 司法局 2022年6月8日."""
        first = _SPACED.split(
            _BRACKETED.sub(" ", unicodedata.normalize("NFKC", _SEAL.sub("", text))).strip(), maxsplit=1
        )[0]
        stem = plain_name(first)
        if _JOINT.search(stem):
            return None
        for name in dict.fromkeys((stem, _BEFORE.sub("", stem))):
            for shorter in (name, _PART.sub("", name)):
                if shorter and (unit := self._exactly(shorter)):
                    return unit
        return None

    def _prefixes(self) -> tuple[str, ...]:
        city, _, district = self.place.rpartition("市")
        return tuple(name for name in (self.place, city and f"{city}市", district, "人民政府", district[-1:]) if name)

    @cached_property
    def names(self) -> Names:
        """What the book needs to know units by that have been renamed."""
        return Names({old.name: unit.name for unit in self.units for old in unit.former})

    @cached_property
    def plain_names(self) -> tuple[tuple[str, Unit], ...]:
        """Every name a unit has or had, plain, with the unit; in official order."""
        return tuple(
            (plain_name(name), unit)
            for unit in self.units
            for name in (unit.name, *unit.aliases, *(old.name for old in unit.former))
        )

    def sender(self, address: str) -> Unit | None:
        """The unit a mail address is registered for, as a whole address."""
        return self._addresses.get(address.strip().lower())

    def group(self, text: str) -> Group | None:
        """The group a collective name means: 各乡镇（街道）."""
        name = plain_name(text)
        return next((group for group in self.groups if plain_name(group.name) == name), None)

    def group_at_start(self, text: str) -> Group | None:
        """The longest group whose name a text begins with: 政府各部门政府 → 政府各部门."""
        name = plain_name(text)
        begins = [group for group in self.groups if name.startswith(plain_name(group.name))]
        return max(begins, key=lambda group: len(group.name), default=None)

    def ordered(self, names: Iterable[str]) -> tuple[str, ...]:
        """Unit names once each, in official order."""
        return tuple(sorted(set(names), key=self._order.__getitem__))

    def __getitem__(self, name: str) -> Unit:
        """The unit of exactly that name. Raises KeyError."""
        return self.units[self._order[name]]

    def __contains__(self, name: object) -> bool:
        return name in self._order

"""Truth: small classes declared here, and the YAML that they are read from."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, dataclass, replace
from pathlib import Path
from typing import Annotated

import pytest

from monitor.errors import DeclarationError
from monitor.study.declarations import load
from monitor.study.fields import (
    Code,
    File,
    Filled,
    LeftOut,
    Short,
    Text,
    Words,
    WrittenAs,
    declared,
    declared_by_name,
    keyed,
)
from monitor.study.json_schema import editor_schema, keys_at


@declared
class Dish:
    """What is served."""

    id: Annotated[str, Filled()]
    name: Text
    """What it is called."""
    price: Annotated[float | None, LeftOut(None)]
    """What it costs."""
    note: Words = ""
    """A remark."""


@declared_by_name
class Menu:
    """All that is served."""

    title: Words = ""
    """Title."""
    recipe: File
    """Where the recipes are."""
    dishes: Annotated[
        tuple[Dish, ...], WrittenAs(dict[Code, Annotated[Dish, Short("name", Text)]], keyed("id"))
    ] = ()
    """Dishes by code."""
    extras: Annotated[tuple[Dish, ...], WrittenAs(tuple[Dish, ...])] = ()
    """More of them."""


@declared_by_name
class Base:
    """What two forms share."""

    first: object
    last: int = 0
    """A number."""


@declared_by_name
class Written(Base):
    """As it is written."""

    first: Text
    """The first."""


@dataclass(frozen=True, kw_only=True)
class Read(Base):
    """As it is read."""

    first: int


@pytest.fixture
def read(tmp_path: Path):
    def menu(text: str) -> Menu:
        (tmp_path / "menu.yaml").write_text(text, encoding="utf-8")
        return load(tmp_path / "menu.yaml", Menu)[0]

    return menu


def test_an_entry_has_its_key_and_may_be_written_short(read) -> None:
    menu = read("recipe: a/b.md\ndishes: {soup: Soep, pie: {name: Taart, price: 2.50}}\n")
    assert menu == Menu(
        recipe=Path("a/b.md"), dishes=(Dish("soup", "Soep", None), Dish("pie", "Taart", 2.5, ""))
    )


def test_what_is_left_out_or_left_empty_is_what_the_field_says(read) -> None:
    assert read("recipe: b.md\ntitle:\n") == read("recipe: b.md\n") == Menu(title="", recipe=Path("b.md"))


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (
            "dishes: {soup: {id: x, name: Soep}}",
            'key "id" is not known here; expected one of name, price, note',
        ),
        (
            "dishes: {soup: {name: Soep, prize: 2}}",
            'key "prize" is not known here; expected one of name, price, note. Did',
        ),
        (
            "extras: [{name: Soep, cost: 1}]",
            'key "cost" is not known here; expected one of name, price, note',
        ),
        ("tittle: Kaart", 'expected one of title, recipe, dishes, extras. Did you mean "title"'),
        ('title: ""', '"title" cannot be used; got ""; expected a text of at least 1 character'),
        ("dishes: {soup: [Soep]}", '"dishes > soup" cannot be used; got a list; expected keys with a value'),
        ("dishes: {soup: {price: 1}}", '"name" is missing'),
    ],
)
def test_what_cannot_stand_in_a_file_is_an_error_at_its_line(read, line: str, said: str) -> None:
    with pytest.raises(DeclarationError) as failure:
        read(f"recipe: b.md\n{line}\n")
    assert str(failure.value).startswith("menu.yaml:2: ")
    assert said in str(failure.value)


def test_a_declared_class_is_made_and_copied_like_any_other_and_never_changed() -> None:
    dish = Dish("soup", "Soep", None)
    assert replace(dish, price=3.0) == Dish("soup", "Soep", 3.0)
    with pytest.raises(FrozenInstanceError):
        dish.price = 3.0  # type: ignore[misc]


def test_two_forms_of_one_class_keep_the_order_of_their_fields() -> None:
    assert keys_at(Written, ()) == ["first", "last"]
    assert vars(Read(first=1)) == {"first": 1, "last": 0}


def test_the_schema_of_a_class_says_what_stands_below_its_fields() -> None:
    schema = editor_schema(Menu, "Menu")
    dish = schema["$defs"]["Dish"]
    assert list(dish["properties"]) == ["name", "price", "note"]
    assert dish["required"] == ["name"]
    assert dish["properties"]["price"]["description"] == "What it costs."
    assert schema["description"] == "All that is served."
    assert schema["required"] == ["recipe"]
    forms = schema["properties"]["dishes"]["additionalProperties"]["anyOf"]
    assert [form.get("$ref") for form in forms] == [None, "#/$defs/Dish"]

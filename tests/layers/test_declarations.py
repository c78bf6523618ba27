"""The declarations as a whole, and what a wrong one is told."""

from dataclasses import replace

import pytest

from layers.indicators.indicator import Indicator, Kind, Origin
from layers.indicators.registry import all_indicators
from layers.layer import OFFICIALS, Choice, Field, FieldType, Geometry, Group, Layer, Style, Text
from layers.registry import all_layers, layers_by_kind

CONTRACT = [
    "provinces",
    "communes",
    "hamlets",
    "cameras",
    "wifi",
    "loudspeakers",
    "notice_boards",
    "street_lights",
    "sensors",
    "schools",
    "health_stations",
    "culture_houses",
    "one_stop_offices",
    "markets",
    "worship_places",
    "relics",
    "police_posts",
    "public_places",
    "roads",
    "junctions",
    "population",
    "addresses",
    "coverage_gaps",
    "coverage_units",
    "feedback",
    "household_cameras",
]


# Rows of one class are in tiles from zoom 9 on; those of no other come before them.
LATE = Field(
    name="kind", type=FieldType.TEXT, title=Text("a", "b"), choices=(Choice("a", Text("a", "b"), tile_from=9),)
)


def layer(**changes) -> Layer:
    text = Text("Chữ", "Words")
    given = {
        "name": "things",
        "title": text,
        "description": text,
        "geometry": Geometry.POINT,
        "group": Group.ASSET,
        "style": Style(color="#123456"),
        "fields": (Field(name="kind", type=FieldType.TEXT, title=text, choices=(Choice("a", text),)),),
    }
    return Layer(**(given | changes))


def test_every_layer_of_the_contract_is_declared():
    assert set(CONTRACT) <= set(all_layers())


def test_every_word_for_people_is_there_in_both_languages():
    for declared in all_layers().values():
        for field in declared.fields:
            assert field.title.vi != field.title.en, f"{declared.name}.{field.name}"


def test_kinds_of_coverage_rules_lead_to_layers():
    assert layers_by_kind()[Group.PLACE, "culture_house"].name == "culture_houses"
    assert layers_by_kind()[Group.PLACE, "primary_school"].kinds["primary_school"] == {"level": "primary"}


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "Things"},
        {"name": "drop table"},
        {"min_zoom": 23},
        {"fields": (Field(name="a1", type=FieldType.TEXT, title=Text("a", "b")),) * 2},
        {"kinds": {"thing": {"kind": "not a choice"}}},
        {"fields": (LATE,), "min_zoom": 8},
        {"fields": (replace(LATE, audiences=OFFICIALS),), "min_zoom": 9},
        {"fields": (LATE,), "min_zoom": 9, "pyramid": "kind"},
    ],
)
def test_a_wrong_layer_refuses_itself(changes: dict):
    with pytest.raises(ValueError, match=r"not allowed|zoom|twice|not a choice|leave rows out"):
        layer(**changes)


@pytest.mark.parametrize("name", ["geom", "id", "limit", "Name", "a b", ""])
def test_a_field_may_not_take_a_reserved_or_odd_name(name: str):
    with pytest.raises(ValueError, match="not allowed"):
        Field(name=name, type=FieldType.TEXT, title=Text("a", "b"))


def test_a_text_needs_both_languages_and_a_colour_its_form():
    with pytest.raises(ValueError, match=r"both|its"):
        Text("chỉ tiếng Việt", " ")
    with pytest.raises(ValueError, match="rrggbb"):
        Style(color="red")


def indicator(**changes) -> Indicator:
    words = Text("Chữ", "Words")
    given = {"code": "figure", "title": words, "meaning": words, "kind": Kind.SHARE, "levels": ("commune",)}
    return Indicator(**(given | {"origin": Origin("A document")} | changes))


def test_the_indicators_that_rules_speak_of_are_declared():
    spoken_of = {"population", "households", "fibre_household_share", "ntm_8_4", "ntm_adv_15_2", "ntm_group"}
    assert spoken_of | {"digital_team", "children_3_5", "pupils"} <= set(all_indicators())


def test_no_definition_of_an_indicator_claims_to_be_checked_and_each_has_its_words_twice():
    for declared in all_indicators().values():
        assert not declared.origin.checked, declared.code
        assert declared.title.vi != declared.title.en
        assert declared.meaning.vi != declared.meaning.en


def test_a_share_is_a_number_from_none_to_all_and_a_class_begins_with_one():
    assert (indicator().field.minimum, indicator().field.maximum) == (0, 1)
    assert all_indicators()["ntm_group"].field.type is FieldType.INTEGER
    assert (all_indicators()["ntm_group"].minimum, all_indicators()["ntm_group"].maximum) == (1, 3)


@pytest.mark.parametrize(
    "changes", [{"code": "A"}, {"code": "x; --"}, {"levels": ()}, {"levels": ("hamlet", "commune")}, {"maximum": 0}]
)
def test_a_wrong_indicator_refuses_itself(changes: dict):
    with pytest.raises(ValueError, match=r"not allowed|levels|empty"):
        indicator(**changes)

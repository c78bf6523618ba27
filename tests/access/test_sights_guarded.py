"""A sector tells where a camera stands and looks: nobody sees one who does not see the camera and its direction."""

import pytest
from fastapi.testclient import TestClient

from geo_api.account import Role
from tests.access.world import Held, World

LAYERS = ("camera_sights", "camera_overlaps")
ITEMS = "{base}/ogc/collections/{layer}/items?f=json&limit=1000"


def features(visitor: TestClient, headers: dict[str, str], base: str, layer: str) -> list[dict]:
    answer = visitor.get(ITEMS.format(base=base, layer=layer), headers=headers)
    assert answer.status_code == 200, answer.text
    return answer.json()["features"]


@pytest.mark.parametrize("unit", ["commune A", "commune B", None])
def test_police_see_the_sectors_of_the_cameras_that_they_see(world: World, visitor: TestClient, unit: str | None):
    headers = world.headers(Held(Role.VERIFIER, unit))
    cameras = {each["id"] for each in features(visitor, headers, "/as/police", "cameras")}
    sights = features(visitor, headers, "/as/police", "camera_sights")
    assert {each["properties"]["camera_id"] for each in sights} == cameras
    assert len(sights) == 4 * len(cameras)
    every = features(visitor, world.headers(Held(Role.ADMIN, None)), "/as/admin", "cameras")
    assert (len(cameras) == len(every)) == (unit is None)


@pytest.mark.parametrize(
    ("base", "role", "hidden"),
    [
        ("", None, LAYERS),
        ("/as/staff", Role.COMMUNE_EDITOR, ("camera_sights",)),
        ("/as/planner", Role.PLANNER, ("camera_sights",)),
    ],
)
def test_for_others_there_is_no_such_layer(
    world: World, visitor: TestClient, base: str, role: Role | None, hidden: tuple[str, ...]
):
    headers = world.headers(Held(role, None)) if role else {}
    for layer in hidden:
        for path in (ITEMS.format(base=base, layer=layer), f"{base}/tiles/{layer}/15/26046/14467.mvt"):
            assert visitor.get(path, headers=headers).status_code == 404, path

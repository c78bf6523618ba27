"""The secret key: from a setting or a file; what is sealed opens with it alone; old keys go on for a while."""

import stat
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from pydantic import ValidationError

from geo_api.errors import SecretKeyTrouble
from geo_api.ops.secret_looks import secret_key
from geo_api.secret_keys import SecretKeys, key_file, made_key
from geo_api.setting_refused import bad_setting
from geo_api.settings import Settings

OLD, NEW = "gau-ngua-sen-tre-lua-7412-khoa-cu-dung-tam", "lua-tre-sen-ngua-gau-2147-khoa-moi-dung-dai"


def with_keys(*keys: str) -> SecretKeys:
    return SecretKeys(Settings(secret_key=",".join(keys)))


def of_folder(folder: Path) -> SecretKeys:
    return SecretKeys(Settings(data_dir=folder))


def test_what_is_sealed_opens_again_and_never_looks_the_same():
    keys = with_keys(OLD)
    sealed = [keys.seal("code", b"sen", "account/1") for _ in range(3)]
    assert {keys.unseal("code", one, "account/1") for one in sealed} == {b"sen"}
    assert len(set(sealed)) == 3
    assert not any(b"sen" in one for one in sealed)


@pytest.mark.parametrize(("purpose", "whose"), [("other", "account/1"), ("code", "account/2")])
def test_it_opens_for_its_own_purpose_and_owner_alone(purpose: str, whose: str):
    keys = with_keys(OLD)
    with pytest.raises(SecretKeyTrouble, match="altered, or moved"):
        keys.unseal(purpose, keys.seal("code", b"sen", "account/1"), whose)


def test_every_changed_byte_is_noticed():
    keys = with_keys(OLD)
    sealed = keys.seal("code", b"sen", "account/1")
    for place in range(len(sealed)):
        changed = sealed[:place] + bytes([sealed[place] ^ 1]) + sealed[place + 1 :]
        with pytest.raises(SecretKeyTrouble):
            keys.unseal("code", changed, "account/1")
    with pytest.raises(SecretKeyTrouble):
        keys.unseal("code", b"", "account/1")


def test_a_new_key_goes_first_and_the_old_one_still_opens():
    sealed = with_keys(OLD).seal("code", b"sen", "account/1")
    both, new = with_keys(NEW, OLD), with_keys(NEW)
    assert both.unseal("code", sealed, "account/1") == b"sen"
    assert (both.is_newest(sealed), both.knows(sealed), new.knows(sealed)) == (False, True, False)
    again = both.seal("code", b"sen", "account/1")
    assert both.is_newest(again)
    assert new.unseal("code", again, "account/1") == b"sen"
    with pytest.raises(SecretKeyTrouble, match="wardmap doctor"):
        new.unseal("code", sealed, "account/1")


def test_signatures_by_old_keys_hold_and_those_for_other_purposes_do_not():
    signature = with_keys(OLD).sign("anchor", b"42")
    assert with_keys(NEW, OLD).is_signed("anchor", b"42", signature)
    assert not with_keys(NEW).is_signed("anchor", b"42", signature)
    assert not with_keys(OLD).is_signed("other", b"42", signature)
    assert not with_keys(OLD).is_signed("anchor", b"43", signature)


@pytest.mark.parametrize("value", ["", " , ", "short", "x" * 64, f"{OLD},short", f"short,{OLD}", "abcdefghi" * 8])
def test_a_key_that_is_easily_guessed_is_refused_and_not_repeated(value: str):
    with pytest.raises(ValidationError) as refused:
        Settings(secret_key=value)
    told = bad_setting(refused.value)
    assert "WARDMAP_SECRET_KEY" in told.detail.vi
    assert not value.strip(" ,") or value not in told.detail.en


def test_keys_may_stand_on_lines_of_their_own():
    sealed = with_keys(OLD).seal("code", b"sen", "a")
    assert with_keys(f"\n{NEW}\n  {OLD} \n").unseal("code", sealed, "a") == b"sen"


def test_without_a_setting_a_file_is_made_when_it_is_needed(tmp_path: Path):
    folder = tmp_path / "data"
    keys = of_folder(folder)
    assert not folder.exists()
    sealed = keys.seal("code", b"sen", "a")
    file = folder / "secret.key"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [path.name for path in folder.iterdir()] == ["secret.key"]
    assert of_folder(folder).unseal("code", sealed, "a") == b"sen"
    assert SecretKeys(Settings(secret_key=file.read_text())).unseal("code", sealed, "a") == b"sen"


def test_all_who_start_at_once_agree_on_one_key(tmp_path: Path):
    with ThreadPoolExecutor(16) as pool:
        sealed = list(pool.map(lambda _: of_folder(tmp_path).seal("code", b"sen", "a"), range(16)))
    assert {of_folder(tmp_path).unseal("code", one, "a") for one in sealed} == {b"sen"}
    assert [path.name for path in tmp_path.iterdir()] == ["secret.key"]


def spoil(words: str | bytes) -> Callable[[Path], object]:
    return lambda path: path.write_bytes(words if isinstance(words, bytes) else words.encode())


@pytest.mark.parametrize("harm", [spoil(""), spoil("short"), spoil(b"\xff\xfe" * 40), Path.mkdir])
def test_a_file_that_cannot_be_used_is_named_and_left_as_it_is(tmp_path: Path, harm: Callable[[Path], object]):
    path = tmp_path / "secret.key"
    harm(path)
    before = path.read_bytes() if path.is_file() else None
    with pytest.raises(SecretKeyTrouble, match=str(path)):
        of_folder(tmp_path).seal("code", b"sen", "a")
    assert (path.read_bytes() if path.is_file() else None) == before
    assert not secret_key(Settings(data_dir=tmp_path)).is_well


def test_doctor_looks_and_makes_none(tmp_path: Path):
    settings = Settings(data_dir=tmp_path)
    assert secret_key(settings).is_well
    assert not key_file(settings).exists()
    key_file(settings).write_text(made_key())
    key_file(settings).chmod(0o640)
    found = secret_key(settings)
    assert (found.is_well, "chmod 600" in found.remedy.en) == (False, True)
    key_file(settings).chmod(0o600)
    assert secret_key(settings).is_well

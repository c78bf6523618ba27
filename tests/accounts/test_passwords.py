"""Which passwords are too easy, and what first ones are made of."""

import re

import pytest

from geo_api.accounts.passwords import ALPHABET, EasyPassword, check_new, first_password

NAME = "lan.tran-xuantruong"
EASY = [
    "",
    "short",
    "elevenchars",
    "aaaaaaaaaaaaaaaa",
    "abababababababab",
    "123456789012",
    "0987654321098",
    "qwertyuiop123",
    "1q2w3e4r1q2w3e4r",
    "Password1234!",
    "P a s s w o r d 2025",
    "Mật Khẩu 123456",
    "matkhau@2025!!",
    "CôngAnNamĐịnh2025",
    "congan@ninhbinh",
    "admin@wardmap1",
    "lan.tran-xuantruong",
    "LanTrần2025!!",
    "xuantruong1990",
    "!!!!!!!!!!!!!!!!",
    "            ",
    "anhyeuem1234",
    "iloveyou2024",
]
GOOD = [
    "ngựa trắng qua sông",
    "correct horse battery",
    "kz7fqw2mxr9t",
    "Sông Đào chảy về đâu?",
    "四川省成都市武侯区桐梓林",
    "пароль-из-четырёх-слов",
]


@pytest.mark.parametrize("password", EASY)
def test_easy_ones_are_refused(password: str):
    with pytest.raises(EasyPassword) as refused:
        check_new(password, NAME)
    assert not password.strip() or password not in refused.value.detail.vi


@pytest.mark.parametrize("password", GOOD)
def test_good_ones_are_taken(password: str):
    check_new(password, NAME)


def test_a_short_name_takes_nothing_out_of_a_password():
    check_new("an toàn là trên hết nhé", "an")


def test_first_passwords_are_good_and_never_the_same():
    made = {first_password() for _ in range(200)}
    assert len(made) == 200
    for password in made:
        check_new(password, NAME)
        assert re.fullmatch(rf"([{ALPHABET}]{{5}}-){{3}}[{ALPHABET}]{{5}}", password)

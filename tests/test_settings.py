"""Settings: typed, checked, comments kept, no secret in a file."""

import pytest

from shopkeep.errors import ShopkeepError, UsageError
from shopkeep.settings import KEYS, Settings, read


def test_defaults_fill_the_gaps(tmp_path):
    settings = Settings(tmp_path)
    assert {name: settings.get(name) for name in KEYS} == {name: key.default for name, key in KEYS.items()}


def test_what_is_set_is_kept_with_the_owners_comments(tmp_path):
    (tmp_path / "settings.toml").write_text("# my shop\n[shop]\nname = 'Old'  # dear name\n")
    settings = Settings(tmp_path)
    settings.set("shop.name", "Tin & Thistle")
    settings.set("smtp.port", "587")
    text = (tmp_path / "settings.toml").read_text()
    assert "# my shop" in text
    assert "# dear name" in text
    assert Settings(tmp_path).get("shop.name") == "Tin & Thistle"
    assert Settings(tmp_path).get("smtp.port") == 587


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("smtp.port", "many"),
        ("smtp.port", "70000"),
        ("smtp.security", "maybe"),
        ("shop.timezone", "Europe/Berlim"),
        ("shop.currency", "euros"),
        ("shop.rates", "USD"),
        ("shop.rates", "USD 0"),
        ("shop.rates", "USD 1,2"),
        ("shop.rates", "USD 0.9, usd 0.8"),
        ("mail.from", "nobody"),
        ("mail.from", "a@example.com\r\nBcc: b@example.com"),
        ("mail.unsubscribe_url", "http://example.com"),
        ("policy.holdout", "0.9"),
        ("policy.holdout", "abc"),
        ("policy.holdout", ""),
        ("shop.nam", "x"),
    ],
)
def test_what_does_not_fit_is_refused_and_changes_nothing(tmp_path, key, value):
    settings = Settings(tmp_path)
    with pytest.raises(UsageError) as told:
        settings.set(key, value)
    assert all(line.strip() for line in told.value.lines())
    assert not {"convert", "literal"} & set(" ".join(told.value.lines()).split())
    assert not (tmp_path / "settings.toml").exists()


def test_a_spoiled_value_or_name_is_said_and_not_fatal(tmp_path):
    (tmp_path / "settings.toml").write_text("[smtp]\nport = 'x'\nhots = 'y'\n")
    settings = Settings(tmp_path)
    assert settings.get("smtp.port") == KEYS["smtp.port"].default
    assert any("smtp.host" in problem for problem in settings.problems)
    (tmp_path / "settings.toml").write_text("[smtp\n")
    with pytest.raises(ShopkeepError):
        Settings(tmp_path)


def test_a_password_without_a_keyring_is_refused_and_in_no_file(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    settings = Settings(tmp_path)
    settings.set("smtp.host", "smtp.example.com")
    with pytest.raises(ShopkeepError, match="not stored"):
        settings.set("smtp.password", "canary-secret")
    settings.use_password("canary-secret")
    assert settings.password() == "canary-secret"
    settings.set("smtp.user", "nora@example.com")
    assert "canary" not in "".join(p.read_text() for p in tmp_path.iterdir())
    assert Settings(tmp_path).password() == ""
    monkeypatch.setenv("SHOPKEEP_SMTP_PASSWORD", "from-environment")
    assert Settings(tmp_path).password() == "from-environment"


def test_shares_are_read_either_way(tmp_path):
    settings = Settings(tmp_path)
    settings.set("policy.holdout", "10%")
    assert settings.get("policy.holdout") == pytest.approx(0.1)


def test_rates_are_read_and_kept_in_one_form(tmp_path):
    settings = Settings(tmp_path)
    assert settings.rates == {}
    settings.set("shop.currency", "EUR")
    settings.set("shop.rates", "usd 0.92; GBP=1.170 , EUR 1, JPY 0.0062")
    assert settings.get("shop.rates") == "EUR 1, GBP 1.17, JPY 0.0062, USD 0.92"
    assert Settings(tmp_path).rates == {"GBP": 1.17, "JPY": 0.0062, "USD": 0.92}


def test_sentences_about_the_shop_are_a_list_in_the_file(tmp_path):
    settings = Settings(tmp_path)
    settings.set("shop.values", "We mend what we sell. | No plastic.\\nA person answers. | ")
    assert 'values = ["We mend what we sell.", "No plastic.", "A person answers."]' in settings.path.read_text()
    again = Settings(tmp_path)
    assert again.get("shop.values") == ("We mend what we sell.", "No plastic.", "A person answers.")
    settings.path.write_text("[shop]\nvalues = 'One. | Two.'\nfeatures = []\n")
    assert Settings(tmp_path).get("shop.values") == ("One.", "Two.")
    assert Settings(tmp_path).get("shop.features") == ()
    with pytest.raises(UsageError, match="does not fit"):
        settings.set("shop.features", " | ".join("abcdefg"))


def test_further_accounts_have_the_same_keys_under_their_name(tmp_path):
    settings = Settings(tmp_path)
    settings.set("mail.from", "hello@shop.example")
    settings.set("smtp.host", "smtp.example.com")
    settings.set("account.news.smtp.host", "smtp.example.net")
    settings.set("account.news.limits.per_day", "200")
    assert settings.accounts() == ["main", "news"]
    again = Settings(tmp_path)
    assert again.problems == []
    assert again.of("main", "smtp.host") == "smtp.example.com"
    assert again.of("news", "smtp.host") == "smtp.example.net"
    assert again.of("news", "mail.from") == "hello@shop.example"  # the shop's, until it has one of its own
    assert again.of("news", "smtp.port") == KEYS["smtp.port"].default
    assert again.all()["account.news.limits.per_day"] == 200
    again.set("account.news.mail.from", "news@shop.example")
    assert again.of("news", "mail.from") == "news@shop.example"
    for key in ("account.news.shop.name", "account.New.smtp.host", "account.news.smtp.hots"):
        with pytest.raises(UsageError):
            again.set(key, "x")
    again.drop_account("news")
    assert Settings(tmp_path).accounts() == ["main"]
    assert "news" not in again.path.read_text()


def test_each_account_has_a_password_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
    settings = Settings(tmp_path)
    settings.set("account.news.smtp.host", "smtp.example.net")
    settings.use_password("one")
    settings.use_password("two", "news")
    assert (settings.password(), settings.password("news")) == ("one", "two")
    monkeypatch.setenv("SHOPKEEP_SMTP_PASSWORD_NEWS", "three")
    assert Settings(tmp_path).password("news") == "three"
    with pytest.raises(ShopkeepError, match="not stored"):
        settings.set("account.news.smtp.password", "canary-secret")
    assert "canary" not in settings.path.read_text()


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("shop.example.com", "https://shop.example.com"),
        ("https://shop.example.com/tea?x=1", "https://shop.example.com/tea?x=1"),
        ("käse.example", "https://käse.example"),
        ("", ""),
    ],
)
def test_a_web_address_without_its_beginning_gets_it(typed: str, kept: str) -> None:
    assert read.https(typed) == kept


@pytest.mark.parametrize(
    "nonsense", ["nonsense", "http://shop.example.com", "https://", "https://a b.example", "ask me", "https://[x"]
)
def test_what_is_no_web_address_is_refused(nonsense: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        read.https(nonsense)

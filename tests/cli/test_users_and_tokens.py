"""`zapbot users` and `zapbot tokens` as a shell calls them."""

from tests.cli.conftest import Zapbot

PASSWORD = "tres gatos no telhado\n"


def test_a_person_is_added_listed_and_shut_out(zapbot: Zapbot) -> None:
    added = zapbot("users", "add", "ana@loja.example", "--role", "admin", "--password-stdin", input=PASSWORD)
    assert (added.code, added.out) == (0, "ana@loja.example may sign in as admin.\n")
    assert zapbot("users", "disable", "ana@loja.example").code == 0
    (ana,) = zapbot("users", "list", "--json").json
    assert (ana["email"], ana["role"], ana["disabled_at"] is None) == ("ana@loja.example", "admin", False)
    assert "password" not in str(ana)
    assert "disabled" in zapbot("users", "list").out
    assert zapbot("users", "enable", "ana@loja.example").code == 0
    assert "never" in zapbot("users", "list").out


def test_a_made_up_password_is_printed_once(zapbot: Zapbot) -> None:
    added = zapbot("users", "add", "ana@loja.example", "--generate")
    password = added.out.split("only now: ")[1].strip()
    reset = zapbot("users", "reset", "ana@loja.example", "--generate")
    assert len(password) == 20
    assert password not in reset.out
    assert password not in zapbot("users", "list", "--json").out


def test_mistakes_are_sentences(zapbot: Zapbot) -> None:
    assert zapbot("users", "add", "ana", "--generate").code == 2
    assert zapbot("users", "add", "ana@x.example", "--password-stdin", "--generate", input=PASSWORD).code == 2
    weak = zapbot("users", "add", "ana@x.example", "--password-stdin", input="senha\n")
    assert (weak.code, "12 to 256 characters" in weak.err) == (2, True)
    missing = zapbot("users", "reset", "eva@x.example", "--generate")
    assert (missing.code, "zapbot users list" in missing.err) == (1, True)


def test_a_token_is_shown_once_and_ends(zapbot: Zapbot) -> None:
    made = zapbot("tokens", "add", "crm", "--scope", "read", "--scope", "messages:write", "--expires", "90d", "--json")
    token = made.json["token"]
    assert token.startswith(f"zb_{made.json['id']}_")
    (listed,) = zapbot("tokens", "list", "--json").json
    assert listed["scopes"] == ["read", "messages:write"]
    assert round((listed["expires_at"] - listed["created_at"]) / 86400) == 90
    assert token not in str(listed)
    assert zapbot("tokens", "revoke", made.json["id"]).code == 0
    assert "revoked" in zapbot("tokens", "list").out


def test_a_token_for_what_nobody_knows_is_a_wrong_call(zapbot: Zapbot) -> None:
    wrong = zapbot("tokens", "add", "crm", "--scope", "everything")
    assert (wrong.code, "messages:write" in wrong.err) == (2, True)
    assert zapbot("tokens", "add", "crm", "--scope", "read", "--expires", "soon").code == 2
    assert zapbot("tokens", "revoke", "none").code == 1


def test_who_did_what_is_told_the_newest_first(zapbot: Zapbot) -> None:
    zapbot("users", "add", "ana@loja.example", "--generate")
    zapbot("tokens", "add", "crm", "--scope", "read")
    zapbot("users", "disable", "ana@loja.example")
    told = zapbot("audit", "--json").json
    assert [line["what"] for line in told] == ["user.disabled", "token.added", "user.added"]
    assert {line["who"] for line in told} == {"cli"}
    shown = zapbot("audit", "--limit", "1").out
    assert "user.disabled" in shown
    assert "token.added" not in shown


def test_a_link_instead_of_a_password(zapbot: Zapbot) -> None:
    added = zapbot("users", "add", "ana@loja.example", "--link")
    again = zapbot("users", "link", "ana@loja.example")
    links = [ran.out.rpartition(" ")[2].strip() for ran in (added, again)]
    assert all(link.startswith("http://127.0.0.1:8000/sign-in/") for link in links)
    assert links[0] != links[1]
    assert zapbot("users", "add", "bia@loja.example", "--link", "--generate").code == 2
    assert zapbot("users", "link", "eva@loja.example").code == 1
    zapbot("users", "disable", "ana@loja.example")
    shut_out = zapbot("users", "link", "ana@loja.example")
    assert (shut_out.code, "zapbot users enable" in shut_out.err) == (1, True)


def test_somebody_or_everybody_is_signed_out(zapbot: Zapbot) -> None:
    zapbot("users", "add", "ana@loja.example", "--link")
    assert zapbot("users", "logout-all", "ana@loja.example").out == "Signed out of 0 browsers.\n"
    assert zapbot("users", "logout-all").code == 0
    assert zapbot("users", "logout-all", "eva@loja.example").code == 1

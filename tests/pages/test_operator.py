"""Olga looks after accounts, kinds of help, places and settings; what she changes holds and is logged."""

import re
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog, Role, StaffInvitation, StaffUser
from buurtservice.accounts.staff import add_staff
from buurtservice.extensions import db
from buurtservice.help.models import Category
from buurtservice.operator import log_words
from buurtservice.residents.models import Neighbourhood, PostcodeCentroid
from buurtservice.rounds.weights import read_policy
from buurtservice.sites.models import Site
from buurtservice.sites.services import SiteValues, save_site
from tests.factories import resident


@pytest.fixture
def olga(client_as):
    return client_as("operator")


@pytest.fixture
def ben(inside) -> StaffUser:
    with inside():
        now = datetime.now(UTC)
        return add_staff(email="ben@buurt.example", name="Ben Hendriks", roles=[Role.DESK], now=now)


@pytest.fixture
def logged(inside):
    """Return how to read the steps in the log, the oldest first."""

    def read() -> list[tuple[str, str | None]]:
        with inside():
            rows = db.session.execute(select(AccessLog.action, AccessLog.subject).order_by(AccessLog.id))
            return [(row.action, row.subject) for row in rows]

    return read


# --- Who works here ---


def test_somebody_new_gets_a_link_that_is_shown_once(olga, inside, logged):
    page = olga.press(
        olga.get("/beheer/medewerkers/nieuw"),
        name="Ben Hendriks",
        email="Ben@Buurt.example",
        roles=["desk", "host"],
    )

    assert page.heading == "Ben Hendriks"
    link = page.main.all("code")[0].text
    assert "/personeel/uitnodiging/" in link
    assert "/personeel/uitnodiging/" not in olga.get(page.url).text
    with inside():
        person = db.session.scalars(select(StaffUser).where(StaffUser.name == "Ben Hendriks")).one()
        assert person.email == "ben@buurt.example"
        assert {one.role for one in person.roles} == {Role.DESK, Role.HOST}
    assert logged()[-1] == ("staff.add", f"staff:{person.id}")


def test_the_link_works(olga, client):
    page = olga.press(
        olga.get("/beheer/medewerkers/nieuw"), name="Ben", email="ben@buurt.example", roles=["desk"]
    )
    link = page.main.all("code")[0].text

    assert client.get(link[link.index("/personeel") :]).heading == "Welkom, Ben"


def test_an_address_that_is_taken_is_refused_and_what_was_typed_stays(olga, ben):
    page = olga.press(
        olga.get("/beheer/medewerkers/nieuw"), name="Another", email="ben@buurt.example", roles=["desk"]
    )

    assert page.status == 422
    assert "al een account" in page.errors[0]
    assert 'value="Another"' in page.html


def test_somebody_without_a_role_is_refused(olga, ben):
    page = olga.press(olga.get(f"/beheer/medewerkers/{ben.id}"), "Opslaan", roles=None)

    assert page.errors == ["Kies minstens één rol."]


def test_other_roles_hold_at_the_next_page(olga, client_as, inside, logged):
    worker = client_as("worker", name="Dora")
    assert worker.get("/beheer").status == 403

    olga.press(olga.get(f"/beheer/medewerkers/{worker.user.id}"), "Opslaan", roles=["worker", "operator"])

    assert worker.get("/beheer").status == 200
    assert logged()[-1] == ("staff.change", f"staff:{worker.user.id}")


def test_a_closed_account_is_signed_out_at_the_next_page(olga, client_as, logged):
    worker = client_as("worker", name="Dora")

    page = olga.press(olga.get(f"/beheer/medewerkers/{worker.user.id}"), "Sluit dit account")

    assert page.told == ["Het account is gesloten. Deze persoon is overal afgemeld."]
    assert worker.get("/personeel/account").heading == "Aanmelden voor medewerkers"
    assert logged()[-1] == ("staff.close", f"staff:{worker.user.id}")


def test_the_last_operator_can_neither_leave_nor_be_made_something_else(olga, inside):
    address = f"/beheer/medewerkers/{olga.user.id}"

    closing = olga.press(olga.get(address), "Sluit dit account")
    changing = olga.press(olga.get(address), "Opslaan", roles=["worker"])

    assert closing.told == ["Dit is de laatste beheerder. Maak eerst iemand anders beheerder."]
    assert changing.errors == ["Dit is de laatste beheerder. Maak eerst iemand anders beheerder."]
    assert olga.get("/beheer").status == 200


def test_who_lost_a_telephone_starts_anew(olga, client_as, inside):
    worker = client_as("worker", name="Dora")
    with inside():
        person = db.session.get_one(StaffUser, worker.user.id)
        person.password_hash, person.totp_secret, person.pin_hash = "x", "SECRET", "y"
        db.session.commit()

    page = olga.press(olga.get(f"/beheer/medewerkers/{worker.user.id}"), "Begin opnieuw")

    assert "/personeel/uitnodiging/" in page.main.all("code")[0].text
    assert worker.get("/personeel/account").heading == "Aanmelden voor medewerkers"
    with inside():
        person = db.session.get_one(StaffUser, worker.user.id)
        assert (person.password_hash, person.totp_secret, person.pin_hash) == (None, None, None)


def test_a_closed_account_comes_back_by_an_invitation_only(olga, ben, inside):
    olga.press(olga.get(f"/beheer/medewerkers/{ben.id}"), "Sluit dit account")

    olga.press(olga.get(f"/beheer/medewerkers/{ben.id}"), "Open dit account weer")

    with inside():
        person = db.session.get_one(StaffUser, ben.id)
        assert (person.closed_at, person.password_hash) == (None, None)
        assert db.session.scalars(
            select(StaffInvitation).where(
                StaffInvitation.staff_user_id == ben.id, StaffInvitation.used_at.is_(None)
            )
        ).one()


# --- What help there is, and where ---


def test_a_new_kind_of_help_can_be_chosen(olga, inside, logged):
    page = olga.press(
        olga.get("/beheer/soorten/nieuw"),
        code="cleaning",
        name_nl="schoonmaken",
        name_en="cleaning",
        requires_screening=True,
        team_may_do=None,
        spellings="poetsen, ramen  lappen,",
    )

    assert page.path == "/beheer/soorten"
    assert "schoonmaken" in page.main.text
    with inside():
        one = db.session.scalars(select(Category).where(Category.code == "cleaning")).one()
        assert (one.requires_screening, one.team_may_do) == (True, False)
        assert one.spellings == ["poetsen", "ramen lappen"]
    assert logged()[-1][0] == "category.add"


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"code": "Ironing!"}, "Geef een code van kleine letters"),
        ({"code": "ironing"}, "is er al"),
        ({"name_nl": ""}, "Vul een naam in."),
        ({"route_after_days": "-1"}, "Vul een heel getal in"),
        ({"pictogram": "nothing"}, "Kies opnieuw"),
    ],
)
def test_a_kind_of_help_that_cannot_be_is_refused(olga, inside, values, words):
    given = {"code": "cleaning", "name_nl": "schoonmaken", "name_en": "cleaning", **values}

    page = olga.press(olga.get("/beheer/soorten/nieuw"), **given)

    assert page.status == 422
    assert words in page.errors[0]
    with inside():
        assert db.session.scalars(select(Category).where(Category.name_nl == "schoonmaken")).all() == []


def test_what_is_not_changed_stays_as_it_is(olga, inside):
    with inside():
        category = db.session.scalars(select(Category).where(Category.code == "shopping")).one()
        category.spellings = ["boodschap", "winkelen"]
        malberg = Neighbourhood(name="Malberg", name_key="malberg")
        db.session.add(malberg)
        db.session.commit()
        site = save_site(
            None, SiteValues(name="De Poort", neighbourhood_id=malberg.id), now=datetime.now(UTC)
        )
        before = {name: getattr(category, name) for name in Category.__table__.columns.keys()}  # noqa: SIM118

    olga.press(olga.get(f"/beheer/soorten/{category.id}"))
    olga.press(olga.get(f"/beheer/locaties/{site.id}"))
    olga.press(olga.get(f"/beheer/buurten/{malberg.id}"))

    with inside():
        after = db.session.get_one(Category, category.id)
        assert {name: getattr(after, name) for name in before} == before
        kept = db.session.get_one(Site, site.id)
        assert (kept.neighbourhood_id, kept.phone, kept.closed_at) == (malberg.id, None, None)
        assert db.session.get_one(Neighbourhood, malberg.id).lat is None


def test_a_retired_kind_stays_with_its_requests_and_can_come_back(olga, inside):
    with inside():
        ironing = db.session.scalars(select(Category).where(Category.code == "ironing")).one().id
    address = f"/beheer/soorten/{ironing}"

    olga.press(olga.get(address), retired=True)
    with inside():
        assert db.session.get_one(Category, ironing).retired_on is not None
    olga.press(olga.get(address), retired=None)

    with inside():
        assert db.session.get_one(Category, ironing).retired_on is None


def test_a_neighbourhood_has_a_name_and_a_middle(olga, inside):
    olga.press(olga.get("/beheer/buurten/nieuw"), name="Malberg", lat="50,8601", lon="5.6502")

    with inside():
        one = db.session.scalars(select(Neighbourhood)).one()
        assert (one.name, one.lat, one.lon) == ("Malberg", 50.8601, 5.6502)
    page = olga.get(f"/beheer/buurten/{one.id}")
    assert 'value="50,8601"' in page.html


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"lat": "50,86"}, "Vul allebei in"),
        ({"lat": "91", "lon": "5"}, "Schrijf de plek als een getal"),
        ({"lat": "abc", "lon": "5"}, "Schrijf de plek als een getal"),
        ({"name": "málberg"}, "Er is al een buurt"),
    ],
)
def test_a_neighbourhood_that_cannot_be_is_refused(olga, values, words):
    olga.press(olga.get("/beheer/buurten/nieuw"), name="Malberg")

    page = olga.press(olga.get("/beheer/buurten/nieuw"), **{"name": "Caberg", **values})

    assert page.status == 422
    assert words in page.errors[0]


def test_a_site_is_a_desk_or_lends_scooters(olga, inside):
    page = olga.press(olga.get("/beheer/locaties/nieuw"), name="De Poort", is_desk=None)
    assert "Kies er minstens één" in page.errors[0]

    olga.press(page, lends_scooters=True, phone="043 123 45 67")

    with inside():
        site = db.session.scalars(select(Site)).one()
        assert (site.is_desk, site.lends_scooters, site.phone) == (False, True, "0431234567")


def test_a_site_that_closes_stays_in_the_list(olga, inside):
    olga.press(olga.get("/beheer/locaties/nieuw"), name="De Poort")
    with inside():
        site_id = db.session.scalars(select(Site.id)).one()

    page = olga.press(olga.get(f"/beheer/locaties/{site_id}"), closed=True)

    assert "balie, gesloten" in page.main.text


# --- Postcodes ---

GOOD = "postcode;breedtegraad;lengtegraad;buurt\n6217 AB;50,8621;5,6713;malpertuis\n6217;50.86;5.67\n"


def upload(visitor, content: bytes | str):
    page = visitor.get("/beheer/postcodes")
    values = page.form().values() | {
        "file": (BytesIO(content if isinstance(content, bytes) else content.encode()), "p.csv")
    }
    values = {name: one[0] if isinstance(one, list) else one for name, one in values.items()}
    answer = visitor.client.post(
        "/beheer/postcodes", data=values, content_type="multipart/form-data", follow_redirects=True
    )
    return visitor._page(answer)


def test_a_table_of_postcodes_is_taken_in_whole(olga, inside):
    with inside():
        resident("Mia")

    page = upload(olga, GOOD)

    assert page.told == ["2 postcodes ingelezen."]
    with inside():
        rows = {row.postcode: row for row in db.session.scalars(select(PostcodeCentroid))}
        assert set(rows) == {"6217AB", "6217"}
        assert (rows["6217AB"].lat, rows["6217AB"].lon) == (50.8621, 5.6713)
        assert rows["6217AB"].neighbourhood_id is not None


def test_one_wrong_row_and_nothing_is_taken_in(olga, inside):
    with inside():
        resident("Mia")
    upload(olga, GOOD)

    page = upload(
        olga,
        "6217AC;50,86;5,67\n6217AD;5,67;50,86\n621;50,86;5,67\n6217AC;50,8;5,6\n6217AE;50,8;5,6;Mars\n6217AF;x;5,6\n6217AG\n",
    )

    assert page.status == 422
    for words in (
        "Rij 2: Deze plek ligt niet in Nederland",
        "Rij 3: Dit is geen postcode",
        "Rij 4: Deze postcode staat er al eerder in",
        "Rij 5: Deze buurt kennen wij niet",
        "Rij 6: Dit is geen getal",
        "Rij 7: Hier staan minder dan drie kolommen",
    ):
        assert words in page.main.text
    with inside():
        assert set(db.session.scalars(select(PostcodeCentroid.postcode))) == {"6217AB", "6217"}


@pytest.mark.parametrize("content", [b"", b"\x00\x01\x02PNG", b"\n\n"])
def test_what_is_no_table_is_refused_in_plain_words(olga, content):
    page = upload(olga, content)

    assert page.status == 422
    assert page.errors[0] in (
        "Dit bestand is geen tabel met postcodes. Bewaar het als CSV en kies het opnieuw.",
        "Kies een bestand.",
    )


# --- Settings ---


def test_weights_hold_in_the_next_round_and_go_back_to_ours(olga, inside, logged):
    olga.press(olga.get("/beheer/gewichten"), weights_urgent="20000", suitability_waiting="0", ring_max="2")

    with inside():
        policy = read_policy(screening_required=())
        assert (policy.weights.urgent, policy.suitability.waiting, policy.ring_max) == (20000, 0, 2)
    assert ("weight.change", "weight:weights.urgent") in logged()
    olga.press(olga.get("/beheer/gewichten"), weights_urgent="10000", suitability_waiting="149", ring_max="3")
    with inside():
        assert read_policy(screening_required=()) == read_policy.__globals__["_SHIPPED"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"ring_max": "9"}, "van 0 tot en met 5"),
        ({"weights_served": "veel"}, "Vul een heel getal in"),
        ({"suitability_distance": "999"}, "zijn samen hoogstens 999. Maak er een of meer kleiner."),
    ],
)
def test_weights_that_the_matcher_would_refuse_are_refused(olga, inside, values, words):
    page = olga.press(olga.get("/beheer/gewichten"), **values)

    assert page.status == 422
    assert words in page.errors[0]
    with inside():
        assert read_policy(screening_required=()) == read_policy.__globals__["_SHIPPED"]


def test_the_limits_of_a_conversation_are_kept(olga):
    olga.press(olga.get("/beheer/gesprekken"), questions_daypart="3", response_radius="25")

    page = olga.get("/beheer/gesprekken")

    assert page.form().values()["questions_daypart"] == ["3"]
    assert page.form().values()["response_radius"] == ["25"]


def test_a_text_stands_on_the_pages_in_its_language_and_an_empty_one_is_ours(olga, client):
    olga.press(olga.get("/beheer/teksten"), place_nl="Lindenkwartier", place_en="Linden quarter")

    assert "Lindenkwartier" in client.get("/").text
    assert "Linden quarter" in client.get("/?lang=en").text
    olga.press(olga.get("/beheer/teksten?lang=nl"), place_nl="", place_en="")
    assert "Lindenkwartier" not in client.get("/?lang=nl").text


def test_a_text_with_a_script_in_it_is_words(olga, client):
    olga.press(olga.get("/beheer/teksten"), place_nl="<script>alert(1)</script>")

    assert "<script>alert(1)" not in client.get("/").html


# --- The log, the jobs, health ---


def test_the_log_shows_who_read_whose_data_and_is_narrowed_by_the_address(olga, client_as, inside):
    with inside():
        mia = resident("Mia")
    worker = client_as("worker", name="Dora")
    with worker.app.app_context():
        from buurtservice.accounts.access import write_access

        write_access("resident.read", staff_id=worker.user.id, resident_ids=[mia.id], now=datetime.now(UTC))

    page = olga.get(f"/beheer/logboek?bewoner={mia.id}")

    assert "bewoner: gezien" in page.main.text
    assert "Dora" in page.main.text
    assert "Mia" not in page.main.text
    narrowed = olga.get(f"/beheer/logboek?bewoner={mia.id + 1}")
    assert narrowed.main.all("tbody") == []


@pytest.mark.parametrize(
    "query",
    [
        "van=gisteren",
        "bewoner=Mia",
        "bewoner=99999999999999999999",
        "medewerker=-1",
        "tot=9999-12-31",
        "stap=%00",
    ],
)
def test_an_address_that_makes_no_sense_is_no_fault(olga, query):
    assert olga.get(f"/beheer/logboek?{query}").status == 200


def test_looking_into_the_log_stands_in_the_log(olga, logged):
    olga.get("/beheer/logboek")

    assert logged()[-1] == ("log.read", None)


def test_health_says_whether_pages_can_be_served_and_nothing_more(client):
    answer = client.client.get("/health")

    assert answer.status_code == 200
    assert answer.json["status"] == "ok"
    assert set(answer.json) == {"status", "database", "revision", "wanted_revision", "version"}


def test_health_says_so_when_the_database_is_of_another_version(client, inside):
    with inside():
        before = db.session.execute(db.text("SELECT version_num FROM alembic_version")).scalar_one()
        db.session.execute(db.text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
    try:
        answer = client.client.get("/health")
    finally:
        with inside():
            db.session.execute(db.text("UPDATE alembic_version SET version_num = :v"), {"v": before})
            db.session.commit()

    assert answer.status_code == 503
    assert answer.json["status"] == "unwell"


def test_the_first_page_leads_to_every_part(olga):
    page = olga.get("/beheer")

    for text, address in page.links.items():
        if "/beheer/" in address:
            assert olga.get(address).status == 200, text


def test_every_step_that_pages_write_into_the_log_has_words(bare_app):
    sources = Path(log_words.__file__).parents[1].glob("*/views/*.py")
    codes = {
        code
        for source in sources
        for code in re.findall(r'(?:record_access|reads)\(\s*"([a-z_.]+)"', source.read_text("utf-8"))
    }

    assert len(codes) > 80
    with bare_app.test_request_context():
        assert [code for code in sorted(codes) if log_words.action_words(code) == code] == []

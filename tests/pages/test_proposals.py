"""The worker decides on proposals and rings, sees why before, and can take it back."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from buurtservice.accounts.models import AccessLog
from buurtservice.clock import local_today
from buurtservice.extensions import db
from buurtservice.help.models import RequestState
from buurtservice.help.queries import get_offer
from buurtservice.matches.models import Match, MatchState
from buurtservice.matches.queries import get_match, list_events, list_matches
from buurtservice.matches.services import approve_match, postpone_match, record_yes
from buurtservice.residents.queries import get_resident
from buurtservice.rounds.by_hand import create_match
from buurtservice.transactions import transaction
from tests import factories
from tests.factories import TUESDAY_MORNING
from tests.statements import statements

TODAY = local_today()
DAY = {"on": TODAY, "today": TODAY}
MOST_QUERIES = 15
THREE = [("Mia", "ironing"), ("Sjef", "garden"), ("Fatima", "pet")]


@pytest.fixture
def match(inside) -> Match:
    """Return a proposal: Sjef irons for Mia."""
    with inside():
        return factories.pair()


@pytest.fixture
def ring(inside) -> list[Match]:
    """Return a ring of three, proposed."""
    with inside():
        return factories.circle(THREE)


@pytest.fixture
def dora(client_as):
    return client_as("worker")


def state(inside, match: Match) -> MatchState:
    with inside():
        return get_match(match.id).state


def test_the_list_shows_what_waits_with_who_asked_first_in_front(inside, dora):
    with inside():
        first_id = factories.pair().id
        links = factories.circle([("Els", "garden"), ("Cor", "pet")])
        ring_id = links[0].ring_id
        with transaction() as session:
            for link_id in [link.id for link in links]:
                session.get_one(Match, link_id).request.received_on = TODAY - timedelta(days=400)

    page = dora.get("/voorstellen")

    titles = [one.text for one in page.main.all("h2", class_="item")]
    assert len(titles) == 2
    assert "Els" in titles[0]
    assert "Cor" in titles[0]
    assert titles[1] == "Sjef strijkt voor Mia"
    assert page.links["Bekijk: Sjef strijkt voor Mia"].endswith(f"/voorstellen/{first_id}")
    assert f"/kringen/{ring_id}" in page.html


def test_the_list_is_narrowed_by_kind_and_neighbourhood_in_the_address(inside, dora, match):
    with inside():
        factories.proposal(
            factories.request(factories.resident("Els"), "garden"),
            factories.offer(factories.resident("Cor"), "garden"),
        )

    page = dora.get("/voorstellen?soort=garden")

    assert "Els" in page.main.text
    assert "Mia" not in page.main.text
    assert "Toon alle voorstellen" in dora.get("/voorstellen?soort=pet").text
    assert "Mia" in dora.get("/voorstellen?buurt=1").main.text
    assert dora.get("/voorstellen?buurt=zomaar&soort=bestaat-niet").status == 200


def test_an_empty_list_says_what_to_do(dora):
    page = dora.get("/voorstellen")

    assert "Er wacht geen voorstel op u." in page.text
    assert "Naar de rondes" in page.links


def test_a_long_list_is_paged(inside, dora):
    with inside():
        for number in range(27):
            asker, helper = factories.resident(f"Vrager {number}"), factories.resident(f"Helper {number}")
            factories.proposal(factories.request(asker), factories.offer(helper))

    page = dora.get("/voorstellen")

    assert len(page.main.all("h2", class_="item")) == 25
    assert len(dora.get("/voorstellen?pagina=2").main.all("h2", class_="item")) == 2


def test_a_proposal_shows_what_fits_why_not_another_and_what_a_no_does(inside, dora, match):
    with inside():
        factories.offer(factories.resident("Thea", max_active=3), radius_m=3000)

    page = dora.get(f"/voorstellen/{match.id}")

    assert page.heading == "Sjef strijkt voor Mia"
    for words in ("dinsdagochtend", "minuut lopen", "Allebei in Malpertuis.", "Thea", "Als u afwijst"):
        assert words in page.main.text
    assert "stelt de volgende ronde waarschijnlijk Thea uit Malpertuis voor" in page.main.text
    assert len([one for one in page.main.all("button", class_="btn") if one.attrs["class"] == "btn"]) == 1


def test_two_who_know_each_other_are_shown_as_such(inside, dora):
    with inside():
        mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
        factories.bring(
            factories.proposal(factories.request(mia, "garden"), factories.offer(sjef, "garden")),
            MatchState.COMPLETED,
        )
        ids = {"request_id": factories.request(mia).id, "offer_id": factories.offer(sjef).id}
        made = create_match(**ids, **DAY).id

    page = dora.get(f"/voorstellen/{made}")

    assert "Sjef hielp Mia al eens. Dat beviel." in page.text


def test_where_nobody_else_can_the_page_says_so(dora, match):
    page = dora.get(f"/voorstellen/{match.id}")

    assert "Niemand anders kan nu doen wat Mia vraagt." in page.text
    assert "Voor Mia is er dan nu niemand." in page.text


def test_dora_approves_and_may_take_it_back(inside, dora, match):
    page = dora.press(dora.get(f"/voorstellen/{match.id}"), "Goedkeuren")

    assert page.told[0].startswith("Goedgekeurd.")
    assert state(inside, match) == MatchState.APPROVED
    assert "Door Dora," in page.text
    assert page.links["Bel Mia en Sjef"].endswith(f"/matches/{match.id}")

    page = dora.press(page, "Draai dit terug")

    assert page.told[0].startswith("Teruggedraaid.")
    assert state(inside, match) == MatchState.PROPOSED
    assert "Goedkeuren" in page.text
    with inside():
        assert {event.staff_user_id for event in list_events(match.id)[1:]} == {dora.user.id}


def test_after_a_yes_there_is_nothing_to_take_back(inside, dora, match):
    with inside():
        approve_match(match.id, **DAY)
    page = dora.get(f"/voorstellen/{match.id}")
    with inside():
        record_yes(match.id, side="asker", **DAY)

    refused = dora.press(page, "Draai dit terug")

    assert refused.status == 422
    assert "al een ja genoteerd" in refused.errors[0]
    assert "Draai dit terug" not in dora.get(f"/voorstellen/{match.id}").text


def test_a_colleague_who_is_later_reads_by_whom_and_when(client_as, dora, match):
    els = client_as("worker", name="Els")
    page = els.get(f"/voorstellen/{match.id}")
    dora.press(dora.get(f"/voorstellen/{match.id}"), "Goedkeuren")

    late = els.press(page, "Goedkeuren")

    assert late.status == 422
    assert late.errors[0].startswith("Dit voorstel is al goedgekeurd door Dora, ")
    assert "Dit is goedgekeurd" in late.text


def test_who_declines_too_late_reads_it_too(client_as, inside, dora, match):
    els = client_as("worker", name="Els")
    page = els.get(f"/voorstellen/{match.id}/afwijzen")
    dora.press(dora.get(f"/voorstellen/{match.id}"), "Goedkeuren")
    with inside():
        factories.agree(match, on=TODAY)

    late = els.press(page, "Wijs af", reason="days")

    assert "Match" in late.errors[0] or "Dora" in late.errors[0]
    assert state(inside, match) == MatchState.AGREED


def test_sending_the_button_twice_approves_once(inside, dora, match):
    page = dora.get(f"/voorstellen/{match.id}")

    dora.press(page, "Goedkeuren")
    again = dora.press(page, "Goedkeuren")

    assert "Dit was al verstuurd" in again.told[0]
    with inside():
        assert [event.step.value for event in list_events(match.id)] == ["proposed", "approved"]


def test_dora_declines_with_a_reason_a_note_and_what_that_changes(inside, dora):
    with inside():
        mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
        both = (TUESDAY_MORNING, 8)
        match = factories.proposal(
            factories.request(mia, dayparts=both), factories.offer(sjef, dayparts=both)
        )
    page = dora.get(f"/voorstellen/{match.id}/afwijzen")
    assert "Dit gebeurt er als u afwijst" in page.text

    page = dora.press(
        page,
        "Wijs af",
        reason="days",
        note="Werkt op dinsdag",
        not_helper=[TUESDAY_MORNING],
        helper_rests=True,
    )

    assert page.told[0].startswith("Afgewezen.")
    assert "Omdat: de dagen kloppen niet meer." in page.text
    assert "“Werkt op dinsdag”" in page.text
    with inside():
        assert (get_match(match.id).state, get_offer(match.help_offer_id).dayparts) == ("declined", 1 << 8)
        assert get_resident(match.offer.resident_id).resting

    page = dora.press(page, "Sjef doet weer mee")
    assert page.told == ["Sjef doet weer mee."]
    page = dora.press(page, "Draai dit terug")
    assert state(inside, match) == MatchState.PROPOSED


def test_declining_needs_a_reason(inside, dora, match):
    page = dora.press(dora.get(f"/voorstellen/{match.id}/afwijzen"), "Wijs af", note="Toch maar niet")

    assert (page.status, page.errors) == (422, ["Kies waarom het niet past."])
    assert page.form("Wijs af").values()["note"] == ["Toch maar niet"]
    assert state(inside, match) == MatchState.PROPOSED


def test_a_change_that_leaves_no_daypart_is_refused_and_nothing_typed_is_lost(inside, dora, match):
    page = dora.press(
        dora.get(f"/voorstellen/{match.id}/afwijzen"),
        "Wijs af",
        reason="days",
        note="Nooit meer vrij",
        not_helper=[TUESDAY_MORNING],
    )

    assert page.status == 422
    assert page.errors[0].startswith("Dan blijft er geen dagdeel over.")
    assert page.form("Wijs af").values()["note"] == ["Nooit meer vrij"]
    assert state(inside, match) == MatchState.PROPOSED


def test_after_a_no_the_cards_may_still_be_mended(inside, dora):
    with inside():
        mia, sjef = factories.resident("Mia"), factories.resident("Sjef")
        match = factories.proposal(factories.request(mia, dayparts=None), factories.offer(sjef))
    dora.press(dora.get(f"/voorstellen/{match.id}/afwijzen"), "Wijs af", reason="days")

    page = dora.press(dora.get(f"/voorstellen/{match.id}"), "Pas aan", not_asker=[TUESDAY_MORNING])

    assert page.told == ["Aangepast. De volgende ronde houdt er rekening mee."]
    with inside():
        assert not get_match(match.id).request.dayparts >> TUESDAY_MORNING & 1


def test_who_is_helped_already_is_looked_for_no_more_until_dora_takes_it_back(inside, dora, match):
    page = dora.press(
        dora.get(f"/voorstellen/{match.id}/afwijzen"), "Wijs af", reason="already_helped", not_asker=[3]
    )

    assert page.told == ["Afgewezen. De vraag is gesloten: wie vraagt is al geholpen."]
    assert "gaat niet meer naar een ronde of naar het buurtteam" in page.main.text
    with inside():
        asker = get_match(match.id).request.resident_id
    assert "Gesloten: al geholpen." in dora.get(f"/balie/bezoekers/{asker}").main.text

    dora.press(page, "Draai dit terug")

    with inside():
        assert get_match(match.id).request.state == RequestState.OPEN


def test_dora_puts_a_proposal_off_and_finds_it_under_later(inside, dora, match):
    page = dora.press(dora.get(f"/voorstellen/{match.id}/later"), "Toon het dan weer", until="over een week")
    assert page.status == 422

    page = dora.press(page, "Toon het dan weer", until="morgen")

    assert page.path == "/voorstellen"
    assert "staat dit weer in de lijst" in page.told[0]
    assert "Mia" not in page.main.text
    assert "Mia" in dora.get("/voorstellen?later=ja").main.text
    with inside():
        assert get_match(match.id).postponed_until == TODAY + timedelta(days=1)


def test_what_was_put_off_until_today_waits_again(inside, dora, match):
    with inside():
        before = TODAY - timedelta(days=3)
        postpone_match(match.id, until=TODAY, on=before, today=TODAY)

    assert "Mia" in dora.get("/voorstellen").main.text


def test_a_ring_is_shown_and_decided_as_one(inside, dora, ring):
    page = dora.get(f"/voorstellen/{ring[1].id}")

    assert page.path == f"/kringen/{ring[0].ring_id}"
    assert page.heading.endswith("kunnen elkaar helpen")
    assert len(page.main.all("svg", class_="ring")) == 1
    page = dora.press(page, "Kring goedkeuren")
    assert {state(inside, link) for link in ring} == {MatchState.APPROVED}
    page = dora.press(page, "Draai dit terug")
    assert {state(inside, link) for link in ring} == {MatchState.PROPOSED}
    assert "Kring goedkeuren" in page.text


def test_of_a_ring_one_pair_may_be_declined_and_the_others_stay(inside, dora, ring):
    page = dora.get(f"/kringen/{ring[0].ring_id}/afwijzen")

    page = dora.press(page, "Wijs af", which=ring[1].id, reason="too_far_or_heavy")

    assert [state(inside, link).value for link in ring] == ["proposed", "declined", "proposed"]
    assert any("De 2 andere voorstellen blijven gewoon staan." in told for told in page.told)
    assert dora.get(f"/kringen/{ring[0].ring_id}").status == 200
    assert dora.get(f"/voorstellen/{ring[0].id}").heading


def test_a_ring_is_declined_as_a_whole_but_nobody_is_parted_by_it(inside, dora, ring):
    page = dora.get(f"/kringen/{ring[0].ring_id}/afwijzen")

    refused = dora.press(page, "Wijs af", which="kring", reason="never")
    assert refused.errors == [
        "Kies bij welke twee mensen dit niet mag. Voor een hele kring kan deze reden niet."
    ]
    page = dora.press(refused, "Wijs af", which="kring", reason="days")

    assert {state(inside, link) for link in ring} == {MatchState.DECLINED}
    assert page.told[0].startswith("De kring is afgewezen.")


def test_a_ring_is_put_off_as_one(inside, dora, ring):
    dora.press(dora.get(f"/kringen/{ring[0].ring_id}/later"), "Toon het dan weer", until="morgen")

    with inside():
        assert {get_match(link.id).postponed_until for link in ring} == {TODAY + timedelta(days=1)}


def test_approving_warns_of_a_helper_who_is_wanted_twice_at_one_time(inside, dora):
    with inside():
        sjef = factories.resident("Sjef")
        first = factories.proposal(factories.request(factories.resident("Mia")), factories.offer(sjef))
        factories.proposal(
            factories.request(factories.resident("Els"), "garden"), factories.offer(sjef, "garden")
        )
        first = get_match(first.id)
    page = dora.get(f"/voorstellen/{first.id}")
    assert "Let op: Sjef is er op dinsdagochtend ook voor Els." in page.text

    page = dora.press(page, "Goedkeuren")

    assert state(inside, first) == MatchState.APPROVED
    assert any("ook voor Els" in told for told in page.told)


def test_a_withdrawn_proposal_leads_to_the_one_that_took_its_place(inside, dora, match):
    with inside():
        els = factories.offer(factories.resident("Els"))
    page = dora.get(f"/voorstellen/{match.id}/anders")

    page = dora.press(page, "Kies")

    assert page.told[0].startswith("Gewisseld.")
    assert page.heading == "Els strijkt voor Mia"
    old = dora.get(f"/voorstellen/{match.id}")
    assert "Dit voorstel is vervallen" in old.text
    assert "Bekijk het nieuwe voorstel" in old.links
    with inside():
        (made,) = [one for one in list_matches() if one.help_offer_id == els.id]
        assert made.made_by_hand


def test_choosing_somebody_who_is_proposed_elsewhere_says_and_does_what_gives_way(inside, dora, match):
    with inside():
        other = factories.proposal(
            factories.request(factories.resident("Els")), factories.offer(factories.resident("Thea"))
        )
    page = dora.get(f"/voorstellen/{match.id}/anders")
    assert "dan vervalt het voorstel voor Els" in page.text

    page = dora.press(page, "Kies")

    assert page.heading == "Thea strijkt voor Mia"
    assert state(inside, other) == MatchState.WITHDRAWN
    assert state(inside, match) == MatchState.WITHDRAWN


def test_near_misses_say_what_to_ask(inside, dora, match):
    with inside():
        factories.offer(factories.resident("Rob"), dayparts=[14])

    page = dora.get(f"/voorstellen/{match.id}/anders")

    assert "Rob uit Malpertuis" in page.text
    assert "Kan het ook op dinsdagochtend?" in page.text


def test_every_look_is_written_down_before_the_page_is_made(inside, dora, match):
    dora.get(f"/voorstellen/{match.id}")

    with inside():
        looks = db.session.execute(
            select(AccessLog.action, AccessLog.resident_id, AccessLog.subject).where(
                AccessLog.action == "proposal.read", AccessLog.staff_user_id == dora.user.id
            )
        ).all()
        people = {match.request.resident_id, match.offer.resident_id}
    assert {(row.resident_id, row.subject) for row in looks} == {
        (person, f"match:{match.id}") for person in people
    }


def test_a_name_of_a_person_stands_in_no_address_and_no_title(dora, match):
    page = dora.get(f"/voorstellen/{match.id}")

    titles = [one.children for one in page.root.all("title")]
    assert "Mia" not in str(titles[0])
    assert not [url for url in page.links.values() if "Mia" in url or "Sjef" in url]


@pytest.mark.parametrize("path", ["", "/voorstel", "/kring", "/afwijzen", "/anders"])
def test_a_page_asks_the_database_little(inside, dora, bare_app, path: str):
    with inside():
        links = factories.circle(THREE)
        for number in range(6):
            asker, helper = factories.resident(f"Vrager {number}"), factories.resident(f"Helper {number}")
            one = factories.proposal(factories.request(asker), factories.offer(helper))
        url = {
            "": "/voorstellen",
            "/voorstel": f"/voorstellen/{one.id}",
            "/kring": f"/kringen/{links[0].ring_id}",
            "/afwijzen": f"/voorstellen/{one.id}/afwijzen",
            "/anders": f"/voorstellen/{one.id}/anders",
        }[path]
        engine = db.engine
        db.session.remove()
    dora.get(url)

    with statements(engine) as seen:
        assert dora.get(url, follow=False).status == 200

    assert len(seen) <= MOST_QUERIES, "\n".join(seen)


def test_who_is_no_worker_decides_nothing(client_as, inside, match):
    ben = client_as("desk")

    assert ben.get(f"/voorstellen/{match.id}").status == 403
    key = ben.get("/balie").root.all("input", name="csrf_token")[0].attrs["value"]
    refused = ben.post(f"/voorstellen/{match.id}/goedkeuren", {"csrf_token": key})
    assert refused.status == 403
    assert state(inside, match) == MatchState.PROPOSED


@pytest.mark.parametrize("path", ["/voorstellen/999", "/kringen/999", "/voorstellen/999/anders"])
def test_what_is_not_there_is_not_found(dora, path: str):
    assert dora.get(path).status == 404


def test_free_text_is_shown_as_text(inside, dora, match):
    note = "<script>alert(1)</script> =1+1 🙂"
    page = dora.press(dora.get(f"/voorstellen/{match.id}/afwijzen"), "Wijs af", reason="other", note=note)

    assert note in page.text
    assert "<script>alert" not in page.html


def test_the_page_speaks_english_too(dora, match):
    page = dora.get(f"/voorstellen/{match.id}?lang=en")

    assert page.heading == "Sjef does the ironing for Mia"
    assert page.form("Approve")

"""Every part of the pages in every state, on two pages of the tests' own: to look at, and for axe."""

from datetime import timedelta

from flask import Blueprint, render_template, request, session

from buurtservice.clock import local_today
from buurtservice.drawings import draw_ring, draw_week
from buurtservice.permissions import permission
from buurtservice.web import fields
from buurtservice.web.forms import BuurtForm
from buurtservice.web.paging import Page

LONG = "Hendrikus-Johannes van der Weerdt-Wijngaardsheuveloudergewelfstraat"
HELP = {
    "strijken": "ironing",
    "tuin": "garden",
    "koken": "cooking",
    "klusjes": "odd-jobs",
    "taal": "language",
}
RINGS = (
    (("Mia", "Sjef"), ("strijken", "tuin")),
    (("Amina", "Mia", "Sjef"), ("koken", "strijken", "klusjes")),
    (("Amina", "Mia", "Sjef", LONG, "Bo"), ("taal", "strijken", "klusjes", "koken", "tuin")),
)


class EveryField(BuurtForm):
    """Every kind of field."""

    name = fields.TextLine("Hoe heet u?", required="Vul uw naam in.", hint="Uw voornaam is genoeg.")
    story = fields.FreeText("Wat moet er gebeuren?")
    kind = fields.OneChoice(
        "Wat zoekt u?",
        look="tiles",
        required="Kies wat u zoekt.",
        choices=[
            fields.Choice("ironing", "Strijken", "een mand, zo nu en dan", "ironing"),
            fields.Choice("garden", "Tuin", "", "garden"),
            fields.Choice("buddy", "Maatje", "samen wandelen of koffie drinken bij iemand thuis", "buddy"),
        ],
    )
    often = fields.YesNo("Elke week?", required="Kies ja of nee.")
    languages = fields.Choices("Welke talen spreekt u?", choices=[("nl", "Nederlands"), ("ar", "العربية")])
    site = fields.OneChoice("Welke balie?", look="select", choices=[("1", "De Poort"), ("2", LONG)])
    dayparts = fields.Dayparts(
        "Wanneer komt het uit?", required="Kies een dagdeel.", any_text="Alles is goed."
    )
    until = fields.Day("Tot wanneer?", required="Vul een dag in.", hint="Bijvoorbeeld 23-11-2026 of 23 nov.")
    people = fields.WholeNumber("Voor hoeveel mensen?", least=1, most=5)
    phone = fields.Phone("Uw telefoon")
    password = fields.Password("Uw wachtwoord")
    agreed = fields.Tick("Ik ben 16 jaar of ouder.", required="Hulp vragen kan vanaf 16 jaar.")


showroom = Blueprint("showroom", __name__, template_folder="showroom_templates")


@showroom.get("/onderdelen")
@permission("public")
def parts() -> str:
    """Show the parts of public pages; `?fouten` with errors, `?rtl` from right to left."""
    form = EveryField(data={"dayparts": {3, 4, 20}, "kind": "ironing"})
    if "fouten" in request.args:
        form.phone.typed = "bel maar"
        for field in (form.name, form.kind, form.often, form.dayparts, form.until, form.agreed):
            field.errors = [field.required]
        form.refuse("Iemand was u voor. Kijk hoe het er nu voor staat.")
    return render_template("showroom/public.html", form=form, **_shared())


@showroom.get("/onderdelen/medewerker")
@permission("public")
def staff_parts() -> str:
    """Show the parts of staff pages."""
    rings = [
        (
            draw_ring(names, labels),
            [HELP[label] for label in labels],
            f"Kring van {len(names)}",
            f"kring-{len(names)}",
        )
        for names, labels in RINGS
    ]
    page = Page(rows=(), number=3, size=25, total=112)
    return render_template("showroom/staff.html", rings=rings, page=page, empty_page=False, **_shared())


@showroom.route("/onderdelen/zoeken", methods=["GET", "POST"])
@permission("public")
def search() -> str:
    """Search among the cast, with a script and without."""
    asked = request.form.get("q", "").strip().casefold()
    found = [name for name in ("Mia", "Mirjam", "Sjef") if asked and name.casefold().startswith(asked)]
    return render_template("showroom/search.html", found=found, asked=asked)


@showroom.get("/onderdelen/bezig")
@permission("public")
def busy() -> str:
    """Something that takes a while: done at the third time of asking."""
    asked = session["asked"] = session.get("asked", 0) + 1
    return render_template("showroom/busy.html", asked=asked, done=asked >= 3)


def _shared() -> dict[str, object]:
    shared: dict[str, object] = {
        "long": LONG,
        "day": local_today(),
        "far": local_today() + timedelta(days=400),
        "week_of_two": draw_week({3, 4, 5, 9}, {4, 9, 10}),
    }
    return {**shared, "direction": "rtl"} if "rtl" in request.args else shared

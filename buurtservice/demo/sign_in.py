"""Looking at the demonstration as somebody: one button, no password. Registered in the demonstration only."""

from flask import Blueprint, abort, redirect, request
from werkzeug.wrappers import Response

from buurtservice.accounts.browser import let_in, this_device
from buurtservice.accounts.models import Role
from buurtservice.accounts.sign_ins import sign_in_resident, sign_in_staff
from buurtservice.clock import utc_now
from buurtservice.demo.people import find_resident_to_be, staff_id_of
from buurtservice.permissions import permission
from buurtservice.web.navigation import first_page

demo_sign_in = Blueprint("demo_sign_in", __name__)


@demo_sign_in.post("/demo/aanmelden")
@permission("public", while_locked=True)
def sign_in() -> Response:
    """Sign in as the demonstration's person of this role."""
    role = request.form.get("role", "")
    now = utc_now()
    if role == "resident":
        resident_id = find_resident_to_be()
        if resident_id is None:
            abort(404)
        token = sign_in_resident(resident_id, now=now)
    elif role in set(Role):
        device = this_device()
        token = sign_in_staff(staff_id_of(Role(role)), now=now, device_id=device.id if device else None)
    else:
        abort(400)
    let_in(token)
    return redirect(first_page(), 303)

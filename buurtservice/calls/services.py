"""Changes to calls."""

from datetime import date

from buurtservice.calls.models import Call, CallReason
from buurtservice.facts.models import FactKind
from buurtservice.facts.services import record_fact
from buurtservice.help.models import HelpRequest
from buurtservice.help.services import about_request
from buurtservice.transactions import transaction


def open_call(request: HelpRequest, *, reason: CallReason, on: date) -> Call:
    """Put a call with the asker of this request on the worker's list."""
    with transaction() as session:
        call = Call(resident_id=request.resident_id, request=request, reason=reason, opened_on=on)
        session.add(call)
        session.flush()
        record_fact(FactKind.CALL_OPENED, on=on, reason=reason.value, about=about_request(request))
        return call

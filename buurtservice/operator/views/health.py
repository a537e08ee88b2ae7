"""Whether the service can do its work, for whoever watches over it. No secrets, no names."""

from flask import Response, jsonify

from buurtservice.operator.health import look_at_health
from buurtservice.operator.views.blueprint import operator_pages
from buurtservice.permissions import permission


@operator_pages.get("/health")
@permission("public", counts_as_activity=False, while_locked=True)
def health() -> Response:
    """Return 200 when pages can be served, else 503; a proxy or a monitor asks this."""
    found = look_at_health()
    answer = jsonify(
        {
            "status": "ok" if found.is_well else "unwell",
            "database": found.database,
            "revision": found.revision,
            "wanted_revision": found.wanted,
            "version": found.version,
        }
    )
    answer.status_code = 200 if found.is_well else 503
    return answer

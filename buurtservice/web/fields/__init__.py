"""Fields of forms: each takes what people type and gives a typed value, or says what to do."""

from buurtservice.web.fields.choices import Choice, Choices, OneChoice, Tick, YesNo
from buurtservice.web.fields.contact import EmailAddress, Phone, Postcode
from buurtservice.web.fields.days import Day, Dayparts, TimeOfDay
from buurtservice.web.fields.numbers import Hours, WholeNumber
from buurtservice.web.fields.text import FreeText, OneTimeCode, Password, TextLine

__all__ = [
    "Choice",
    "Choices",
    "Day",
    "Dayparts",
    "EmailAddress",
    "FreeText",
    "Hours",
    "OneChoice",
    "OneTimeCode",
    "Password",
    "Phone",
    "Postcode",
    "TextLine",
    "Tick",
    "TimeOfDay",
    "WholeNumber",
    "YesNo",
]

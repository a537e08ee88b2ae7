"""Forms of signing in. What opens a door is never shown again, and never put away."""

from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import HiddenField

from buurtservice.web.fields import EmailAddress, OneChoice, OneTimeCode, Password, TextLine
from buurtservice.web.forms import BuurtForm


class Secret(TextLine):
    """A short text that opens something: a code of any kind, or a PIN."""

    kind = "short"
    secret = True

    def __init__(self, label: Any = None, *, longest: int = 40, **kwargs: Any) -> None:
        super().__init__(label, longest=longest, **kwargs)


class Pin(Secret):
    """A PIN: digits, shown as dots."""

    input_type = "password"

    def __init__(self, label: Any = None, **kwargs: Any) -> None:
        super().__init__(label, longest=6, **{"inputmode": "numeric", **kwargs})


class StaffSignInForm(BuurtForm):
    """The first step of staff: address and password."""

    email = EmailAddress(_("Uw e-mailadres"), required=_("Vul uw e-mailadres in."), autocomplete="username")
    password = Password(
        _("Uw wachtwoord"), required=_("Vul uw wachtwoord in."), autocomplete="current-password"
    )


class SecondFactorForm(BuurtForm):
    """The second step of staff: the code of an authenticator, or a recovery code."""

    code = Secret(
        _("De code"),
        required=_("Vul de code in."),
        hint=_("Zes cijfers uit de app op uw telefoon. Telefoon kwijt? Vul een van uw herstelcodes in."),
        autocomplete="one-time-code",
    )


class PinForm(BuurtForm):
    """The PIN of whoever is at a registered desk device."""

    pin = Pin(_("Uw pincode"), required=_("Vul uw pincode in."), autocomplete="off")


class NewPinForm(BuurtForm):
    """A PIN for registered desk devices."""

    pin = Pin(
        _("Kies een pincode"),
        required=_("Vul een pincode in."),
        hint=_("4, 5 of 6 cijfers. Alleen u kent ze."),
        autocomplete="new-password",
    )
    pin_again = Pin(
        _("Nog een keer"), required=_("Vul de pincode nog een keer in."), autocomplete="new-password"
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Look whether both are the same."""
        fine = super().validate(extra_validators)
        if fine and self.pin.data != self.pin_again.data:
            self.refuse(str(_("De twee pincodes zijn niet hetzelfde. Vul ze opnieuw in.")), "pin_again")
            return False
        return fine


class ChangePinForm(NewPinForm):
    """Another PIN for who is signed in: whoever finds a screen open cannot make it theirs."""

    password_now = Password(
        _("Uw wachtwoord"), required=_("Vul uw wachtwoord in."), autocomplete="current-password"
    )


class NewPasswordForm(BuurtForm):
    """A new password."""

    password = Password(
        _("Kies een wachtwoord"),
        required=_("Vul een wachtwoord in."),
        hint=_("Minstens 12 tekens. Vier woorden die niet bij elkaar horen zijn makkelijk te onthouden."),
        autocomplete="new-password",
    )


class ChangePasswordForm(NewPasswordForm):
    """A new password for who has one."""

    password_now = Password(
        _("Uw wachtwoord van nu"), required=_("Vul uw wachtwoord in."), autocomplete="current-password"
    )


class AuthenticatorForm(BuurtForm):
    """The first code of a new authenticator."""

    code = OneTimeCode(_("De code die de app nu laat zien"), required=_("Vul de zes cijfers in."))


class PasskeyForm(BuurtForm):
    """What the browser says of a passkey; passkey.js fills it in."""

    answer = HiddenField()


class NewPasskeyForm(PasskeyForm):
    """A passkey with a name, so that somebody knows which one to take away."""

    name = TextLine(
        _("Hoe noemt u deze passkey?"),
        required=_("Geef de passkey een naam."),
        hint=_("Bijvoorbeeld: mijn telefoon."),
        longest=60,
    )


class DeviceForm(BuurtForm):
    """A device that stands at a desk."""

    name = TextLine(
        _("Hoe heet dit apparaat?"),
        required=_("Geef het apparaat een naam."),
        hint=_("Bijvoorbeeld: tablet op de balie."),
        longest=60,
    )
    site = OneChoice(_("Waar staat het?"), look="select", coerce=int)


class CodeRequestForm(BuurtForm):
    """Where a resident's code goes."""

    email = EmailAddress(_("Uw e-mailadres"), required=_("Vul uw e-mailadres in."), autocomplete="email")


class MailCodeForm(BuurtForm):
    """The code from the mail."""

    code = OneTimeCode(_("De code uit de mail"), required=_("Vul de zes cijfers uit de mail in."))


class WhoForm(BuurtForm):
    """Which of those who share an address signs in."""

    who = OneChoice(_("Wie bent u?"), required=_("Kies wie u bent."), coerce=int)

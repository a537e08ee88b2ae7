"""What can be refused at the door."""

from buurtservice.errors import BuurtserviceError, Conflict, InvalidInput
from buurtservice.i18n import N_


class AccountClosed(Conflict):
    """Somebody who does not work here any more."""

    code = "account_closed"
    text = N_("Dit account is gesloten. Vraag de beheerder om een nieuw account.")


class EmailTaken(Conflict):
    """Two people cannot share an account."""

    code = "email_taken"
    text = N_("Met dit e-mailadres is er al een account. Neem een ander adres, of pas dat account aan.")


class LastOperator(Conflict):
    """Without an operator nobody could ever mend the accounts."""

    code = "last_operator"
    text = N_("Dit is de laatste beheerder. Maak eerst iemand anders beheerder.")


class NoRole(InvalidInput):
    """Somebody without a role could do nothing."""

    code = "no_role"
    text = N_("Kies minstens één rol.")


class TooManyTries(BuurtserviceError):
    """Somebody tries too often; the sentence says when it can be tried again."""

    code = "too_many_tries"
    status = 429
    text = N_("Dit is te vaak geprobeerd. Probeer het opnieuw om %(at)s uur.")


class InvitationOver(BuurtserviceError):
    """A link that was used, that is too old, or that never was one: which of these is not told."""

    code = "invitation_over"
    status = 404
    text = N_("Deze link werkt niet meer: hij is gebruikt of te oud. Vraag de beheerder om een nieuwe.")


class PasswordTooShort(InvalidInput):
    """Length is what makes a password strong."""

    code = "password_too_short"
    text = N_("Een wachtwoord heeft minstens %(least)s tekens. Neem bijvoorbeeld vier woorden achter elkaar.")


class PasswordTooCommon(InvalidInput):
    """One of the first that anybody would try."""

    code = "password_too_common"
    text = N_(
        "Dit wachtwoord is makkelijk te raden. Neem bijvoorbeeld vier woorden die niet bij elkaar horen."
    )


class PinTooEasy(InvalidInput):
    """Four to six digits, and not the first ones that anybody would try."""

    code = "pin_too_easy"
    text = N_("Een pincode heeft 4, 5 of 6 cijfers, en niet allemaal dezelfde of een rijtje zoals 1234.")


class WrongCode(InvalidInput):
    """A second factor that does not fit; it never says which part is wrong."""

    code = "wrong_code"
    text = N_("Deze code klopt niet, of hij is al gebruikt. Wacht op een nieuwe code en probeer het opnieuw.")


class WrongMailCode(InvalidInput):
    """A code from a mail that does not fit."""

    code = "wrong_mail_code"
    text = N_("Deze code klopt niet. Kijk nog eens in de mail; neem de nieuwste als u er meer hebt.")


class CodeOver(Conflict):
    """A code that was sent by mail and cannot be used any more."""

    code = "code_over"
    text = N_("Deze code werkt niet meer. Vraag een nieuwe aan.")


class ScreenSignedOut(Conflict):
    """Five wrong PINs: whoever it is shows both factors again."""

    code = "screen_signed_out"
    text = N_("De pincode was vijf keer fout. Meld u opnieuw aan met uw wachtwoord.")


class WrongPin(InvalidInput):
    """A PIN that does not fit."""

    code = "wrong_pin"
    text = N_("Deze pincode klopt niet. U kunt het nog %(left)s keer proberen.")


class PasskeyRefused(InvalidInput):
    """What the browser gave is no passkey for this address, or one that is known already."""

    code = "passkey_refused"
    text = N_("Dit lukte niet. Probeer het nog eens, of gebruik de code van uw telefoon.")

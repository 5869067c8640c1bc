"""What each kind of channel must be told. Secrets are written and never read back."""

from __future__ import annotations

from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, TypeAdapter

Security = Literal["starttls", "tls", "none"]


def _plain(text: str) -> str:
    if not text.isprintable():
        raise ValueError("must be plain printable text")
    return text


Line = Annotated[str, AfterValidator(_plain)]
MailAddress = Annotated[
    str, Field(max_length=254, pattern=r"^[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9.-]{1,189}$")
]
#: E.164, or a national number as it is dialled.
Phone = Annotated[str, Field(max_length=20, pattern=r"^\+?[0-9]{5,19}$", examples=["+8613904711234"])]
_Secret = Annotated[
    Line | None, Field(max_length=1024, description="Written, never read back; null: as it is.")
]
_Url = Annotated[
    Line | None, Field(max_length=1024, description="A secret: written, never read back; null: as it is.")
]


class _Form(BaseModel):
    model_config = ConfigDict(extra="forbid")


class PageForm(_Form):
    """The control room's page, with a sound by the kind of alarm."""

    kind: Literal["page"] = "page"


class WebhookForm(_Form):
    """Another platform; signed after the Standard Webhooks specification, as `/api/v1/webhooks` are."""

    kind: Literal["webhook"] = "webhook"
    url: _Url = None
    secret: _Secret = None


class EmailForm(_Form):
    """A mail relay."""

    kind: Literal["email"] = "email"
    host: Annotated[Line, Field(min_length=1, max_length=253, examples=["smtp.example.cn"])]
    port: int = Field(default=587, ge=1, le=65_535)
    security: Security = Field(default="starttls", description="`none`: only without a password.")
    sender: MailAddress = Field(examples=["alarm@fire.example.cn"])
    username: Annotated[Line, Field(max_length=256)] = ""
    password: _Secret = None


class _PhoneForm(_Form):
    form: Literal["http", "file"] = Field(
        default="http", description="`file`: lines in the operator's folder, for exercises and tests."
    )
    url: _Url = None
    token: _Secret = None


class SmsForm(_PhoneForm):
    """A provider of text messages."""

    kind: Literal["sms"] = "sms"
    signature: Annotated[Line, Field(max_length=12)] = Field(
        default="", description="短信签名, where the provider wants it in the text.", examples=["草原哨"]
    )


class VoiceForm(_PhoneForm):
    """A provider of calls that speak a text."""

    kind: Literal["voice"] = "voice"


class CapForm(_Form):
    """A receiver of CAP 1.2 messages over HTTPS."""

    kind: Literal["cap"] = "cap"
    url: _Url = None
    token: _Secret = None
    sender: Annotated[str, Field(pattern=r"^[^\s,<&]{3,128}$", examples=["centre@fire.example.cn"])]
    sender_name: Annotated[Line, Field(max_length=128)] = "草原哨 Steppewatch"
    restriction: Annotated[Line, Field(min_length=1, max_length=256)] = Field(
        default="Fire services and the organisation concerned 消防救援机构及相关单位"
    )
    exercise: bool = Field(default=False, description="Every message has the status Exercise.")


class WecomForm(_Form):
    """A group robot of WeCom (企业微信)."""

    kind: Literal["wecom"] = "wecom"
    url: _Url = None


class DingtalkForm(_Form):
    """A group robot of DingTalk (钉钉); `sign` is its secret of 加签."""

    kind: Literal["dingtalk"] = "dingtalk"
    url: _Url = None
    sign: _Secret = None


Form = PageForm | WebhookForm | EmailForm | SmsForm | VoiceForm | CapForm | WecomForm | DingtalkForm
AnyForm = Annotated[Form, Field(discriminator="kind")]
ChannelKind = Literal["page", "webhook", "email", "sms", "voice", "cap", "wecom", "dingtalk"]
_form: TypeAdapter[Form] = TypeAdapter(AnyForm)

SECRETS: Final = frozenset({"url", "secret", "password", "token", "sign"})
#: The receiver is a person with an address, which they have for this kind.
ADDRESS_OF: Final = {"email": "email", "sms": "phone", "voice": "phone"}
#: Kinds by which each place hears of its own alarms only: many see the channel, and not all see all.
TOLD_APART: Final = frozenset({"page"})
#: Messages a minute where nobody has said; robots take no more.
PER_MINUTE: Final = {"page": 600, "webhook": 600, "email": 60, "sms": 120, "voice": 30, "cap": 120}
ROBOT_PER_MINUTE: Final = 20


def split(form: Form) -> tuple[dict[str, Any], dict[str, str]]:
    """What may be stored and shown, and the secrets that were written."""
    told = form.model_dump()
    secrets = {name: value for name, value in told.items() if name in SECRETS and value}
    return {name: value for name, value in told.items() if name not in SECRETS}, secrets


def read(stored: dict[str, Any]) -> Form:
    """A form as it was stored."""
    return _form.validate_python(stored)

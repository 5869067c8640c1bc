from __future__ import annotations

import pytest

from cloud.webhooks import signature

# The example of the Standard Webhooks specification.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE = "msg_p5jXN8AQM9LWM0D4loKWxJek"
AT = 1614265330
BODY = b'{"test": 2432232314}'


def test_the_example_of_the_specification_is_signed_as_it_says() -> None:
    assert signature.sign(SECRET, MESSAGE, AT, BODY) == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_a_receiver_takes_either_of_two_secrets_while_one_is_being_replaced() -> None:
    new = signature.new_secret()
    sent = signature.headers([new, SECRET], MESSAGE, AT, BODY)
    assert signature.verified(new, sent, BODY, AT)
    assert signature.verified(SECRET, sent, BODY, AT)
    assert not signature.verified(signature.new_secret(), sent, BODY, AT)


@pytest.mark.parametrize(
    ("changed", "body", "now"),
    [
        ({"webhook-id": "msg_other"}, BODY, AT),
        ({"webhook-timestamp": str(AT + 1)}, BODY, AT),
        ({}, BODY + b" ", AT),
        ({}, BODY, AT + 301),
        ({"webhook-timestamp": "soon"}, BODY, AT),
        ({"webhook-signature": ""}, BODY, AT),
    ],
)
def test_what_was_changed_or_is_old_is_not_taken(changed: dict[str, str], body: bytes, now: int) -> None:
    sent = signature.headers([SECRET], MESSAGE, AT, BODY) | changed
    assert not signature.verified(SECRET, sent, body, now)


def test_secrets_differ_and_what_is_none_is_refused() -> None:
    assert signature.new_secret() != signature.new_secret()
    assert len(signature.key_of(signature.new_secret())) == 32
    with pytest.raises(ValueError, match="base64"):
        signature.key_of("whsec_not base64!")
